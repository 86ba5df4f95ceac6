//! `DELETE /v1/inquiries/{id}`: erases the person's data and keeps what was decided.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::InquiryId;
use pointsman_domain::inquiry::{ForbiddenTransition, Transition};
use pointsman_storage::audit::{self, Action, Erasable, Personal, Plain, Subject};
use pointsman_storage::idempotency::{self, AnswerSubject};
use pointsman_storage::inquiries::{self, Inquiry};
use pointsman_storage::{StorageError, Transaction, compaction, events};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{facts, present, problems, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::problem::Problem;
use crate::request::{PathId, QueryFields};

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(erase_inquiry))
}

/// Why an inquiry is not erased.
#[derive(Debug, thiserror::Error)]
enum EraseError {
    #[error("there is no inquiry `{0}`")]
    NotFound(InquiryId),
    #[error(transparent)]
    Forbidden(#[from] ForbiddenTransition),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<EraseError> for Problem {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::NotFound(id) => problems::no_inquiry(id),
            EraseError::Forbidden(error) => problems::forbidden_transition(&error),
            EraseError::Storage(error) => error.into(),
        }
    }
}

/// What is erased besides the person's data: the integrator's own words, which may name a person or not.
#[derive(Clone, Copy, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AlsoErased {
    /// The reference id too. Without it the inquiry cannot be found by the integrator's own key any more.
    #[param(required = false)]
    pub(crate) reference_id: bool,
    /// The tags too.
    #[param(required = false)]
    pub(crate) tags: bool,
}

impl AlsoErased {
    /// The keys of what goes.
    pub(crate) fn keys(self) -> Vec<&'static str> {
        let keys = [("reference_id", self.reference_id), ("tags", self.tags)];
        keys.into_iter().filter(|(_, erased)| *erased).map(|(key, _)| key).collect()
    }
}

/// Erases the person's data: fields, session, comments, checks of verifications, and answers kept for repeated
/// requests. Attributes, scores, list and item ids, runs and the decision stay, so counts and replay keep holding.
///
/// An inquiry that has not ended expires. One that was erased before is answered as it is. Copies inside the files
/// of the database are gone within a day.
#[utoipa::path(
    delete,
    path = "/v1/inquiries/{id}",
    operation_id = "erase_inquiry",
    tag = "inquiries",
    params(("id" = String, Path, description = "`inq_…`"), AlsoErased),
    responses(
        (status = 200, description = "What stays of the inquiry.", body = wire::Inquiry),
        (status = 404, description = "There is no such inquiry."),
        (status = 409, description = "Its status does not allow this."),
    )
)]
async fn erase_inquiry(
    caller: Allowed<right::Erase>,
    State(app): State<App>,
    PathId(id): PathId<InquiryId>,
    mut query: QueryFields,
) -> Result<Json<wire::Inquiry>, Problem> {
    let also = AlsoErased { reference_id: query.flag("reference_id"), tags: query.flag("tags") };
    query.finish()?;
    let (author, ids) = (Author::of(&app, &caller), app.shared_ids());
    let subject = AnswerSubject::Inquiry(id);
    app.storage()
        .write(move |transaction| -> Result<(), EraseError> {
            let found = inquiries::lock(transaction, id)?;
            let before = found.ok_or(EraseError::NotFound(id))?;
            let Some(remains) = remains(&before, also)? else { return Ok(()) };
            inquiries::erase(transaction, &remains, author.at)?;
            erase_comments(transaction, id)?;
            idempotency::erase(transaction, subject)?;
            let fact = facts::erased(ids.as_ref(), &remains, &author.by, author.at, also);
            events::append(transaction, &[fact])?;
            audit::erase_personal(transaction, Erasable::Inquiry(id), author.at)?;
            compaction::note_erasure(transaction, author.at)?;
            let what = Plain::none().after("also", also.keys());
            let (action, subject) = (Action::InquiryErased, Subject::Inquiry(id));
            author.audit(transaction, action, subject, what, Personal::none())?;
            Ok(())
        })
        .await?;
    // An answer about it may have been kept between the two.
    app.storage().write(move |transaction| idempotency::erase(transaction, subject)).await?;
    present(&app, &caller, id).await.map(Json)
}

/// What stays of an inquiry; `None` when there is nothing left to erase.
fn remains(before: &Inquiry, also: AlsoErased) -> Result<Option<Inquiry>, ForbiddenTransition> {
    let mut remains = before.clone();
    if before.erased_at.is_none() {
        remains.submission = before.submission.erased();
        if let Some(completion) = &mut remains.completion {
            completion.attributes = before.submission.erased_sources(&completion.attributes);
        }
        if before.status.is_open() {
            remains.status = before.status.after(Transition::Expire)?;
        }
    }
    if also.reference_id {
        remains.reference_id = None;
    }
    if also.tags {
        remains.tags.clear();
    }
    let nothing_left = before.erased_at.is_some() && remains == *before;
    Ok((!nothing_left).then_some(remains))
}

/// What people wrote when they decided goes out of the events.
fn erase_comments(transaction: &mut Transaction<'_>, id: InquiryId) -> Result<(), StorageError> {
    for event in events::of_inquiry(transaction, id)? {
        if let Some(payload) = facts::without_comment(&event) {
            events::replace_payload(transaction, id, event.id, &payload)?;
        }
    }
    Ok(())
}
