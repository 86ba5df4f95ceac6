//! What a preview answers, as it stands on the wire.

use pointsman_domain::ids::InquiryId;
use pointsman_domain::workflow::DecisionAction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::Time;
use crate::workflows::baseline::Baseline;

/// The past under a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Preview {
    /// Inquiries that completed in the window.
    #[schema(minimum = 0)]
    pub(crate) considered: u64,
    /// Every inquiry that had completed by then is in it; `null` while history is being built.
    #[schema(required)]
    pub(crate) complete_to: Option<Time>,
    /// How long it took, in milliseconds.
    #[schema(minimum = 0)]
    pub(crate) took_ms: u64,
    /// Which lists counted.
    pub(crate) lists: PreviewLists,
    /// Inquiries of which nobody knows on which lists they are: conditions on lists are unknown for them.
    #[schema(minimum = 0)]
    pub(crate) unknown_lists: u64,
    /// The version that is compared with; `null` without one.
    #[schema(required)]
    pub(crate) baseline: Option<Baseline>,
    /// In the order of the document.
    pub(crate) routes: Vec<PreviewRoute>,
    /// The last route.
    pub(crate) everything_else: PreviewElse,
    /// What would have been decided.
    pub(crate) outcomes: PreviewOutcomes,
    /// What the baseline would have decided; `null` without one.
    #[schema(required)]
    pub(crate) baseline_outcomes: Option<PreviewOutcomes>,
    /// What was decided then; `do_nothing` is what no workflow decided.
    pub(crate) recorded: PreviewOutcomes,
    /// Where route or outcome differ from the baseline, at most 200: other outcomes first, then most inquiries first.
    pub(crate) flow: Vec<PreviewFlow>,
    /// Cells of the flow beyond these.
    #[schema(minimum = 0)]
    pub(crate) flow_more: usize,
    /// How many are decided differently than by the baseline, over all cells; most inquiries first.
    pub(crate) outcome_changes: Vec<PreviewOutcomeChange>,
    /// Conditions that are unknown for some of the inquiries, in the order of the document.
    pub(crate) conditions: Vec<PreviewCondition>,
    /// Inquiries that *Everything else* took and that lack an attribute which a condition asks for.
    pub(crate) missing_falls_through: Vec<PreviewMissing>,
}

/// Which lists count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PreviewLists {
    /// With what is on them now.
    #[default]
    Now,
    /// As they matched when each inquiry completed.
    Then,
}

/// What a route would have taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PreviewRoute {
    /// `rt_…`
    pub(crate) id: String,
    /// Inquiries.
    #[schema(minimum = 0)]
    pub(crate) count: u64,
    /// What the baseline's route with this id would have taken; `null` where it has none.
    #[schema(required, minimum = 0)]
    pub(crate) baseline_count: Option<u64>,
    /// Those of `count` that an earlier workflow settled.
    #[schema(minimum = 0)]
    pub(crate) settled_earlier: u64,
}

/// What *Everything else* would have taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PreviewElse {
    /// Inquiries.
    #[schema(minimum = 0)]
    pub(crate) count: u64,
    /// What the baseline's would have taken; `null` without one.
    #[schema(required, minimum = 0)]
    pub(crate) baseline_count: Option<u64>,
    /// Those of `count` that an earlier workflow settled.
    #[schema(minimum = 0)]
    pub(crate) settled_earlier: u64,
}

/// Inquiries by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PreviewOutcomes {
    /// Approved.
    #[schema(minimum = 0)]
    pub(crate) approve: u64,
    /// Declined.
    #[schema(minimum = 0)]
    pub(crate) decline: u64,
    /// Sent to review.
    #[schema(minimum = 0)]
    pub(crate) mark_for_review: u64,
    /// Left as they were.
    #[schema(minimum = 0)]
    pub(crate) do_nothing: u64,
}

/// Inquiries that go another way than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PreviewFlow {
    /// What the baseline does.
    pub(crate) from: PreviewOutcome,
    /// What the document does.
    pub(crate) to: PreviewOutcome,
    /// Inquiries.
    #[schema(minimum = 0)]
    pub(crate) count: u64,
    /// The baseline's route: `rt_…`, or `everything_else`.
    pub(crate) from_route: String,
    /// The document's route.
    pub(crate) to_route: String,
}

