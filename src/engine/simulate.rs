//! A program over an invented population. Owns the public form; the work is done in [`crate::simulate`].

use super::{Context, Program};
use crate::simulate::{Asked, Population, Problem, Request, Simulation, simulate};

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
        let before = Asked { policy: &self.policy, context: &context.inner };
        let after = against.map(|(program, context)| Asked { policy: &program.policy, context: &context.inner });
        simulate(population, before, after, request)
    }
}
