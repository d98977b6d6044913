//! A program over an invented population. Owns the public form; the work is done in [`crate::simulate`].

use super::{Context, Profile, Program};
use crate::diagnostic::Words;
use crate::simulate::{Asked, Population, Problem, Request, Simulation, simulate, simulate_while, subjects};
use core::ops::Range;

fn asked<'a>((program, context): (&'a Program, &'a Context)) -> Asked<'a> {
    Asked { policy: &program.policy, context: &context.inner }
}

impl Program {
    /// What the program comes to over an invented population; with `against`, also what differs there for the same
    /// subjects. The same request gives the same result whatever the number of threads.
    ///
    /// # Errors
    /// Everything wrong with the population, with its place, or with the request.
    pub fn simulate(
        &self,
        context: &Context,
        population: &Population,
        against: Option<(&Self, &Context)>,
        request: &Request,
    ) -> Result<Simulation, Vec<Problem>> {
        simulate(population, asked((self, context)), against.map(asked), request)
    }

    /// As [`Program::simulate`], asking `go_on` every some thousand subjects; when that fails, its failure is all that comes
    /// of it.
    ///
    /// # Errors
    /// Everything wrong with the population, with its place, or with the request.
    pub fn simulate_while<E>(
        &self,
        context: &Context,
        population: &Population,
        against: Option<(&Self, &Context)>,
        request: &Request,
        go_on: impl FnMut() -> Result<(), E>,
    ) -> Result<Result<Simulation, E>, Vec<Problem>> {
        simulate_while(population, asked((self, context)), against.map(asked), request, go_on)
    }

    /// The subjects of these numbers, from 0, of an invented population: those that [`Program::simulate`] draws with the
    /// same seed.
    ///
    /// # Errors
    /// Everything wrong with the population or its place, when the numbers go beyond [`crate::simulate::MAX_SIZE`], or when
    /// the facts of a subject contradict each other.
    pub fn subjects(
        &self,
        population: &Population,
        seed: u64,
        numbers: Range<u64>,
    ) -> Result<Vec<Profile>, Vec<Problem>> {
        let drawn = subjects(population, &self.policy, seed, numbers)?;
        let read = drawn.into_iter().map(|profile| Profile::consistent(self, profile, ""));
        read.collect::<Result<_, _>>().map_err(|errors| {
            let told = |error: crate::profile::ProfileError| {
                let (path, words) = (error.path, error.words);
                let words = Words::new(format!("{path}：{}", words.zh), format!("{path}: {}", words.en));
                Problem { line: None, words, help: error.help }
            };
            errors.0.into_iter().map(told).collect()
        })
    }
}
