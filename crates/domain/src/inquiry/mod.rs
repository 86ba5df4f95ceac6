//! Inquiries: one person's identity check, from intake to decision.

mod body;
mod body_keys;
mod erase;
mod kept_text;
mod lifecycle;
mod read;
mod submission;
mod texts;
mod verification;
mod verification_json;
mod verification_patch;

pub use body::{Change, InquiryBody, SentLists};
pub use lifecycle::{ForbiddenTransition, Status, Transition};
pub use submission::{MergeError, Submission};
pub use texts::Texts;
pub use verification::{Check, Verification, VerificationKind, VerificationStatus};

/// Limits of intake. Each is tested at its edge.
pub mod limits {
    /// Custom and known fields of one inquiry.
    pub const FIELDS: usize = 100;
    /// Verifications of one inquiry.
    pub const VERIFICATIONS: usize = 100;
    /// Checks of one verification, and reasons of one check.
    pub const CHECKS: usize = 100;
    /// Tags of one inquiry.
    pub const TAGS: usize = 50;
    /// Characters of a field's or session value.
    pub const TEXT_CHARACTERS: usize = 2_000;
    /// Characters of a reference id, a template, a tag, a verification id, and of a check's name, status and
    /// each of its reasons.
    pub const KEY_CHARACTERS: usize = 200;
}
