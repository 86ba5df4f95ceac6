//! Authority in a handler's signature. The first argument of every handler that is not public is one of these, so
//! that nothing of a request is looked at before it is clear that the caller may.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::caller::{Caller, MemberSession};
use super::right::RequiredRight;
use super::{Authentication, refusal};
use crate::app::App;
use crate::problem::Problem;

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
        refusal::require(app, caller.authority(), R::RIGHT).await?;
        Ok(Self { caller, right: PhantomData })
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
