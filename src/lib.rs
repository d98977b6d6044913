//! Huice.
