//! The engine at its boundary: data-driven cases, and random ones compared with a naive interpreter.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test by panicking; clippy knows this of test functions only"
)]

mod agreement;
mod allocations;
mod cases;
mod check_edges;
mod facts;
mod fixtures;
mod fuzzed;
mod generate;
mod list_values;
mod lists;
mod lists_adversarial;
mod lists_many;
mod literals;
#[cfg(feature = "mutants")]
mod mutants;
mod naive_lists;
mod oracle;
mod plan_limits;
mod proofs;
mod sentences;
mod traces;
mod worked_example;
