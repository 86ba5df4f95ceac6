//! `/v1/invitations/look` and `/v1/invitations/accept`: for who opens the link of an invitation.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use pointsman_domain::ids::MemberId;
use pointsman_storage::audit::Via;
use pointsman_storage::people::invitations::{self, Accept, Joining};
use pointsman_storage::people::members::Member;
use pointsman_storage::{Actor, Transaction};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::NAME_CHARACTERS;
use super::accounts::{self, CreateMemberError};
use super::links::{LinkError, link_secret};
use super::session::Session;
use super::sign_in::{self, Visitor};
use crate::app::App;
use crate::auth::{LEAST_CHARACTERS, MOST_CHARACTERS, hash_of};
use crate::author::Author;
use crate::body::readers::{secret, text};
use crate::body::{Fields, JsonBody};
use crate::problem::Problem;
use crate::wire::{self, Time};

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look_at_invitation)).routes(routes!(accept_invitation))
}

/// Guesses at the secret of an invitation are counted under this name.
const GUESSED: &str = "an invitation";

// ---- docs ----

/// What stands in the link of an invitation.
#[derive(ToSchema)]
#[schema(as = InvitationSecret)]
struct LookRequest {
    /// What stands behind `#` in the link.
    secret: String,
}

impl LookRequest {
    fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let secret = fields.required("secret", link_secret);
        fields.finish(|| Some(Self { secret: secret? }))
    }
}

/// What the invited person is told.
#[derive(Debug, Serialize, ToSchema)]
struct OpenInvitation {
    /// With which the person will sign in.
    #[schema(example = "grace@example.com")]
    email: String,
    role: wire::Role,
    invited_by: wire::Actor,
    /// From then on the link opens nothing.
    expires_at: Time,
}

/// The invited person joins.
#[derive(ToSchema)]
struct AcceptInvitation {
    /// What stands behind `#` in the link.
    secret: String,
    /// What others will call the person.
    #[schema(example = "Grace Hopper", min_length = 1, max_length = 200)]
    name: String,
    /// At least 12 characters.
    #[schema(min_length = 12, max_length = 256)]
    password: String,
}

impl AcceptInvitation {
    fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let link = fields.required("secret", link_secret);
        let name = fields.required("name", text(1, NAME_CHARACTERS));
        let password = fields.required("password", secret(LEAST_CHARACTERS, MOST_CHARACTERS));
        fields.finish(|| Some(Self { secret: link?, name: name?, password: password? }))
    }
}

// ---- handlers ----

/// What an invitation is about, for who holds its link. It stays open.
#[utoipa::path(post, path = "/v1/invitations/look", tag = "people", security(()), request_body = LookRequest,
    responses(
        (status = 200, description = "The invitation.", body = OpenInvitation),
        (status = 404, description = "The link opens nothing (`link_void`)."),
        (status = 410, description = "The link has ended (`link_expired`)."),
        (status = 422, description = "The body says something that is not taken.")))]
async fn look_at_invitation(
    State(app): State<App>,
    visitor: Visitor,
    JsonBody(body): JsonBody,
) -> Result<Json<OpenInvitation>, Problem> {
    let request = LookRequest::read(&body)?;
    let invitation = look(&app, &visitor, &request.secret).await?;
    Ok(Json(OpenInvitation {
        email: invitation.email,
        role: invitation.role.into(),
        invited_by: invitation.created_by.into(),
        expires_at: invitation.expires_at.into(),
    }))
}

/// Join: the invited person chooses name and password, is a member, and is signed in.
#[utoipa::path(post, path = "/v1/invitations/accept", tag = "people", security(()), request_body = AcceptInvitation,
    responses(
        (status = 201, description = "The member is there and signed in; the cookie is set.", body = Session),
        (status = 404, description = "The link opens nothing (`link_void`)."),
        (status = 409, description = "The address belongs to a member by now (`email_taken`)."),
        (status = 410, description = "The link has ended (`link_expired`)."),
        (status = 422, description = "The body says something that is not taken.")))]
async fn accept_invitation(
    State(app): State<App>,
    visitor: Visitor,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let request = AcceptInvitation::read(&body)?;
    let member = accept(&app, &visitor, request).await?;
    sign_in::begin(&app, member, visitor).await
}

async fn look(
    app: &App,
    visitor: &Visitor,
    secret: &str,
) -> Result<invitations::Invitation, LinkError> {
    let now = app.now();
    app.attempts().begin(visitor.guess_at(GUESSED), app.steady())?;
    let hash = hash_of(secret);
    let found = app.storage().read(move |t| invitations::by_secret(t, &hash)).await?;
    let invitation = found.ok_or(LinkError::Void)?;
    app.attempts().succeeded(visitor.guess_at(GUESSED));
    if now >= invitation.expires_at {
        return Err(LinkError::Expired);
    }
    Ok(invitation)
}

async fn accept(
    app: &App,
    visitor: &Visitor,
    request: AcceptInvitation,
) -> Result<Member, LinkError> {
    // Before the password is hashed: a link that opens nothing must cost us nothing.
    look(app, visitor, &request.secret).await?;
    let now = app.now();
    let joining = Joining {
        id: MemberId::new(app.ids(), now),
        name: request.name,
        password_hash: app.accounts().passwords().hash(request.password, app.secrets()).await?,
        at: now,
    };
    let hash = hash_of(&request.secret);
    let by = Actor::Member { id: joining.id, name: joining.name.clone() };
    let author = Author::visitor(app, by, Via::Link, visitor.address.ip());
    app.storage().write(move |t| join(t, &hash, &joining, &author)).await
}

/// Whoever does not join gets an error, so that nothing is kept: no invitation goes without an entry.
fn join(
    transaction: &mut Transaction<'_>,
    secret_hash: &[u8; 32],
    joining: &Joining,
    author: &Author,
) -> Result<Member, LinkError> {
    match invitations::accept(transaction, secret_hash, joining)? {
        Accept::Joined(member) => {
            accounts::audit_created(transaction, author, &member)?;
            Ok(*member)
        }
        Accept::Void => Err(LinkError::Void),
        Accept::Expired => Err(LinkError::Expired),
        Accept::EmailTaken { email } => Err(CreateMemberError::EmailTaken { email }.into()),
    }
}
