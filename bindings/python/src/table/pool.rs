//! Memory of answers, used again once nobody holds them: fresh memory costs more than the answers that go into it. Owns how
//! much is kept; knows nothing of what lies in it.

use arrow_buffer::{ArrowNativeType, Buffer, ToByteSlice};
use bytes::Bytes;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes that are kept of each kind, at most.
const KEPT: usize = 64 * 1024 * 1024;

/// Vectors that nobody holds.
pub(crate) struct Pool<T>(Mutex<Vec<Vec<T>>>);

/// What vectors are kept of.
pub(crate) trait Pooled: ArrowNativeType {
    fn pool() -> &'static Pool<Self>;
}

macro_rules! pooled {
    ($($ty:ty),*) => {$(
        impl Pooled for $ty {
            fn pool() -> &'static Pool<Self> {
                static POOL: Pool<$ty> = Pool(Mutex::new(Vec::new()));
                &POOL
            }
        }
    )*};
}

pooled!(u8, i8, i32, i128);

impl<T> Pool<T> {
    /// A thread that broke off has left whole vectors all the same.
    fn kept(&self) -> MutexGuard<'_, Vec<Vec<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An empty vector with room for so many.
pub(crate) fn take<T: Pooled>(room: usize) -> Vec<T> {
    let mut kept = T::pool().kept();
    let fits = |one: &Vec<T>| (room..=room.saturating_mul(2)).contains(&one.capacity());
    let found = kept.iter().position(fits).map(|at| kept.swap_remove(at));
    drop(kept);
    found.unwrap_or_else(|| Vec::with_capacity(room))
}

/// The values as Arrow holds them. The vector comes back when the last of its holders is gone.
pub(crate) fn buffer<T: Pooled>(values: Vec<T>) -> Buffer {
    Buffer::from(Bytes::from_owner(Owner(values)))
}

struct Owner<T: Pooled>(Vec<T>);

impl<T: Pooled> AsRef<[u8]> for Owner<T> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_slice().to_byte_slice()
    }
}

impl<T: Pooled> Drop for Owner<T> {
    fn drop(&mut self) {
        let mut own = core::mem::take(&mut self.0);
        own.clear();
        let bytes = |one: &Vec<T>| one.capacity().saturating_mul(size_of::<T>());
        let mut kept = T::pool().kept();
        let held = kept.iter().map(bytes).fold(bytes(&own), usize::saturating_add);
        if held <= KEPT {
            kept.push(own);
        }
    }
}
