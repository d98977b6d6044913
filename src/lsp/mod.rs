//! The language server for editors (feature `lsp`). [`Workspace`] holds the texts an editor has open and reads the
//! packs they belong to; the other modules answer one kind of question each from it, as plain functions that can be
//! called without an editor. Only `server` and `convert` know the protocol.

mod card;
mod complete;
mod convert;
pub mod index;
mod layout;
mod lens;
mod names;
mod rename;
mod server;
pub mod text;
mod workspace;

pub use complete::{Candidate, Completion};
pub use layout::{Colour, Coloured, Node};
pub use lens::{CaseReport, Lens};
pub use names::Hover;
pub use rename::Refusal;
pub use server::serve;
pub use workspace::{Analysis, Edit, Finding, Report, Spot, Workspace};
