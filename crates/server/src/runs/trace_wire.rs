//! Traces as they stand on the wire: a run explained, condition by condition.

use std::collections::BTreeMap;

use pointsman_domain::ids::{ItemId, ListId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// True, false, or unknown because a value is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be said.
    Unknown,
}

/// A run explained: every route down to the one taken.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Trace {
    /// In the order in which they were tried.
    pub(crate) routes: Vec<TraceRoute>,
    /// The route taken: `rt_…`, or `everything_else`.
    pub(crate) taken: String,
    /// The last route.
    pub(crate) everything_else: TraceElse,
    /// The values that were there to be read; what is absent was missing.
    pub(crate) attributes: BTreeMap<String, Value>,
}

/// One route that was tried.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TraceRoute {
    /// `rt_…`
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// What its conditions said.
    pub(crate) verdict: Verdict,
    /// Whether it was taken.
    pub(crate) taken: bool,
    /// Its conditions.
    pub(crate) condition: TraceNode,
}

/// *Everything else*.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct TraceElse {
    /// Whether no route matched.
    pub(crate) taken: bool,
}

/// What stands at one place in a route's conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TraceKind {
    /// All of its children hold.
    All,
    /// At least one child holds.
    Any,
    /// Its child does not hold.
    Not,
    /// A condition.
    Condition,
}

/// A group or a condition, with what it said.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TraceNode {
    /// A group's kind, or `condition`.
    pub(crate) kind: TraceKind,
    /// What it said.
    pub(crate) verdict: Verdict,
    /// JSON pointer into the document.
    pub(crate) pointer: String,
    /// It in words.
    pub(crate) sentence: String,
    /// The members of a group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub(crate) children: Vec<TraceNode>,
    /// A condition's attribute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) attribute: Option<String>,
    /// A condition's operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) operator: Option<String>,
    /// The value that the condition compares with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Value, required = false)]
    pub(crate) expected: Option<Value>,
    /// The value that was read; `null` is missing. Absent on groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Value, required = false)]
    pub(crate) actual: Option<Value>,
    /// For conditions on lists: the item of each mentioned list that matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(crate) matched: Option<Vec<MatchedItem>>,
}

/// The item by which an inquiry is on a list: the most specific, then the lowest id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct MatchedItem {
    /// `lst_…`
    #[schema(value_type = String)]
    pub(crate) list: ListId,
    /// `itm_…`; `null` when a caller of `try` only said that the list matches.
    #[schema(value_type = Option<String>, required)]
    pub(crate) item: Option<ItemId>,
    /// The item's value; `null` when it is not known or was erased.
    #[schema(required)]
    pub(crate) item_value: Option<String>,
    /// The revision of the list that was asked.
    pub(crate) revision: i64,
}
