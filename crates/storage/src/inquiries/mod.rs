//! Inquiries: intake, completion, decision, and the listing.

mod entrance;
mod erase;
mod filter;
mod history;
mod import;
mod page;
mod queue;
mod read;
mod record;
mod sides;
mod tags;
mod write;

pub use erase::{erase, is_erased};
pub use filter::{DecisionFilter, InquiryFilter, InquiryOrder, InquiryPosition};
pub use history::{
    CompletedInquiry, CompletedRun, KnownBy, completed_after, completed_of, keys_after, known_by,
};
pub use import::{ImportInquiry, Imported, PastInquiry, PastRows, import};
pub use page::{page, page_within};
pub use queue::{ReviewQueue, review_queue};
pub(crate) use read::{LOCKED_AHEAD, wanted_parameters};
pub use read::{by_reference, count_open, get, lock};
pub use record::{Completion, Decision, Inquiry, LeftAlone, NewInquiry, Outcome, UnknownOutcome};
pub use sides::Bounds;
pub use tags::{save_tags, tags_in_use};
pub use write::{
    InsertInquiry, SaveInquiry, complete, complete_changed, holder_of_reference, insert,
    save_status, save_submission,
};

pub(crate) const TABLE: &str = "inquiries";
