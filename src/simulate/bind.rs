//! A population against a vocabulary: every name known, every value within its bounds, every weight used. Owns the
//! messages; what is drawn from it cannot be refused by the reader of profiles, but for contradictions between facts.

use super::Problem;
use super::draw::{Case, Draw, Generator, Target, Test};
use super::file::{Entry, Population};
use super::law::{Drawn, Law, name_number};
use crate::check::nearest;
use crate::ir::{EnumId, FactDef, FactId, FactType, ListId, NumberForm, Policy, SubjectId, Type, Value};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

mod laws;

/// Records of one list: more than any invented firm needs, few enough to keep memory small.
pub(super) const MAX_RECORDS: i128 = 100;

/// What an entry gives values to.
#[derive(Clone, Copy)]
pub(super) enum Kind<'p> {
    /// An attribute that no rule sees.
    Trait,
    /// The number of records of a list.
    Count,
    /// A fact, and the policy that knows it.
    Fact(&'p Policy, &'p FactDef, &'p Type, Option<&'p NumberForm>),
}

/// What was drawn earlier and what it can be.
pub(super) struct Named<'p> {
    pub(super) name: String,
    pub(super) words: BTreeSet<usize>,
    /// Least and greatest number.
    pub(super) numbers: Option<(i128, i128)>,
    pub(super) days: bool,
    pub(super) months: bool,
    /// The enumeration whose members the words are.
    members: Option<(&'p Policy, EnumId)>,
}

pub(super) struct Binder<'p> {
    file: &'p Population,
    policy: &'p Policy,
    /// The other side of a comparison, which may know more.
    other: Option<&'p Policy>,
    pub(super) words: Vec<String>,
    pub(super) scope: Vec<Named<'p>>,
    /// The line of the entry at hand, and its name.
    line: Option<usize>,
    title: String,
    problems: Vec<Problem>,
}

/// Makes a generator of profiles for `policy`. A fact that only `other` knows is drawn all the same and left out.
/// Results are spread by the groupings of the first side only.
pub(super) fn bind(
    file: &Population,
    policy: &Policy,
    other: Option<&Policy>,
    spread: bool,
) -> Result<Generator, Vec<Problem>> {
    let mut binder = Binder {
        file,
        policy,
        other,
        words: Vec::new(),
        scope: Vec::new(),
        line: None,
        title: String::new(),
        problems: Vec::new(),
    };
    let subject = binder.subject();
    let groups = if spread { binder.groups() } else { Vec::new() };
    let draws = file.data.draw.iter().filter_map(|entry| binder.draw(entry, subject)).collect();
    match subject {
        Some(subject) if binder.problems.is_empty() => Ok(Generator { subject, draws, groups }),
        _ => Err(binder.problems),
    }
}

impl<'p> Binder<'p> {
    /// Notes what is wrong with the entry at hand.
    pub(super) fn refuse(&mut self, zh: &str, en: &str) {
        self.refuse_with(zh, en, None);
    }

    pub(super) fn refuse_with(&mut self, zh: &str, en: &str, help: Option<(String, String)>) {
        let title = &self.title;
        let problem = Problem::new(self.line, format!("“{title}”：{zh}"), format!("`{title}`: {en}"));
        self.problems.push(match help {
            Some((zh, en)) => problem.help(zh, en),
            None => problem,
        });
    }

    /// The number of a word.
    pub(super) fn word(&mut self, text: &str) -> usize {
        self.words.iter().position(|word| word == text).unwrap_or_else(|| {
            self.words.push(text.to_owned());
            self.words.len().saturating_sub(1)
        })
    }

    fn subject(&mut self) -> Option<SubjectId> {
        let wanted = self.file.data.subject.get_ref();
        let subjects = &self.policy.subjects;
        let found = subjects.iter().position(|subject| subject.key == *wanted || subject.name == *wanted);
        if found.is_none() {
            self.line = Some(self.file.line(self.file.data.subject.span().start));
            self.title = "subject".to_owned();
            let keys: Vec<&str> = subjects.iter().map(|subject| subject.key.as_str()).collect();
            let help = (format!("可用的有：{}", keys.join("、")), format!("one of: {}", keys.join(", ")));
            self.refuse_with(
                &format!("没有主体类型“{wanted}”"),
                &format!("there is no subject type `{wanted}`"),
                Some(help),
            );
        }
        found.map(SubjectId)
    }

