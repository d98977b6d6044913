//! Tables of list facts: the records of every row of the main table, found by its key. Owns loading them, whole, and the
//! count of what was never asked for; a table takes as much memory as its file and a little for every key.

use super::columns::{Column, Headings};
use super::error::{BatchError, RowError};
use super::job::{Form, Job};
use super::read::{Block, Broken, CsvReader, Reader, Rows, split};
use crate::diagnostic::Words;
use crate::ir::{FactType, ListId, Policy};
use crate::profile::limits::MAX_RECORDS;
use crate::profile::{Profile, ProfileError, Record, put};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// The table of one list fact.
pub(super) struct ListTable {
    policy_list: ListId,
    name: String,
    file: PathBuf,
    columns: Vec<Column>,
    key: usize,
    delimiter: u8,
    blocks: Vec<Block>,
    groups: BTreeMap<String, Group>,
    complete: bool,
}

/// The records of one key: block and row, and how many rows of the main table asked for them.
#[derive(Default)]
struct Group {
    places: Vec<(u32, u32)>,
    asked: AtomicU32,
}

impl ListTable {
    /// Loads the tables of a job.
    pub(super) fn load_all(job: &Job, policy: &Policy) -> Result<Vec<Self>, BatchError> {
        let mut tables: Vec<Self> = Vec::new();
        let named = job.tables.iter().map(|spec| (spec.list.as_str(), spec.file.clone(), spec.complete));
        let mapped = job.mapping.tables.iter().filter_map(|(list, table)| {
            let given = job.tables.iter().any(|spec| spec.list == *list);
            let file = table.file.clone().filter(|_| !given)?;
            Some((list.as_str(), file, false))
        });
        for (list, file, complete) in named.chain(mapped) {
            let table = Self::load(job, policy, list, file, complete)?;
            if tables.iter().any(|other| other.policy_list == table.policy_list) {
                return Err(BatchError::usage(
                    format!("--table：“{list}”给了两张表"),
                    format!("--table: `{list}` is given two tables"),
                ));
            }
            tables.push(table);
        }
        Ok(tables)
    }

    fn load(job: &Job, policy: &Policy, list: &str, file: PathBuf, complete: bool) -> Result<Self, BatchError> {
        let id = find_list(policy, list)?;
        let mapped = job.mapping.tables.get(list).cloned().unwrap_or_default();
        let main_key = job.key.as_ref().or(job.mapping.key.as_ref());
        let Some(key) = mapped.key.as_ref().or(main_key) else {
            return Err(BatchError::usage(
                format!("--table {list}：要用 --key 说明按哪一列对应"),
                format!("--table {list}: say with --key which column joins the tables"),
            ));
        };
        if Form::of(&file).is_some_and(|form| form != Form::Csv) {
            return Err(BatchError::input(&file, "明细表应是 csv", "a table of records must be csv"));
        }
        let mut reader = CsvReader::open(&file, job.encoding.as_deref(), job.delimiter)?;
        let headings = Headings {
            policy,
            list: Some(id),
            columns: &mapped.columns,
            ignore: &mapped.ignore,
            unknown: &job.mapping.unknown,
            ignore_unknown: job.ignore_unknown,
            key: Some(key),
        };
        let columns = headings.columns(&file, reader.headings())?;
        let Some(place) = reader.headings().iter().position(|heading| heading == key) else {
            return Err(BatchError::input(&file, format!("没有列“{key}”"), format!("there is no column `{key}`")));
        };
        let delimiter = reader.delimiter();
        let mut table = Self {
            policy_list: id,
            name: list.to_owned(),
            file,
            columns,
            key: place,
            delimiter,
            blocks: Vec::new(),
            groups: BTreeMap::new(),
            complete: complete || mapped.complete || job.mapping.tables.get(list).is_some_and(|table| table.complete),
        };
        while let Some(chunk) = reader.next()? {
            let Rows::Csv(block) = chunk.rows else { continue };
            table.add(block)?;
        }
        Ok(table)
    }

