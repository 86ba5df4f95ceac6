//! How much a plan may hold and how much work compiling may take. Counted, so that the same workflow compiles
//! to the same plan on every machine.

/// Clauses of one route. A route with more is enclosed in one clause and verified when that one is possible.
pub const CLAUSES_PER_ROUTE: usize = 64;
/// Clauses of all routes that are not enclosed; routes that come when these are used up are enclosed.
pub const CLAUSES_PER_PLAN: usize = 4_096;
/// Comparisons of clauses while one route is expanded; a route that needs more is enclosed.
pub const EXPANSION_STEPS: usize = 100_000;
