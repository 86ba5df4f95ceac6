//! What was recorded against what comes out now: the one comparison of every replay. Pure but for reading versions.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use pointsman_domain::attribute::Attributes;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::{ListDirectory, Plan, SEMANTICS, explain};
use pointsman_storage::runs::{FoundRun, Recorded};
use pointsman_storage::{Transaction, workflows};
use serde::Serialize;

use super::names::ReadRunError;
use crate::auth::hex;
use crate::deciding::plan_of;
use crate::workflows::digest;

/// Compiled versions that are kept.
const KEPT: usize = 1_000;

/// A published version, compiled again.
pub(crate) struct Version {
    /// Its plan.
    pub(crate) plan: Plan,
    /// Whether its text is the one that was published: its digest agrees. A trace's own digest covers what the
    /// inquiry made of the rules, not the rules.
    pub(crate) text_is_intact: bool,
}

impl Version {
    /// Reads and compiles it.
    pub(crate) fn read(
        transaction: &mut Transaction<'_>,
        workflow: WorkflowId,
        version: i64,
        lists: &ListDirectory,
    ) -> Result<Self, ReadRunError> {
        let text = workflows::version(transaction, workflow, version)?
            .ok_or(ReadRunError::NoVersion { workflow, version })?;
        let plan = plan_of(workflow, version, &text.document, lists)?;
        Ok(Self { plan, text_is_intact: digest(&text.document) == text.summary.digest })
    }
}

/// Versions that were read once and are used for many runs.
pub(crate) struct Versions {
    lists: ListDirectory,
    known: Mutex<HashMap<(WorkflowId, i64), Arc<Version>>>,
}

impl Versions {
    /// None yet.
    pub(crate) fn new(lists: ListDirectory) -> Self {
        Self { lists, known: Mutex::default() }
    }

    fn get(
        &self,
        transaction: &mut Transaction<'_>,
        workflow: WorkflowId,
        version: i64,
    ) -> Result<Arc<Version>, ReadRunError> {
        let key = (workflow, version);
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&key) {
            return Ok(Arc::clone(found));
        }
        let read = Arc::new(Version::read(transaction, workflow, version, &self.lists)?);
        let mut known = known();
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(key, Arc::clone(&read));
        Ok(read)
    }
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Side {
    /// The route taken: `rt_…`, or `everything_else`.
    pub(crate) route: String,
    /// What the route does.
    pub(crate) actions: Vec<DecisionAction>,
    /// Digest of the trace, hexadecimal.
    pub(crate) trace_digest: String,
}

/// Both sides, and in what they differ.
pub(crate) struct Comparison {
    /// As recorded when it ran.
    pub(crate) recorded: Side,
    /// As computed now.
    pub(crate) replayed: Side,
    /// Empty where they agree.
    pub(crate) differences: Vec<Difference>,
}

/// In what a run and its replay differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Difference {
    /// The text of the version is not the one that was published.
    Text,
    /// It ran by rules of another number.
    Semantics {
        /// The number that was recorded.
        recorded: i64,
        /// The number that this release knows.
        known: u32,
    },
    /// Another route.
    Route {
        /// As recorded.
        recorded: String,
        /// As computed now.
        replayed: String,
    },
    /// Other actions.
    Actions {
        /// As recorded.
        recorded: String,
        /// As computed now.
        replayed: String,
    },
    /// Another trace: a value that was read, a verdict, an item that matched.
    TraceDigest {
        /// As recorded.
        recorded: String,
        /// As computed now.
        replayed: String,
    },
    /// It cannot be replayed.
    Unreadable {
        /// Why.
        problem: String,
    },
}

/// Decides again from the stored attributes, by the version that ran, and compares.
pub(crate) fn compare(version: &Version, run: &Recorded, attributes: &Attributes) -> Comparison {
    let trace = explain(&version.plan, attributes);
    let action = version.plan.action(trace.taken);
    let recorded = Side {
        route: run.route.to_string(),
        actions: run.actions.clone(),
        trace_digest: hex(&run.trace_digest),
    };
    let replayed = Side {
        route: trace.taken_route.to_string(),
        actions: vec![action],
        trace_digest: trace.digest().to_string(),
    };
    let mut differences = Vec::new();
    if !version.text_is_intact {
        differences.push(Difference::Text);
    }
    if run.semantics != i64::from(SEMANTICS) {
        differences.push(Difference::Semantics { recorded: run.semantics, known: SEMANTICS });
    }
    if recorded.route != replayed.route {
        let (recorded, replayed) = (recorded.route.clone(), replayed.route.clone());
        differences.push(Difference::Route { recorded, replayed });
    }
    // The outcome stands in a column of its own, by which runs are counted.
    if recorded.actions != replayed.actions || run.outcome != action {
        let recorded = if recorded.actions == replayed.actions {
            run.outcome.as_str().to_owned()
        } else {
            words(&recorded.actions)
        };
        differences.push(Difference::Actions { recorded, replayed: words(&replayed.actions) });
    }
    if recorded.trace_digest != replayed.trace_digest {
        let (recorded, replayed) = (recorded.trace_digest.clone(), replayed.trace_digest.clone());
        differences.push(Difference::TraceDigest { recorded, replayed });
    }
    Comparison { recorded, replayed, differences }
}

/// In what a run that was found differs from its replay; empty where they agree. The database's turn is an error,
/// a damaged row is a difference.
pub(crate) fn differences(
    transaction: &mut Transaction<'_>,
    versions: &Versions,
    found: &FoundRun,
) -> Result<Vec<Difference>, pointsman_storage::StorageError> {
    let unreadable = |problem: String| vec![Difference::Unreadable { problem }];
    let run = match &found.recorded {
        Ok(run) => run,
        Err(error) => return Ok(unreadable(error.to_string())),
    };
    let Some(attributes) = &run.attributes else {
        return Ok(unreadable("its inquiry has no stored attributes".to_owned()));
    };
    match versions.get(transaction, run.workflow, run.version) {
        Ok(version) => Ok(compare(&version, run, attributes).differences),
        Err(ReadRunError::Storage(error)) => Err(error),
        Err(error @ (ReadRunError::Version(_) | ReadRunError::NoVersion { .. })) => {
            Ok(unreadable(error.to_string()))
        }
    }
}

fn words(actions: &[DecisionAction]) -> String {
    actions.iter().map(|action| action.as_str()).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("the text of the version is not the one that was published"),
            Self::Semantics { recorded, known } => {
                write!(f, "it ran by rules number {recorded}, this release knows number {known}")
            }
            Self::Route { recorded, replayed } => {
                write!(f, "route: recorded `{recorded}`, replayed `{replayed}`")
            }
            Self::Actions { recorded, replayed } => {
                write!(f, "actions: recorded `{recorded}`, replayed `{replayed}`")
            }
            Self::TraceDigest { recorded, replayed } => {
                write!(f, "trace: recorded `{recorded}`, replayed `{replayed}`")
            }
            Self::Unreadable { problem } => write!(f, "it cannot be replayed: {problem}"),
        }
    }
}