    fn add(&mut self, block: Block) -> Result<(), BatchError> {
        let out = || BatchError::memory("明细表太大", "a table of records is too large");
        self.blocks.try_reserve(1).map_err(|_| out())?;
        let at = u32::try_from(self.blocks.len()).map_err(|_| out())?;
        for (index, span) in block.spans.iter().enumerate() {
            let text = block.bytes.get(span.start..span.end).unwrap_or_default();
            // A row whose key cannot be read cannot be given to anyone, so it stops the run instead of being lost.
            let key = std::str::from_utf8(text)
                .ok()
                .filter(|_| span.broken.is_none())
                .and_then(|text| cell(text, self.delimiter, self.key));
            let Some(key) = key.filter(|key| !key.is_empty()) else {
                let line = span.line;
                return Err(BatchError::input(
                    &self.file,
                    format!("第 {line} 行读不出对应列，不知属于谁"),
                    format!("line {line}: the joining column cannot be read, so nobody owns the record"),
                ));
            };
            let index = u32::try_from(index).map_err(|_| out())?;
            let places = &mut self.groups.entry(key).or_default().places;
            places.try_reserve(1).map_err(|_| out())?;
            places.push((at, index));
        }
        self.blocks.push(block);
        Ok(())
    }

    /// The list.
    pub(super) const fn list(&self) -> ListId {
        self.policy_list
    }

    /// What it is called in the call.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Puts the records of a key into a profile.
    pub(super) fn join(&self, policy: &Policy, profile: &mut Profile, key: &str) -> Result<(), RowError> {
        self.asked_for(key);
        if let Some(records) = self.records(policy, key)? {
            profile.set_list(self.policy_list, Some(records));
        }
        Ok(())
    }

    /// The list of the table.
    pub(super) const fn policy_list(&self) -> ListId {
        self.policy_list
    }

