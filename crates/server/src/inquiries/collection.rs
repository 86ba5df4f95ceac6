//! `GET` and `POST /v1/inquiries`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::error::FieldError;
use pointsman_domain::ids::{IdSource, InquiryId};
use pointsman_domain::inquiry::{InquiryBody, Status, Submission};
use pointsman_storage::events::{self, Event};
use pointsman_storage::inquiries::{self, Inquiry, InquiryPosition, InsertInquiry, NewInquiry};
use pointsman_storage::{Actor, StorageError, Transaction, idempotency};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body_schema::InquiryBody as InquiryBodySchema;
use super::place::Place;
use super::view::New;
use super::{facts, find, intake, look_at_new, present, problems, view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::JsonBytes;
use crate::layers::{Keyed, RETRY_SECONDS};
use crate::problem::Problem;
use crate::request::{Cursor, PageParams, QueryFields};
use crate::runs::names::ReadRunError;
use crate::wire::Page;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_inquiries, create_inquiry))
}

/// Why an inquiry is not made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CreateError {
    /// The body does not make sense.
    #[error("the body does not fit together")]
    Invalid(Vec<FieldError>),
    /// Another inquiry has the reference id.
    #[error("inquiry `{by}` has this reference_id already")]
    ReferenceTaken {
        /// Which.
        by: InquiryId,
    },
    /// Another request with the same key makes it.
    #[error("another request with this Idempotency-Key has taken over; ask again")]
    TakenOver,
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Invalid(errors) => Self::invalid(errors),
            CreateError::ReferenceTaken { by } => problems::reference_taken(by),
            CreateError::TakenOver => {
                Self::conflict("idempotency_in_flight", CreateError::TakenOver.to_string())
                    .retry_after(RETRY_SECONDS)
            }
            CreateError::Storage(error) => error.into(),
        }
    }
}

/// Makes an inquiry. Workflows that are started afterwards leave it alone.
#[utoipa::path(
    post,
    path = "/v1/inquiries",
    operation_id = "create_inquiry",
    tag = "inquiries",
    request_body = InquiryBodySchema,
    responses(
        (status = 201, description = "The new inquiry.", body = wire::Inquiry),
        (status = 409, description = "Another inquiry has this reference_id."),
        (status = 422, description = "The body says something that an inquiry does not take."),
    )
)]
async fn create_inquiry(
    caller: Allowed<right::InquiriesWrite>,
    State(app): State<App>,
    keyed: Option<Extension<Keyed>>,
    JsonBytes(body): JsonBytes,
) -> Result<(StatusCode, Json<wire::Inquiry>), Problem> {
    let now = app.now();
    let new = new_inquiry(intake(&body, now)?, app.ids(), now)?;
    let keyed = keyed.map(|Extension(keyed)| keyed);
    if let Some(made) = keyed.as_ref().and_then(|keyed| keyed.made) {
        return Ok((StatusCode::CREATED, Json(present(&app, &caller, made).await?)));
    }
    let (id, by, ids) = (new.id, caller.actor(), app.shared_ids());
    let (order, names, reader) = (order_of(&new), app.route_names(), caller.authority());
    let make = move |t: &mut Transaction<'_>| {
        let (inquiry, fact) = create_and_show(t, ids.as_ref(), &new, &by)?;
        match &keyed {
            Some(Keyed { key, lease, .. }) if !idempotency::note_made(t, key, *lease, new.id)? => {
                Err(CreateError::TakenOver)
            }
            Some(_) | None => {
                let new = New { inquiry, runs: Vec::new(), facts: vec![fact] };
                Ok(look_at_new(t, &names, reader, new)?)
            }
        }
    };
    let shown = match app.storage().write_grouped(order, make).await? {
        Some(shown) => shown,
        None => present(&app, &caller, id).await?,
    };
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Nobody else can lock a new inquiry, but its reference: who hands in the same ones elsewhere takes them in this order.
fn order_of(new: &NewInquiry) -> u128 {
    let Some(reference) = &new.reference_id else { return new.id.uuid().as_u128() };
    let mut first = [0; 16];
    for (place, byte) in first.iter_mut().zip(reference.bytes()) {
        *place = byte;
    }
    u128::from_be_bytes(first)
}

/// The inquiry that a first body makes.
pub(crate) fn new_inquiry(
    mut body: InquiryBody,
    ids: &dyn IdSource,
    now: Timestamp,
) -> Result<NewInquiry, CreateError> {
    let submission = Submission::default().merged(&mut body).map_err(CreateError::Invalid)?;
    Ok(NewInquiry {
        id: InquiryId::new(ids, now),
        reference_id: body.reference_id.applied_to(None),
        template: body.template.applied_to(None),
        status: Status::Created,
        submission,
        tags: body.tags.unwrap_or_default(),
        created_at: now,
        imported: false,
    })
}

/// Makes an inquiry in a transaction that may do more.
pub(crate) fn create_within(
    transaction: &mut Transaction<'_>,
    ids: &dyn IdSource,
    new: &NewInquiry,
    by: &Actor,
) -> Result<Inquiry, CreateError> {
    create_and_show(transaction, ids, new, by).map(|(inquiry, _)| inquiry)
}

fn create_and_show(
    transaction: &mut Transaction<'_>,
    ids: &dyn IdSource,
    new: &NewInquiry,
    by: &Actor,
) -> Result<(Inquiry, Event), CreateError> {
    match inquiries::insert(transaction, new)? {
        InsertInquiry::Inserted(inquiry) => {
            let fact = facts::created(ids, &inquiry, by);
            events::append(transaction, std::slice::from_ref(&fact))?;
            Ok((*inquiry, fact))
        }
        InsertInquiry::ReferenceTaken { by } => Err(CreateError::ReferenceTaken { by }),
    }
}

/// Inquiries, newest first, or the other way round.
///
/// `workflow` and `route` find inquiries by their runs, ordered by the run.
#[utoipa::path(
    get,
    path = "/v1/inquiries",
    operation_id = "list_inquiries",
    tag = "inquiries",
    params(find::FindParams, PageParams),
    responses((status = 200, description = "A page of inquiries, without timelines.", body = Page<wire::Inquiry>))
)]
async fn list_inquiries(
    caller: Allowed<right::InquiriesRead>,
    State(app): State<App>,
    mut query: QueryFields,
) -> Result<Json<Page<wire::Inquiry>>, Problem> {
    let filter = find::filter(&mut query);
    let page = query.page();
    query.finish()?;
    let after =
        page.after::<Place>()?.map(|place| InquiryPosition { at: place.at, number: place.number });
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let (names, reader) = (app.route_names(), caller.authority());
    let (data, next) = app
        .storage()
        .read(move |transaction| -> Result<_, ReadRunError> {
            let found = inquiries::page(transaction, &filter, after, limit)?;
            Ok((view::several(transaction, &names, reader, found.rows)?, found.next))
        })
        .await?;
    let next_cursor =
        next.map(|next| Cursor::carrying(Place { at: next.at, number: next.number }).to_wire());
    Ok(Json(Page { data, next_cursor }))
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;

    #[test]
    fn who_was_overtaken_is_told_when_to_ask_again() {
        let answer = Problem::from(CreateError::TakenOver).into_response();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["retry-after"]),
            (409, &"1".parse().unwrap())
        );
    }
}
