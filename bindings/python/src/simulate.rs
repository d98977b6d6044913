//! Invented populations: their subjects, and what a policy comes to over them. Owns the crossing; drawing and counting are
//! the library's.

use crate::convert::from_json;
use crate::errors::{self, Asked, HuiceError, Problem, refuse};
use crate::policy::Policy;
use crate::program::Program;
use huice::simulate::{Population, Request, Rule};
use huice::value::money;
use huice::value::number::Number;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::{Path, PathBuf};

fn raise(py: Python<'_>, asked: Asked, file: &str, problems: Vec<huice::simulate::Problem>) -> PyErr {
    let problem = |problem: huice::simulate::Problem| Problem {
        path: problem.line.map_or_else(String::new, |line| format!("{file}:{line}")),
        words: problem.words,
        help: problem.help,
    };
    errors::raise::<HuiceError>(py, asked, &problems.into_iter().map(problem).collect::<Vec<_>>())
}

fn file(py: Python<'_>, asked: Asked, path: &Path) -> PyResult<(String, Population)> {
    let name = path.display().to_string();
    // The kind of the failure says which exception it becomes; of itself it does not name the file.
    let named = |error: std::io::Error| std::io::Error::new(error.kind(), format!("{name}: {error}"));
    let text = std::fs::read_to_string(path).map_err(named)?;
    let read = Population::read(&text).map_err(|problem| raise(py, asked, &name, vec![problem]))?;
    Ok((name, read))
}

/// Subjects drawn before somebody may break off.
const PIECE: u64 = 4096;

/// Subjects of an invented population, as the JSON texts of their profiles: `size` of them, from number `start` on. The same
/// file and seed draw the same subjects. `population` is the path of a file as docs/commands/simulate.md has it.
///
/// Raises HuiceError with the lines of the file that are wrong.
#[pyfunction]
#[pyo3(signature = (program, population, *, size, seed = 0, start = 0))]
pub(crate) fn subjects(
    py: Python<'_>,
    program: &Bound<'_, Program>,
    population: PathBuf,
    size: u64,
    seed: u64,
    start: u64,
) -> PyResult<Vec<String>> {
    let program = &program.get().inner;
    let (name, read) = file(py, None, &population)?;
    let end = start.saturating_add(size);
    let texts = |numbers| {
        let drawn = program.subjects(&read, seed, numbers)?;
        Ok(drawn.iter().map(|profile| profile.to_json(program).to_string()).collect::<Vec<String>>())
    };
    let refused = |problems| raise(py, None, &name, problems);
    // What is refused for its last number is refused before anything is drawn.
    let mut found = texts(end..end).map_err(refused)?;
    let mut from = start;
    while from < end {
        py.check_signals()?;
        let to = from.saturating_add(PIECE).min(end);
        found.extend(py.detach(|| texts(from..to)).map_err(refused)?);
        from = to;
    }
    Ok(found)
}

/// What the policy comes to over an invented population of `size` subjects: a dict in the form `huice.simulation/1`
/// (docs/commands/simulate.md). Sums are texts in yuan. All items are counted; constants play no part.
///
/// `pools` are sums in yuan (int, Decimal or text) set aside for items; `pool_rule` is "first-come" or "pro-rata";
/// `against` is a policy that is compared for the same subjects. Results do not depend on `threads`. Ctrl-C ends it.
#[pyfunction]
#[pyo3(signature = (policy, population, *, size, seed = 0, pools = None, pool_rule = "first-come", against = None, threads = 1))]
#[expect(clippy::too_many_arguments, reason = "keywords in Python")]
pub(crate) fn simulate<'py>(
    py: Python<'py>,
    policy: &Bound<'py, Policy>,
    population: PathBuf,
    size: u64,
    seed: u64,
    pools: Option<&Bound<'py, PyDict>>,
    pool_rule: &str,
    against: Option<&Bound<'py, Policy>>,
    threads: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let policy = policy.get();
    let asked = policy.asked();
    let (name, read) = file(py, asked, &population)?;
    let rule = match pool_rule {
        "first-come" => Rule::FirstCome,
        "pro-rata" => Rule::ProRata,
        _ => {
            let problem =
                Problem::new("pool_rule", format!("没有 {pool_rule:?}"), format!("there is no {pool_rule:?}"))
                    .help("用 \"first-come\" 或 \"pro-rata\"", "use \"first-come\" or \"pro-rata\"");
            return Err(refuse::<PyValueError>(py, asked, problem));
        }
    };
    let mut shares = Vec::new();
    for (item, yuan) in pools.into_iter().flat_map(|pools| pools.iter()) {
        let item: String = item.extract()?;
        let at = format!("pools[{item}]");
        let text = crate::convert::number(&yuan, &at, asked)?;
        let number = Number::parse_decimal(&text).filter(|number| !number.is_negative());
        let fen = number.and_then(|number| money::fen(&number)).ok_or_else(|| {
            let problem = Problem::new(at, format!("{text} 不是金额"), format!("{text} is no sum of money"))
                .help("用元，至多两位小数，不为负", "in yuan, with at most two decimals, not negative");
            refuse::<PyValueError>(py, asked, problem)
        })?;
        shares.push((item, fen));
    }
    let request = Request { size, seed, threads: threads.max(1), pools: shares, rule };
    let context = policy.context(py)?;
    let other = match against {
        Some(other) => Some((other.get().program(), other.get().context(py)?)),
        None => None,
    };
    let other = other.as_ref().map(|(program, context)| (*program, context));
    let go_on = || Python::attach(|py| py.check_signals());
    let done = py.detach(|| policy.program().simulate_while(&context, &read, other, &request, go_on));
    let simulation = done.map_err(|problems| raise(py, asked, &name, problems))??;
    let text = serde_json::to_string(&simulation).map_err(|error| HuiceError::new_err(error.to_string()))?;
    from_json(py, &text)
}
