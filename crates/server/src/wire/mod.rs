//! Wire types that several endpoints share. They are not domain types: what callers see changes on purpose only.
//!
//! Rules: a key that is always there and may be `null` is an `Option` with `#[schema(required)]`; a key that may be
//! absent is an `Option` with `skip_serializing_if` and `#[schema(nullable = false)]`; closed sets are enums;
//! moments are [`Time`]; ids are text.

mod actor;
mod page;
mod people;
mod time;

pub use actor::{Actor, ActorType};
pub use page::Page;
pub use people::{Right, Role};
pub use time::Time;
