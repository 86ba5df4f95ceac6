//! Bodies that make or change an invariant.

use pointsman_domain::error::FieldError;
use pointsman_domain::json::canonical;
use pointsman_domain::workflow::{Condition, DecisionAction, Diagnostic, WorkflowEvent, limits};
use pointsman_engine::ListDirectory;
use pointsman_engine::prove::Statement;
use pointsman_storage::invariants::InvariantText;
use serde_json::Value;

use crate::body::{Fault, Fields, readers};
use crate::problem::Problem;

/// What a new invariant says.
#[derive(Clone, Debug)]
pub(super) struct NewBody {
    pub(super) event: WorkflowEvent,
    pub(super) text: InvariantText,
}

/// What differs from the present version; what is absent stays.
#[derive(Clone, Debug)]
pub(super) struct PatchBody {
    name: Option<String>,
    whom: Option<String>,
    never: Option<Vec<DecisionAction>>,
}

impl NewBody {
    pub(super) fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let name = fields.required("name", readers::line(1, limits::NAME_CHARACTERS));
        let event = fields.required("event", readers::parsed("unknown_event"));
        let whom = fields.required("if", readers::json);
        let never = fields.required("never", never);
        let (name, event, whom, never) = fields.finish(|| Some((name?, event?, whom?, never?)))?;
        Ok(Self { event, text: InvariantText { name, whom: condition(whom)?, never } })
    }
}

impl PatchBody {
    pub(super) fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let name = fields.optional("name", readers::line(1, limits::NAME_CHARACTERS));
        let whom = fields.optional("if", readers::json);
        let never = fields.optional("never", never);
        let (name, whom, never) = fields.finish(|| Some((name, whom, never)))?;
        let whom = whom.map(condition).transpose()?;
        Ok(Self { name, whom, never })
    }

    /// What the invariant says with it.
    pub(super) fn over(&self, present: &InvariantText) -> InvariantText {
        InvariantText {
            name: self.name.as_ref().unwrap_or(&present.name).clone(),
            whom: self.whom.as_ref().unwrap_or(&present.whom).clone(),
            never: self.never.as_ref().unwrap_or(&present.never).clone(),
        }
    }
}

/// Some of the decision actions, in one order whatever the caller's is, each once.
fn never(value: &Value) -> Result<Vec<DecisionAction>, Fault> {
    let given: Vec<DecisionAction> =
        readers::array(DecisionAction::ALL.len(), readers::parsed("unknown_action"))(value)?;
    if given.is_empty() {
        return Err(Fault::new("required", "at least one action must be named"));
    }
    Ok(DecisionAction::ALL.into_iter().filter(|action| given.contains(action)).collect())
}

/// The text that is kept for a well-formed condition.
fn condition(value: &Value) -> Result<String, Problem> {
    match Condition::from_json(value) {
        Ok(condition) => Ok(canonical(&condition.to_json())),
        Err(errors) => Err(Problem::invalid(errors.into_iter().map(below_if).collect())),
    }
}

fn below_if(error: FieldError) -> FieldError {
    FieldError { pointer: format!("/if{}", error.pointer), ..error }
}

/// Everything that is wrong with what an invariant says, as for a route's conditions.
pub(super) fn errors(text: &InvariantText, lists: &ListDirectory) -> Vec<FieldError> {
    let whom: Value = serde_json::from_str(&text.whom).unwrap_or_default();
    let condition = match Condition::from_json(&whom) {
        Ok(condition) => condition,
        Err(errors) => return errors.into_iter().map(below_if).collect(),
    };
    let Err(found) = Statement::new(&condition, &text.never, lists) else { return Vec::new() };
    found.into_iter().filter(Diagnostic::is_error).map(FieldError::from).collect()
}
