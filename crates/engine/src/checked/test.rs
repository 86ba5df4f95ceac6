//! Conditions whose attribute, operator and value fit together.

use pointsman_domain::attribute::{AttributeKey, Code, CodeSet};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ListId;
use pointsman_domain::workflow::{Operator, Test as WrittenTest, TestValue};

/// One condition: attribute, operator and a value that fits both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// On a number.
    Number(NumberAttribute, NumberPredicate),
    /// On a code.
    Code(CodeAttribute, CodePredicate),
    /// On the lists that match.
    List(ListPredicate),
    /// Whether there is a value; never unknown.
    Presence(AttributeKey, Presence),
}

/// An attribute whose values are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberAttribute {
    /// Whole years.
    Age,
    /// 0 to 100.
    DocumentSimilarityScore,
    /// 0 to 100.
    LivenessCheckScore,
    /// A count; never missing when deciding.
    FailedVerificationAttempts,
}

/// An attribute whose values are codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CodeAttribute {
    /// ISO 3166-1 alpha-2.
    Country,
    /// USPS code.
    UsState,
}

/// A comparison of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberPredicate {
    /// The same.
    Equals(Decimal),
    /// Another.
    NotEquals(Decimal),
    /// Smaller.
    LessThan(Decimal),
    /// Smaller or the same.
    LessThanOrEqual(Decimal),
    /// Greater.
    GreaterThan(Decimal),
    /// Greater or the same.
    GreaterThanOrEqual(Decimal),
    /// Low to high, both included; low is not above high.
    Between(Decimal, Decimal),
}

/// A comparison of a code. Sets are in the order of the document and hold at least one code, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodePredicate {
    /// The same.
    Equals(Code),
    /// Another.
    NotEquals(Code),
    /// One of these.
    AnyOf(Vec<Code>),
    /// None of these.
    NoneOf(Vec<Code>),
}

/// A comparison of the lists that match. Sets are in the order of the document, not empty, nothing twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListPredicate {
    /// On this list.
    Contains(ListId),
    /// Not on this list.
    NotContains(ListId),
    /// On at least one.
    ContainsAny(Vec<ListId>),
    /// On every one.
    ContainsAll(Vec<ListId>),
}

/// Whether there is a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// None.
    Missing,
    /// One.
    Present,
}

impl NumberAttribute {
    /// All of them; their order is that of [`Facts`](crate::facts::Facts).
    pub const ALL: [Self; 4] = [
        Self::Age,
        Self::DocumentSimilarityScore,
        Self::LivenessCheckScore,
        Self::FailedVerificationAttempts,
    ];

    /// As an attribute of the catalogue.
    pub const fn key(self) -> AttributeKey {
        match self {
            Self::Age => AttributeKey::Age,
            Self::DocumentSimilarityScore => AttributeKey::DocumentSimilarityScore,
            Self::LivenessCheckScore => AttributeKey::LivenessCheckScore,
            Self::FailedVerificationAttempts => AttributeKey::FailedVerificationAttempts,
        }
    }
}

impl CodeAttribute {
    /// All of them; their order is that of [`Facts`](crate::facts::Facts).
    pub const ALL: [Self; 2] = [Self::Country, Self::UsState];

    /// As an attribute of the catalogue.
    pub const fn key(self) -> AttributeKey {
        match self {
            Self::Country => AttributeKey::Country,
            Self::UsState => AttributeKey::UsState,
        }
    }

    /// The codes that it can have.
    pub const fn code_set(self) -> CodeSet {
        match self {
            Self::Country => CodeSet::Country,
            Self::UsState => CodeSet::UsState,
        }
    }
}

impl Test {
    /// The attribute that is read.
    pub const fn attribute(&self) -> AttributeKey {
        match self {
            Self::Number(attribute, _) => attribute.key(),
            Self::Code(attribute, _) => attribute.key(),
            Self::List(_) => AttributeKey::ListMatches,
            Self::Presence(attribute, _) => *attribute,
        }
    }

    /// The operator as the document has it.
    pub const fn operator(&self) -> Operator {
        match self {
            Self::Number(_, predicate) => match predicate {
                NumberPredicate::Equals(_) => Operator::Equals,
                NumberPredicate::NotEquals(_) => Operator::NotEquals,
                NumberPredicate::LessThan(_) => Operator::LessThan,
                NumberPredicate::LessThanOrEqual(_) => Operator::LessThanOrEqual,
                NumberPredicate::GreaterThan(_) => Operator::GreaterThan,
                NumberPredicate::GreaterThanOrEqual(_) => Operator::GreaterThanOrEqual,
                NumberPredicate::Between(..) => Operator::Between,
            },
            Self::Code(_, predicate) => match predicate {
                CodePredicate::Equals(_) => Operator::Equals,
                CodePredicate::NotEquals(_) => Operator::NotEquals,
                CodePredicate::AnyOf(_) => Operator::AnyOf,
                CodePredicate::NoneOf(_) => Operator::NoneOf,
            },
            Self::List(predicate) => match predicate {
                ListPredicate::Contains(_) => Operator::Contains,
                ListPredicate::NotContains(_) => Operator::NotContains,
                ListPredicate::ContainsAny(_) => Operator::ContainsAny,
                ListPredicate::ContainsAll(_) => Operator::ContainsAll,
            },
            Self::Presence(_, Presence::Missing) => Operator::IsMissing,
            Self::Presence(_, Presence::Present) => Operator::IsPresent,
        }
    }
}

