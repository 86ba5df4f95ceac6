//! A workflow without a mistake in it: every name exists and every value fits.
//!
//! Only [`check`](crate::check::check) makes one. Nodes keep their JSON pointer into the document, so that traces
//! and diagnostics can point.

mod test;

pub use test::{
    CodeAttribute, CodePredicate, Constant, ListPredicate, NumberAttribute, NumberPredicate,
    Presence, Test,
};

use pointsman_domain::workflow::{DecisionAction, RouteId, WorkflowEvent};

use crate::directory::ListRef;

/// A workflow that can be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckedWorkflow {
    /// Its name, not empty.
    pub name: String,
    /// What it listens to.
    pub event: WorkflowEvent,
    /// In the order in which they are tried.
    pub routes: Vec<CheckedRoute>,
    /// What happens when no route matches.
    pub everything_else: DecisionAction,
    /// The lists that conditions mention, ordered by id.
    pub lists: Vec<ListRef>,
}

/// A route that can be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckedRoute {
    /// Its id.
    pub id: RouteId,
    /// Its name, not empty.
    pub name: String,
    /// When it is taken.
    pub condition: Node<Test>,
    /// What it does.
    pub action: DecisionAction,
}

/// A place in a route's tree of conditions, with a leaf `T` for every condition that is not a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node<T> {
    /// JSON pointer into the document.
    pub pointer: String,
    /// What stands here.
    pub kind: NodeKind<T>,
}

/// A group or a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind<T> {
    /// All of these, at least one.
    All(Vec<Node<T>>),
    /// Any of these, at least one.
    Any(Vec<Node<T>>),
    /// The opposite of this.
    Not(Box<Node<T>>),
    /// A condition that is not a group.
    Test(T),
}

impl<T> Node<T> {
    /// The same tree with other leaves.
    pub fn map<U>(&self, leaf: &mut impl FnMut(&T) -> U) -> Node<U> {
        let kind = match &self.kind {
            NodeKind::All(members) => NodeKind::All(members.iter().map(|m| m.map(leaf)).collect()),
            NodeKind::Any(members) => NodeKind::Any(members.iter().map(|m| m.map(leaf)).collect()),
            NodeKind::Not(member) => NodeKind::Not(Box::new(member.map(leaf))),
            NodeKind::Test(test) => NodeKind::Test(leaf(test)),
        };
        Node { pointer: self.pointer.clone(), kind }
    }

    /// Calls `leaf` for every leaf, in the order of the document.
    pub fn for_each<'n>(&'n self, leaf: &mut impl FnMut(&'n T)) {
        match &self.kind {
            NodeKind::All(members) | NodeKind::Any(members) => {
                for member in members {
                    member.for_each(leaf);
                }
            }
            NodeKind::Not(member) => member.for_each(leaf),
            NodeKind::Test(test) => leaf(test),
        }
    }
}
