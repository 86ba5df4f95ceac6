//! `/v1/setup`: the first start. Who has the code from the server's terminal makes the first administrator.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use pointsman_domain::people::Role;
use pointsman_storage::audit::Via;
use pointsman_storage::people::setup::{self, UseCode};
use pointsman_storage::{Actor, StorageError, Transaction};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::accounts::{CreateMemberError, NewMember, setup_code_hash};
use super::session::Session;
use super::sign_in::{self, Visitor};
use super::{NAME_CHARACTERS, accounts, members};
use crate::app::App;
use crate::auth::{LEAST_CHARACTERS, LockedOut, MOST_CHARACTERS};
use crate::author::Author;
use crate::body::readers::{email, secret, text};
use crate::body::{Fields, JsonBody};
use crate::problem::Problem;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_setup, post_setup))
}

/// Guesses at the code are counted under this name.
const GUESSED: &str = "the setup code";
/// The most characters of a code that we look at.
const CODE_CHARACTERS: usize = 64;

// ---- error ----

#[derive(Debug, thiserror::Error)]
enum SetupError {
    #[error("the code is wrong; it stands in the terminal in which the server was started")]
    WrongCode,
    #[error("there is an administrator already; sign in, or ask to be added")]
    AlreadySetUp,
    #[error(transparent)]
    LockedOut(#[from] LockedOut),
    #[error(transparent)]
    Member(#[from] CreateMemberError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<SetupError> for Problem {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::WrongCode => Self::forbidden("wrong_code", error.to_string()),
            SetupError::AlreadySetUp => Self::conflict("already_set_up", error.to_string()),
            SetupError::LockedOut(error) => error.into(),
            SetupError::Member(error) => members::problem(error),
            SetupError::Storage(error) => error.into(),
        }
    }
}

// ---- docs ----

/// Whether the first administrator exists.
#[derive(Debug, Serialize, ToSchema)]
struct Setup {
    state: SetupState,
}

/// Whether the first administrator exists.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SetupState {
    /// Nobody can sign in yet.
    NeedsFirstAdministrator,
    /// Somebody can.
    Ready,
}

/// The first administrator.
#[derive(ToSchema)]
struct SetupRequest {
    /// The code from the server's terminal; case, spaces and hyphens do not count.
    #[schema(example = "7K3QF-ZT0WN-A4M8D-XJ2RS")]
    code: String,
    /// With which the administrator signs in.
    #[schema(example = "ada@example.com", max_length = 254)]
    email: String,
    /// What others call the administrator.
    #[schema(example = "Ada Lovelace", min_length = 1, max_length = 200)]
    name: String,
    /// At least 12 characters.
    #[schema(min_length = 12, max_length = 256)]
    password: String,
}

impl SetupRequest {
    fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let code = fields.required("code", text(1, CODE_CHARACTERS));
        let email = fields.required("email", email);
        let name = fields.required("name", text(1, NAME_CHARACTERS));
        let password = fields.required("password", secret(LEAST_CHARACTERS, MOST_CHARACTERS));
        fields
            .finish(|| Some(Self { code: code?, email: email?, name: name?, password: password? }))
    }
}

// ---- handlers ----

/// Whether the first administrator exists.
#[utoipa::path(get, path = "/v1/setup", tag = "people", security(()),
    responses((status = 200, description = "The state.", body = Setup)))]
async fn get_setup(State(app): State<App>) -> Result<Json<Setup>, Problem> {
    let wanted = app.storage().read(setup::is_wanted).await?;
    let state = if wanted { SetupState::NeedsFirstAdministrator } else { SetupState::Ready };
    Ok(Json(Setup { state }))
}

/// Make the first administrator and sign in.
#[utoipa::path(post, path = "/v1/setup", tag = "people", security(()), request_body = SetupRequest, responses(
    (status = 201, description = "The administrator is there and signed in; the cookie is set.", body = Session),
    (status = 403, description = "The code is wrong."),
    (status = 409, description = "There is an administrator already."),
    (status = 422, description = "The body says something that is not taken.")))]
async fn post_setup(
    State(app): State<App>,
    visitor: Visitor,
    JsonBody(body): JsonBody,
) -> Result<Response, Problem> {
    let request = SetupRequest::read(&body)?;
    let member = make_first(&app, &visitor, request).await?;
    sign_in::begin(&app, member, visitor).await
}

async fn make_first(
    app: &App,
    visitor: &Visitor,
    request: SetupRequest,
) -> Result<pointsman_storage::people::members::Member, SetupError> {
    app.attempts().begin(visitor.guess_at(GUESSED), app.steady())?;
    let new = NewMember {
        email: request.email,
        name: request.name,
        role: Role::Administrator,
        password: request.password,
    };
    let member = app.accounts().prepare_member(new, Actor::System).await?;
    let (hash, kept) = (setup_code_hash(&request.code), member.clone());
    let author = Author::visitor(app, Actor::System, Via::SetupCode, visitor.address.ip());
    let use_code = move |t: &mut Transaction<'_>| {
        let used = setup::use_code(t, &hash, &kept)?;
        if used == UseCode::Done {
            accounts::audit_created(t, &author, &kept)?;
        }
        Ok::<_, StorageError>(used)
    };
    let used = app.storage().write(use_code).await?;
    match used {
        UseCode::Done => {
            app.attempts().succeeded(visitor.guess_at(GUESSED));
            Ok(member)
        }
        UseCode::WrongCode => Err(SetupError::WrongCode),
        UseCode::AlreadySetUp => Err(SetupError::AlreadySetUp),
    }
}
