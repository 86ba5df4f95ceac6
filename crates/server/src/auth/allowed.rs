//! Authority in a handler's signature. The first argument of every handler that is not public is one of these, so
//! that nothing of a request is looked at before it is clear that the caller may.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use pointsman_domain::people::{Right, Role};
use pointsman_storage::people::members;

use super::Authentication;
use super::caller::{Caller, MemberSession};
use super::right::RequiredRight;
use crate::app::App;
use crate::problem::Problem;

/// Members that are looked through for administrators to name.
const LOOKED_THROUGH: usize = 100;
/// Administrators named in a refusal.
const NAMED: usize = 3;

/// A caller who holds the right `R`: `caller: Allowed<right::ListsWrite>`.
pub struct Allowed<R> {
    caller: Arc<Caller>,
    right: PhantomData<R>,
}

impl<R> Deref for Allowed<R> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<R: RequiredRight> FromRequestParts<App> for Allowed<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let caller = known(parts)?;
        if caller.may(R::RIGHT) {
            Ok(Self { caller, right: PhantomData })
        } else {
            Err(lacks(app, caller.role(), R::RIGHT).await)
        }
    }
}

/// A person who is signed in, whatever the role. API keys do not count.
pub struct SignedIn(pub MemberSession);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        match known(parts)?.as_ref() {
            Caller::Member(member) => Ok(Self(member.clone())),
            Caller::Key { .. } => Err(Problem::unauthorized(
                "not_signed_in",
                "an API key has no session; this is for people who are signed in",
            )),
        }
    }
}

fn known(parts: &Parts) -> Result<Arc<Caller>, Problem> {
    let found = parts.extensions.get::<Authentication>().unwrap_or(&Authentication::Nobody);
    found.caller().cloned()
}

async fn lacks(app: &App, role: Role, right: Right) -> Problem {
    let whom = match administrators(app).await {
        Ok(names) if names.is_empty() => "ask an administrator".to_owned(),
        Ok(names) => format!("ask an administrator: {}", names.join(", ")),
        Err(problem) => return problem,
    };
    let right = right.as_str();
    Problem::forbidden(
        "forbidden",
        format!("this takes the right `{right}`, which the role {role} does not have; {whom}"),
    )
}

async fn administrators(app: &App) -> Result<Vec<String>, Problem> {
    let page = app.storage().read(|t| members::page(t, None, LOOKED_THROUGH)).await?;
    let administrators = page.rows.into_iter().filter(|member| member.role == Role::Administrator);
    Ok(administrators.map(|member| member.name).take(NAMED).collect())
}
