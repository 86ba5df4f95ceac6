//! The catalogue as it stands on the wire.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Number;
use utoipa::ToSchema;

/// What workflows and lists can be made of. The editor is drawn from it alone.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Catalogue {
    /// Rises when a derivation changes; stored with every completion.
    pub version: i64,
    /// What conditions can test.
    pub attributes: Vec<CatalogueAttribute>,
    /// How conditions can compare.
    pub operators: Vec<CatalogueOperator>,
    /// What workflows can listen to.
    pub events: Vec<CatalogueEvent>,
    /// What routes can do.
    pub actions: Vec<CatalogueAction>,
    /// What lists can hold.
    pub list_types: Vec<CatalogueListType>,
    /// How large things may be: name of the limit and the greatest value.
    pub limits: BTreeMap<&'static str, u64>,
}

/// A typed fact about an inquiry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CatalogueAttribute {
    /// Its name in documents.
    #[schema(example = "age")]
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// What kind of value it has.
    #[serde(rename = "type")]
    pub kind: AttributeKind,
    /// The unit of its numbers.
    #[schema(required)]
    pub unit: Option<&'static str>,
    /// Least and greatest number, both included.
    #[schema(required)]
    pub range: Option<AttributeRange>,
    /// How it is computed when it is not sent.
    pub derivation: &'static str,
    /// Operators that apply, in the order of a menu.
    pub operators: Vec<&'static str>,
    /// Every code that it can have, in the order of a menu.
    #[schema(required)]
    pub values: Option<Vec<String>>,
    /// The English name of each code.
    #[schema(required)]
    pub value_names: Option<BTreeMap<String, String>>,
    /// What its codes stand for.
    #[schema(required)]
    pub values_kind: Option<ValuesKind>,
}

/// What kind of value an attribute has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AttributeKind {
    /// A number without a fraction.
    WholeNumber,
    /// A number with at most four fraction digits.
    Number,
    /// One code out of a closed set.
    Code,
    /// A set of lists.
    ListSet,
}

/// What codes stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ValuesKind {
    /// Countries of ISO 3166-1.
    Country,
    /// States, DC and territories of the United States.
    UsState,
}

/// Least and greatest number, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct AttributeRange {
    /// The least.
    pub min: i32,
    /// The greatest.
    pub max: i32,
}

/// How a condition compares.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct CatalogueOperator {
    /// Its name in documents.
    #[schema(example = "less_than")]
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// What it takes as its value.
    pub takes: OperatorTakes,
}

/// What an operator takes as its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OperatorTakes {
    /// No `value` at all.
    None,
    /// One number or code.
    One,
    /// Two numbers, the lower first.
    Pair,
    /// One or more codes.
    Many,
    /// One list, by id or key.
    List,
    /// One or more lists.
    Lists,
}

/// What a workflow can listen to.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct CatalogueEvent {
    /// Its name in documents.
    #[schema(example = "inquiry.completed")]
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// When it happens.
    pub description: &'static str,
}

/// What a route can do.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct CatalogueAction {
    /// Its name in documents.
    #[schema(example = "approve")]
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Whether it decides; every route has exactly one that does.
    pub decision: bool,
}

/// What a list can hold.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CatalogueListType {
    /// Its name on the wire.
    #[schema(example = "ip_address")]
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// An example of an item.
    pub item_example: &'static str,
    /// When an item matches.
    pub description: &'static str,
    /// Whether a list of this type names the field that its items are compared with.
    pub takes_field: bool,
    /// The parts of an item: keys of a body, fields of a form, columns of a file without a header, in their order.
    pub parts: Vec<CatalogueItemPart>,
    /// The part that stands alone: what a file with one column holds.
    pub lone_part: &'static str,
}

/// A part of an item.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CatalogueItemPart {
    /// Its key on the wire.
    #[schema(example = "last")]
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// What kind of value it has.
    #[serde(rename = "type")]
    pub kind: ItemPartKind,
    /// Whether an item can go without it.
    pub optional: bool,
    /// Least and greatest number, both included.
    #[schema(required)]
    pub range: Option<ItemPartRange>,
    /// An example.
    pub example: &'static str,
    /// What a person who fills it in should know.
    #[schema(required)]
    pub hint: Option<&'static str>,
}

/// What kind of value a part of an item has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ItemPartKind {
    /// A text.
    Text,
    /// A number with at most four fraction digits.
    Number,
}

/// Least and greatest number of a part of an item, both included.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ItemPartRange {
    /// The least.
    #[schema(value_type = f64)]
    pub min: Number,
    /// The greatest.
    #[schema(value_type = f64)]
    pub max: Number,
}
