//! What a program says to people other than applicants: its handbook.

use super::Program;
use crate::handbook::{self, Files};

impl Program {
    /// The handbook: file names and texts. The same pack gives the same bytes.
    #[must_use]
    pub fn handbook(&self) -> Files {
        handbook::handbook(&self.policy)
    }
}
