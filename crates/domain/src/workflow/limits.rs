//! How large a workflow may be. Each limit is tested at its edge.

/// Routes in a document, *Everything else* not counted.
pub const ROUTES: usize = 1_000;
/// Conditions in one route; groups are not counted.
pub const CONDITIONS_PER_ROUTE: usize = 100;
/// Levels of groups in one route: a condition in the route's own group is at depth 1.
pub const DEPTH: usize = 5;
/// Values in one array.
pub const VALUES: usize = 1_000;
/// Size of a document in bytes.
pub const DOCUMENT_BYTES: usize = 1_048_576;
/// Characters of a workflow's or route's name.
pub const NAME_CHARACTERS: usize = 200;
