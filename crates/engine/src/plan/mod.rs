//! Checked workflow → plan: the one thing that decides.
//!
//! The constants of a workflow cut each attribute into cells; every cell knows, as bits, which clauses it
//! leaves possible. Deciding finds the cell of each value, keeps the bits that all of them leave, and takes
//! the route of the first. The cost hardly grows with the number of routes, and nothing is allocated.

pub(crate) mod cells;
mod clause;
mod compile;
mod dimension;
mod fault;
mod joint;
mod leaf;
pub mod limits;
pub mod literals;
mod numbers;
mod table;

pub use compile::compile;
#[cfg(feature = "mutants")]
pub use compile::compile_mutant;
#[cfg(feature = "mutants")]
pub use fault::Mutant;
pub(crate) use joint::{Joint, Tree};
pub(crate) use leaf::{Location, Placed};

use std::cell::OnceCell;

use pointsman_domain::attribute::AttributeKey;
use pointsman_domain::ids::ListId;
use pointsman_domain::workflow::{DecisionAction, RouteId, TakenRoute, WorkflowEvent};

use crate::checked::Node;
use crate::directory::ListDirectory;
use crate::facts::Facts;
use crate::verdict::Verdict;
use dimension::Axis;
use leaf::AXES;
use table::Table;

/// A compiled workflow.
#[derive(Clone, Debug)]
pub struct Plan {
    name: String,
    event: WorkflowEvent,
    routes: Vec<PlannedRoute>,
    everything_else: DecisionAction,
    lists: ListDirectory,
    mentioned: Vec<ListId>,
    axes: Vec<Axis>,
    table: Table,
}

/// A route of a plan.
#[derive(Clone, Debug)]
pub struct PlannedRoute {
    id: RouteId,
    name: String,
    action: DecisionAction,
    condition: Node<Placed>,
    reads: Vec<AttributeKey>,
}

/// Which route an inquiry takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Taken {
    /// The route at this place, from 0.
    Route(usize),
    /// No route matched.
    EverythingElse,
}

impl Plan {
    /// The route that an inquiry takes: the first, from the top, whose conditions are true.
    pub fn decide(&self, facts: &Facts) -> Taken {
        let location = OnceCell::new();
        let is_true = |route| self.is_true(route, &location, facts);
        match self.table.first(&self.axes, facts, is_true) {
            Some(route) => Taken::Route(route),
            None => Taken::EverythingElse,
        }
    }

    /// What a taken route does.
    pub fn action(&self, taken: Taken) -> DecisionAction {
        self.route(taken).map_or(self.everything_else, |route| route.action)
    }

    /// A taken route as it is stored and shown.
    pub fn taken_route(&self, taken: Taken) -> TakenRoute {
        match self.route(taken) {
            Some(route) => TakenRoute::Route(route.id.clone()),
            None => TakenRoute::EverythingElse,
        }
    }

    /// The routes, in the order in which they are tried.
    pub fn routes(&self) -> &[PlannedRoute] {
        &self.routes
    }

    /// The route that was taken; `None` for *Everything else*.
    pub fn route(&self, taken: Taken) -> Option<&PlannedRoute> {
        match taken {
            Taken::Route(place) => self.routes.get(place),
            Taken::EverythingElse => None,
        }
    }

    /// The workflow's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the workflow listens to.
    pub const fn event(&self) -> WorkflowEvent {
        self.event
    }

    /// What happens when no route matches.
    pub const fn everything_else(&self) -> DecisionAction {
        self.everything_else
    }

    /// The lists that conditions mention, as they were when the document was checked.
    pub const fn lists(&self) -> &ListDirectory {
        &self.lists
    }

    /// How many clauses the table holds, and how many routes are enclosed instead of expanded.
    pub fn size(&self) -> PlanSize {
        self.table.size()
    }

    pub(crate) fn locate<'p>(&'p self, facts: &'p Facts) -> Location<'p> {
        let mut cells = [dimension::MISSING; AXES];
        for (cell, axis) in cells.iter_mut().zip(&self.axes) {
            *cell = axis.cell(facts);
        }
        Location { cells, mentioned: &self.mentioned, on: facts.lists() }
    }

    /// Whether an enclosed route matches. Apart, so that what every decision needs stays small.
    #[inline(never)]
    fn is_true<'p>(
        &'p self,
        route: usize,
        location: &OnceCell<Location<'p>>,
        facts: &'p Facts,
    ) -> bool {
        let location = location.get_or_init(|| self.locate(facts));
        self.routes
            .get(route)
            .is_some_and(|route| route.condition.verdict(location) == Verdict::True)
    }
}

/// How large a plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanSize {
    /// Clauses of routes that are expanded.
    pub exact_clauses: usize,
    /// Routes that are enclosed in one clause and verified when it is possible.
    pub enclosed_routes: usize,
}

impl PlannedRoute {
    /// Its id.
    pub const fn id(&self) -> &RouteId {
        &self.id
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it does.
    pub const fn action(&self) -> DecisionAction {
        self.action
    }

    /// Whether one of its conditions reads this attribute.
    pub fn reads(&self, key: AttributeKey) -> bool {
        self.reads.contains(&key)
    }

    pub(crate) const fn condition(&self) -> &Node<Placed> {
        &self.condition
    }
}
