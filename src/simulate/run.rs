//! Blocks of subjects over threads: draw, answer, count. Owns the order in which blocks are put together, which is that
//! of the subjects whatever the number of threads; memory holds one block a thread, the sums, and the claims on pools.

use super::bind::bind;
use super::draw::Generator;
use super::pool::Rule;
use super::report::{self, Simulation};
use super::tally::{Cell, Claims, ItemTally, Shift, Tally};
use super::total::Payments;
use super::{Asked, MAX_POOL_FEN, MAX_SIZE, Population, Problem, Request};
use crate::compiled::{Verdict, settle};
use crate::eval::{Answer, Machine, contradictions};
use crate::ir::{AmountKind, FactId, FactType, ItemDef, Policy, Type, Value};
use crate::plan::Plan;
use crate::profile::Profile;
use std::convert::Infallible;
use std::thread;

/// Subjects of one block.
const BLOCK: u64 = 4096;

/// Subjects looked at for facts that contradict each other before anything is counted.
const LOOKED_AT: u64 = 500;

/// More threads than this are of no use to anybody.
const MAX_THREADS: usize = 256;

/// What does not change while subjects are counted.
struct Setting<'a> {
    request: &'a Request,
    before: Line<'a>,
    after: Option<Line<'a>>,
    /// Items of either side: index before, index after.
    pairs: Vec<(Option<usize>, Option<usize>)>,
    sizes: Vec<usize>,
    /// Item indexes of the pools, before and after.
    pools: Vec<(Option<usize>, Option<usize>)>,
}

/// One side made ready.
struct Line<'a> {
    asked: Asked<'a>,
    plan: Plan,
    generator: Generator,
    payments: Payments,
}

impl<'a> Line<'a> {
    fn new(asked: Asked<'a>, generator: Generator) -> Self {
        let (policy, context) = (asked.policy, asked.context);
        Self { plan: Plan::new(policy, context), payments: Payments::new(policy), asked, generator }
    }
}

/// Draws a population, answers every item for every subject, and sums up; with `after`, does so twice for the same
/// subjects and says what differs.
///
/// # Errors
/// Everything wrong with the population file or the request.
pub fn simulate(
    population: &Population,
    before: Asked<'_>,
    after: Option<Asked<'_>>,
    request: &Request,
) -> Result<Simulation, Vec<Problem>> {
    let Ok(done) = simulate_while::<Infallible>(population, before, after, request, || Ok(()))?;
    Ok(done)
}

