//! What each target asks of any bytes. The questions stand beside the tests of the crates that they are asked of, where
//! `make test` asks them of the corpora again.

#[path = "../../crates/engine/tests/it/fixtures.rs"]
#[expect(dead_code, reason = "the engine's tests use all of it")]
mod fixtures;
#[path = "../../crates/engine/tests/it/fuzzed/mod.rs"]
mod fuzzed;
#[path = "../../crates/engine/tests/it/generate.rs"]
#[expect(dead_code, reason = "the engine's tests use all of it")]
mod generate;
#[path = "../../crates/engine/tests/it/list_values.rs"]
mod list_values;
mod lists;
#[path = "../../crates/engine/tests/it/naive_lists.rs"]
mod naive_lists;
#[path = "../../crates/engine/tests/it/oracle.rs"]
#[expect(dead_code, reason = "the engine's tests use all of it")]
mod oracle;

/// A document, and inquiries decided by it.
pub fn document(bytes: &[u8]) {
    fuzzed::document::check_bytes(bytes);
}

/// Bodies of one inquiry.
pub fn inquiry(bytes: &[u8]) {
    fuzzed::inquiry::check_bytes(bytes);
}

/// A file of list items.
pub fn csv(bytes: &[u8]) {
    lists::import::fuzzed::check_bytes(bytes);
}

/// Lists whose items come and go, and look-ups.
pub fn lists(bytes: &[u8]) {
    fuzzed::lists::check_bytes(bytes);
}
