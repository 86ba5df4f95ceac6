//! Reading files, without what keeps them.

#[path = "../../../crates/server/src/lists/import/csv/mod.rs"]
#[expect(dead_code, reason = "the server uses all of it")]
mod csv;
#[path = "../../../crates/server/src/lists/import/fuzzed.rs"]
pub(crate) mod fuzzed;
#[path = "../../../crates/server/src/lists/import/layout.rs"]
mod layout;
