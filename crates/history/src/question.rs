//! What is asked of history.

use std::sync::atomic::{AtomicBool, Ordering};

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{ListId, WorkflowId};
use pointsman_engine::Plan;

use crate::spill::SpillError;

/// Which lists match: as they are now, or as they were at each decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lists {
    /// As they are now. Unknown for inquiries whose values were erased or never kept.
    #[default]
    Now,
    /// As stored at completion. Unknown for inquiries that were imported without them.
    Then,
}

/// Inquiries that completed from one moment on and before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Window {
    /// Included; `None` is from the first.
    pub from: Option<Timestamp>,
    /// Not included; `None` is to the last.
    pub to: Option<Timestamp>,
}

/// What would this workflow have done?
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// The workflow.
    pub plan: &'q Plan,
    /// What it is compared with: the version that runs, or another.
    pub baseline: Option<&'q Plan>,
    /// Which inquiries are looked at.
    pub window: Window,
    /// Which lists match.
    pub lists: Lists,
    /// The workflows that come before this one in the order, so that what they settled can be counted.
    pub earlier: &'q [WorkflowId],
}

/// How much is done at once, and when it is given up.
#[derive(Clone, Copy, Debug)]
pub struct Effort<'e> {
    /// Threads; one at least.
    pub threads: usize,
    /// After so many rows at most, what is known so far is handed out. There is one part if it is `u64::MAX`.
    pub part: u64,
    /// Given up when this says so.
    pub cancel: &'e Cancel,
}

/// A question that nobody waits for any more.
#[derive(Debug, Default)]
pub struct Cancel(AtomicBool);

impl Cancel {
    /// Asks for the work to end. It does within some ten thousand rows.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to end.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The caller's turn: nobody waits any more.
    #[error("the question was withdrawn")]
    Cancelled,
    /// Our turn: it is not known of all rows whether they match a list now.
    #[error("history does not know of all inquiries whether they match list {list} now")]
    ListBehind {
        /// The list.
        list: ListId,
    },
    /// Our turn: what was put out of memory cannot be read.
    #[error(transparent)]
    Spilled(#[from] SpillError),
    /// The caller's turn: the workflow has no such condition, or none with such a constant.
    #[error("there is no number in the condition at `{pointer}`")]
    NoConstant {
        /// Where it was looked for.
        pointer: String,
    },
}
