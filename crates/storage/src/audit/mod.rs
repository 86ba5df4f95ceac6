//! The record of what members and keys change: who, what, before, after, from where.
//!
//! It is one chain: each entry's hash covers the entry and the hash before it (see [`chain`]), so that nobody can
//! change, remove or reorder entries unseen by whoever keeps a [`Head`]. Values that belong to a person lie beside
//! the chain; the chain holds their salted digests. So they can be erased and the chain still holds.
//!
//! [`append`] belongs into the transaction of the change, as its last statement: on PostgreSQL it holds the head's
//! row until the commit, and every other audited change waits for that.

mod action;
mod append;
pub mod chain;
mod entry;
mod erase;
mod erasures;
mod head;
mod page;
mod subject;
mod verify;

pub use action::{Action, UnknownAction};
pub use append::{append, head};
pub use entry::{
    Entry, Kept, NewEntry, Personal, PersonalValues, Plain, PlainValues, Salts, Sides, Values, Who,
};
pub use erase::{Erasable, erase_personal};
pub use erasures::tells_of_removal;
pub use head::{Head, InvalidHead};
pub use page::{AuditFilter, AuditPosition, get, page};
pub use subject::{ActorKind, Subject, SubjectKind, Via};
pub use verify::{Fault, Harm, Verified, Verifier, Verifying};

const HEAD: &str = "audit_head";
const ENTRIES: &str = "audit_entries";
const PERSONAL: &str = "audit_personal";
