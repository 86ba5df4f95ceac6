//! People and programs: members, their sessions, the links that let them in, API keys, and the code that makes the
//! first administrator.
//!
//! Secrets never come here: callers hand in hashes.

pub mod ended;
pub mod granting;
pub mod invitations;
pub mod keys;
pub mod member_changes;
pub mod members;
pub mod networks;
pub mod password_links;
pub mod sessions;
pub mod setup;
pub mod workflows_hidden;
