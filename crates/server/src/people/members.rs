//! `/v1/members`: who signs in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::people::Role;
use pointsman_storage::people::members;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::NAME_CHARACTERS;
use super::accounts::{self, CreateMemberError};
use crate::app::App;
use crate::auth::{Allowed, LEAST_CHARACTERS, MOST_CHARACTERS, right};
use crate::author::Author;
use crate::body::readers::{email, parsed, secret, text};
use crate::body::{Fields, JsonBody};
use crate::problem::Problem;
use crate::request::{PageParams, QueryFields};
use crate::wire::{self, Page, Time};

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_members, create_member))
}

// ---- error ----

/// What a refused member is on the wire. The first start answers with it as well.
pub(super) fn problem(error: CreateMemberError) -> Problem {
    match error {
        CreateMemberError::EmailTaken { .. } => Problem::conflict("email_taken", error.to_string()),
        CreateMemberError::RoleForKeysOnly(_) => {
            let at = Pointer::root().key("role");
            Problem::invalid(vec![FieldError::new(&at, "role_for_keys_only", error.to_string())])
        }
        CreateMemberError::Overtaken(error) => error.into(),
        CreateMemberError::Password(error) => error.into(),
        CreateMemberError::Storage(error) => error.into(),
    }
}

// ---- docs ----

/// A person who signs in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Member {
    #[schema(example = "mbr_01h45ytscbebyvny4gc8cr8ma2")]
    id: String,
    #[schema(example = "ada@example.com")]
    email: String,
    #[schema(example = "Ada Lovelace")]
    name: String,
    role: wire::Role,
    created_at: Time,
    /// When the member signed in last; `null` if never.
    #[schema(required)]
    signed_in_at: Option<Time>,
}

impl From<members::Member> for Member {
    fn from(member: members::Member) -> Self {
        Self {
            id: member.id.to_string(),
            email: member.email,
            name: member.name,
            role: member.role.into(),
            created_at: member.created_at.into(),
            signed_in_at: member.signed_in_at.map(Time),
        }
    }
}

/// A person to be added.
#[derive(ToSchema)]
struct NewMember {
    /// With which the member signs in; belongs to nobody else.
    #[schema(example = "grace@example.com", max_length = 254)]
    email: String,
    /// What others call the member.
    #[schema(example = "Grace Hopper", min_length = 1, max_length = 200)]
    name: String,
    /// Any but `integrator`, which is for API keys alone.
    #[schema(value_type = wire::Role)]
    role: Role,
    /// At least 12 characters. Hand it over on a safe way.
    #[schema(min_length = 12, max_length = 256)]
    password: String,
}

impl NewMember {
    fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let email = fields.required("email", email);
        let name = fields.required("name", text(1, NAME_CHARACTERS));
        let role = fields.required("role", parsed("unknown_role"));
        let password = fields.required("password", secret(LEAST_CHARACTERS, MOST_CHARACTERS));
        fields
            .finish(|| Some(Self { email: email?, name: name?, role: role?, password: password? }))
    }
}

// ---- handlers ----

/// The members, the first ones first.
#[utoipa::path(get, path = "/v1/members", tag = "people", params(PageParams),
    responses((status = 200, description = "A page of members.", body = Page<Member>)))]
async fn list_members(
    _caller: Allowed<right::MembersRead>,
    State(app): State<App>,
    mut query: QueryFields,
) -> Result<Json<Page<Member>>, Problem> {
    let page = query.page();
    query.finish()?;
    let (after, limit) = (page.after()?, page.limit());
    let found = app.storage().read(move |t| members::page(t, after, limit)).await?;
    Ok(Json(Page::of(found, Member::from)))
}

/// Add a member.
#[utoipa::path(post, path = "/v1/members", tag = "people", request_body = NewMember, responses(
    (status = 201, description = "The member is there.", body = Member),
    (status = 409, description = "The e-mail address belongs to a member already."),
    (status = 422, description = "The body says something that is not taken.")))]
async fn create_member(
    caller: Allowed<right::MembersManage>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<Member>), Problem> {
    let request = NewMember::read(&body)?;
    let new = accounts::NewMember {
        email: request.email,
        name: request.name,
        role: request.role,
        password: request.password,
    };
    caller.require_grant(new.role)?;
    let author = Author::of(&app, &caller);
    let member = app.accounts().create_member_as(new, &author).await.map_err(problem)?;
    Ok((StatusCode::CREATED, Json(member.into())))
}
