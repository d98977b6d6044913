//! The subjects of a population as profiles, for programs that answer them by themselves. Owns nothing of what is drawn.

use super::bind::bind;
use super::{MAX_SIZE, Population, Problem};
use crate::ir::Policy;
use crate::profile::Profile;
use core::ops::Range;

/// The subjects of these numbers, from 0: those that a simulation with the same seed draws, in the same order.
///
/// # Errors
/// Everything wrong with the population or its place, or when the numbers go beyond [`MAX_SIZE`]. Facts that contradict
/// each other are not looked for.
pub fn subjects(
    population: &Population,
    policy: &Policy,
    seed: u64,
    numbers: Range<u64>,
) -> Result<Vec<Profile>, Vec<Problem>> {
    if numbers.end > MAX_SIZE {
        let (zh, en) = (format!("主体的号数至多到 {MAX_SIZE}"), format!("subjects go up to number {MAX_SIZE}"));
        return Err(vec![Problem::new(None, zh, en)]);
    }
    let generator = bind(population, policy, None, true)?;
    let mut earlier = Vec::new();
    Ok(numbers.map(|number| generator.profile(policy, seed, number, &mut earlier)).collect())
}
