//! Invariants: what no workflow of an event may ever do. A change adds a version; nothing is edited in place.
//!
//! Whoever makes, changes or archives one says that what runs has changed: a publication or a start at the same moment
//! comes before and is seen, or after and sees it.

mod list_uses;
mod record;
mod versions;

pub use list_uses::{InvariantUse, naming};
pub use record::{
    ChangeInvariant, Invariant, InvariantText, NewInvariant, active, archive, change, get, insert,
    lock, page,
};
pub use versions::{InvariantVersion, version, versions};

const TABLE: &str = "invariants";
