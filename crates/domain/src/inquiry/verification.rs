//! Verifications: the checks that a person went through.

use serde::{Deserialize, Serialize};

use crate::attribute::Code;
use crate::clock::Timestamp;
use crate::decimal::Decimal;

/// What was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerificationKind {
    /// Passport, licence, identity card.
    GovernmentId,
    /// A portrait taken during the check.
    Selfie,
    /// Another document.
    Document,
    /// A look-up in an official database.
    Database,
    /// A code sent to a telephone.
    PhoneNumber,
    /// A code sent by e-mail.
    EmailAddress,
}

impl VerificationKind {
    /// All kinds with their names on the wire.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::GovernmentId, "government_id"),
        (Self::Selfie, "selfie"),
        (Self::Document, "document"),
        (Self::Database, "database"),
        (Self::PhoneNumber, "phone_number"),
        (Self::EmailAddress, "email_address"),
    ];
}

/// How a verification ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerificationStatus {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// It was broken off.
    Canceled,
    /// It is not over.
    Pending,
}

impl VerificationStatus {
    /// All statuses with their names on the wire.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Passed, "passed"),
        (Self::Failed, "failed"),
        (Self::Canceled, "canceled"),
        (Self::Pending, "pending"),
    ];
}

/// One verification, as far as decisions read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The integrator's id; bodies merge by it.
    pub id: String,
    /// What was verified.
    pub kind: VerificationKind,
    /// How it ended.
    pub status: VerificationStatus,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// The country that issued the document.
    pub country_code: Option<Code>,
    /// Portrait on the document against the selfie, 0–100.
    pub document_similarity_score: Option<Decimal>,
    /// How surely the selfie shows a living person, 0–100.
    pub liveness_check_score: Option<Decimal>,
    /// Single checks.
    pub checks: Vec<Check>,
}

/// One check inside a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub name: String,
    /// How it ended.
    pub status: String,
    /// Why.
    pub reasons: Vec<String>,
}
