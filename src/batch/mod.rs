//! Many profiles at once: rows of a table in, answers out, in bounded memory. Owns what a batch does as a whole; rules and
//! answers are the engine's business, met only in `evaluator`.
//!
//! `job` what is asked for · `mapping`, `columns` foreign headings · `encoding`, `read` inputs · `tables` records of lists ·
//! `evaluator` from a row to answers · `plain` the same for what is written plainly, a chunk at a time · `answered` what a
//! chunk came to, in columns · `pipeline` threads · `write` outputs · `summary` sums · `manifest` finished parts.

mod answered;
mod columns;
mod encoding;
mod error;
mod evaluator;
mod job;
mod manifest;
mod mapping;
mod pipeline;
mod plain;
mod read;
mod run;
mod summary;
mod tables;
mod write;

pub use error::{BatchError, Fault};
pub use job::{Form, Job, Progress, Shard, TableSpec};
pub use mapping::{ColumnSpec, Mapping, TableMapping};
pub use run::{Report, run};

/// What is said of a form that this build does not have.
fn without(form: Form) -> BatchError {
    let name = form.extension();
    BatchError::usage(format!("这个程序未带 {name} 支持"), format!("this build does not support {name}")).help(
        "用 cargo build --release --features batch 重新编译，或改用 csv、jsonl",
        "build it with `cargo build --release --features batch`, or use csv or jsonl",
    )
}
