//! Operands of a chunk and the loops over them. Owns plain loops that compilers turn into vector code; knows nothing of
//! what they compute.

/// A column of a chunk, or one value for all its rows.
#[derive(Clone, Copy)]
pub(super) enum Lane<'l, T> {
    One(T),
    Each(&'l [T]),
}

impl<T: Copy> Lane<'_, T> {
    /// The value of a row.
    pub(super) fn at(&self, row: usize, missing: T) -> T {
        match self {
            Self::One(value) => *value,
            Self::Each(values) => values.get(row).copied().unwrap_or(missing),
        }
    }
}

/// `out = f(a)`.
#[inline(always)]
pub(super) fn map<A: Copy, Z>(a: Lane<'_, A>, out: &mut [Z], f: impl Fn(A) -> Z) {
    match a {
        Lane::One(a) => out.iter_mut().for_each(|z| *z = f(a)),
        Lane::Each(a) => out.iter_mut().zip(a).for_each(|(z, a)| *z = f(*a)),
    }
}

/// `out = f(out, a)`.
#[inline(always)]
pub(super) fn fold<A: Copy, Z: Copy>(a: Lane<'_, A>, out: &mut [Z], mut f: impl FnMut(Z, A) -> Z) {
    match a {
        Lane::One(a) => out.iter_mut().for_each(|z| *z = f(*z, a)),
        Lane::Each(a) => out.iter_mut().zip(a).for_each(|(z, a)| *z = f(*z, *a)),
    }
}

/// `out = f(a, b)`.
#[inline(always)]
pub(super) fn zip<A: Copy, B: Copy, Z>(a: Lane<'_, A>, b: Lane<'_, B>, out: &mut [Z], f: impl Fn(A, B) -> Z) {
    match (a, b) {
        (Lane::One(a), b) => map(b, out, |b| f(a, b)),
        (a, Lane::One(b)) => map(a, out, |a| f(a, b)),
        (Lane::Each(a), Lane::Each(b)) => {
            out.iter_mut().zip(a.iter().zip(b)).for_each(|(z, (a, b))| *z = f(*a, *b));
        }
    }
}

/// `out = f(out, a, b)`.
#[inline(always)]
pub(super) fn fold2<A: Copy, B: Copy, Z: Copy>(
    a: Lane<'_, A>,
    b: Lane<'_, B>,
    out: &mut [Z],
    mut f: impl FnMut(Z, A, B) -> Z,
) {
    match (a, b) {
        (Lane::One(a), b) => fold(b, out, |z, b| f(z, a, b)),
        (a, Lane::One(b)) => fold(a, out, |z, a| f(z, a, b)),
        (Lane::Each(a), Lane::Each(b)) => {
            out.iter_mut().zip(a.iter().zip(b)).for_each(|(z, (a, b))| *z = f(*z, *a, *b));
        }
    }
}
