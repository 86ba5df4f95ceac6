//! The example workspace: whether it is there, what belongs to it, and taking it away again.
//!
//! Inquiries are marked by their order numbers, everything else by its id, so that what people make themselves is
//! never mistaken for a part of the example.

mod parts;
mod removal;
mod state;

pub use parts::{
    Part, count_inquiries, is_changed, note_inquiries, note_part, parts, release_part, seal,
};
pub use removal::{
    Naming, RemovedInquiries, has_own_inquiries, has_own_matches, namings, remove_inquiries,
    remove_invariant, remove_key, remove_list, remove_workflow,
};
pub use state::{Claim, Example, ExampleState, claim, forget, get, is_empty, lock, set};

const TABLE: &str = "example";
