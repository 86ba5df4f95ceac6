//! What the contract says about bodies. They are read by `domain::inquiry`; nothing here is ever filled.
#![expect(dead_code, reason = "these types only describe; `InquiryBody::parse` reads")]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What create, patch, complete, fail and expire take. `fields`, `session` and `attributes` merge by key (`null`
/// clears), `verifications` by `id`.
#[derive(Deserialize, ToSchema)]
pub(crate) struct InquiryBody {
    /// The integrator's own key; unique.
    reference_id: Option<String>,
    /// Which template the check follows.
    template: Option<String>,
    /// Raw fields: `name_first`, `name_last`, `birthdate`, `address_country_code`, `address_subdivision`,
    /// `email_address`, `phone_number`, `identification_number`, `identification_class`, and custom ones.
    #[schema(required = false)]
    fields: BTreeMap<String, Option<String>>,
    /// Merged by `id`.
    #[schema(required = false)]
    verifications: Vec<Verification>,
    /// Where the check took place.
    #[schema(required = false)]
    session: SessionChange,
    /// Attributes that the integrator states; they win over derived ones. `list_matches` only for `try` and an import.
    #[schema(required = false)]
    attributes: BTreeMap<String, Value>,
    /// Replaces all tags.
    #[schema(required = false)]
    tags: Vec<String>,
    /// When the check completed. Only for `try` and an import, which needs it.
    #[schema(value_type = Option<String>, format = DateTime)]
    completed_at: Option<String>,
}

/// One line of an import: a body of intake, and what only a past inquiry has.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PastInquiryBody {
    /// What creating one takes; `attributes.list_matches` names lists by id or key. Without it nobody knows which lists the
    /// inquiry was on.
    #[serde(flatten)]
    body: InquiryBody,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: String,
    /// Where it stands. A decision moves `completed` on to where it leads.
    status: super::wire::InquiryStatus,
    /// The decision, or the outcome alone. Without it a status that a decision leads to says what was decided.
    decision: Option<SaidDecision>,
}

/// A decision of the past, or its outcome alone.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum SaidDecision {
    /// The outcome.
    Outcome(super::wire::Outcome),
    /// With who decided, why and when.
    Decision(PastDecision),
}

/// A decision of the past.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PastDecision {
    /// What.
    outcome: super::wire::Outcome,
    /// By whom, if it was somebody of this workspace.
    decided_by: Option<PastDecider>,
    /// Why.
    comment: Option<String>,
    /// When; at the completion, if it is not said.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<String>,
}

/// Who decided in the past.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PastDecider {
    /// What it was.
    #[serde(rename = "type")]
    kind: super::wire::DeciderKind,
    /// Its id.
    id: String,
    /// Its name then.
    name: Option<String>,
}

/// The session of a check, as far as a body speaks of it; `null` clears.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SessionChange {
    /// IPv4 or IPv6.
    ip_address: Option<String>,
    /// Of the browser.
    browser_fingerprint: Option<String>,
    /// Of the device.
    device_fingerprint: Option<String>,
    /// As the browser sends it.
    user_agent: Option<String>,
}

/// The session of a check; what is not known is absent.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SessionData {
    /// IPv4 or IPv6.
    #[schema(nullable = false)]
    ip_address: Option<String>,
    /// Of the browser.
    #[schema(nullable = false)]
    browser_fingerprint: Option<String>,
    /// Of the device.
    #[schema(nullable = false)]
    device_fingerprint: Option<String>,
    /// As the browser sends it.
    #[schema(nullable = false)]
    user_agent: Option<String>,
}

/// One verification that the person went through.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Verification {
    /// The integrator's id.
    id: String,
    /// What was verified.
    kind: VerificationKind,
    /// How it ended.
    status: VerificationStatus,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime, nullable = false)]
    completed_at: Option<String>,
    /// The country that issued the document.
    #[schema(nullable = false)]
    country_code: Option<String>,
    /// Portrait on the document against the selfie.
    #[schema(minimum = 0, maximum = 100, nullable = false)]
    document_similarity_score: Option<f64>,
    /// How surely the selfie shows a living person.
    #[schema(minimum = 0, maximum = 100, nullable = false)]
    liveness_check_score: Option<f64>,
    /// Single checks.
    #[schema(required = false)]
    checks: Vec<Check>,
}

/// What was verified.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VerificationKind {
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

/// How a verification ended.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VerificationStatus {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// It was broken off.
    Canceled,
    /// It is not over.
    Pending,
}

/// One check inside a verification.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Check {
    /// What was checked.
    name: String,
    /// How it ended.
    status: String,
    /// Why.
    #[schema(required = false)]
    reasons: Vec<String>,
}

/// What deciding by hand takes.
#[derive(Deserialize, ToSchema)]
pub(crate) struct DecideRequest {
    /// Why. Needed to overturn a decision.
    #[schema(max_length = 2000)]
    comment: Option<String>,
    /// The status that the caller has seen: 409 `status_changed` if somebody was faster.
    #[schema(value_type = Option<super::wire::InquiryStatus>)]
    expected_status: Option<String>,
}

/// Tags to put on an inquiry and to take off. All others stay.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChangeTags {
    /// To put on; one that is there already stays.
    #[schema(required = false, max_items = 50)]
    add: Vec<String>,
    /// To take off; one that is not there changes nothing.
    #[schema(required = false, max_items = 50)]
    remove: Vec<String>,
}
