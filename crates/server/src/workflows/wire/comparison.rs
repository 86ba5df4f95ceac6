//! For whom two texts decide differently, as it stands on the wire.

use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::prove::{self, Witness};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::ProofScope;
use crate::runs::wire::ActionKind;

/// Where two texts differ, for every inquiry and not for a sample.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Comparison {
    /// Whether it is proved that both decide every inquiry alike and by the same routes, whatever is on lists.
    pub equal: bool,
    /// One for each kind: other decisions first, then the same decision by another route.
    pub changes: Vec<ComparedChange>,
    /// Kinds of which it is not known whether they happen.
    pub undecided: Vec<UndecidedChange>,
}

/// Whether a change is one of the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChangeKind {
    /// Another decision.
    Decision,
    /// The same decision by another route.
    Reason,
}

/// One kind of change.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct ComparedChange {
    /// What changes.
    pub kind: ChangeKind,
    /// What the first text does.
    pub from: ActionKind,
    /// What the second text does.
    pub to: ActionKind,
    /// Whether it happens with what is on lists now, or only with other items.
    pub scope: ProofScope,
    /// The route of the first text that takes the example: `rt_…`, or `everything_else`.
    pub from_route: String,
    /// The route of the second.
    pub to_route: String,
    /// An inquiry for which it happens, as `try` takes it.
    pub witness: Value,
    /// For whom it happens, in plain words: each is one region, and they may overlap.
    #[schema(example = json!(["age is at least 18 and liveness check score is less than 70"]))]
    pub regions: Vec<String>,
    /// Whether there are more regions than these.
    pub more_regions: bool,
}

/// A kind of change of which nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct UndecidedChange {
    /// What would change.
    pub kind: ChangeKind,
    /// What the first text would do.
    pub from: ActionKind,
    /// What the second would do.
    pub to: ActionKind,
    /// Why it cannot be said.
    pub because: String,
}

impl Comparison {
    pub(crate) fn new(found: &prove::Comparison) -> Self {
        Self {
            equal: found.changes.is_empty() && found.undecided.is_empty(),
            changes: found.changes.iter().map(change).collect(),
            undecided: found
                .undecided
                .iter()
                .map(|(of, because)| {
                    let (kind, from, to) = parts(*of);
                    UndecidedChange { kind, from, to, because: because.clone() }
                })
                .collect(),
        }
    }

    /// For people at a command line.
    pub(crate) fn in_words(&self) -> Vec<String> {
        if self.equal {
            return vec!["equal: both decide every inquiry alike, by the same routes".to_owned()];
        }
        let mut lines = Vec::new();
        for change in &self.changes {
            let more = if change.more_regions { ", and for others" } else { "" };
            let now = match change.scope {
                ProofScope::PresentLists => "",
                ProofScope::AnyLists => " for some contents of lists",
            };
            lines.push(format!("{}{now}:", words(change.kind, change.from, change.to)));
            lines.extend(change.regions.iter().map(|region| format!("  if {region}")));
            let ComparedChange { witness, to_route, from_route, .. } = change;
            lines.push(format!("  such as {witness}, by {to_route} instead of {from_route}{more}"));
        }
        for UndecidedChange { kind, from, to, because } in &self.undecided {
            let change = words(*kind, *from, *to);
            lines.push(format!("undecided whether {change}, because {because}"));
        }
        lines
    }
}

fn words(kind: ChangeKind, from: ActionKind, to: ActionKind) -> String {
    let [from, to] = [from, to].map(|action| DecisionAction::from(action).as_str());
    match kind {
        ChangeKind::Decision => format!("{from} becomes {to}"),
        ChangeKind::Reason => format!("{from} by another route"),
    }
}

fn parts(kind: prove::ChangeKind) -> (ChangeKind, ActionKind, ActionKind) {
    match kind {
        prove::ChangeKind::Decision { from, to } => (ChangeKind::Decision, from.into(), to.into()),
        prove::ChangeKind::Reason { action } => (ChangeKind::Reason, action.into(), action.into()),
    }
}

fn change(found: &prove::Change) -> ComparedChange {
    let (kind, from, to) = parts(found.kind);
    ComparedChange {
        kind,
        from,
        to,
        scope: found.scope.into(),
        from_route: found.from_route.to_string(),
        to_route: found.to_route.to_string(),
        witness: body(&found.witness),
        regions: found.regions.clone(),
        more_regions: found.more_regions,
    }
}

/// Texts and numbers alone, which always become JSON.
fn body(witness: &Witness) -> Value {
    serde_json::to_value(witness).unwrap_or_default()
}
