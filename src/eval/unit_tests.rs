//! Tests of the evaluator's parts.
