//! Statements that must never be broken: nobody for whom this holds is ever approved.

use pointsman_domain::ids::ListId;
use pointsman_domain::workflow::{Condition, DecisionAction, Diagnostic, Document, Route};

use super::ask::{Outcome, ask};
use super::instance::Instance;
use super::known::{KnownLists, Scope};
use super::limits;
use super::outcomes::Outcomes;
use super::problem::Problem;
use super::solver::Effort;
use super::witness::Witness;
use crate::check::check;
use crate::directory::ListDirectory;
use crate::facts::Facts;
use crate::plan::{Plan, Taken, compile};

/// Where the condition of a statement stands in the document that it is checked in.
const BEFORE_POINTER: &str = "/routes/0";

/// Whom a statement is about, and what may not be done with them.
#[derive(Clone, Debug)]
pub struct Statement {
    whom: Plan,
    never: Vec<DecisionAction>,
}

/// Whether workflows keep to a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// They do, whatever inquiry comes.
    Proved {
        /// For which contents of lists.
        scope: Scope,
        /// An inquiry that breaks it with other contents.
        elsewhere: Option<Box<Witness>>,
    },
    /// This inquiry breaks it.
    Refuted {
        /// The inquiry.
        witness: Box<Witness>,
    },
    /// It cannot be said for the present contents.
    Undecided {
        /// Why not.
        because: String,
        /// An inquiry that breaks it with other contents.
        elsewhere: Option<Box<Witness>>,
    },
}

impl Statement {
    /// From a condition as a route has it, under the key `if`. Pointers of diagnostics begin there.
    pub fn new(
        condition: &Condition,
        never: &[DecisionAction],
        lists: &ListDirectory,
    ) -> Result<Self, Vec<Diagnostic>> {
        let id = "rt_statement".parse().map_err(|_| Vec::new())?;
        let then = vec![DecisionAction::DoNothing.as_str().to_owned()];
        let name = "Statement".to_owned();
        let route = Route {
            id,
            name: name.clone(),
            condition: Some(condition.clone()),
            then: then.clone(),
        };
        let document = Document {
            name,
            event: pointsman_domain::workflow::WorkflowEvent::InquiryCompleted.as_str().to_owned(),
            routes: vec![route],
            everything_else: Some(then),
        };
        let checking = check(&document, lists);
        if let Some(workflow) = checking.workflow {
            return Ok(Self { whom: compile(&workflow), never: never.to_vec() });
        }
        let mut diagnostics = checking.diagnostics;
        for diagnostic in &mut diagnostics {
            if let Some(rest) = diagnostic.pointer.strip_prefix(BEFORE_POINTER) {
                diagnostic.pointer = rest.to_owned();
            }
        }
        Err(diagnostics)
    }

    /// The lists that it names.
    pub fn lists(&self) -> impl Iterator<Item = ListId> + '_ {
        self.whom.lists().lists().map(|list| list.id)
    }

    fn is_about(&self, facts: &Facts) -> bool {
        self.whom.decide(facts) != Taken::EverythingElse
    }
}

/// Whether these workflows, which run one after the other on one event, keep to a statement. The first action other than
/// *do nothing* is what is done.
pub fn keeps(plans: &[&Plan], statement: &Statement, known: &KnownLists<'_>) -> Kept {
    let effort = Effort::new(limits::STEPS, limits::STEPS_PER_QUESTION);
    let all: Vec<&Plan> = plans.iter().copied().chain([&statement.whom]).collect();
    let problem = Problem::new(&all, known);
    let mut instance = Instance::new(&problem, &effort);
    let Some(whom) = statement.whom.routes().first() else {
        return Kept::Proved { scope: Scope::AnyLists, elsewhere: None };
    };
    let is_about = instance.tree(&problem.joint.tree(whom.condition(), false));
    let mut undone = instance.all(&[]);
    let mut broken = Vec::new();
    for plan in plans {
        let outcomes = Outcomes::new(plan, &problem, &mut instance);
        let settling = statement.never.iter().filter(|a| **a != DecisionAction::DoNothing);
        for action in settling {
            let does = outcomes.action(*action, &mut instance);
            broken.push(instance.all(&[undone, does]));
        }
        let nothing = outcomes.action(DecisionAction::DoNothing, &mut instance);
        undone = instance.all(&[undone, nothing]);
    }
    if statement.never.contains(&DecisionAction::DoNothing) {
        broken.push(undone);
    }
    let broken = instance.any(&broken);
    let claim =
        |facts: &Facts| statement.is_about(facts) && statement.never.contains(&done(plans, facts));
    match ask(&problem, &mut instance, &[is_about, broken], &claim) {
        Outcome::Yes(witness) => Kept::Refuted { witness },
        Outcome::No { scope, elsewhere } => Kept::Proved { scope, elsewhere },
        Outcome::Undecided { because, elsewhere } => Kept::Undecided { because, elsewhere },
    }
}

/// What the workflows do together.
fn done(plans: &[&Plan], facts: &Facts) -> DecisionAction {
    let actions = plans.iter().map(|plan| plan.action(plan.decide(facts)));
    actions
        .into_iter()
        .find(|a| *a != DecisionAction::DoNothing)
        .unwrap_or(DecisionAction::DoNothing)
}
