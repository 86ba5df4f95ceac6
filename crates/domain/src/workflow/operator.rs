//! Operators of conditions, and what value each takes.

use std::fmt;
use std::str::FromStr;

use crate::attribute::AttributeType;

/// How a condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// The same number or code.
    Equals,
    /// Another number or code.
    NotEquals,
    /// A smaller number.
    LessThan,
    /// A smaller or the same number.
    LessThanOrEqual,
    /// A greater number.
    GreaterThan,
    /// A greater or the same number.
    GreaterThanOrEqual,
    /// Between two numbers, both included.
    Between,
    /// One of several codes.
    AnyOf,
    /// None of several codes.
    NoneOf,
    /// On a list.
    Contains,
    /// Not on a list.
    NotContains,
    /// On at least one of several lists.
    ContainsAny,
    /// On all of several lists.
    ContainsAll,
    /// No value.
    IsMissing,
    /// Any value.
    IsPresent,
}

/// What an operator takes as its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Takes {
    /// No `value` at all.
    Nothing,
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

impl Takes {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::One => "one",
            Self::Pair => "pair",
            Self::Many => "many",
            Self::List => "list",
            Self::Lists => "lists",
        }
    }
}

impl Operator {
    /// All operators.
    pub const ALL: [Self; 15] = [
        Self::Equals,
        Self::NotEquals,
        Self::LessThan,
        Self::LessThanOrEqual,
        Self::GreaterThan,
        Self::GreaterThanOrEqual,
        Self::Between,
        Self::AnyOf,
        Self::NoneOf,
        Self::Contains,
        Self::NotContains,
        Self::ContainsAny,
        Self::ContainsAll,
        Self::IsMissing,
        Self::IsPresent,
    ];

    /// The name in documents and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equals => "equals",
            Self::NotEquals => "not_equals",
            Self::LessThan => "less_than",
            Self::LessThanOrEqual => "less_than_or_equal",
            Self::GreaterThan => "greater_than",
            Self::GreaterThanOrEqual => "greater_than_or_equal",
            Self::Between => "between",
            Self::AnyOf => "any_of",
            Self::NoneOf => "none_of",
            Self::Contains => "contains",
            Self::NotContains => "not_contains",
            Self::ContainsAny => "contains_any",
            Self::ContainsAll => "contains_all",
            Self::IsMissing => "is_missing",
            Self::IsPresent => "is_present",
        }
    }

    /// What people read in a menu.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Equals => "is",
            Self::NotEquals => "is not",
            Self::LessThan => "is less than",
            Self::LessThanOrEqual => "is at most",
            Self::GreaterThan => "is more than",
            Self::GreaterThanOrEqual => "is at least",
            Self::Between => "is between",
            Self::AnyOf => "is any of",
            Self::NoneOf => "is none of",
            Self::Contains => "contains",
            Self::NotContains => "does not contain",
            Self::ContainsAny => "contains any of",
            Self::ContainsAll => "contains all of",
            Self::IsMissing => "is missing",
            Self::IsPresent => "is present",
        }
    }

    /// What it takes as its value.
    pub const fn takes(self) -> Takes {
        match self {
            Self::Equals
            | Self::NotEquals
            | Self::LessThan
            | Self::LessThanOrEqual
            | Self::GreaterThan
            | Self::GreaterThanOrEqual => Takes::One,
            Self::Between => Takes::Pair,
            Self::AnyOf | Self::NoneOf => Takes::Many,
            Self::Contains | Self::NotContains => Takes::List,
            Self::ContainsAny | Self::ContainsAll => Takes::Lists,
            Self::IsMissing | Self::IsPresent => Takes::Nothing,
        }
    }

    /// Whether it applies to attributes of `attribute_type`.
    pub fn applies_to(self, attribute_type: AttributeType) -> bool {
        Self::for_type(attribute_type).contains(&self)
    }

    /// The operators of a type, in the order of a menu.
    pub const fn for_type(attribute_type: AttributeType) -> &'static [Self] {
        match attribute_type {
            AttributeType::WholeNumber | AttributeType::Number => &[
                Self::LessThan,
                Self::LessThanOrEqual,
                Self::GreaterThan,
                Self::GreaterThanOrEqual,
                Self::Between,
                Self::Equals,
                Self::NotEquals,
                Self::IsMissing,
                Self::IsPresent,
            ],
            AttributeType::Code(_) => &[
                Self::AnyOf,
                Self::NoneOf,
                Self::Equals,
                Self::NotEquals,
                Self::IsMissing,
                Self::IsPresent,
            ],
            AttributeType::ListSet => &[
                Self::Contains,
                Self::NotContains,
                Self::ContainsAny,
                Self::ContainsAll,
                Self::IsMissing,
                Self::IsPresent,
            ],
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An operator that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no operator `{0}`; the catalogue lists the operators of each attribute")]
pub struct UnknownOperator(pub String);

impl FromStr for Operator {
    type Err = UnknownOperator;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|op| op.as_str() == text)
            .ok_or_else(|| UnknownOperator(text.to_owned()))
    }
}
