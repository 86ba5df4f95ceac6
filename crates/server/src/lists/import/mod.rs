//! CSV import: a file of any size, read as it arrives, kept hidden in chunks, visible at one revision at the end.

mod batch;
mod csv;
mod job;
mod layout;
mod progress;
mod recovery;
mod sweep;
mod upload;
mod view;

pub use recovery::{Nodes, recover_imports};

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    progress::endpoints()
}

pub(super) fn streamed_endpoints() -> OpenApiRouter<App> {
    upload::endpoints()
}
