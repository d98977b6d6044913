//! Ctrl-C while files are written: says what became of them, then ends as an interrupted program does. Owns the handler
//! and when it waits; knows nothing of what is written.

use super::output::say;
use std::io::IsTerminal;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whether the work is over. Held while files are given their names: an interrupt then comes too late and waits.
static OVER: Mutex<bool> = Mutex::new(false);

/// Work that says a word when it is interrupted, until this is dropped.
#[derive(Debug)]
pub(super) struct Interrupt {
    held: Option<MutexGuard<'static, bool>>,
}

impl Interrupt {
    /// Begins to watch for Ctrl-C. Where interrupts are ignored (in the background of a script, say) they stay so.
    pub(super) fn watch(words: &str) -> Self {
        let line = if std::io::stderr().is_terminal() { "\r\x1b[K" } else { "" };
        let text = format!("{line}{words}\n");
        // Without a handler an interrupt ends the program as well, only without a word.
        let _ = ctrlc::try_set_handler(move || {
            let over = OVER.lock().unwrap_or_else(PoisonError::into_inner);
            if !*over {
                say(&text);
            }
            leave();
        });
        Self { held: None }
    }

    /// From here on the work is let finish.
    pub(super) fn wait(&mut self) {
        if self.held.is_none() {
            self.held = Some(OVER.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        self.wait();
        if let Some(over) = &mut self.held {
            **over = true;
        }
    }
}

/// Ends the process. Where there are signals it dies of this one, so that a loop of a shell ends too; the shell calls
/// that 130.
fn leave() -> ! {
    #[cfg(unix)]
    let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGINT);
    std::process::exit(130)
}