    fn groups(&mut self) -> Vec<FactId> {
        let mut found = Vec::new();
        for group in &self.file.data.groups {
            self.line = Some(self.file.line(group.span().start));
            self.title.clone_from(group.get_ref());
            let name = group.get_ref();
            let Some(id) = fact(self.policy, name) else {
                self.unknown_fact(name, None);
                continue;
            };
            let ty = self.policy.facts.get(id.0).map(|fact| &fact.ty);
            if !matches!(ty, Some(FactType::Scalar(Type::Enum(_) | Type::Bool, _))) {
                self.refuse("只能按枚举或布尔的事实分组", "results are spread by enumerations and truths only");
            }
            found.push(id);
        }
        found
    }

    /// An entry at the top of the file.
    fn draw(&mut self, entry: &'p Spanned<Entry>, subject: Option<SubjectId>) -> Option<Draw> {
        self.line = Some(self.file.line(entry.span().start));
        let spec = entry.get_ref();
        let (name, of_list) = match (&spec.fact, &spec.attribute, &spec.list) {
            (Some(name), None, None) | (None, Some(name), None) => (name, false),
            (None, None, Some(name)) => (name, true),
            _ => {
                "draw".clone_into(&mut self.title);
                self.refuse(
                    "fact、trait、list 三者写一个，且只写一个",
                    "write exactly one of `fact`, `trait` and `list`",
                );
                return None;
            }
        };
        self.title.clone_from(name);
        if spec.note.as_ref().is_none_or(|note| note.trim().is_empty()) {
            self.refuse(
                "缺 note：写明这些数从哪里来，虚构的写虚构",
                "no `note`: say where the figures come from, and that they are made up if they are",
            );
        }
        if self.scope.iter().any(|named| named.name == *name) {
            self.refuse("前面已有同名的一项", "the name is drawn already");
        }
        if !of_list && !spec.field.is_empty() {
            self.refuse("只有 list 才有 field", "only a `list` has fields");
        }
        if spec.attribute.is_some() {
            let cases = self.cases(spec, Kind::Trait);
            return Some(self.finish(spec, name, "trait", cases, Target::Trait, Kind::Trait));
        }
        let (home, id) = self.known(name, subject)?;
        let fact = home.facts.get(id.0)?;
        let here = core::ptr::eq(home, self.policy);
        match (&fact.ty, of_list) {
            (FactType::Scalar(ty, form), false) => {
                let kind = Kind::Fact(home, fact, ty, form.as_ref());
                let cases = self.cases(spec, kind);
                let target = if here { self.target(id, kind, &cases) } else { Target::Trait };
                Some(self.finish(spec, name, "fact", cases, target, kind))
            }
            (FactType::List(list), true) => self.list(spec, name, home, *list),
            (FactType::List(_), false) => {
                self.refuse("是列表，写成 list = …", "is a list; write `list = …`");
                None
            }
            (FactType::Scalar(..), true) => {
                self.refuse("不是列表，写成 fact = …", "is no list; write `fact = …`");
                None
            }
        }
    }

    /// A list: how many records, and what stands in them.
    fn list(&mut self, spec: &'p Entry, name: &str, home: &'p Policy, list: ListId) -> Option<Draw> {
        let counts = self.cases(spec, Kind::Count);
        let outer = self.scope.len();
        let def = home.lists.get(list.0)?;
        let here = core::ptr::eq(home, self.policy);
        // The count itself has a place before the fields.
        self.name(name, &counts, Kind::Count);
        let mut fields = Vec::new();
        for entry in &spec.field {
            self.line = Some(self.file.line(entry.span().start));
            let field = entry.get_ref();
            let Some(wanted) = &field.fact else {
                self.refuse("field 里写 fact = 字段", "a field says `fact = …`");
                continue;
            };
            self.title = format!("{name}.{wanted}");
            let defs = def.fields.iter().filter_map(|id| Some((*id, home.facts.get(id.0)?)));
            let Some((id, fact)) = defs.clone().find(|(_, fact)| fact.key == *wanted || fact.name == *wanted) else {
                let names = defs.flat_map(|(_, fact)| [fact.key.as_str(), fact.name.as_str()]);
                let hint = nearest(wanted, names).map(did_you_mean);
                self.refuse_with(&format!("没有字段“{wanted}”"), &format!("there is no field `{wanted}`"), hint);
                continue;
            };
            let FactType::Scalar(ty, form) = &fact.ty else { continue };
            let kind = Kind::Fact(home, fact, ty, form.as_ref());
            let cases = self.cases(field, kind);
            let target = if here { self.target(id, kind, &cases) } else { Target::Trait };
            fields.push(self.finish(field, wanted, &format!("list {name}"), cases, target, kind));
        }
        let mut count = self.scope.drain(outer..).next()?;
        name.clone_into(&mut count.name);
        self.scope.push(count);
        let target = Target::List(here.then_some(list), fields);
        Some(Draw { name: name_number(&format!("list {name}")), unknown: self.share(spec), cases: counts, target })
    }

