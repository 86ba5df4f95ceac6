//! Whether a plan keeps an invariant, with an example if it does not.

use pointsman_engine::prove::{Kept, KnownLists, Scope, Statement, Witness, keeps};
use pointsman_engine::sentence::{DecidedBy, decision_sentence};
use pointsman_engine::{Plan, Taken};
use serde_json::Value;

use super::wire::InvariantVerdict;

/// Said of what is true today alone.
const FOR_NOW: &str =
    "It holds with what is on the lists now. With other items the example would break it.";

/// What was found out.
pub(crate) struct Judgement {
    pub(crate) verdict: InvariantVerdict,
    pub(crate) scope: Scope,
    pub(crate) witness: Option<Value>,
    pub(crate) because: Option<String>,
    /// Where the example is decided that breaks it.
    pub(crate) taken: Option<Taken>,
}

impl Judgement {
    pub(super) fn of(plan: &Plan, statement: &Statement, known: &KnownLists<'_>) -> Self {
        match keeps(&[plan], statement, known) {
            Kept::Refuted { witness } => {
                let taken = plan.decide(&witness.facts());
                Self {
                    verdict: InvariantVerdict::Refuted,
                    scope: witness.scope,
                    because: Some(what_is_done(plan, taken)),
                    witness: body(&witness),
                    taken: Some(taken),
                }
            }
            Kept::Proved { scope, elsewhere } => {
                let witness = elsewhere.as_deref().and_then(body);
                let because = witness.is_some().then(|| FOR_NOW.to_owned());
                Self { verdict: InvariantVerdict::Proved, scope, witness, because, taken: None }
            }
            Kept::Undecided { because, elsewhere } => {
                Self { witness: elsewhere.as_deref().and_then(body), ..Self::undecided(because) }
            }
        }
    }

    pub(super) fn undecided(because: String) -> Self {
        Self {
            verdict: InvariantVerdict::Undecided,
            scope: Scope::PresentLists,
            witness: None,
            because: Some(because),
            taken: None,
        }
    }
}

fn what_is_done(plan: &Plan, taken: Taken) -> String {
    let route = plan.route(taken).map(pointsman_engine::plan::PlannedRoute::name);
    decision_sentence(plan.action(taken), DecidedBy::Tried { route, workflow: plan.name() })
}

/// Texts and numbers alone, which always become JSON.
fn body(witness: &Witness) -> Option<Value> {
    serde_json::to_value(witness).ok()
}
