//! `GET` and `POST /v1/invariants`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use pointsman_domain::error::FieldError;
use pointsman_domain::ids::InvariantId;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::invariants::{self, Invariant, NewInvariant};
use pointsman_storage::lists::ArchivedFilter;
use pointsman_storage::{Page as StoredPage, StorageError, Transaction};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{self, NewBody};
use super::running::after_change;
use super::{INVARIANTS, view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::body::JsonBody;
use crate::lists;
use crate::problem::Problem;
use crate::request::{PageParams, QueryFields, etag_header};
use crate::runs::wire::ActionKind;
use crate::wire::Page;
use crate::workflows::wire::Condition;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_invariants, create_invariant))
}

/// Why an invariant is not made.
#[derive(Debug, thiserror::Error)]
enum CreateError {
    #[error("the invariant has errors")]
    Invalid(Vec<FieldError>),
    #[error("there are {INVARIANTS} invariants already; archive one first")]
    TooMany,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        let detail = error.to_string();
        match error {
            CreateError::Invalid(errors) => Self::invalid(errors),
            CreateError::TooMany => Self::conflict("too_many_invariants", detail),
            CreateError::Storage(error) => error.into(),
        }
    }
}

/// Which invariants a page shows.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
struct InvariantParams {
    /// Whether archived invariants are shown instead of the others.
    #[param(default = false)]
    archived: Option<bool>,
}

/// An invariant to make.
#[derive(Serialize, ToSchema)]
#[schema(as = NewInvariant)]
struct NewInvariantBody {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Whose workflows must keep it.
    #[schema(example = "inquiry.completed")]
    event: String,
    /// Whom it is about, as a route has it.
    #[serde(rename = "if")]
    whom: Condition,
    /// What is never done with them.
    #[schema(min_items = 1, max_items = 4)]
    never: Vec<ActionKind>,
}

/// Invariants, the oldest first.
#[utoipa::path(
    get,
    path = "/v1/invariants",
    operation_id = "list_invariants",
    tag = "invariants",
    params(InvariantParams, PageParams),
    responses((status = 200, description = "A page of invariants.", body = Page<wire::Invariant>))
)]
async fn list_invariants(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    mut query: QueryFields,
) -> Result<Json<Page<wire::Invariant>>, Problem> {
    let archived = query.flag("archived");
    let page = query.page();
    query.finish()?;
    let filter = if archived { ArchivedFilter::Archived } else { ArchivedFilter::Active };
    let (after, limit) = (page.after::<InvariantId>()?, page.limit());
    let found = app
        .storage()
        .read(move |t| {
            let lists = lists::directory(t)?;
            let page = invariants::page(t, filter, after, limit)?;
            let rows = page.rows.into_iter().map(|stored| view::invariant(stored, &lists));
            Ok::<_, StorageError>(StoredPage { rows: rows.collect::<Vec<_>>(), next: page.next })
        })
        .await?;
    Ok(Json(Page::of(found, |invariant| invariant)))
}

/// Makes an invariant. Versions that run and break it go on; the answer says which these are.
#[utoipa::path(
    post,
    path = "/v1/invariants",
    operation_id = "create_invariant",
    tag = "invariants",
    request_body = NewInvariantBody,
    responses(
        (status = 201, description = "The invariant, and whether what runs keeps it.", body = wire::Invariant,
            headers(("ETag" = String, description = "Its version in double quotes."))),
        (status = 409, description = "There are too many."),
        (status = 422, description = "The body is not an invariant to make."),
    )
)]
async fn create_invariant(
    caller: Allowed<right::InvariantsManage>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1], Json<wire::Invariant>), Problem> {
    let body = NewBody::read(&body)?;
    let author = Author::of(&app, &caller);
    let new = NewInvariant {
        id: InvariantId::new(app.ids(), author.at),
        event: body.event,
        text: body.text,
        at: author.at,
        by: author.by.clone(),
    };
    let made = app.storage().write(move |t| create(t, &new, &author)).await?;
    let made = after_change(&app, made).await;
    Ok((StatusCode::CREATED, [etag_header(&made.version.to_string())?], Json(made)))
}

fn create(
    transaction: &mut Transaction<'_>,
    new: &NewInvariant,
    author: &Author,
) -> Result<Invariant, CreateError> {
    let lists = lists::directory(transaction)?;
    let errors = body::errors(&new.text, &lists);
    if !errors.is_empty() {
        return Err(CreateError::Invalid(errors));
    }
    if invariants::active(transaction)?.len() >= INVARIANTS {
        return Err(CreateError::TooMany);
    }
    let made = invariants::insert(transaction, new)?;
    let never: Vec<&str> = new.text.never.iter().map(|action| action.as_str()).collect();
    let plain = Plain::none()
        .after("name", new.text.name.as_str())
        .after("event", new.event.as_str())
        .after("if", new.text.whom.as_str())
        .after("never", never)
        .after("sentence", view::invariant(made.clone(), &lists).sentence)
        .after("version", made.version);
    let subject = Subject::Invariant(new.id);
    author.audit(transaction, Action::InvariantCreated, subject, plain, Personal::none())?;
    Ok(made)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_is_read_into_one_text() {
        let body = json!({
            "name": " Minors ", "event": "inquiry.completed", "never": ["do_nothing", "approve", "approve"],
            "if": {"value": 18, "operator": "less_than", "attribute": "age"},
        });
        let read = NewBody::read(&body).expect("a body");
        assert_eq!(read.text.name, "Minors");
        assert_eq!(read.text.whom, r#"{"attribute":"age","operator":"less_than","value":18}"#);
        let never: Vec<&str> = read.text.never.iter().map(|action| action.as_str()).collect();
        assert_eq!(never, ["approve", "do_nothing"]);
    }
}