    /// The policy that knows a fact of the subject, and the fact.
    fn known(&mut self, name: &str, subject: Option<SubjectId>) -> Option<(&'p Policy, FactId)> {
        for home in [Some(self.policy), self.other].into_iter().flatten() {
            let Some(id) = fact(home, name) else { continue };
            let own = home.facts.get(id.0).and_then(|fact| fact.subject);
            if core::ptr::eq(home, self.policy) && own.is_some() && own != subject {
                self.refuse("是别的主体的事实", "is a fact of another kind of subject");
                return None;
            }
            return Some((home, id));
        }
        self.unknown_fact(name, subject);
        None
    }

    fn unknown_fact(&mut self, name: &str, subject: Option<SubjectId>) {
        let own = |fact: &&FactDef| fact.list.is_none() && (fact.subject.is_none() || fact.subject == subject);
        let names = self.policy.facts.iter().filter(own).flat_map(|fact| [fact.key.as_str(), fact.name.as_str()]);
        let help = nearest(name, names).map(did_you_mean);
        let help =
            help.or_else(|| Some(("用 huice schema 查看全部事实".into(), "huice schema lists every fact".into())));
        self.refuse_with(&format!("没有事实“{name}”"), &format!("there is no fact `{name}`"), help);
    }

    /// How often of a thousand it is unknown.
    fn share(&mut self, spec: &Entry) -> u64 {
        let unknown = spec.unknown.unwrap_or(0);
        if unknown > 1000 {
            self.refuse("unknown 是千分数，不超过 1000", "`unknown` is of a thousand, at most 1000");
        }
        unknown
    }

    fn finish(
        &mut self,
        spec: &'p Entry,
        name: &str,
        of: &str,
        cases: Vec<Case>,
        target: Target,
        kind: Kind<'p>,
    ) -> Draw {
        self.name(name, &cases, kind);
        Draw { name: name_number(&format!("{of} {name}")), unknown: self.share(spec), cases, target }
    }

    /// Makes what an entry draws known to those after it.
    fn name(&mut self, name: &str, cases: &[Case], kind: Kind<'p>) {
        let mut named = Named {
            name: name.to_owned(),
            words: BTreeSet::new(),
            numbers: None,
            days: false,
            months: false,
            members: match kind {
                Kind::Fact(home, _, Type::Enum(id), _) => Some((home, *id)),
                _ => None,
            },
        };
        for case in cases {
            self.support(&case.law, &mut named);
        }
        self.scope.push(named);
    }

