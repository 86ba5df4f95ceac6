//! The server over HTTP. [`support`] sends requests through the real router and validates every answer against
//! the contract; the other modules say what must come back.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test by panicking; clippy knows this of test functions only"
)]

mod support;

mod audit;
mod authority;
mod catalogue;
mod contract;
mod cross_origin;
mod dashboard_files;
mod deciding;
mod erased_bytes;
mod example;
mod headers;
mod idempotency;
mod imports;
mod integrators;
mod invariants;
mod invitations;
mod left_behind;
mod limits;
mod list_types;
mod lists;
mod lists_erasing;
mod lists_life;
mod member_changes;
mod members_and_keys;
mod operation;
mod overview;
mod paging;
mod past;
mod preview;
mod problems;
mod sessions;
mod setup;
mod sign_in;
mod sockets;
mod workflow_tests;
mod workflows;
mod workflows_compared;
mod workflows_drafts;
mod workflows_hidden;
mod workflows_intended;
mod workflows_order;
mod workflows_proofs;
mod workflows_versions;
