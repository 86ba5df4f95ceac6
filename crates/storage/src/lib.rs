//! Where decisions are kept: SQLite or PostgreSQL, each query written once.
//!
//! Callers hand closures to [`Storage::write`] and [`Storage::read`]; inside, free functions per table
//! (`inquiries::lock`, `workflows::start`, …) take the [`Transaction`]. Typed records go in and come out. This
//! crate must not know how a decision is made, HTTP, or the clock: moments and ids come in as arguments.

mod actor;
mod error;
mod seam;

pub mod activity;
pub mod audit;
pub mod backup;
pub mod compaction;
pub mod events;
pub mod example;
pub mod followers;
pub mod idempotency;
pub mod inquiries;
pub mod invariants;
pub mod lists;
mod migrations;
mod order_numbers;
pub mod people;
pub mod revisions;
pub mod runs;
pub mod workflow_tests;
pub mod workflows;

pub use actor::Actor;
pub use error::StorageError;
pub use seam::{
    Database, Distribution, DoorMeasured, Measured, Page, Storage, StorageOptions, Thoroughness,
    Transaction, WriteTrouble,
};
