//! What is true of a workflow for every inquiry: who takes each route, which routes above block it, where routes
//! overlap, where two versions differ, and whether a statement that must never be broken can be.
//!
//! To a workflow an inquiry is one cell per attribute and on or off each list, so these are finite questions. They are
//! put to a satisfiability solver; a route matches when its tree is *true* in three-valued logic, which with negation
//! pushed down is plain logic over cells. Every example is decided by the engine's own [`Plan`] before it is shown, and
//! values that lists match on by the engine's own [`ListIndex`](crate::lists::ListIndex). Effort is counted, never
//! timed, so the same workflow gets the same verdict on every machine. Nothing here is in the path of a decision.

mod ask;
mod because;
mod blocking;
mod boundaries;
mod compare;
mod conditions;
mod findings;
mod instance;
mod known;
pub mod limits;
mod line;
mod never;
mod outcomes;
mod overlaps;
mod place;
mod present;
mod problem;
mod regions;
mod routes;
mod settle;
mod solver;
mod typical;
mod ways;
mod witness;
mod words;

pub use boundaries::{Boundaries, Boundary, boundaries};
pub use compare::{Change, ChangeKind, Comparison, compare, compare_within};
pub use findings::{Finding, Proofs, prove, prove_within};
pub use known::{KnownLists, Matched, Matching, Present, Scope};
pub use never::{Kept, Statement, keeps};
pub use overlaps::Overlap;
pub use present::{COMBINATIONS, ListContents, ListItems, PresentLists};
pub use routes::{Never, Reachable};
pub use settle::{Disagreement, Disagrees, disagreements, disagreements_within};
pub use witness::Witness;
