//! `POST /v1/workflows/preview` and what hangs on it: a document against the past.

mod counts;
mod inquiries;
mod items;
mod lens;
mod prepare;
mod request;
mod since_start;
mod stream;
pub(super) mod view;
pub(super) mod wire;
mod work;

pub(crate) use items::Impacts;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(counts::endpoints())
        .merge(inquiries::endpoints())
        .merge(lens::endpoints())
        .merge(items::endpoints())
        .merge(since_start::endpoints())
}

pub(super) fn streamed_endpoints() -> OpenApiRouter<App> {
    items::streamed_endpoints()
}
