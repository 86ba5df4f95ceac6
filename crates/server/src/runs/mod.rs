//! Runs over HTTP: what decisions left behind, explained and repeated, and what a document would decide.
//!
//! A trace is never stored. It is computed when someone reads it, by the same engine, from what was stored.

mod comparison;
mod explain;
mod find;
pub(crate) mod names;
mod read;
mod replay;
mod replay_all;
mod trace;
pub(crate) mod trace_wire;
pub(crate) mod try_document;
mod try_file;
pub(crate) mod view;
pub(crate) mod wire;

pub(crate) use try_document::assumed_lists;

pub use comparison::Difference;
pub use replay_all::{ReplayedPiece, ReplayedRun, replay_all, replay_one};
pub use try_file::try_document;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(find::endpoints())
        .merge(read::endpoints())
        .merge(replay::endpoints())
        .merge(try_document::endpoints())
}
