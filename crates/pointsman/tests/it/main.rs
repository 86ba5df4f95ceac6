//! The binary and the repository it lives in.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

mod audit;
mod backtest;
mod backup;
#[path = "../../../server/src/history/store/bucket.rs"]
mod bucket;
mod caller;
#[path = "../../../storage/tests/it/cluster.rs"]
mod cluster;
mod command_line;
mod docs;
mod documents;
mod example_killed;
mod history_restart;
mod history_store;
mod house;
mod import_inquiries;
mod import_resume;
mod logs;
mod monitoring;
mod nodes;
mod process;
mod replay;
mod stopping;
mod torn;
