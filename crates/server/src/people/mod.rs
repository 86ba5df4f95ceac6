//! People and programs: the first start, sign-in, members and the links that let them in, API keys, and what a role
//! sees.

pub(crate) mod accounts;
mod ended;
mod invitations;
mod joining;
mod keys;
mod links;
mod member;
mod member_keys;
mod members;
mod new_password;
mod password;
mod session;
mod sessions;
mod setup;
mod sign_in;
mod workspace;

use utoipa_axum::router::OpenApiRouter;

pub(crate) use ended::audit_ended;

use crate::app::App;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(setup::endpoints())
        .merge(session::endpoints())
        .merge(sessions::endpoints())
        .merge(password::endpoints())
        .merge(members::endpoints())
        .merge(member::endpoints())
        .merge(member_keys::endpoints())
        .merge(invitations::endpoints())
        .merge(joining::endpoints())
        .merge(new_password::endpoints())
        .merge(keys::endpoints())
        .merge(workspace::endpoints())
}

/// The most characters of a member's or a key's name.
pub const NAME_CHARACTERS: usize = 200;
