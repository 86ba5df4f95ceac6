//! People and programs: members, their sessions, API keys, and the code that makes the first administrator.
//!
//! Secrets never come here: callers hand in hashes.

pub mod keys;
pub mod members;
pub mod sessions;
pub mod setup;
