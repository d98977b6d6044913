//! Tests of reading profiles.
