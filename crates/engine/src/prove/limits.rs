//! How much work a proof may be. Work is counted, so that every machine gives the same answer.

/// Steps of the solver (decisions and conflicts) for everything that is asked about one document together.
pub const STEPS: u64 = 20_000_000;
/// Steps for one question.
pub const STEPS_PER_QUESTION: u64 = 200_000;
/// Overlaps that are reported; more are counted.
pub const OVERLAPS: usize = 100;
/// Ways in which one route can match, that are compared with those of others; a route with more is asked about pair by
/// pair.
pub const WAYS: usize = 64;
/// Pairs of ways that are compared.
pub const COMPARED_WAYS: u64 = 20_000_000;
/// Pairs of routes that are asked about one by one.
pub const ASKED_PAIRS: usize = 2_000;
/// Regions that are described for each kind of change.
pub const REGIONS: usize = 4;
