//! The deciding path: from a call of `complete` to a decision that is kept.
//!
//! Must not know HTTP. Only a plan of the engine decides; this folder brings it together with storage.

mod complete;
mod decider;
mod judge;
mod list_changes;
mod plans;
mod sitting;
mod standing;

pub(crate) use complete::{
    CompleteError, Completed, Completing, CompletingBody, Decided, complete, complete_within,
    transition,
};
pub(crate) use decider::{Decider, Held, RefreshError};
pub(crate) use plans::{UnreadableVersion, document_of, plan_of};
pub(crate) use sitting::{Sitting, sit};
