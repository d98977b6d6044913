//! The language server for editors (feature `lsp`). [`Workspace`] holds the texts an editor has open and reads the
//! packs they belong to; the other modules answer one kind of question each from it, as plain functions that can be
//! called without an editor. Only `server` and `convert` know the protocol.

mod card;
pub mod index;
pub mod text;
mod workspace;

pub use workspace::{Analysis, Edit, Finding, Report, Spot, Workspace};
