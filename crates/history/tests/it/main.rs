//! History at its boundary: compared with deciding every inquiry by itself.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test by panicking; clippy knows this of test functions only"
)]

mod agreement;
mod beside;
mod changing;
mod copying;
#[expect(dead_code, reason = "shared with the engine's tests, which use all of it")]
#[path = "../../../engine/tests/it/fixtures.rs"]
mod fixtures;
#[expect(dead_code, reason = "shared with the engine's tests, which use all of it")]
#[path = "../../../engine/tests/it/generate.rs"]
mod generate;
mod lens;
mod lists;
mod naive;
#[expect(dead_code, reason = "shared with the engine's tests, which use all of it")]
#[path = "../../../engine/tests/it/oracle.rs"]
mod oracle;
mod past;
mod segments;
mod spilling;
mod sql;
mod together;
