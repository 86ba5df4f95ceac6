//! Invariants over HTTP: what no workflow of an event may ever do. Administrators make them; a document that breaks one
//! is neither published nor started.
//!
//! Each workflow has to keep each invariant by itself, whatever else runs: so it holds in any order, and whoever pauses
//! one workflow breaks nothing.

mod archive;
mod body;
mod collection;
mod judge;
mod looked;
mod running;
mod single;
mod standing;
mod versions;
mod view;
pub(crate) mod wire;

pub(crate) use judge::Judgement;
pub(crate) use looked::{ATTEMPTS, Looked, NotKept};
pub(crate) use standing::{Standing, judge_document};

use pointsman_domain::ids::InvariantId;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::problem::Problem;

/// Invariants that count, of one workspace. Each is proved at every check.
const INVARIANTS: usize = 100;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(collection::endpoints())
        .merge(single::endpoints())
        .merge(archive::endpoints())
        .merge(versions::endpoints())
}

fn no_invariant(id: InvariantId) -> Problem {
    Problem::not_found("invariant", id)
}

fn archived(id: InvariantId) -> Problem {
    let detail = format!("invariant `{id}` is archived and does not change any more");
    Problem::conflict("archived", detail)
}
