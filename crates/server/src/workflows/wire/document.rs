//! The workflow document as the contract describes it.
//!
//! These types only describe: documents are read by `domain` and travel as JSON. What is unfinished may lack
//! parts, so names of attributes, operators and actions are plain texts here.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A workflow as people write it. A draft may lack parts; unknown keys are refused.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkflowDocument {
    /// The format of this document.
    #[schema(minimum = 1, maximum = 1)]
    format: u32,
    /// The workflow's name.
    #[schema(max_length = 200)]
    name: String,
    /// What the workflow listens to.
    #[schema(example = "inquiry.completed")]
    event: String,
    /// Tried from the top; the first that matches is taken.
    #[schema(max_items = 1000)]
    routes: Vec<Route>,
    /// What happens when no route matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    everything_else: Option<Vec<RouteAction>>,
}

/// A name, conditions, and what to do when they hold.
#[derive(Serialize, ToSchema)]
pub(crate) struct Route {
    /// Unique in the document and stable across edits; assigned if absent.
    #[schema(pattern = "^rt_[a-z0-9_]{1,40}$", example = "rt_01")]
    id: String,
    /// What people call it.
    #[schema(max_length = 200)]
    name: String,
    /// When it is taken.
    #[serde(rename = "if", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    condition: Option<Condition>,
    /// What it does: exactly one decision action once it is finished.
    then: Vec<RouteAction>,
}

/// An action by its name.
#[derive(Serialize, ToSchema)]
pub(crate) struct RouteAction {
    /// One of the catalogue's actions: `approve`, `decline`, `mark_for_review` or `do_nothing`.
    #[schema(example = "decline")]
    action: String,
}

/// A group or a test of one attribute.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it only describes")]
pub(crate) enum Condition {
    /// All of these hold.
    All(ConditionAll),
    /// At least one of these holds.
    Any(ConditionAny),
    /// This does not hold.
    Not(ConditionNot),
    /// Attribute, operator, value.
    Leaf(ConditionLeaf),
}

/// All of these hold.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionAll {
    /// At least one once it is finished.
    #[schema(no_recursion)]
    all: Vec<Condition>,
}

/// At least one of these holds.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionAny {
    /// At least one once it is finished.
    #[schema(no_recursion)]
    any: Vec<Condition>,
}

/// This does not hold.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionNot {
    /// One condition.
    #[schema(no_recursion)]
    not: Box<Condition>,
}

/// Attribute + operator + value; each may be absent while unfinished.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionLeaf {
    /// An attribute of the catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "age")]
    attribute: Option<String>,
    /// An operator of that attribute.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "less_than")]
    operator: Option<String>,
    /// A number, a text (a code, or a list by id or key), or an array of one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Value, example = json!(18))]
    value: Option<Value>,
}
