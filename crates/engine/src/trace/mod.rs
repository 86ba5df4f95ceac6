//! A decision explained: every condition of every route down to the one taken, with value and verdict.
//!
//! The tree mirrors the tree of the rule. Verdicts are read from the same cells that decide; there is no second
//! evaluation. Serialised it has the form that the API answers with, except for what only the database knows:
//! names of lists and values of items.

mod digest;
mod explain;
mod value;

pub use digest::TraceDigest;
pub use explain::{explain, explain_facts};
pub use value::TraceValue;

use pointsman_domain::attribute::{AttributeKey, ListMatch};
use pointsman_domain::workflow::{Operator, RouteId, TakenRoute};
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use crate::checked::Test;
use crate::plan::Taken;
use crate::sentence::Sentence;
use crate::verdict::Verdict;

/// An explained decision. It borrows from the plan that made it.
#[derive(Clone, Debug)]
pub struct Trace<'p> {
    /// Every route that was tried, from the top, down to the one taken.
    pub routes: Vec<TracedRoute<'p>>,
    /// The route that was taken, by its place.
    pub taken: Taken,
    /// The route that was taken, as it is stored and shown.
    pub taken_route: TakenRoute,
    /// The values of the attributes that conditions in this trace read, in the order of the catalogue. Of lists
    /// all that match, whether a condition asks for them or not.
    pub attributes: Vec<(AttributeKey, TraceValue)>,
}

/// One route that was tried.
#[derive(Clone, Debug)]
pub struct TracedRoute<'p> {
    /// The route's id.
    pub id: &'p RouteId,
    /// The route's name.
    pub name: &'p str,
    /// What its conditions say together.
    pub verdict: Verdict,
    /// Whether this is the route that was taken.
    pub taken: bool,
    /// Its conditions.
    pub condition: TraceNode<'p>,
}

/// A group or condition with its verdict.
#[derive(Clone, Debug)]
pub struct TraceNode<'p> {
    /// JSON pointer into the document.
    pub pointer: &'p str,
    /// The condition in words; made when it is displayed.
    pub sentence: Sentence<'p>,
    /// What it says.
    pub verdict: Verdict,
    /// What stands here.
    pub kind: TraceKind<'p>,
}

/// What stands at a place of a trace.
#[derive(Clone, Debug)]
pub enum TraceKind<'p> {
    /// All of these.
    All(Vec<TraceNode<'p>>),
    /// Any of these.
    Any(Vec<TraceNode<'p>>),
    /// The opposite of this.
    Not(Box<TraceNode<'p>>),
    /// One condition.
    Condition(TracedCondition<'p>),
}

/// A condition with the value that it read.
#[derive(Clone, Debug)]
pub struct TracedCondition<'p> {
    /// The condition.
    pub test: &'p Test,
    /// The value read.
    pub actual: TraceValue,
    /// The lists that the condition asks for and that match, ordered by id; `None` if it asks for none.
    pub matched: Option<Vec<ListMatch>>,
}

impl TracedCondition<'_> {
    /// The attribute that was read.
    pub const fn attribute(&self) -> AttributeKey {
        self.test.attribute()
    }

    /// How it was compared.
    pub const fn operator(&self) -> Operator {
        self.test.operator()
    }

    /// What it was compared with; `None` for operators without a value.
    pub fn expected(&self) -> Option<TraceValue> {
        TraceValue::expected(self.test)
    }
}

impl<'p> TraceNode<'p> {
    /// The members of a group; none for a condition.
    pub fn children(&self) -> &[TraceNode<'p>] {
        match &self.kind {
            TraceKind::All(members) | TraceKind::Any(members) => members,
            TraceKind::Not(member) => std::slice::from_ref(member),
            TraceKind::Condition(_) => &[],
        }
    }

    /// The word for what stands here on the wire.
    pub const fn kind_name(&self) -> &'static str {
        match self.kind {
            TraceKind::All(_) => "all",
            TraceKind::Any(_) => "any",
            TraceKind::Not(_) => "not",
            TraceKind::Condition(_) => "condition",
        }
    }
}

impl Serialize for Trace<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct EverythingElse {
            taken: bool,
        }
        struct Values<'v>(&'v [(AttributeKey, TraceValue)]);
        impl Serialize for Values<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let entries = self.0.iter().map(|(key, value)| (key.as_str(), value));
                serializer.collect_map(entries)
            }
        }
        let mut trace = serializer.serialize_struct("Trace", 4)?;
        trace.serialize_field("routes", &self.routes)?;
        trace.serialize_field("taken", &self.taken_route.to_string())?;
        let taken = self.taken == Taken::EverythingElse;
        trace.serialize_field("everything_else", &EverythingElse { taken })?;
        trace.serialize_field("attributes", &Values(&self.attributes))?;
        trace.end()
    }
}

impl Serialize for TracedRoute<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut route = serializer.serialize_struct("TracedRoute", 5)?;
        route.serialize_field("id", self.id.as_str())?;
        route.serialize_field("name", self.name)?;
        route.serialize_field("verdict", &self.verdict)?;
        route.serialize_field("taken", &self.taken)?;
        route.serialize_field("condition", &self.condition)?;
        route.end()
    }
}

impl Serialize for TraceNode<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut node = serializer.serialize_map(None)?;
        node.serialize_entry("kind", self.kind_name())?;
        node.serialize_entry("verdict", &self.verdict)?;
        node.serialize_entry("pointer", self.pointer)?;
        node.serialize_entry("sentence", &self.sentence)?;
        match &self.kind {
            TraceKind::All(_) | TraceKind::Any(_) | TraceKind::Not(_) => {
                node.serialize_entry("children", self.children())?;
            }
            TraceKind::Condition(condition) => {
                node.serialize_entry("attribute", condition.attribute().as_str())?;
                node.serialize_entry("operator", condition.operator().as_str())?;
                if let Some(expected) = condition.expected() {
                    node.serialize_entry("expected", &expected)?;
                }
                node.serialize_entry("actual", &condition.actual)?;
                if let Some(matched) = &condition.matched {
                    node.serialize_entry("matched", matched)?;
                }
            }
        }
        node.end()
    }
}