/// The same, asking `go_on` every some thousand subjects; when that fails, its failure is all that comes of it.
///
/// # Errors
/// Everything wrong with the population file or the request.
pub fn simulate_while<E>(
    population: &Population,
    before: Asked<'_>,
    after: Option<Asked<'_>>,
    request: &Request,
    go_on: impl FnMut() -> Result<(), E>,
) -> Result<Result<Simulation, E>, Vec<Problem>> {
    let others = after.map(|asked| asked.policy);
    let generator = bind(population, before.policy, others, true)?;
    let groups = generator.groups.clone();
    let first = Line::new(before, generator);
    let second = match after {
        Some(asked) => {
            let generator = bind(population, asked.policy, Some(before.policy), false)?;
            Some(Line::new(asked, generator))
        }
        None => None,
    };
    let mut problems = pools_and_size(request, &first, second.as_ref());
    for side in [Some(&first), second.as_ref()].into_iter().flatten() {
        problems.extend(contradiction(side, request));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let setting = Setting {
        pairs: pairs(before.policy, after.map(|asked| asked.policy)),
        sizes: groups.iter().map(|id| members(before.policy, *id).len()).collect(),
        pools: request
            .pools
            .iter()
            .map(|(item, _)| (place(before.policy, item), after.and_then(|asked| place(asked.policy, item))))
            .collect(),
        request,
        before: first,
        after: second,
    };
    let tally = count(&setting, go_on);
    Ok(tally.map(|tally| report::report(population, before, after, request, &groups, &tally)))
}

fn place(policy: &Policy, item: &str) -> Option<usize> {
    policy.items.iter().position(|def| def.id == item)
}

/// The amount of an item, wherever it is stated.
pub(super) fn amount_kind(item: &ItemDef) -> Option<AmountKind> {
    let amount = item.amount.as_ref().or_else(|| item.each.as_ref().and_then(|each| each.amount.as_ref()));
    amount.map(|amount| amount.kind)
}

fn pools_and_size(request: &Request, before: &Line<'_>, after: Option<&Line<'_>>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if request.size == 0 || request.size > MAX_SIZE {
        let (zh, en) = (format!("规模应在 1 至 {MAX_SIZE} 之间"), format!("the size is from 1 to {MAX_SIZE}"));
        problems.push(Problem::new(None, zh, en));
    }
    for (index, (item, fen)) in request.pools.iter().enumerate() {
        let kinds = [Some(before), after].into_iter().flatten().filter_map(|line| {
            let at = place(line.asked.policy, item)?;
            line.asked.policy.items.get(at).map(amount_kind)
        });
        let kinds: Vec<Option<AmountKind>> = kinds.collect();
        if kinds.is_empty() {
            problems.push(Problem::new(None, format!("没有项目“{item}”"), format!("there is no item `{item}`")));
        } else if !kinds.contains(&Some(AmountKind::Amount)) {
            let en = format!("item `{item}` states no amount in yuan that a pool could pay");
            problems.push(Problem::new(None, format!("项目“{item}”没有可由资金池支付的金额"), en));
        }
        if *fen < 0 || *fen > MAX_POOL_FEN {
            let en = format!("the pool of `{item}` is from 0 to 10^16 yuan");
            problems.push(Problem::new(None, format!("“{item}”的资金池应在 0 至 10^16 元之间"), en));
        }
        if request.pools.iter().take(index).any(|(other, _)| other == item) {
            let (zh, en) = (format!("“{item}”的资金池写了两次"), format!("two pools for `{item}`"));
            problems.push(Problem::new(None, zh, en));
        }
    }
    problems
}

/// The first subject whose facts contradict each other, in words.
fn contradiction(side: &Line<'_>, request: &Request) -> Option<Problem> {
    let mut earlier = Vec::new();
    let policy = side.asked.policy;
    (0..LOOKED_AT.min(request.size)).find_map(|subject| {
        let profile = side.generator.profile(policy, request.seed, subject, &mut earlier);
        let error = contradictions(policy, &profile).into_iter().next()?;
        let zh = format!("第 {} 个主体的“{}”{}", subject.saturating_add(1), error.path, error.words.zh);
        let en = format!("subject {}: `{}` {}", subject.saturating_add(1), error.path, error.words.en);
        let problem = Problem::new(Some(1), zh, en);
        Some(
            problem.help(
                "在群体文件里用 case 让两项事实相符",
                "use cases in the population file so that the two facts agree",
            ),
        )
    })
}

/// Items of either side, those of the first in its order, then those only the second has.
fn pairs(before: &Policy, after: Option<&Policy>) -> Vec<(Option<usize>, Option<usize>)> {
    let Some(after) = after else { return Vec::new() };
    let mut pairs: Vec<_> =
        before.items.iter().enumerate().map(|(index, item)| (Some(index), place(after, &item.id))).collect();
    let new = after.items.iter().enumerate().filter(|(_, item)| place(before, &item.id).is_none());
    pairs.extend(new.map(|(index, _)| (None, Some(index))));
    pairs
}

/// The names of what a fact can be, in order; the last is what is not known.
pub(super) fn members(policy: &Policy, fact: FactId) -> Vec<(String, Option<String>)> {
    let mut names = match policy.facts.get(fact.0).map(|fact| &fact.ty) {
        Some(FactType::Scalar(Type::Enum(id), _)) => {
            policy.enums.get(id.0).map_or_else(Vec::new, |def| def.members.clone())
        }
        _ => vec![("否".to_owned(), Some("false".to_owned())), ("是".to_owned(), Some("true".to_owned()))],
    };
    names.push(("未知".to_owned(), Some("unknown".to_owned())));
    names
}

fn count<E>(setting: &Setting<'_>, mut go_on: impl FnMut() -> Result<(), E>) -> Result<Tally, E> {
    let threads = setting.request.threads.clamp(1, MAX_THREADS);
    let mut total = blank(setting);
    let mut next = 0;
    while next < setting.request.size {
        go_on()?;
        let starts: Vec<u64> = (0..threads)
            .map(|_| {
                let start = next;
                next = next.saturating_add(BLOCK);
                start
            })
            .filter(|start| *start < setting.request.size)
            .collect();
        let blocks: Vec<Tally> = thread::scope(|scope| {
            let workers: Vec<_> = starts.iter().map(|start| scope.spawn(move || block(setting, *start))).collect();
            // A worker that panicked ends the run with its own message.
            let done = |worker: thread::ScopedJoinHandle<'_, Tally>| {
                worker.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause))
            };
            workers.into_iter().map(done).collect()
        });
        for block in blocks {
            total.append(block);
        }
    }
    Ok(total)
}

fn blank(setting: &Setting<'_>) -> Tally {
    let items = |line: &Line<'_>| vec![ItemTally::new(&setting.sizes); line.asked.policy.items.len()];
    let claims = || vec![Claims::default(); setting.pools.len()];
    Tally {
        members: setting.sizes.iter().map(|size| vec![0; *size]).collect(),
        before: items(&setting.before),
        after: setting.after.as_ref().map(items).unwrap_or_default(),
        shifts: vec![Shift::new(&setting.sizes); setting.pairs.len()],
        claims: [claims(), claims()],
        totals: [Cell::default(); 2],
        deferred: 0,
        subjects: [0; 3],
    }
}

