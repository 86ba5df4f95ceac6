//! Attributes from what an inquiry holds. A sent value wins over a derived one.

use super::{AttributeKey, AttributeValue, Attributes, Code, Origin, Sourced, us_state};
use crate::clock::{self, Timestamp};
use crate::decimal::Decimal;
use crate::inquiry::{Submission, Verification, VerificationKind, VerificationStatus};

/// All attributes but `list_matches`, as of `completed_at`. `failed_verification_attempts` is always there.
pub fn attributes(submission: &Submission, completed_at: Timestamp) -> Attributes {
    let mut attributes = Attributes::default();
    let country = country(submission);
    let state = state(submission, country.as_ref());
    // If it lacks a score, that of an older one is not taken.
    let selfie = newest(submission, VerificationKind::Selfie);
    let score = |score: fn(&Verification) -> Option<Decimal>| {
        let selfie = selfie?;
        score(selfie).map(|score| derived(AttributeValue::Number(score), &selfie.id))
    };
    let derived = [
        (AttributeKey::Age, age(submission, completed_at)),
        (AttributeKey::Country, country),
        (AttributeKey::UsState, state),
        (AttributeKey::DocumentSimilarityScore, score(|selfie| selfie.document_similarity_score)),
        (AttributeKey::LivenessCheckScore, score(|selfie| selfie.liveness_check_score)),
        (AttributeKey::FailedVerificationAttempts, Some(failed_attempts(submission))),
    ];
    for (key, found) in derived {
        if let Some(sourced) = sent(submission, key).or(found) {
            attributes.values.insert(key, sourced);
        }
    }
    attributes
}

/// The country, sent or derived: the address's, else that of the newest government id.
pub fn country(submission: &Submission) -> Option<Sourced> {
    if let Some(sent) = sent(submission, AttributeKey::Country) {
        return Some(sent);
    }
    let field = "address_country_code";
    if let Some(code) = submission.fields.get(field).and_then(Code::country) {
        return Some(derived(AttributeValue::Code(code), field));
    }
    let newest = newest(submission, VerificationKind::GovernmentId)?;
    newest.country_code.map(|code| derived(AttributeValue::Code(code), &newest.id))
}

fn sent(submission: &Submission, key: AttributeKey) -> Option<Sourced> {
    submission.attributes.get(&key).map(|value| Sourced {
        value: *value,
        origin: Origin::Sent,
        from: None,
    })
}

fn derived(value: AttributeValue, from: &str) -> Sourced {
    Sourced { value, origin: Origin::Derived, from: Some(from.to_owned()) }
}

/// Full years in UTC. Who was born on 29 February is a year older on 1 March in common years.
fn age(submission: &Submission, completed_at: Timestamp) -> Option<Sourced> {
    let born = clock::date(submission.fields.get("birthdate")?)?;
    let day = completed_at.date();
    let before_birthday = (day.month(), day.day()) < (born.month(), born.day());
    let years = day.year() - born.year() - i16::from(before_birthday);
    let fits = (0..=150).contains(&years);
    fits.then(|| {
        derived(AttributeValue::Number(Decimal::from_whole(i32::from(years))), "birthdate")
    })
}

fn state(submission: &Submission, country: Option<&Sourced>) -> Option<Sourced> {
    if country?.value != AttributeValue::Code(Code::US) {
        return None;
    }
    let field = "address_subdivision";
    let code = us_state::normalise(submission.fields.get(field)?)?;
    Some(derived(AttributeValue::Code(code), field))
}

fn failed_attempts(submission: &Submission) -> Sourced {
    let failed =
        submission.verifications.iter().filter(|v| v.status == VerificationStatus::Failed).count();
    let count = i32::try_from(failed).unwrap_or(i32::MAX);
    derived(AttributeValue::Number(Decimal::from_whole(count)), "verifications")
}

/// Greatest `completed_at`, then last in the array, among passed or failed ones.
fn newest(submission: &Submission, kind: VerificationKind) -> Option<&Verification> {
    submission
        .verifications
        .iter()
        .filter(|verification| {
            let ended = match verification.status {
                VerificationStatus::Passed | VerificationStatus::Failed => true,
                VerificationStatus::Canceled | VerificationStatus::Pending => false,
            };
            ended && verification.kind == kind
        })
        .max_by_key(|verification| verification.completed_at)
}
