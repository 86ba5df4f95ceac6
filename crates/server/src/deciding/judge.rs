//! One inquiry, all workflows of its event: who runs, who wins, who stands aside. Pure.
//!
//! This module must not know where workflows and inquiries are kept, and takes no moment but as an argument.

use std::sync::Arc;

use pointsman_domain::attribute::Attributes;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::run::{Applied, LeftAloneReason, NotAppliedReason, RunningVersion};
use pointsman_domain::workflow::{DecisionAction, TakenRoute};
use pointsman_engine::trace::TraceDigest;
use pointsman_engine::{Facts, Plan, explain_facts};

/// A workflow of the event that is not a draft: it runs, or it is paused.
#[derive(Debug)]
pub(crate) struct Standing {
    /// The workflow.
    pub(crate) workflow: WorkflowId,
    /// What it does now.
    pub(crate) state: StandingState,
}

/// What a workflow does now.
#[derive(Debug)]
pub(crate) enum StandingState {
    /// It decides younger inquiries.
    Running {
        /// The version that runs.
        version: i64,
        /// The version, compiled.
        plan: Arc<Plan>,
        /// The order number of the start: smaller ones are left alone.
        line: i64,
        /// When it was started.
        since: Timestamp,
    },
    /// It decides nothing.
    Paused {
        /// When it was paused.
        since: Timestamp,
    },
}

/// What judging reads about an inquiry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    /// Its place among inquiries and starts.
    pub(crate) order_number: i64,
    /// Its attributes, list matches included.
    pub(crate) attributes: &'a Attributes,
    /// Why no workflow's decision can be applied any more, if that is so before the first one runs.
    pub(crate) settled: Option<NotAppliedReason>,
}

/// What came out of one workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JudgedRun {
    /// Workflow and version.
    pub(crate) ran: RunningVersion,
    /// The route taken.
    pub(crate) route: TakenRoute,
    /// What the route does.
    pub(crate) action: DecisionAction,
    /// Whether it took effect.
    pub(crate) applied: Applied,
    /// The digest of its trace.
    pub(crate) digest: TraceDigest,
}

/// A workflow that stood aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StoodAside {
    /// The workflow.
    pub(crate) workflow: WorkflowId,
    /// Why.
    pub(crate) reason: LeftAloneReason,
    /// Since when it runs, or is paused.
    pub(crate) since: Timestamp,
}

/// What came out of all workflows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// One for each workflow that ran, in their order.
    pub(crate) runs: Vec<JudgedRun>,
    /// One for each workflow that did not.
    pub(crate) stood_aside: Vec<StoodAside>,
}

impl Judgement {
    /// The run whose decision the inquiry carries: the first that was applied and decided something.
    pub(crate) fn deciding(&self) -> Option<(usize, DecisionAction)> {
        let runs = self.runs.iter().enumerate();
        runs.filter(|(_, run)| run.applied == Applied::Yes)
            .map(|(place, run)| (place, run.action))
            .find(|(_, action)| decides(*action))
    }

    /// Every version that ran, in order.
    pub(crate) fn ran(&self) -> Vec<RunningVersion> {
        self.runs.iter().map(|run| run.ran).collect()
    }
}

/// Lets every workflow that may run decide, in order. The first decision other than *do nothing* wins; later
/// workflows leave a run that was not applied.
pub(crate) fn judge(workflows: &[Standing], subject: Subject<'_>) -> Judgement {
    let facts = Facts::new(subject.attributes);
    let mut judgement = Judgement::default();
    let mut settled = subject.settled;
    for standing in workflows {
        let workflow = standing.workflow;
        let mut stand_aside = |reason, since| {
            judgement.stood_aside.push(StoodAside { workflow, reason, since });
        };
        match &standing.state {
            StandingState::Paused { since } => stand_aside(LeftAloneReason::Paused, *since),
            StandingState::Running { line, since, .. } if subject.order_number < *line => {
                stand_aside(LeftAloneReason::CreatedBeforeStart, *since);
            }
            StandingState::Running { version, plan, .. } => {
                let trace = explain_facts(plan, &facts, &subject.attributes.list_matches);
                let action = plan.action(trace.taken);
                judgement.runs.push(JudgedRun {
                    ran: RunningVersion { workflow, version: *version },
                    digest: trace.digest(),
                    route: trace.taken_route,
                    action,
                    applied: settled.map_or(Applied::Yes, Applied::No),
                });
                if decides(action) {
                    settled = settled.or(Some(NotAppliedReason::DecidedByEarlierWorkflow));
                }
            }
        }
    }
    judgement
}

