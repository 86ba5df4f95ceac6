//! Roles and what they may do. Authority is asked for by right, never by role name.

mod authority;
mod right;
mod role;

pub use authority::{Authority, Verdict, WorkflowsSection};
pub use right::Right;
pub use role::{Role, UnknownRole};
