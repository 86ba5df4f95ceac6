//! How a decision is made: check · compile · decide · explain · prove, and the sentences that say so.
//!
//! A [document](pointsman_domain::workflow::Document) becomes a [`CheckedWorkflow`] and that a [`Plan`]; each step
//! is a narrower type, and only a plan decides. The engine is pure: it must not know the clock, I/O, async,
//! randomness, SQL, HTTP or log output. Ids, list matches and moments come in as arguments, so the same
//! arguments give the same answer, bit for bit, for ever.

pub mod check;
pub mod checked;
pub mod directory;
pub mod facts;
pub mod lists;
pub mod plan;
pub mod prove;
pub mod sentence;
pub mod trace;
pub mod verdict;

pub use check::{Checking, DiagnosticCode, check};
pub use checked::{CheckedRoute, CheckedWorkflow};
pub use directory::{ListDirectory, ListRef};
pub use facts::Facts;
pub use lists::ListIndex;
#[cfg(feature = "mutants")]
pub use plan::{Mutant, compile_mutant};
pub use plan::{Plan, Taken, compile};
pub use trace::{Trace, explain, explain_facts};
pub use verdict::Verdict;

/// The number of the rules by which this engine decides. It rises when any document could take another route
/// than before; every released number stays executable.
pub const SEMANTICS: u32 = 1;