const fn decides(action: DecisionAction) -> bool {
    match action {
        DecisionAction::Approve | DecisionAction::Decline | DecisionAction::MarkForReview => true,
        DecisionAction::DoNothing => false,
    }
}

#[cfg(test)]
mod tests {
    use pointsman_domain::ids::CountingIds;
    use pointsman_domain::workflow::Document;
    use pointsman_engine::{ListDirectory, check, compile};
    use serde_json::json;

    use super::*;

    fn moment(second: i64) -> Timestamp {
        Timestamp::from_microseconds(second * 1_000_000)
    }

    /// Workflows that do the same with everybody, in this order.
    fn standings(states: &[(&str, i64)]) -> Vec<Standing> {
        let ids = CountingIds::default();
        states
            .iter()
            .map(|(action, line)| {
                let workflow = WorkflowId::new(&ids, moment(0));
                if *action == "paused" {
                    return Standing {
                        workflow,
                        state: StandingState::Paused { since: moment(*line) },
                    };
                }
                let document = Document::from_json(&json!({
                    "format": 1, "name": action, "event": "inquiry.completed", "routes": [],
                    "everything_else": [{"action": action}],
                }))
                .unwrap();
                let checked = check(&document, &ListDirectory::default()).workflow.unwrap();
                let state = StandingState::Running {
                    version: 1,
                    plan: Arc::new(compile(&checked)),
                    line: *line,
                    since: moment(*line),
                };
                Standing { workflow, state }
            })
            .collect()
    }

    fn judged(states: &[(&str, i64)], settled: Option<NotAppliedReason>) -> Judgement {
        let attributes = Attributes::default();
        judge(&standings(states), Subject { order_number: 10, attributes: &attributes, settled })
    }

    #[test]
    fn the_first_decision_wins_and_later_ones_say_why_not() {
        let earlier = Applied::No(NotAppliedReason::DecidedByEarlierWorkflow);
        for (states, applied, deciding) in [
            (
                vec!["decline", "approve"],
                vec![Applied::Yes, earlier],
                Some((0, DecisionAction::Decline)),
            ),
            (
                vec!["do_nothing", "mark_for_review", "approve"],
                vec![Applied::Yes, Applied::Yes, earlier],
                Some((1, DecisionAction::MarkForReview)),
            ),
            (vec!["do_nothing"], vec![Applied::Yes], None),
            (
                vec!["approve", "do_nothing"],
                vec![Applied::Yes, earlier],
                Some((0, DecisionAction::Approve)),
            ),
        ] {
            let states: Vec<(&str, i64)> = states.into_iter().map(|action| (action, 1)).collect();
            let judgement = judged(&states, None);
            let found: Vec<Applied> = judgement.runs.iter().map(|run| run.applied).collect();
            assert_eq!(found, applied, "{states:?}");
            assert_eq!(judgement.deciding(), deciding, "{states:?}");
        }
    }

    #[test]
    fn after_a_person_nothing_is_applied() {
        let person = NotAppliedReason::DecidedByPerson;
        let judgement = judged(&[("approve", 1), ("decline", 1)], Some(person));
        assert!(judgement.runs.iter().all(|run| run.applied == Applied::No(person)));
        assert_eq!(judgement.deciding(), None);
    }

    #[test]
    fn older_inquiries_and_pauses_leave_no_run() {
        let judgement = judged(&[("approve", 11), ("paused", 3), ("decline", 9)], None);
        let reasons: Vec<_> = judgement.stood_aside.iter().map(|s| (s.reason, s.since)).collect();
        assert_eq!(
            reasons,
            [
                (LeftAloneReason::CreatedBeforeStart, moment(11)),
                (LeftAloneReason::Paused, moment(3))
            ]
        );
        assert_eq!(judgement.runs.len(), 1);
        assert_eq!(judgement.deciding(), Some((0, DecisionAction::Decline)));
    }
}
