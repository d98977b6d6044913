//! A stack of known size for a script to be parsed and run on. Owns the thread and the containment of
//! panics; an exhausted stack ends the whole process, so no limit of nesting is worth anything on a stack
//! of unknown size.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does the work on a stack of [`super::limits::STACK_BYTES`]. `None` when the work panicked or no thread could be
/// had.
#[cfg(not(target_family = "wasm"))]
pub(super) fn on_own_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("script".to_owned())
            .stack_size(super::limits::STACK_BYTES)
            .spawn_scoped(scope, || catch_unwind(AssertUnwindSafe(work)).ok())
            .ok()?
            .join()
            .ok()?
    })
}

/// Does the work here: there are no threads, and an exhausted stack is caught by the host.
#[cfg(target_family = "wasm")]
pub(super) fn on_own_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
