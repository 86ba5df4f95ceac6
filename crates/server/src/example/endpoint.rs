//! `GET`, `POST` and `DELETE /v1/example`: whether there is an example, making it, removing it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::ids::MemberId;
use pointsman_domain::people::Right;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::example::{self, Claim, ExampleState};
use pointsman_storage::people::members;
use pointsman_storage::{StorageError, Transaction};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::fate::fates;
use super::{EXAMPLE_INQUIRIES, MakeExampleError, removal, wire, work};
use crate::app::App;
use crate::auth::{Allowed, Caller, SignedIn, right};
use crate::author::Author;
use crate::body::{Fields, OptionalJsonBody};
use crate::problem::Problem;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_example, make_example, remove_example))
}

/// Why the example is not removed.
#[derive(Debug, thiserror::Error)]
enum RemoveError {
    #[error("there is no example to remove")]
    None,
    #[error("the example is still being made; wait until it is whole")]
    Making,
    #[error(
        "the example is removed by a member who is signed in, not by an API key: that member stays"
    )]
    NotAMember,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<RemoveError> for Problem {
    fn from(error: RemoveError) -> Self {
        let detail = error.to_string();
        match error {
            RemoveError::None => Self::new(StatusCode::NOT_FOUND, "not_found", detail),
            RemoveError::Making => Self::conflict("example_making", detail),
            RemoveError::NotAMember => Self::forbidden("members_only", detail),
            RemoveError::Storage(error) => error.into(),
        }
    }
}

impl From<MakeExampleError> for Problem {
    fn from(error: MakeExampleError) -> Self {
        let detail = error.to_string();
        match error {
            MakeExampleError::NotEmpty => Self::conflict("not_empty", detail),
            MakeExampleError::Taken => Self::conflict("example_present", detail),
            MakeExampleError::NotSetUp => Self::conflict("not_set_up", detail),
            MakeExampleError::Storage(error) => error.into(),
            MakeExampleError::Ours(error) => Self::internal(error.as_ref()),
        }
    }
}

/// Whether this workspace holds the example, and what of it would go.
#[utoipa::path(
    get,
    path = "/v1/example",
    operation_id = "read_example",
    tag = "example",
    security(("session" = [])),
    responses((status = 200, description = "The example, or that there is none.", body = wire::Example))
)]
async fn read_example(
    SignedIn(member): SignedIn,
    State(app): State<App>,
) -> Result<Json<wire::Example>, Problem> {
    let caller = Caller::Member(member);
    let by = member_of(&caller).filter(|_| caller.authority().may(Right::WorkspaceManage));
    Ok(Json(app.storage().read(move |t| present(t, by)).await?))
}

/// Makes the example workspace: fifty thousand invented inquiries over ninety days, lists, workflows and people. Only in
/// a workspace without inquiries, workflows and lists.
///
/// It is made meanwhile; ask for its progress. Nobody can sign in as the members that it brings.
#[utoipa::path(
    post,
    path = "/v1/example",
    operation_id = "make_example",
    tag = "example",
    responses(
        (status = 202, description = "It is being made.", body = wire::Example),
        (status = 409, description = "There is something in the workspace already, or no administrator yet."),
        (status = 422, description = "The body says something; it is empty or `{}`."),
    )
)]
async fn make_example(
    caller: Allowed<right::WorkspaceManage>,
    State(app): State<App>,
    OptionalJsonBody(body): OptionalJsonBody,
) -> Result<(StatusCode, Json<wire::Example>), Problem> {
    Fields::of(&body.unwrap_or_else(|| json!({}))).finish(|| Some(()))?;
    let author = Author::of(&app, &caller);
    app.storage().write(move |t| claim(t, &author)).await?;
    work::make_meanwhile(&app);
    Ok((StatusCode::ACCEPTED, Json(app.storage().read(|t| present(t, None)).await?)))
}

/// Removes the example: its inquiries with their runs and events, its lists, workflows, keys and members.
///
/// What people made or changed themselves stays, and so does the member who removes it. It goes meanwhile; ask for its
/// progress.
#[utoipa::path(
    delete,
    path = "/v1/example",
    operation_id = "remove_example",
    tag = "example",
    responses(
        (status = 202, description = "It is being removed.", body = wire::Example),
        (status = 404, description = "There is no example."),
        (status = 409, description = "It is still being made."),
    )
)]
async fn remove_example(
    caller: Allowed<right::WorkspaceManage>,
    State(app): State<App>,
) -> Result<(StatusCode, Json<wire::Example>), Problem> {
    let (by, author) = (member_of(&caller), Author::of(&app, &caller));
    let asked_by = author.clone();
    let begun = app.storage().write(move |t| begin_removal(t, by, &asked_by)).await;
    begun.map_err(|error: RemoveError| Problem::from(error))?;
    work::remove_meanwhile(&app, author);
    Ok((StatusCode::ACCEPTED, Json(app.storage().read(move |t| present(t, by)).await?)))
}

fn member_of(caller: &Caller) -> Option<MemberId> {
    match caller {
        Caller::Member(member) => Some(member.id),
        Caller::Key { .. } => None,
    }
}

fn begin_removal(
    transaction: &mut Transaction<'_>,
    by: Option<MemberId>,
    author: &Author,
) -> Result<(), RemoveError> {
    let found = example::lock(transaction)?.ok_or(RemoveError::None)?;
    let by = by.ok_or(RemoveError::NotAMember)?;
    match found.state {
        ExampleState::Making if !work::is_silent(&found, author.at) => Err(RemoveError::Making),
        // Whoever removed it has broken off, or still works on it: either is continued.
        ExampleState::Removing => Ok(()),
        ExampleState::Making | ExampleState::Present => {
            Ok(removal::begin(transaction, Some(by), author)?)
        }
    }
}

fn claim(transaction: &mut Transaction<'_>, author: &Author) -> Result<(), MakeExampleError> {
    if members::count(transaction)? == 0 {
        return Err(MakeExampleError::NotSetUp);
    }
    match example::claim(transaction, EXAMPLE_INQUIRIES, author.at)? {
        Claim::Claimed => {
            let plain = Plain::none().after("inquiries", EXAMPLE_INQUIRIES);
            let (action, of) = (Action::ExampleMade, Subject::Workspace);
            author.audit(transaction, action, of, plain, Personal::none())?;
            Ok(())
        }
        Claim::Taken(_) => Err(MakeExampleError::Taken),
        Claim::NotEmpty => Err(MakeExampleError::NotEmpty),
    }
}

/// The example as callers see it. What would become of its parts is told to who may remove it, `by`.
fn present(
    transaction: &mut Transaction<'_>,
    by: Option<MemberId>,
) -> Result<wire::Example, StorageError> {
    let found = example::get(transaction)?;
    let offered = found.is_none() && example::is_empty(transaction)?;
    let parts = match (found, by) {
        (Some(_), Some(by)) => {
            fates(transaction, Some(by))?.into_iter().map(wire::Part::from).collect()
        }
        _ => Vec::new(),
    };
    Ok(wire::Example::of(found, offered, parts))
}
