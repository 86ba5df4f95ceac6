//! Roles and what they may do. Authority is asked for by right, never by role name.

mod right;
mod role;

pub use right::Right;
pub use role::{Role, UnknownRole};
