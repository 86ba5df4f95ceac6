//! Inquiries: intake, completion, decision, and the listing.

mod entrance;
mod filter;
mod page;
mod read;
mod record;
mod write;

pub use filter::{DecisionFilter, InquiryFilter, InquiryPosition};
pub use page::page;
pub use read::{by_reference, count_open, get, lock};
pub use record::{Completion, Decision, Inquiry, LeftAlone, NewInquiry, Outcome, UnknownOutcome};
pub use write::{InsertInquiry, SaveInquiry, complete, insert, save_status, save_submission};

pub(crate) const TABLE: &str = "inquiries";
