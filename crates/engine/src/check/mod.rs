//! Document → checked workflow, with every diagnostic at its place.
//!
//! Reading a document has settled keys, JSON types and limits; here names must exist and values must make
//! sense. Warnings do not stop publishing.

mod code;
mod condition;
mod number;
mod value;

pub use code::DiagnosticCode;

use std::collections::{BTreeMap, HashMap};

use pointsman_domain::error::Pointer;
use pointsman_domain::ids::ListId;
use pointsman_domain::workflow::{
    DecisionAction, Diagnostic, Document, Route, Severity, WorkflowEvent,
};

use crate::checked::{CheckedRoute, CheckedWorkflow};
use crate::directory::{ListDirectory, ListRef};

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checking {
    /// Errors and warnings, in the order of the document.
    pub diagnostics: Vec<Diagnostic>,
    /// The workflow, if there is no error.
    pub workflow: Option<CheckedWorkflow>,
}

impl Checking {
    /// The diagnostics that stop publishing.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.is_error())
    }
}

/// Checks a document against the lists that exist.
pub fn check(document: &Document, lists: &ListDirectory) -> Checking {
    let mut checker = Checker { lists, diagnostics: Vec::new(), mentioned: BTreeMap::new() };
    let workflow = checker.document(document);
    let clean = !checker.diagnostics.iter().any(Diagnostic::is_error);
    Checking { diagnostics: checker.diagnostics, workflow: workflow.filter(|_| clean) }
}

/// Each method answers `None` where it reported an error.
struct Checker<'c> {
    lists: &'c ListDirectory,
    diagnostics: Vec<Diagnostic>,
    mentioned: BTreeMap<ListId, ListRef>,
}

impl Checker<'_> {
    fn report(&mut self, at: &Pointer, code: DiagnosticCode, message: impl Into<String>) {
        self.diagnostics.push(match code.severity() {
            Severity::Error => Diagnostic::error(at, code.as_str(), message),
            Severity::Warning => Diagnostic::warning(at, code.as_str(), message),
        });
    }

    fn document(&mut self, document: &Document) -> Option<CheckedWorkflow> {
        let root = Pointer::root();
        if document.name.is_empty() {
            self.report(&root.key("name"), DiagnosticCode::NoName, "the workflow needs a name");
        }
        let event = self.event(&document.event);
        let at = root.key("routes");
        let routes: Vec<Option<CheckedRoute>> = document
            .routes
            .iter()
            .enumerate()
            .map(|(index, route)| self.route(route, &at.index(index)))
            .collect();
        self.doubled_names(&document.routes);
        let at = root.key("everything_else");
        let everything_else = if let Some(actions) = &document.everything_else {
            self.actions(actions, &at)
        } else {
            let message = "say what happens to everything else: add one action";
            self.report(&at, DiagnosticCode::NoEverythingElse, message);
            None
        };
        Some(CheckedWorkflow {
            name: document.name.clone(),
            event: event?,
            routes: routes.into_iter().collect::<Option<_>>()?,
            everything_else: everything_else?,
            lists: std::mem::take(&mut self.mentioned).into_values().collect(),
        })
    }

    fn event(&mut self, event: &str) -> Option<WorkflowEvent> {
        let at = Pointer::root().key("event");
        if event.is_empty() {
            let message = "the workflow needs an event; use inquiry.completed";
            self.report(&at, DiagnosticCode::NoEvent, message);
            return None;
        }
        event
            .parse::<WorkflowEvent>()
            .map_err(|error| self.report(&at, DiagnosticCode::UnknownEvent, error.to_string()))
            .ok()
    }

    fn route(&mut self, route: &Route, at: &Pointer) -> Option<CheckedRoute> {
        if route.name.is_empty() {
            self.report(&at.key("name"), DiagnosticCode::NoRouteName, "the route needs a name");
        }
        let condition = self.route_condition(route.condition.as_ref(), &at.key("if"));
        let action = self.actions(&route.then, &at.key("then"));
        Some(CheckedRoute {
            id: route.id.clone(),
            name: route.name.clone(),
            condition: condition?,
            action: action?,
        })
    }

    /// A route called like an earlier one: allowed, but decisions would be hard to tell apart.
    fn doubled_names(&mut self, routes: &[Route]) {
        let mut first: HashMap<&str, &Route> = HashMap::new();
        for (index, route) in routes.iter().enumerate().filter(|(_, route)| !route.name.is_empty())
        {
            match first.get(route.name.as_str()) {
                Some(earlier) => {
                    let at = Pointer::root().key("routes").index(index).key("name");
                    let message = format!(
                        "route `{}` is called `{}` as well; give one of them another name",
                        earlier.id, route.name
                    );
                    self.report(&at, DiagnosticCode::DuplicateRouteName, message);
                }
                None => {
                    first.insert(&route.name, route);
                }
            }
        }
    }

    fn actions(&mut self, names: &[String], at: &Pointer) -> Option<DecisionAction> {
        let mut decision = None;
        let mut known = true;
        for (index, name) in names.iter().enumerate() {
            let at = at.index(index).key("action");
            match name.parse::<DecisionAction>() {
                Err(error) => {
                    known = false;
                    self.report(&at, DiagnosticCode::UnknownAction, error.to_string());
                }
                Ok(action) => match decision {
                    None => decision = Some(action),
                    Some(earlier) => {
                        known = false;
                        let message = format!(
                            "`{}` decides already, so `{name}` cannot; keep one of them",
                            DecisionAction::as_str(earlier)
                        );
                        self.report(&at, DiagnosticCode::TwoDecisions, message);
                    }
                },
            }
        }
        if decision.is_none() && known {
            let message = "say what to do: add approve, decline, mark_for_review or do_nothing";
            self.report(at, DiagnosticCode::NoDecision, message);
        }
        decision.filter(|_| known)
    }
}
