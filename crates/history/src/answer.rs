//! What history answers. Every number is exact.

use pointsman_domain::attribute::AttributeKey;
use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::Taken;

/// What a workflow would have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Inquiries in the window that were looked at. In a part, those up to now.
    pub considered: u64,
    /// Those of which nobody knows the lists.
    pub unknown_lists: u64,
    /// By the workflow.
    pub plan: Counts,
    /// By what it is compared with.
    pub baseline: Option<Counts>,
    /// From the route of what it is compared with to that of the workflow: every pair that has inquiries, in the order
    /// of the routes. Empty without a baseline.
    pub flow: Vec<Flow>,
    /// What was decided then.
    pub recorded: Recorded,
    /// Per attribute, in the order of the catalogue, how many inquiries lack it.
    pub missing: [Lacking; AttributeKey::ALL.len()],
    /// Per attribute, how many of those that the workflow's *Everything else* takes lack it.
    pub fall_through: [u64; AttributeKey::ALL.len()],
}

/// Inquiries by route and outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the order of the routes.
    pub routes: Vec<RouteCount>,
    /// Those that no route matched.
    pub everything_else: RouteCount,
    /// By outcome.
    pub outcomes: Outcomes,
}

impl Counts {
    /// Adds what the same workflow does with others.
    pub(crate) fn merge(&mut self, other: &Self) {
        let routes = self.routes.iter_mut().zip(&other.routes);
        for (own, other) in routes.chain([(&mut self.everything_else, &other.everything_else)]) {
            own.count += other.count;
            own.settled_earlier += other.settled_earlier;
        }
        for action in DecisionAction::ALL {
            self.outcomes.add(action, other.outcomes.get(action));
        }
    }
}

/// Inquiries that take a route.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RouteCount {
    /// All.
    pub count: u64,
    /// Those that an earlier workflow settled.
    pub settled_earlier: u64,
}

/// Inquiries by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Approved.
    pub approve: u64,
    /// Declined.
    pub decline: u64,
    /// Sent to review.
    pub mark_for_review: u64,
    /// Left as they are.
    pub do_nothing: u64,
}

/// Inquiries by the decision that stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Those that were decided.
    pub outcomes: Outcomes,
    /// Those without a decision.
    pub undecided: u64,
}

/// Inquiries that take one route in one workflow and another, or the same, in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    /// In what the workflow is compared with.
    pub from: Taken,
    /// In the workflow.
    pub to: Taken,
    /// How many.
    pub count: u64,
}

/// Inquiries without a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lacking {
    /// Without a value, for whichever reason.
    pub missing: u64,
    /// Of these, those whose value was not recorded then.
    pub not_recorded: u64,
}

impl Outcomes {
    /// Those of one outcome.
    pub const fn get(&self, action: DecisionAction) -> u64 {
        match action {
            DecisionAction::Approve => self.approve,
            DecisionAction::Decline => self.decline,
            DecisionAction::MarkForReview => self.mark_for_review,
            DecisionAction::DoNothing => self.do_nothing,
        }
    }

    /// Adds some.
    pub const fn add(&mut self, action: DecisionAction, count: u64) {
        match action {
            DecisionAction::Approve => self.approve += count,
            DecisionAction::Decline => self.decline += count,
            DecisionAction::MarkForReview => self.mark_for_review += count,
            DecisionAction::DoNothing => self.do_nothing += count,
        }
    }
}