fn block(setting: &Setting<'_>, start: u64) -> Tally {
    let mut tally = blank(setting);
    let mut worker = Worker::new(&setting.before);
    let mut other = setting.after.as_ref().map(Worker::new);
    // The same pack draws the same profile.
    let same = setting.after.as_ref().is_some_and(|line| line.asked.policy.hash == setting.before.asked.policy.hash);
    let mut at: Vec<usize> = Vec::new();
    for subject in start..start.saturating_add(BLOCK).min(setting.request.size) {
        let profile = worker.profile(setting.request.seed, subject);
        at.clear();
        let groups = &setting.before.generator.groups;
        at.extend(groups.iter().map(|id| member(&setting.before.asked, &profile, *id)));
        for (group, member) in tally.members.iter_mut().zip(&at) {
            if let Some(count) = group.get_mut(*member) {
                *count = count.saturating_add(1);
            }
        }
        tally.deferred = tally.deferred.saturating_add(worker.answer(&profile));
        tally.totals[0].add_total(worker.total(&profile));
        for (item, answer) in tally.before.iter_mut().zip(&worker.answers) {
            item.add(answer, &at);
        }
        for ((before, _), claims) in setting.pools.iter().zip(&mut tally.claims[0]) {
            if let Some(answer) = before.and_then(|index| worker.answers.get(index)) {
                claims.add(answer, &at);
            }
        }
        let Some(other) = &mut other else { continue };
        let drawn = if same { profile } else { other.profile(setting.request.seed, subject) };
        tally.deferred = tally.deferred.saturating_add(other.answer(&drawn));
        tally.totals[1].add_total(other.total(&drawn));
        for (item, answer) in tally.after.iter_mut().zip(&other.answers) {
            item.add(answer, &at);
        }
        for ((_, after), claims) in setting.pools.iter().zip(&mut tally.claims[1]) {
            if let Some(answer) = after.and_then(|index| other.answers.get(index)) {
                claims.add(answer, &at);
            }
        }
        let (mut more, mut less) = (false, false);
        for ((before, after), shift) in setting.pairs.iter().zip(&mut tally.shifts) {
            let (gain, lose) = (shift.gain.count, shift.lose.count);
            let was = before.and_then(|index| worker.answers.get(index));
            shift.add(was, after.and_then(|index| other.answers.get(index)), &at);
            more |= shift.gain.count > gain;
            less |= shift.lose.count > lose;
        }
        let direction = match (more, less) {
            (true, false) => Some(0_usize),
            (false, true) => Some(1),
            (true, true) => Some(2),
            (false, false) => None,
        };
        if let Some(count) = direction.and_then(|index| tally.subjects.get_mut(index)) {
            *count = count.saturating_add(1);
        }
    }
    tally
}

/// Where a subject stands in a grouping.
fn member(asked: &Asked<'_>, profile: &Profile, fact: FactId) -> usize {
    let given = profile.fact(fact).cloned();
    // Sizes follow from staff and revenue: what is not given may be derived.
    let value = given.or_else(|| Machine::silent(asked.policy, profile, asked.context).fact(fact, None).known());
    match value {
        Some(Value::Enum(index)) => index,
        Some(Value::Bool(truth)) => usize::from(truth),
        _ => members_of(asked.policy, fact),
    }
}

/// How many members a grouping has: where the unknown ones are counted.
fn members_of(policy: &Policy, fact: FactId) -> usize {
    match policy.facts.get(fact.0).map(|fact| &fact.ty) {
        Some(FactType::Scalar(Type::Enum(id), _)) => policy.enums.get(id.0).map_or(0, |def| def.members.len()),
        _ => 2,
    }
}

/// What one thread works with.
struct Worker<'a> {
    line: &'a Line<'a>,
    scratch: crate::compiled::Scratch,
    verdicts: Vec<Verdict>,
    answers: Vec<Answer>,
    earlier: Vec<super::law::Drawn>,
}

impl<'a> Worker<'a> {
    fn new(line: &'a Line<'a>) -> Self {
        Self {
            line,
            scratch: line.plan.scratch(),
            verdicts: vec![Verdict::DEFERRED; line.asked.policy.items.len()],
            answers: Vec::new(),
            earlier: Vec::new(),
        }
    }

    fn profile(&mut self, seed: u64, subject: u64) -> Profile {
        self.line.generator.profile(self.line.asked.policy, seed, subject, &mut self.earlier)
    }

    /// Answers every item; gives how many the reference engine had to answer.
    fn answer(&mut self, profile: &Profile) -> u64 {
        let (plan, asked) = (&self.line.plan, &self.line.asked);
        let row = crate::compiled::Row::of(plan, profile);
        plan.run(&row, &mut self.scratch, &mut self.verdicts);
        let deferred = settle(asked.policy, asked.context, profile, &self.verdicts, &mut self.answers);
        u64::try_from(deferred).unwrap_or(u64::MAX)
    }

    /// What the subject answered last gets altogether.
    fn total(&self, profile: &Profile) -> (i128, bool) {
        self.line.payments.total(&self.line.asked, profile, &self.answers)
    }
}

/// Used by the report to share out pools.
pub(super) fn pay(claims: &Claims, pool: i128, rule: Rule) -> Vec<u64> {
    super::pool::share(&claims.fen, u64::try_from(pool).unwrap_or(0), rule)
}
