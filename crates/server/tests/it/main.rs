//! The server over HTTP. [`support`] sends requests through the real router and validates every answer against
//! the contract; the other modules say what must come back.

mod support;

mod authority;
mod contract;
mod cross_origin;
mod dashboard_files;
mod headers;
mod limits;
mod members_and_keys;
mod paging;
mod problems;
mod setup;
mod sign_in;
mod sockets;
