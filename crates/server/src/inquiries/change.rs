//! What a body does to an inquiry. Pure.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::inquiry::{InquiryBody, Status};
use pointsman_storage::inquiries::Inquiry;

/// Merges `body` into `inquiry`. A closed inquiry takes tags and a reference id alone.
pub(crate) fn merge(
    inquiry: &mut Inquiry,
    body: &InquiryBody,
    now: Timestamp,
) -> Result<(), ChangeError> {
    if inquiry.erased_at.is_some() {
        return Err(ChangeError::Erased);
    }
    if !inquiry.status.is_open() && body.touches_facts() {
        return Err(ChangeError::Closed {
            status: inquiry.status,
            errors: closed_keys(inquiry.status, body),
        });
    }
    inquiry.submission = inquiry.submission.merge(body).map_err(ChangeError::Invalid)?;
    inquiry.reference_id = body.reference_id.clone().applied_to(inquiry.reference_id.take());
    inquiry.template = body.template.clone().applied_to(inquiry.template.take());
    if let Some(tags) = &body.tags {
        inquiry.tags.clone_from(tags);
    }
    inquiry.updated_at = now;
    Ok(())
}

/// Why a body cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ChangeError {
    /// The person's data was erased, and none comes back.
    #[error("the personal data of this inquiry was erased; it takes nothing more")]
    Erased,
    /// The facts of this inquiry do not change any more.
    #[error("an inquiry that is {status} takes only tags and reference_id")]
    Closed {
        /// Its status.
        status: Status,
        /// The keys of the body that it does not take.
        errors: Vec<FieldError>,
    },
    /// The merged inquiry would not make sense.
    #[error("the body does not fit the inquiry")]
    Invalid(Vec<FieldError>),
}

fn closed_keys(status: Status, body: &InquiryBody) -> Vec<FieldError> {
    let detail = format!("an inquiry that is {status} does not take this any more; leave it out");
    body.fact_keys()
        .into_iter()
        .map(|key| FieldError::new(&Pointer::root().key(key), "inquiry_closed", detail.clone()))
        .collect()
}
