//! What must be true on every database.

pub(crate) mod activity;
pub(crate) mod audit;
pub(crate) mod deciding;
pub(crate) mod erasing;
pub(crate) mod events;
pub(crate) mod example;
pub(crate) mod followers;
pub(crate) mod granting;
pub(crate) mod groups;
pub(crate) mod history;
pub(crate) mod idempotency;
pub(crate) mod imports;
pub(crate) mod inquiries;
pub(crate) mod invariants;
pub(crate) mod links;
pub(crate) mod list_life;
pub(crate) mod listing;
pub(crate) mod lists;
pub(crate) mod order_numbers;
pub(crate) mod past;
pub(crate) mod people;
pub(crate) mod seam;
pub(crate) mod workflow_tests;
pub(crate) mod workflows;
