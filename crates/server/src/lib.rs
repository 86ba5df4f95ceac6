//! How the world reaches decisions: the HTTP API, sign-in, and the dashboard's files.
//!
//! Everything arrives through [`ServerParts`]; [`Server`] answers requests until it is told to stop. This crate
//! must not know environment variables or argv, and reads neither the clock nor randomness but through what it is
//! given. How long something took is measured with a monotonic clock, for logs and metrics alone.
//!
//! # How an endpoint is written
//!
//! One file per endpoint, or per small group on one address, always in the same four parts:
//!
//! 1. **error** — an enum (`thiserror`) of what this operation refuses, and `impl From<…> for Problem`;
//! 2. **docs** — `#[utoipa::path]` with the wire types (`ToSchema`); statuses that every endpoint may answer
//!    (400, 401, 403, 413, 415, 429, 500, 503) and the problem body are added by [`mod@openapi`];
//! 3. **handler** — authority stands first in the signature ([`auth::Allowed`]`<right::ListsWrite>`), then path,
//!    query and precondition, last the body;
//! 4. **tests** — of what is pure; behaviour over HTTP is tested in `tests/it`.
//!
//! Each folder has `pub(crate) fn endpoints() -> OpenApiRouter<App>`, and [`mod@router`] merges it.

mod app;
mod assets;
mod audit;
pub mod auth;
mod author;
pub mod body;
mod catalogue;
mod deciding;
mod events;
mod example;
mod health;
mod history;
mod inquiries;
mod invariants;
mod layers;
mod lifecycle;
mod lists;
mod metrics;
mod openapi;
mod overview;
mod people;
pub mod problem;
pub mod request;
mod router;
mod runs;
mod serve;
pub mod upkeep;
pub mod wire;
mod workflow_tests;
mod workflows;

pub use app::{
    AddressSource, App, DEFAULT_BROAD_ITEM_ONE_IN, DEFAULT_HISTORY_MEMORY,
    DEFAULT_REQUESTS_PER_MINUTE, DemoNotice, ServerOptions, ServerParts,
};
pub use example::{
    EXAMPLE_INQUIRIES, EXAMPLE_MEMBERS, EXAMPLE_PASSWORD, ExampleMember, ExampleSignIn,
    MOST_EXAMPLE_INQUIRIES, MakeExampleError, Progress, make_example, resume_example,
};
pub use history::{
    Backtest, BacktestError, BacktestLists, HistoryStore, HistoryStoreError, HistoryStoreSetting,
    SqlDialect, backtest, backtest_sql,
};
pub use inquiries::{ImportReport, ImportTrouble, LineError, SkippedLine, import_inquiries};
pub use layers::idempotency::forget_in_flight;
pub use lists::{Nodes, recover_imports};
pub use openapi::openapi_document;
pub use people::NAME_CHARACTERS;
pub use people::accounts::{
    Accounts, CreateMemberError, CreatedKey, MOST_KEY_DAYS, NewKey, NewMember, NewSecretError,
    Overtaken, prepare,
};
pub use router::{BODY_BYTES, InvalidPublicUrl, router};
pub use runs::{Difference, ReplayedPiece, ReplayedRun, replay_all, replay_one, try_document};
pub use serve::{Ended, Listeners, Patience, Server, serve};
pub use workflow_tests::{test_document, with_offered_tests};
pub use workflows::{
    CheckError, DocumentFileError, ToldOfDocuments, check_document, compare_documents,
};