    /// What a law can give.
    fn support(&self, law: &Law, named: &mut Named<'p>) {
        let widen = |named: &mut Named<'p>, (lo, hi): (i128, i128)| {
            named.numbers = Some(named.numbers.map_or((lo, hi), |(low, high)| (low.min(lo), high.max(hi))));
        };
        match law {
            Law::Choose(options) => {
                for (_, drawn) in options {
                    match drawn {
                        Drawn::Word(word) => {
                            named.words.insert(*word);
                        }
                        Drawn::Number(number) => widen(named, (*number, *number)),
                        Drawn::Day(_) => named.days = true,
                        Drawn::Month(_) => named.months = true,
                        Drawn::Unknown | Drawn::Set(_) => {}
                    }
                }
            }
            Law::Bands(bands) => bands.iter().for_each(|band| widen(named, (band.low, band.high()))),
            Law::Times(..) => {
                if let Some(ends) = self.ends(law) {
                    widen(named, ends);
                }
            }
            Law::Days(..) => named.days = true,
            Law::Months(..) | Law::Following(_) => named.months = true,
            Law::Copy(slot) => {
                if let Some(other) = self.scope.get(*slot) {
                    named.words.extend(&other.words);
                    named.days |= other.days;
                    named.months |= other.months;
                    if let Some(ends) = other.numbers {
                        widen(named, ends);
                    }
                }
            }
            Law::Members(_) => {}
        }
    }

    /// How what is drawn becomes a value of the fact.
    fn target(&mut self, id: FactId, kind: Kind<'p>, cases: &[Case]) -> Target {
        let Kind::Fact(home, _, ty, form) = kind else { return Target::Trait };
        let mut named = Named {
            name: String::new(),
            words: BTreeSet::new(),
            numbers: None,
            days: false,
            months: false,
            members: None,
        };
        for case in cases {
            self.support(&case.law, &mut named);
        }
        let mut words: BTreeMap<usize, Value> = BTreeMap::new();
        for word in named.words {
            let text = self.words.get(word).cloned().unwrap_or_default();
            match crate::profile::parse_value(home, ty, form, &text) {
                Ok(value) => {
                    words.insert(word, value);
                }
                Err(error) => {
                    let help = error.help.map(|help| (help.zh, help.en));
                    self.refuse_with(&error.words.zh, &error.words.en, help);
                }
            }
        }
        Target::Fact(id, words, form.map(|form| form.scale.clone()))
    }

    /// The conditions of a case.
    pub(super) fn tests(&mut self, spec: &Entry) -> Vec<(usize, Test)> {
        let mut tests = Vec::new();
        for (name, wanted) in &spec.when {
            let Some(slot) = self.slot(name) else { continue };
            let test = match wanted {
                toml::Value::Table(ends) => self.between(name, ends),
                toml::Value::Array(all) => self.any_of(slot, name, all),
                one => self.any_of(slot, name, std::slice::from_ref(one)),
            };
            tests.extend(test.map(|test| (slot, test)));
        }
        tests
    }

    /// The place of something drawn earlier.
    pub(super) fn slot(&mut self, name: &str) -> Option<usize> {
        let found = self.scope.iter().rposition(|named| named.name == name);
        if found.is_none() {
            let hint = nearest(name, self.scope.iter().map(|named| named.name.as_str())).map(did_you_mean);
            let help = hint
                .or_else(|| Some(("被引用的一项要写在前面".into(), "what is referred to must be drawn before".into())));
            self.refuse_with(&format!("前面没有“{name}”"), &format!("nothing before it is called `{name}`"), help);
        }
        found
    }

    fn between(&mut self, name: &str, ends: &toml::Table) -> Option<Test> {
        let known = ends.keys().all(|key| key == "min" || key == "max") && !ends.is_empty();
        if !known {
            self.refuse(&format!("when.{name} 写 min、max"), &format!("`when.{name}` takes min and max"));
            return None;
        }
        let low = ends.get("min").map(|value| self.number(value));
        let high = ends.get("max").map(|value| self.number(value));
        if low == Some(None) || high == Some(None) {
            return None;
        }
        Some(Test::Between(low.flatten(), high.flatten()))
    }

    fn any_of(&mut self, slot: usize, name: &str, all: &[toml::Value]) -> Option<Test> {
        let mut wanted = Vec::new();
        for value in all {
            let text = self.text(value)?;
            let named = self.scope.get(slot)?;
            let member = named.members.and_then(|(home, id)| {
                let def = home.enums.get(id.0)?;
                def.find(&text).map(|index| def.member(index).to_owned())
            });
            let canonical = member.unwrap_or_else(|| text.clone());
            let word = self.words.iter().position(|word| *word == canonical);
            match word.filter(|word| named.words.contains(word)) {
                Some(word) => wanted.push(word),
                None => {
                    let all: Vec<&str> =
                        named.words.iter().filter_map(|word| self.words.get(*word).map(String::as_str)).collect();
                    let help = (format!("可能的有：{}", all.join("、")), format!("one of: {}", all.join(", ")));
                    let zh = format!("“{name}”不会是“{text}”");
                    self.refuse_with(&zh, &format!("`{name}` is never `{text}`"), Some(help));
                }
            }
        }
        Some(Test::Words(wanted))
    }
}

/// A fact of the subject by key or name.
fn fact(policy: &Policy, name: &str) -> Option<FactId> {
    policy.facts.iter().position(|fact| fact.list.is_none() && (fact.key == name || fact.name == name)).map(FactId)
}

fn did_you_mean(hint: &str) -> (String, String) {
    (format!("是不是“{hint}”？"), format!("did you mean `{hint}`?"))
}
