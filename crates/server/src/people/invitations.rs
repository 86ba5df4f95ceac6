//! `/v1/invitations`: who is asked to join, by a link that an administrator hands over.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::InvitationId;
use pointsman_domain::people::{Right, Role};
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::people::invitations::{self, Invite};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::accounts::{CreateMemberError, require_standing};
use super::ended::audit_invitation;
use super::links::INVITATION_SECONDS;
use super::members;
use crate::app::App;
use crate::auth::{Allowed, NoRandomness, hash_of, new_link_secret, right};
use crate::author::Author;
use crate::body::readers::{email, parsed};
use crate::body::{Fields, JsonBody};
use crate::problem::Problem;
use crate::request::{PageParams, PathId, QueryFields};
use crate::wire::{self, Page, Time};

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_invitations, create_invitation))
        .routes(routes!(revoke_invitation))
}

// ---- error ----

/// Why somebody is not invited.
#[derive(Debug, thiserror::Error)]
enum InviteError {
    #[error("`{0}` is invited already; revoke that invitation first, then invite again")]
    IsInvited(String),
    #[error(transparent)]
    Member(#[from] CreateMemberError),
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<InviteError> for Problem {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::IsInvited(_) => Self::conflict("already_invited", error.to_string()),
            InviteError::Member(error) => members::problem(error),
            InviteError::Randomness(error) => error.into(),
            InviteError::Storage(error) => error.into(),
        }
    }
}

// ---- docs ----

/// An invitation that nobody took yet.
#[derive(Debug, Serialize, ToSchema)]
struct Invitation {
    #[schema(example = "inv_01h45ytscbebyvny4gc8cr8ma2")]
    id: String,
    #[schema(example = "grace@example.com")]
    email: String,
    role: wire::Role,
    created_at: Time,
    created_by: wire::Actor,
    /// From then on it opens nothing.
    expires_at: Time,
}

impl From<invitations::Invitation> for Invitation {
    fn from(invitation: invitations::Invitation) -> Self {
        Self {
            id: invitation.id.to_string(),
            email: invitation.email,
            role: invitation.role.into(),
            created_at: invitation.created_at.into(),
            created_by: invitation.created_by.into(),
            expires_at: invitation.expires_at.into(),
        }
    }
}

/// An invitation and, this once, its link.
#[derive(Debug, Serialize, ToSchema)]
struct CreatedInvitation {
    #[serde(flatten)]
    invitation: Invitation,
    /// The link, without this server's address in front. Hand it over on a safe way; it is shown this once.
    #[schema(example = "/join#…")]
    path: String,
}

/// A person to be invited.
#[derive(ToSchema)]
struct NewInvitation {
    /// With which the person will sign in; belongs to no member.
    #[schema(example = "grace@example.com", max_length = 254)]
    email: String,
    /// Any but `integrator`, which is for API keys alone.
    #[schema(value_type = wire::Role)]
    role: Role,
}

impl NewInvitation {
    fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let email = fields.required("email", email);
        let role = fields.required("role", parsed("unknown_role"));
        fields.finish(|| Some(Self { email: email?, role: role? }))
    }
}

// ---- handlers ----

/// The invitations that nobody took yet, newest first, ended ones too.
#[utoipa::path(get, path = "/v1/invitations", tag = "people", params(PageParams),
    responses((status = 200, description = "A page of invitations.", body = Page<Invitation>)))]
async fn list_invitations(
    _caller: Allowed<right::MembersManage>,
    State(app): State<App>,
    mut query: QueryFields,
) -> Result<Json<Page<Invitation>>, Problem> {
    let page = query.page();
    query.finish()?;
    let (after, limit) = (page.after()?, page.limit());
    let found = app.storage().read(move |t| invitations::page(t, after, limit)).await?;
    Ok(Json(Page::of(found, Invitation::from)))
}

