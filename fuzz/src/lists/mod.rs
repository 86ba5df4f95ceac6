//! The reader of list files where the server has it: what it needs of the server is its limits.

pub(crate) mod import;
#[path = "../../../crates/server/src/lists/limits.rs"]
#[expect(dead_code, reason = "the server uses all of it")]
pub(crate) mod limits;