impl CodePredicate {
    /// The codes that are mentioned.
    pub fn codes(&self) -> &[Code] {
        match self {
            Self::Equals(code) | Self::NotEquals(code) => std::slice::from_ref(code),
            Self::AnyOf(codes) | Self::NoneOf(codes) => codes,
        }
    }
}

impl ListPredicate {
    /// The lists that are mentioned.
    pub fn lists(&self) -> &[ListId] {
        match self {
            Self::Contains(list) | Self::NotContains(list) => std::slice::from_ref(list),
            Self::ContainsAny(lists) | Self::ContainsAll(lists) => lists,
        }
    }
}

/// Which constant of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// The only one, or the lower of two.
    First,
    /// The upper of two.
    Second,
}

impl NumberPredicate {
    /// A constant; `None` if there is no second.
    pub const fn constant(&self, which: Constant) -> Option<Decimal> {
        match (self, which) {
            (
                Self::Equals(own)
                | Self::NotEquals(own)
                | Self::LessThan(own)
                | Self::LessThanOrEqual(own)
                | Self::GreaterThan(own)
                | Self::GreaterThanOrEqual(own)
                | Self::Between(own, _),
                Constant::First,
            )
            | (Self::Between(_, own), Constant::Second) => Some(*own),
            (_, Constant::Second) => None,
        }
    }

    /// The same comparison with another constant; `None` if there is no second, or low would be above high.
    pub fn with_constant(&self, which: Constant, number: Decimal) -> Option<Self> {
        match (self, which) {
            (Self::Between(_, high), Constant::First) if number <= *high => {
                Some(Self::Between(number, *high))
            }
            (Self::Between(low, _), Constant::Second) if *low <= number => {
                Some(Self::Between(*low, number))
            }
            (Self::Between(..), _) | (_, Constant::Second) => None,
            (Self::Equals(_), Constant::First) => Some(Self::Equals(number)),
            (Self::NotEquals(_), Constant::First) => Some(Self::NotEquals(number)),
            (Self::LessThan(_), Constant::First) => Some(Self::LessThan(number)),
            (Self::LessThanOrEqual(_), Constant::First) => Some(Self::LessThanOrEqual(number)),
            (Self::GreaterThan(_), Constant::First) => Some(Self::GreaterThan(number)),
            (Self::GreaterThanOrEqual(_), Constant::First) => {
                Some(Self::GreaterThanOrEqual(number))
            }
        }
    }
}

impl Test {
    /// The condition as a document writes it; lists stand by id.
    pub(crate) fn to_written(&self) -> WrittenTest {
        let code = |code: &Code| code.to_string();
        let list = |list: &ListId| list.to_string();
        let value = match self {
            Self::Number(_, predicate) => Some(match predicate {
                NumberPredicate::Equals(number)
                | NumberPredicate::NotEquals(number)
                | NumberPredicate::LessThan(number)
                | NumberPredicate::LessThanOrEqual(number)
                | NumberPredicate::GreaterThan(number)
                | NumberPredicate::GreaterThanOrEqual(number) => TestValue::Number(*number),
                NumberPredicate::Between(low, high) => TestValue::Numbers(vec![*low, *high]),
            }),
            Self::Code(_, predicate) => Some(match predicate {
                CodePredicate::Equals(one) | CodePredicate::NotEquals(one) => {
                    TestValue::Text(code(one))
                }
                CodePredicate::AnyOf(codes) | CodePredicate::NoneOf(codes) => {
                    TestValue::Texts(codes.iter().map(code).collect())
                }
            }),
            Self::List(predicate) => Some(match predicate {
                ListPredicate::Contains(one) | ListPredicate::NotContains(one) => {
                    TestValue::Text(list(one))
                }
                ListPredicate::ContainsAny(lists) | ListPredicate::ContainsAll(lists) => {
                    TestValue::Texts(lists.iter().map(list).collect())
                }
            }),
            Self::Presence(..) => None,
        };
        WrittenTest {
            attribute: Some(self.attribute().as_str().to_owned()),
            operator: Some(self.operator().as_str().to_owned()),
            value,
        }
    }
}
