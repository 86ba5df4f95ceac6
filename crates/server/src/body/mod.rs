//! Request bodies: read once, strictly, with every error at its place.
//!
//! [`JsonBody`] turns bytes into one JSON value (a key that stands twice is refused); [`Fields`] turns a small
//! object into typed values and reports *all* that is wrong. No error text of a JSON library reaches callers
//! but the one that says where the text stops being JSON.

mod fields;
mod json;
mod objects;
pub mod readers;

pub use fields::{Fault, Fields};
pub use json::{JsonBody, JsonBytes, OptionalJsonBody, OptionalJsonBytes};
pub(crate) use objects::{object, part};
