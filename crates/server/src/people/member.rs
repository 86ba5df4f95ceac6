//! `/v1/members/{id}`: another role, removal, and the end of a member's sessions.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::ids::MemberId;
use pointsman_domain::people::Role;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::people::ended::Ended;
use pointsman_storage::people::member_changes::{self, ChangeMember};
use pointsman_storage::people::{members, sessions};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::accounts::CreateMemberError;
use super::ended::audit_ended;
use super::member_keys::EndedKeys;
use super::members::{Member, problem};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::body::readers::parsed;
use crate::body::{Fields, JsonBody};
use crate::problem::Problem;
use crate::request::PathId;
use crate::wire;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(change_member, remove_member))
        .routes(routes!(end_member_sessions))
}

// ---- error ----

/// Why a member stays as it is.
#[derive(Debug, thiserror::Error)]
enum ChangeError {
    #[error("there is no member `{0}`")]
    NotFound(MemberId),
    #[error("this is the last administrator; make another member an administrator first")]
    LastAdministrator,
    #[error(transparent)]
    Role(CreateMemberError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotFound(id) => Self::not_found("member", id),
            ChangeError::LastAdministrator => {
                Self::conflict("last_administrator", error.to_string())
            }
            ChangeError::Role(error) => problem(error),
            ChangeError::Storage(error) => error.into(),
        }
    }
}

// ---- docs ----

/// What a member is from now on.
#[derive(ToSchema)]
struct MemberChange {
    /// Any but `integrator`, which is for API keys alone.
    #[schema(value_type = wire::Role)]
    role: Role,
}

impl MemberChange {
    fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let role = fields.required("role", parsed("unknown_role"));
        fields.finish(|| Some(Self { role: role? }))
    }
}

/// A member with another role, and what ended with the one before.
#[derive(Debug, Serialize, ToSchema)]
struct ChangedMember {
    #[serde(flatten)]
    member: Member,
    /// API keys that the member made and that the new role may not grant.
    revoked_keys: EndedKeys,
}

/// What ended with a member.
#[derive(Debug, Serialize, ToSchema)]
struct RemovedMember {
    /// API keys that the member made.
    revoked_keys: EndedKeys,
}

// ---- handlers ----

/// Give a member another role. It counts from the member's next request on. API keys that the member made, also by way of
/// other keys, are revoked if the new role may not grant theirs.
#[utoipa::path(patch, path = "/v1/members/{id}", tag = "people", request_body = MemberChange,
    params(("id" = String, Path, description = "The member.")),
    responses(
        (status = 200, description = "The member, and which keys were revoked.", body = ChangedMember),
        (status = 404, description = "There is no such member."),
        (status = 409, description = "It is the last administrator (`last_administrator`)."),
        (status = 422, description = "The body says something that is not taken.")))]
async fn change_member(
    caller: Allowed<right::MembersManage>,
    State(app): State<App>,
    PathId(id): PathId<MemberId>,
    JsonBody(body): JsonBody,
) -> Result<Json<ChangedMember>, Problem> {
    let role = MemberChange::read(&body)?.role;
    caller.require_grant(role)?;
    if !role.is_for_members() {
        return Err(ChangeError::Role(CreateMemberError::RoleForKeysOnly(role)).into());
    }
    let author = Author::of(&app, &caller);
    Ok(Json(app.storage().write(move |t| set_role(t, id, role, &author)).await?))
}

fn set_role(
    transaction: &mut Transaction<'_>,
    id: MemberId,
    role: Role,
    author: &Author,
) -> Result<ChangedMember, ChangeError> {
    let changed = member_changes::set_role(transaction, id, role, author.at, &author.by)?;
    let (before, ended) = done(id, changed)?;
    if before.role != role {
        let plain = Plain::none().changed("role", before.role.as_str(), role.as_str());
        let personal = Personal::none().after("name", before.name.as_str());
        let subject = Subject::Member(id);
        author.audit(transaction, Action::MemberRoleChanged, subject, plain, personal)?;
    }
    let revoked_keys = ended.keys.clone().into();
    audit_ended(transaction, author, ended)?;
    Ok(ChangedMember { member: members::Member { role, ..before }.into(), revoked_keys })
}

/// Remove a member: the sessions end at once, the API keys that the member made, also by way of other keys, are revoked,
/// and what the member did keeps the name.
#[utoipa::path(delete, path = "/v1/members/{id}", tag = "people",
    params(("id" = String, Path, description = "The member.")),
    responses(
        (status = 200, description = "The member is gone; these keys were revoked.", body = RemovedMember),
        (status = 404, description = "There is no such member."),
        (status = 409, description = "It is the last administrator (`last_administrator`).")))]
async fn remove_member(
    caller: Allowed<right::MembersManage>,
    State(app): State<App>,
    PathId(id): PathId<MemberId>,
) -> Result<Json<RemovedMember>, Problem> {
    let author = Author::of(&app, &caller);
    Ok(Json(app.storage().write(move |t| remove(t, id, &author)).await?))
}

fn remove(
    transaction: &mut Transaction<'_>,
    id: MemberId,
    author: &Author,
) -> Result<RemovedMember, ChangeError> {
    let removed = member_changes::remove(transaction, id, author.at, &author.by)?;
    let (before, ended) = done(id, removed)?;
    let plain = Plain::none().before("role", before.role.as_str());
    let personal = Personal::none().before("name", before.name).before("email", before.email);
    author.audit(transaction, Action::MemberRemoved, Subject::Member(id), plain, personal)?;
    let revoked_keys = ended.keys.clone().into();
    audit_ended(transaction, author, ended)?;
    Ok(RemovedMember { revoked_keys })
}

fn done(id: MemberId, change: ChangeMember) -> Result<(members::Member, Ended), ChangeError> {
    match change {
        ChangeMember::Done { before, ended } => Ok((*before, *ended)),
        ChangeMember::NotFound => Err(ChangeError::NotFound(id)),
        ChangeMember::LastAdministrator => Err(ChangeError::LastAdministrator),
    }
}

/// End all sessions of a member: they sign in again.
#[utoipa::path(delete, path = "/v1/members/{id}/sessions", tag = "people",
    params(("id" = String, Path, description = "The member.")),
    responses(
        (status = 204, description = "The sessions have ended."),
        (status = 404, description = "There is no such member.")))]
async fn end_member_sessions(
    caller: Allowed<right::MembersManage>,
    State(app): State<App>,
    PathId(id): PathId<MemberId>,
) -> Result<StatusCode, Problem> {
    let author = Author::of(&app, &caller);
    app.storage().write(move |t| end_sessions(t, id, &author)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn end_sessions(
    transaction: &mut Transaction<'_>,
    id: MemberId,
    author: &Author,
) -> Result<(), ChangeError> {
    let member = members::get(transaction, id)?.ok_or(ChangeError::NotFound(id))?;
    sessions::remove_of(transaction, id, None)?;
    let personal = Personal::none().after("name", member.name);
    let (action, subject) = (Action::MemberSessionsEnded, Subject::Member(id));
    author.audit(transaction, action, subject, Plain::none(), personal)?;
    Ok(())
}
