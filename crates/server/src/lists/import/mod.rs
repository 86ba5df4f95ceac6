//! CSV import: a file of any size, read as it arrives, kept hidden in chunks, visible at one revision at the end. One
//! that broke off keeps what it brought until somebody resumes it with the same file or discards it.

mod batch;
mod csv;
mod ends;
#[cfg(test)]
mod fuzzed;
mod headers;
mod job;
mod layout;
mod progress;
pub(crate) mod proposed;
mod reading;
mod recovery;
mod resume;
mod sweep;
mod upload;
mod view;

pub use recovery::{Nodes, recover_imports};

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    progress::endpoints().merge(ends::endpoints())
}

pub(super) fn streamed_endpoints() -> OpenApiRouter<App> {
    upload::endpoints().merge(resume::endpoints())
}
