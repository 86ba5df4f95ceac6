//! What happens to every request before and after its handler. Each layer is one file; [`crate::router`] orders
//! them.

mod admission;
mod cross_origin;
mod entry;
pub(crate) mod idempotency;
mod panics;
mod rate_limit;
mod request_id;
mod security_headers;
mod time_limit;
mod trace;

pub(crate) use cross_origin::cross_origin;
pub(crate) use entry::entry;
pub(crate) use idempotency::{COMPUTING_PATHS, Keyed, RETRY_SECONDS, SECRET_PATHS, idempotency};
pub(crate) use panics::panics;
pub(crate) use rate_limit::RequestRate;
pub(crate) use security_headers::security_headers;
pub(crate) use time_limit::{REQUEST_SECONDS, time_limit};
pub(crate) use trace::trace;
