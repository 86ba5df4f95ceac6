//! What an operation on an inquiry refuses, on its way out.

use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::ids::InquiryId;
use pointsman_domain::inquiry::ForbiddenTransition;

use super::change::ChangeError;
use crate::deciding::{CompleteError, RefreshError};
use crate::problem::Problem;

/// The code where an erased inquiry does not take something.
pub(super) const INQUIRY_ERASED: &str = "inquiry_erased";

/// 404: there is no such inquiry.
pub(crate) fn no_inquiry(id: InquiryId) -> Problem {
    Problem::not_found("inquiry", id)
}

/// 409: the status does not allow the call.
pub(crate) fn forbidden_transition(error: &ForbiddenTransition) -> Problem {
    Problem::conflict("forbidden_transition", error.to_string())
}

/// 409: another inquiry has the reference id.
pub(crate) fn reference_taken(by: InquiryId) -> Problem {
    let detail = format!("inquiry `{by}` has this reference_id already; choose another one");
    let at = Pointer::root().key("reference_id");
    let error = FieldError::new(&at, "reference_id_taken", detail.clone());
    Problem::conflict("reference_id_taken", detail).with_errors(vec![error])
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        let detail = error.to_string();
        match error {
            ChangeError::Erased => Self::conflict(INQUIRY_ERASED, detail),
            ChangeError::Closed { errors, .. } => {
                Self::conflict("inquiry_closed", detail).with_errors(errors)
            }
            ChangeError::Invalid(errors) => Self::invalid(errors),
        }
    }
}

impl From<CompleteError> for Problem {
    fn from(error: CompleteError) -> Self {
        match error {
            CompleteError::NotFound(id) => no_inquiry(id),
            CompleteError::Forbidden(error) => forbidden_transition(&error),
            CompleteError::OtherBody => {
                Self::conflict("completed_with_another_body", error.to_string())
            }
            CompleteError::Change(error) => error.into(),
            CompleteError::ReferenceTaken { by } => reference_taken(by),
            CompleteError::Refresh(error) => error.into(),
            CompleteError::Storage(error) => error.into(),
        }
    }
}

impl From<RefreshError> for Problem {
    fn from(error: RefreshError) -> Self {
        match error.into_storage() {
            Ok(error) => error.into(),
            Err(ours) => Self::internal(&ours),
        }
    }
}
