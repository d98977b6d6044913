//! Tests of the decision procedure.
