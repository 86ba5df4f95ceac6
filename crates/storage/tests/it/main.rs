//! Integration tests: one contract, run on SQLite in memory, SQLite in a file and a real PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test by panicking; clippy knows this of test functions only"
)]

mod backups;
mod cluster;
mod company;
mod contract;
mod databases;
mod first_release;
mod fixtures;
mod forgeries;
mod migrations;
mod plans;
mod postgres_groups;
mod postgres_only;
mod postgres_standby;
mod scenarios;
