//! A document in words, part by part, for the editor and for readers of versions.

use pointsman_domain::error::Pointer;
use pointsman_domain::workflow::{Condition, Document, Route};
use serde::Serialize;

use super::{actions_sentence, condition_sentence, everything_else_sentence, route_sentence};
use crate::directory::ListDirectory;

/// All sentences of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Parallel to the routes of the document.
    pub routes: Vec<ExplainedRoute>,
    /// What happens when no route matches.
    pub everything_else: ExplainedElse,
}

/// One route in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExplainedRoute {
    /// The route's id.
    pub id: String,
    /// The route's name.
    pub name: String,
    /// The whole route.
    pub sentence: String,
    /// What it does.
    pub actions_sentence: String,
    /// Every group and condition, each group before its members.
    pub conditions: Vec<ExplainedCondition>,
}

/// One group or condition in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExplainedCondition {
    /// JSON pointer into the document.
    pub pointer: String,
    /// The condition.
    pub sentence: String,
    /// How many groups are around it.
    pub depth: usize,
}

/// *Everything else* in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExplainedElse {
    /// What happens.
    pub sentence: String,
}

/// A document in words; it may be unfinished.
pub fn explanation(document: &Document, lists: &ListDirectory) -> Explanation {
    let at = Pointer::root().key("routes");
    let routes = document.routes.iter().enumerate();
    Explanation {
        routes: routes.map(|(index, route)| explained(route, &at.index(index), lists)).collect(),
        everything_else: ExplainedElse {
            sentence: everything_else_sentence(document.everything_else.as_deref()),
        },
    }
}

fn explained(route: &Route, at: &Pointer, lists: &ListDirectory) -> ExplainedRoute {
    let mut conditions = Vec::new();
    if let Some(condition) = &route.condition {
        collect(condition, &at.key("if"), 0, lists, &mut conditions);
    }
    ExplainedRoute {
        id: route.id.to_string(),
        name: route.name.clone(),
        sentence: route_sentence(route, lists),
        actions_sentence: actions_sentence(&route.then),
        conditions,
    }
}

fn collect(
    condition: &Condition,
    at: &Pointer,
    depth: usize,
    lists: &ListDirectory,
    into: &mut Vec<ExplainedCondition>,
) {
    into.push(ExplainedCondition {
        pointer: at.to_string(),
        sentence: condition_sentence(condition, lists),
        depth,
    });
    let (members, at) = match condition {
        Condition::All(members) => (members.as_slice(), at.key("all")),
        Condition::Any(members) => (members.as_slice(), at.key("any")),
        Condition::Not(member) => {
            return collect(member, &at.key("not"), depth + 1, lists, into);
        }
        Condition::Test(_) => return,
    };
    for (index, member) in members.iter().enumerate() {
        collect(member, &at.index(index), depth + 1, lists, into);
    }
}