    /// Notes that a row of the main table has this key.
    pub(super) fn asked_for(&self, key: &str) {
        if let Some(group) = self.groups.get(key) {
            group.asked.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The records of a key; `None` when nothing is known of them.
    pub(super) fn records(&self, policy: &Policy, key: &str) -> Result<Option<Vec<Record>>, RowError> {
        let Some(group) = self.groups.get(key) else { return Ok(self.complete.then(Vec::new)) };
        let count = group.places.len();
        if count > MAX_RECORDS {
            return Err(RowError::whole(
                format!("{}：最多 {MAX_RECORDS} 笔，这里有 {count} 笔", self.name),
                format!("{}: at most {MAX_RECORDS} records; this has {count}", self.name),
            ));
        }
        let mut records = Vec::new();
        let mut errors = Vec::new();
        for place in &group.places {
            match self.record(policy, *place) {
                Ok(record) => records.push(record),
                Err(RowError(found)) => errors.extend(found),
            }
        }
        if errors.is_empty() { Ok(Some(records)) } else { Err(RowError(errors)) }
    }

    fn record(&self, policy: &Policy, (block, row): (u32, u32)) -> Result<Record, RowError> {
        let at = |index: u32| usize::try_from(index).unwrap_or(usize::MAX);
        let block = self.blocks.get(at(block));
        let Some((block, span)) = block.and_then(|block| Some((block, block.spans.get(at(row))?))) else {
            return Ok(Record::default());
        };
        let place = format!("{}:{}", self.file.display(), span.line);
        let bytes = block.bytes.get(span.start..span.end).unwrap_or_default();
        let text = text(bytes, span.broken).map_err(|error| inside(&place, error))?;
        let mut cells = Vec::new();
        split(text, self.delimiter, &mut cells);
        if cells.len() != self.columns.len() {
            return Err(inside(&place, wrong_count(self.columns.len(), cells.len())));
        }
        let mut record = Record::default();
        let mut scratch = Profile::empty(policy);
        let mut errors = Vec::new();
        for (column, cell) in self.columns.iter().zip(&cells) {
            let Some((slot, form)) = &column.target else { continue };
            if let Err(found) = put(policy, &mut scratch, Some(&mut record), *slot, cell, form) {
                errors.extend(
                    found
                        .into_iter()
                        .map(|error| ProfileError { path: format!("{place} {}", column.heading), ..error }),
                );
            }
        }
        if errors.is_empty() { Ok(record) } else { Err(RowError(errors)) }
    }

    /// What is odd about how the table was used: records nobody asked for, keys asked for twice.
    pub(super) fn remarks(&self) -> Vec<Words> {
        let asked = |group: &Group| group.asked.load(Ordering::Relaxed);
        let mut remarks = Vec::new();
        let name = &self.name;
        let idle: Vec<(&String, &Group)> = self.groups.iter().filter(|(_, group)| asked(group) == 0).collect();
        if let Some((key, _)) = idle.first() {
            let records: usize = idle.iter().fold(0, |sum, (_, group)| sum.saturating_add(group.places.len()));
            remarks.push(Words::new(
                format!("{name}：{records} 笔不属于主表的任何一行，如“{key}”"),
                format!("{name}: {records} records belong to no row of the main table, e.g. `{key}`"),
            ));
        }
        let twice: Vec<&String> =
            self.groups.iter().filter(|(_, group)| asked(group) > 1).map(|(key, _)| key).collect();
        if let Some(key) = twice.first() {
            let keys = twice.len();
            remarks.push(Words::new(
                format!("{name}：{keys} 个键在主表中出现多次，各行都用了这些明细，如“{key}”"),
                format!("{name}: {keys} keys occur in several rows of the main table, which all got the records, e.g. `{key}`"),
            ));
        }
        remarks
    }
}

fn inside(place: &str, error: RowError) -> RowError {
    RowError(error.0.into_iter().map(|error| ProfileError { path: place.to_owned(), ..error }).collect())
}

/// The list called by this key or name.
pub(super) fn find_list(policy: &Policy, name: &str) -> Result<ListId, BatchError> {
    let lists = || policy.facts.iter().filter(|fact| matches!(fact.ty, FactType::List(_)));
    let found = lists().find(|fact| fact.key == name || fact.name == name).and_then(|fact| match fact.ty {
        FactType::List(list) => Some(list),
        FactType::Scalar(..) => None,
    });
    found.ok_or_else(|| {
        let known: Vec<&str> = lists().map(|fact| fact.key.as_str()).collect();
        BatchError::usage(format!("--table：没有列表事实“{name}”"), format!("--table: there is no list fact `{name}`"))
            .help(format!("可用的有：{}", known.join("、")), format!("one of: {}", known.join(", ")))
    })
}

/// The text of a row, if the reader found it whole and it can be decoded.
pub(super) fn text(bytes: &[u8], broken: Option<Broken>) -> Result<&str, RowError> {
    match broken {
        Some(Broken::Quote) => {
            return Err(RowError::whole("引号没有配对", "a quote is not closed, or something follows where it is"));
        }
        Some(Broken::TooLong) => return Err(RowError::whole("这一行太长", "the row is too long")),
        None => {}
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        RowError::whole(
            format!("不是 UTF-8 文本（本行第 {at} 字节起）；可用 --encoding 说明编码"),
            format!("not UTF-8 text (from byte {at} of the row); state the encoding with --encoding"),
        )
    })?;
    if !text.is_ascii() && text.contains('\u{fffd}') {
        return Err(RowError::whole(
            "有无法解码的字符；请核对 --encoding",
            "holds what cannot be decoded; check --encoding",
        ));
    }
    Ok(text)
}

/// One cell of a row.
fn cell(row: &str, delimiter: u8, at: usize) -> Option<String> {
    let mut cells = Vec::new();
    split(row, delimiter, &mut cells);
    cells.get(at).map(|cell| cell.trim().to_owned())
}

/// A row with too many or too few cells.
pub(super) fn wrong_count(wanted: usize, found: usize) -> RowError {
    RowError::whole(format!("应有 {wanted} 格，这里有 {found} 格"), format!("expected {wanted} cells, found {found}"))
}
