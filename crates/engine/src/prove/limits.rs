//! How much work a proof may be. Work is counted, so that every machine gives the same answer.

/// Steps of the solver (decisions and conflicts) for everything that is asked about one document together.
pub const STEPS: u64 = 20_000_000;
/// Steps for one question.
pub const STEPS_PER_QUESTION: u64 = 200_000;
/// Steps of looking through what the lists of one type hold: a value that the index is asked about is ten and one more
/// for each item with the same last name, two names that are compared are one.
pub const LOOKED_THROUGH: u64 = 10_000_000;
/// Overlaps that are reported; more are counted.
pub const OVERLAPS: usize = 100;
/// Ways in which one route can match, that are compared with those of others; a route with more is asked about pair by
/// pair.
pub const WAYS: usize = 64;
/// Pairs of ways that are compared, and combinations of lists that are looked at for them.
pub const COMPARED_WAYS: u64 = 20_000_000;
/// Pairs of routes that are asked about one by one.
pub const ASKED_PAIRS: usize = 2_000;
/// Regions that are described for each kind of change.
pub const REGIONS: usize = 4;
/// Small mistakes in one workflow for which a test is looked for.
pub const MUTANTS: usize = 6_000;
/// Members of one set that are left out one by one to make such mistakes.
pub const MUTATED_MEMBERS: usize = 4;
/// Tests that are offered for one workflow at once; those that notice most come first into it.
pub const BOUNDARIES: usize = 500;
