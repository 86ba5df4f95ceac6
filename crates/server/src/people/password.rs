//! `POST /v1/session/password`: a member changes the own password.

use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::people::members::{self, Member};
use pointsman_storage::people::sessions;
use pointsman_storage::{StorageError, Transaction};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::sign_in::Visitor;
use crate::app::App;
use crate::auth::{
    Authentication, Caller, LEAST_CHARACTERS, LockedOut, MOST_CHARACTERS, MemberSession,
    PasswordError, SignedIn,
};
use crate::author::Author;
use crate::body::readers::secret;
use crate::body::{Fields, JsonBody};
use crate::problem::Problem;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(change_password))
}

// ---- error ----

/// Why the password stays.
#[derive(Debug, thiserror::Error)]
enum ChangeError {
    #[error("this is not your present password")]
    WrongPassword,
    #[error("the session has ended")]
    SessionEnded,
    #[error(transparent)]
    LockedOut(#[from] LockedOut),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        let detail = error.to_string();
        match error {
            ChangeError::WrongPassword => {
                let at = Pointer::root().key("present");
                let field = FieldError::new(&at, "wrong_password", detail.as_str());
                Self::forbidden("wrong_password", detail).with_errors(vec![field])
            }
            ChangeError::SessionEnded => match Authentication::Nobody.caller() {
                Ok(_) => Self::unauthorized("not_signed_in", detail),
                Err(problem) => problem,
            },
            ChangeError::LockedOut(error) => error.into(),
            ChangeError::Password(error) => error.into(),
            ChangeError::Storage(error) => error.into(),
        }
    }
}

// ---- docs ----

/// The present password and the new one.
#[derive(ToSchema)]
struct PasswordChange {
    /// The present one.
    #[schema(min_length = 1, max_length = 256)]
    present: String,
    /// The new one: at least 12 characters.
    #[schema(min_length = 12, max_length = 256)]
    new: String,
}

impl PasswordChange {
    fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let present = fields.required("present", secret(1, MOST_CHARACTERS));
        let new = fields.required("new", secret(LEAST_CHARACTERS, MOST_CHARACTERS));
        fields.finish(|| Some(Self { present: present?, new: new? }))
    }
}

// ---- handler ----

/// Change your password: all your other sessions end.
#[utoipa::path(post, path = "/v1/session/password", tag = "people", security(("session" = [])),
    request_body = PasswordChange,
    responses(
        (status = 204, description = "The new password counts."),
        (status = 403, description = "The present password is wrong (`wrong_password`)."),
        (status = 422, description = "The body says something that is not taken.")))]
async fn change_password(
    SignedIn(member): SignedIn,
    State(app): State<App>,
    visitor: Visitor,
    JsonBody(body): JsonBody,
) -> Result<StatusCode, Problem> {
    let request = PasswordChange::read(&body)?;
    let author = Author::of(&app, &Caller::Member(member.clone()));
    change(&app, &visitor, member, request, author).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn change(
    app: &App,
    visitor: &Visitor,
    member: MemberSession,
    request: PasswordChange,
    author: Author,
) -> Result<(), ChangeError> {
    // Who found an open browser may not try passwords at ease.
    app.attempts().begin(visitor.guess_at(&member.email), app.steady())?;
    let id = member.id;
    let found = app.storage().read(move |t| members::get(t, id)).await?;
    let present = found.ok_or(ChangeError::SessionEnded)?.password_hash;
    if !app.accounts().passwords().matches(request.present, Some(present.clone())).await? {
        return Err(ChangeError::WrongPassword);
    }
    app.attempts().succeeded(visitor.guess_at(&member.email));
    let new = app.accounts().passwords().hash(request.new, app.secrets()).await?;
    app.storage().write(move |t| replace(t, &member, &present, &new, &author)).await
}

/// Another password may have been set, or this session ended, while the passwords were compared.
fn replace(
    transaction: &mut Transaction<'_>,
    asking: &MemberSession,
    present: &str,
    new: &str,
    author: &Author,
) -> Result<(), ChangeError> {
    let found = sessions::get(transaction, &asking.token_hash)?;
    let member = found.ok_or(ChangeError::SessionEnded)?.member;
    if member.password_hash != present {
        return Err(ChangeError::WrongPassword);
    }
    members::set_password(transaction, member.id, new)?;
    sessions::remove_of(transaction, member.id, Some(&asking.token_hash))?;
    audit_changed(transaction, &member, author)?;
    Ok(())
}

/// Notes that a member has a new password; never which.
pub(super) fn audit_changed(
    transaction: &mut Transaction<'_>,
    member: &Member,
    author: &Author,
) -> Result<(), StorageError> {
    let personal = Personal::none().after("name", member.name.as_str());
    let (action, subject) = (Action::MemberPasswordChanged, Subject::Member(member.id));
    author.audit(transaction, action, subject, Plain::none(), personal)
}
