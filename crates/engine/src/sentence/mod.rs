//! The one renderer of plain words: conditions, routes, decisions and differences.
//!
//! Cards, versions, traces and exports show these sentences and make none of their own. A draft may be
//! unfinished; its open places read `…`. English; names of people, routes and lists stand in “quotes” where
//! they could be taken for words of the sentence.

mod boundary;
mod changes;
mod decision;
mod explanation;
mod never;
mod phrase;
mod words;

pub use boundary::{BoundaryName, Stated};
pub use changes::changes;
pub use decision::{DecidedBy, decision_sentence, left_alone_sentence, run_sentence};
pub use explanation::{
    ExplainedCondition, ExplainedElse, ExplainedRoute, Explanation, explanation,
};
pub use never::{never_changes, never_sentence};

use std::fmt;

use pointsman_domain::workflow::{Condition, Route};
use serde::{Serialize, Serializer};

use crate::checked::{Node, NodeKind, Test};
use crate::directory::ListDirectory;
use crate::plan::Placed;

/// What stands where something is still open.
pub const OPEN: &str = "…";

/// A condition or group, such as `age is less than 18`. No capital, no full stop.
pub fn condition_sentence(condition: &Condition, lists: &ListDirectory) -> String {
    phrase::phrase(condition, lists).text()
}

/// The same of a checked condition.
pub fn checked_condition_sentence(node: &Node<Test>, lists: &ListDirectory) -> String {
    phrase::phrase(&written(node, &|test: &Test| test), lists).text()
}

/// A whole route, such as `If age is less than 18, decline.`
pub fn route_sentence(route: &Route, lists: &ListDirectory) -> String {
    let condition = route.condition.as_ref();
    let condition = condition.map_or_else(|| OPEN.to_owned(), |c| condition_sentence(c, lists));
    let then = if condition.contains(',') { ", then " } else { ", " };
    stopped(format!("If {condition}{then}{}", words::actions(&route.then)))
}

/// What a route does, such as `Decline.`
pub fn actions_sentence(actions: &[String]) -> String {
    capitalised(&stopped(words::actions(actions)))
}

/// What happens when no route matches, such as `Everything else: approve.`
pub fn everything_else_sentence(actions: Option<&[String]>) -> String {
    stopped(format!("Everything else: {}", words::actions(actions.unwrap_or_default())))
}

/// The sentence of a condition of a plan, made when somebody reads it.
#[derive(Clone, Copy, Debug)]
pub struct Sentence<'p> {
    node: &'p Node<Placed>,
    lists: &'p ListDirectory,
}

impl<'p> Sentence<'p> {
    pub(crate) const fn new(node: &'p Node<Placed>, lists: &'p ListDirectory) -> Self {
        Self { node, lists }
    }
}

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let condition = written(self.node, &|placed: &Placed| &placed.test);
        f.write_str(&phrase::phrase(&condition, self.lists).text())
    }
}

impl Serialize for Sentence<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A checked condition as the document writes it.
fn written<T>(node: &Node<T>, test: &impl Fn(&T) -> &Test) -> Condition {
    let each = |members: &[Node<T>]| members.iter().map(|member| written(member, test)).collect();
    match &node.kind {
        NodeKind::All(members) => Condition::All(each(members)),
        NodeKind::Any(members) => Condition::Any(each(members)),
        NodeKind::Not(member) => Condition::Not(Box::new(written(member, test))),
        NodeKind::Test(leaf) => Condition::Test(test(leaf).to_written()),
    }
}

/// With a full stop, unless it ends in an open place.
fn stopped(text: String) -> String {
    if text.ends_with(OPEN) { text } else { text + "." }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
