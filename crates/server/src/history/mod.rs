//! The past: every completed inquiry in columns behind the decisions, and what is asked of it.
//!
//! Nothing here is in the deciding path, and nothing here decides: what a document would have done is worked out by
//! `pointsman_history` from compiled plans. This folder keeps the columns up to date and answers over HTTP.

mod backtest;
mod building;
mod columns;
mod files;
mod following;
mod keeper;
mod keeping;
mod keys;
mod lists_now;
mod preview;
mod room;
mod rows;
mod store;

pub use backtest::{Backtest, BacktestError, BacktestLists, SqlDialect, backtest, backtest_sql};
pub(crate) use keeper::Keeper;
pub(crate) use keeping::keep;
pub(crate) use preview::Impacts;
pub(crate) use store::keep as keep_copy;
pub use store::{HistoryStore, HistoryStoreError, HistoryStoreSetting};

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    preview::endpoints()
}

/// Endpoints that read their body as a stream.
pub(crate) fn streamed_endpoints() -> OpenApiRouter<App> {
    preview::streamed_endpoints()
}