/// Invite a person: the link lets one person in, within 7 days, and no longer than the API key lives that made it.
#[utoipa::path(post, path = "/v1/invitations", tag = "people", request_body = NewInvitation, responses(
    (status = 201, description = "The invitation, with its link for the only time.", body = CreatedInvitation),
    (status = 409, description = "The address belongs to a member (`email_taken`) or is invited (`already_invited`)."),
    (status = 422, description = "The body says something that is not taken.")))]
async fn create_invitation(
    caller: Allowed<right::MembersManage>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<CreatedInvitation>), Problem> {
    let request = NewInvitation::read(&body)?;
    caller.require_grant(request.role)?;
    let author = Author::of(&app, &caller);
    let expires_at = caller.at_most_until(author.at.plus_seconds(INVITATION_SECONDS));
    let (invitation, secret) = invite(&app, request, expires_at, author).await?;
    let path = format!("/join#{secret}");
    Ok((StatusCode::CREATED, Json(CreatedInvitation { invitation: invitation.into(), path })))
}

async fn invite(
    app: &App,
    request: NewInvitation,
    expires_at: Timestamp,
    author: Author,
) -> Result<(invitations::Invitation, String), InviteError> {
    if !request.role.is_for_members() {
        return Err(CreateMemberError::RoleForKeysOnly(request.role).into());
    }
    let secret = new_link_secret(app.secrets())?;
    let now = author.at;
    let invitation = invitations::Invitation {
        id: InvitationId::new(app.ids(), now),
        email: request.email,
        role: request.role,
        secret_hash: hash_of(&secret),
        created_at: now,
        created_by: author.by.clone(),
        expires_at,
    };
    let kept = invitation.clone();
    match app.storage().write(move |t| add(t, &kept, &author)).await.map_err(InviteError::from)? {
        Invite::Invited { .. } => Ok((invitation, secret)),
        Invite::IsMember { .. } => {
            Err(CreateMemberError::EmailTaken { email: invitation.email }.into())
        }
        Invite::IsInvited { .. } => Err(InviteError::IsInvited(invitation.email)),
    }
}

fn add(
    transaction: &mut Transaction<'_>,
    invitation: &invitations::Invitation,
    author: &Author,
) -> Result<Invite, CreateMemberError> {
    let may = |own: Role| own.may(Right::MembersManage) && own.may_grant(invitation.role);
    require_standing(author.confirm(transaction, may)?)?;
    let outcome = invitations::add(transaction, invitation)?;
    if let Invite::Invited { replaced } = &outcome {
        if let Some(ended) = replaced {
            audit_invitation(transaction, author, ended.as_ref().clone())?;
        }
        let plain = Plain::none().after("role", invitation.role.as_str());
        let personal = Personal::none().after("email", invitation.email.as_str());
        let subject = Subject::Invitation(invitation.id);
        author.audit(transaction, Action::InvitationCreated, subject, plain, personal)?;
    }
    Ok(outcome)
}

/// Take an invitation back: its link opens nothing any more.
#[utoipa::path(delete, path = "/v1/invitations/{id}", tag = "people",
    params(("id" = String, Path, description = "The invitation.")),
    responses(
        (status = 204, description = "The link opens nothing any more."),
        (status = 404, description = "There is no such invitation (any more).")))]
async fn revoke_invitation(
    caller: Allowed<right::MembersManage>,
    State(app): State<App>,
    PathId(id): PathId<InvitationId>,
) -> Result<StatusCode, Problem> {
    let author = Author::of(&app, &caller);
    let removed = app.storage().write(move |t| revoke(t, id, &author)).await?;
    removed.ok_or_else(|| Problem::not_found("invitation", id))?;
    Ok(StatusCode::NO_CONTENT)
}

fn revoke(
    transaction: &mut Transaction<'_>,
    id: InvitationId,
    author: &Author,
) -> Result<Option<()>, StorageError> {
    let Some(present) = invitations::get(transaction, id)? else { return Ok(None) };
    invitations::remove(transaction, id)?;
    audit_invitation(transaction, author, present)?;
    Ok(Some(()))
}
