//! **Huice** (惠策) turns a notice of relief or subsidy policy into rules that a machine can run and an analyst can read:
//! who qualifies, for how much, up to what cap, until when, and who is responsible. It is exact (no floating point
//! anywhere), honest (what is not known stays unknown, and says what it needs), and gives a reason for every answer.
//!
//! # The way of the data
//!
//! 1. [`syntax`]: the text of `.huice` files becomes syntax trees, with places and comments ([`source`], [`span`]);
//! 2. [`check`]: names become ids, expressions get types and units, mistakes become [`diagnostic`]s, all in one run;
//! 3. [`ir`]: the checked policy, the only thing evaluation reads;
//! 4. [`profile`]: the facts of one subject, read exactly from JSON against the vocabulary;
//! 5. [`eval`]: a pure function of (policy, profile, context) over what is known and what is not;
//! 6. [`outcome`]: what it says, as plain data and JSON (`huice.outcome/1`);
//! 7. [`engine`]: the few types other programs are written against.
//!
//! [`value`] holds the exact arithmetic below all of them, [`script`] the narrow escape hatch to rhai, [`cases`] the
//! tests that analysts write beside the rules.
//!
//! # Example
//!
//! ```
//! use huice::{Context, Pack, Profile, outcome::Status};
//!
//! let pack = Pack::from_sources("demo", &[("demo.huice", r#"
//!     包 示例 (demo) { 舍入 分 四舍五入 }
//!     主体 企业 (enterprise) {
//!       参保 (insured) : 布尔
//!       上年缴费 (premium_yuan) : 元
//!     }
//!     人员 刘伟
//!     措施 1 示例返还 {
//!       责任人 刘伟
//!       支持 1.1 返还 {
//!         对象 企业
//!         条件 参保 "参加失业保险" 参保
//!         金额 50% × 上年缴费
//!       }
//!     }
//! "#)]);
//! let program = pack.program().expect("the pack has no errors");
//! let profile = Profile::from_json(&program, r#"{
//!     "subject_type": "enterprise", "insured": true, "premium_yuan": "386412.37"
//! }"#).expect("the profile fits the vocabulary");
//! let day = "2020-03-31".parse().expect("a date");
//!
//! let outcome = program.evaluate(&profile, &Context::new(day));
//! let item = &outcome.items[0];
//! assert_eq!(item.status, Status::Eligible);
//! assert_eq!(item.amount.yuan.as_deref(), Some("193206.19")); // 193206.185, rounded half up once
//! ```

pub mod analyse;
pub mod ask;
#[cfg(feature = "table")]
pub mod batch;
pub mod calendar;
pub mod cases;
pub mod check;
pub mod columnar;
pub mod compiled;
pub mod diagnostic;
pub mod diff;
mod direct;
pub mod draft;
pub mod duties;
pub mod engine;
pub mod eval;
pub mod explain;
pub mod format;
pub mod handbook;
pub mod ir;
pub mod ledger;
#[cfg(feature = "lsp")]
pub mod lsp;
mod mend;
pub mod native;
pub mod notice;
pub mod outcome;
pub mod plan;
pub mod profile;
pub mod reach;
pub mod readiness;
pub mod readings;
pub mod script;
pub mod simulate;
mod solve;
pub mod source;
pub mod span;
pub mod stored;
pub mod syntax;
pub mod timeline;
pub mod value;
pub mod whatif;
#[cfg(feature = "batch")]
mod workbook;

pub use engine::{
    Accepted, Answer, Compiled, Context, ContextError, Desk, ItemInfo, LoadError, Pack, Profile, ProfileErrors,
    Program, ProgramError, Question, Reader, Row, RowRef, Rows, Scratch, Taken, Verdict,
};
pub use outcome::Outcome;
