//! People and programs: the first start, sign-in, members, API keys.

pub(crate) mod accounts;
mod keys;
mod members;
mod session;
mod setup;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(setup::endpoints())
        .merge(session::endpoints())
        .merge(members::endpoints())
        .merge(keys::endpoints())
}

/// The most characters of a member's or a key's name.
pub const NAME_CHARACTERS: usize = 200;
