//! The parts of a request that are not its body: path, query, paging, preconditions, address.

mod address;
mod etag;
mod paging;
mod path;
mod query;

pub use address::{ClientAddress, PeerAddress};
pub use etag::{Precondition, etag_header};
pub use paging::{Cursor, DEFAULT_LIMIT, MOST_LIMIT, PageParams, PageRequest};
pub use path::{PathId, PathPair};
pub use query::QueryFields;
