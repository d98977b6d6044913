//! Targets that read tables: the rows of a batch, csv or lines of JSON, against a small pack.

use huice::batch::{Form, Job, TableSpec, run};
use huice::{Context, Pack, Program};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A pack with every type of fact, that of the tests of batches.
const RULES: &str = include_str!("../../tests/data/demo.huice");

static PROGRAM: LazyLock<Program> =
    LazyLock::new(|| Pack::from_sources("fuzz", &[("fuzz.huice", RULES)]).program().expect("the pack has no errors"));

/// A folder of this process for the inputs, which a batch reads from files.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = base.join(format!("huice-fuzz-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for inputs");
    folder
});

/// What stands between the rows and the records of a list in the bytes.
const THEN: &[u8] = b"\n---\n";

/// The first byte chooses the form, the rest are rows and, behind a line `---`, records of a list: they are read or
/// refused, and as often as they are read with the same answers.
pub fn table(data: &[u8]) {
    let [choice, rest @ ..] = data else { return };
    let flag = |bit: u8| (choice >> bit) & 1 == 1;
    let form = if flag(0) { Form::Jsonl } else { Form::Csv };
    let (rows, records) = match rest.windows(THEN.len()).position(|window| window == THEN) {
        Some(at) => (&rest[..at], Some(&rest[at + THEN.len()..])),
        None => (rest, None),
    };
    let input = FOLDER.join("rows");
    fs::write(&input, rows).expect("a file");
    let mut job = Job::new(&input);
    job.from = Some(form);
    job.long = flag(1);
    job.needs = flag(1) && flag(2);
    job.ignore_unknown = flag(3);
    job.encoding = flag(4).then(|| if flag(2) { "gb18030" } else { "utf-8" }.to_owned());
    job.delimiter = flag(5).then_some(b';');
    job.key = (records.is_some() || form == Form::Csv && flag(6)).then(|| "id".to_owned());
    if let Some(records) = records {
        let file = FOLDER.join("records.csv");
        fs::write(&file, records).expect("a file");
        job.tables = vec![TableSpec { list: "loans".to_owned(), file, complete: flag(2) }];
    }
    let context = Context::new("2020-03-31".parse().unwrap());
    let answers = |name: &str| {
        let mut job = job.clone();
        let output = FOLDER.join(name);
        job.output = Some(output.clone());
        job.to = Some(Form::Csv);
        run(&job, &PROGRAM, &context, &mut |_| {}).ok().map(|report| {
            assert!(report.rejected <= report.rows, "{report:?}");
            assert!(report.rows <= rows.len() as u64 + 1, "{report:?}");
            (report.rows, report.rejected, fs::read(&output).expect("the answers"))
        })
    };
    let first = answers("out.csv");
    assert!(first == answers("out.csv"), "two batches differ");
}