/// Inquiries that are decided differently than before, by whatever routes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PreviewOutcomeChange {
    /// What the baseline does.
    pub(crate) from: PreviewOutcome,
    /// What the document does.
    pub(crate) to: PreviewOutcome,
    /// Inquiries.
    #[schema(minimum = 1)]
    pub(crate) count: u64,
}

/// A condition and how often nobody can say whether it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PreviewCondition {
    /// JSON pointer into the document.
    pub(crate) pointer: String,
    /// Inquiries for which it is unknown.
    #[schema(minimum = 1)]
    pub(crate) missing: u64,
}

/// Inquiries that fall through because a value is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PreviewMissing {
    /// What they lack.
    pub(crate) attribute: String,
    /// What *Everything else* does with them.
    pub(crate) outcome: PreviewOutcome,
    /// Inquiries.
    #[schema(minimum = 1)]
    pub(crate) count: u64,
}

/// What a route does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PreviewOutcome {
    /// It approves.
    Approve,
    /// It declines.
    Decline,
    /// A person has to look.
    MarkForReview,
    /// Nothing.
    DoNothing,
}

/// One of the past inquiries.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PreviewInquiry {
    /// `inq_…`
    #[schema(value_type = String)]
    pub(crate) id: InquiryId,
    /// When it completed.
    pub(crate) completed_at: Time,
    /// The document's route: `rt_…`, or `everything_else`.
    pub(crate) to_route: String,
    /// What the document does.
    pub(crate) to: PreviewOutcome,
    /// The baseline's route; `null` without a baseline.
    #[schema(required)]
    pub(crate) from_route: Option<String>,
    /// What the baseline does.
    #[schema(required)]
    pub(crate) from: Option<PreviewOutcome>,
    /// What was decided then; `null` where no workflow decided.
    #[schema(required)]
    pub(crate) recorded: Option<PreviewOutcome>,
    /// The integrator's own key.
    #[schema(required)]
    pub(crate) reference_id: Option<String>,
    /// First and last name.
    #[schema(required)]
    pub(crate) name: Option<String>,
}

/// Every place at which a number could be cut.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PreviewLens {
    /// The attribute that the condition asks for.
    pub(crate) attribute: String,
    /// The condition's operator.
    pub(crate) operator: String,
    /// Its value in the document.
    #[schema(value_type = f64)]
    pub(crate) value: serde_json::Number,
    /// Inquiries that completed in the window.
    #[schema(minimum = 0)]
    pub(crate) considered: u64,
    /// By ascending value, at most 400, the present value among them.
    pub(crate) points: Vec<PreviewPoint>,
}

/// What would be decided with another value.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PreviewPoint {
    /// The value.
    #[schema(value_type = f64)]
    pub(crate) value: serde_json::Number,
    /// Inquiries by outcome.
    pub(crate) outcomes: PreviewOutcomes,
    /// Inquiries that are decided otherwise than with the present value.
    #[schema(minimum = 0)]
    pub(crate) changed: u64,
}

impl PreviewOutcomes {
    /// Adds inquiries of an outcome.
    pub(crate) const fn add(&mut self, outcome: DecisionAction, inquiries: u64) {
        let counted = match outcome {
            DecisionAction::Approve => &mut self.approve,
            DecisionAction::Decline => &mut self.decline,
            DecisionAction::MarkForReview => &mut self.mark_for_review,
            DecisionAction::DoNothing => &mut self.do_nothing,
        };
        *counted += inquiries;
    }
}

impl PreviewOutcome {
    /// As it stands on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        DecisionAction::from(self).as_str()
    }
}

impl std::str::FromStr for PreviewOutcome {
    type Err = <DecisionAction as std::str::FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<DecisionAction>().map(Self::from)
    }
}

impl From<DecisionAction> for PreviewOutcome {
    fn from(action: DecisionAction) -> Self {
        match action {
            DecisionAction::Approve => Self::Approve,
            DecisionAction::Decline => Self::Decline,
            DecisionAction::MarkForReview => Self::MarkForReview,
            DecisionAction::DoNothing => Self::DoNothing,
        }
    }
}

impl From<PreviewOutcome> for DecisionAction {
    fn from(outcome: PreviewOutcome) -> Self {
        match outcome {
            PreviewOutcome::Approve => Self::Approve,
            PreviewOutcome::Decline => Self::Decline,
            PreviewOutcome::MarkForReview => Self::MarkForReview,
            PreviewOutcome::DoNothing => Self::DoNothing,
        }
    }
}
