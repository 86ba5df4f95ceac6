//! Values in a trace: what was read and what it was compared with.

use pointsman_domain::attribute::Code;
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ListId;
use serde::{Serialize, Serializer};

use crate::checked::{CodePredicate, ListPredicate, NumberPredicate, Test};

/// A value that was read or expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraceValue {
    /// There is none; `null` on the wire.
    Missing,
    /// A number.
    Number(Decimal),
    /// Two numbers, the lower first.
    Pair(Decimal, Decimal),
    /// A code.
    Code(Code),
    /// Several codes.
    Codes(Vec<Code>),
    /// A list.
    List(ListId),
    /// Several lists.
    Lists(Vec<ListId>),
}

impl TraceValue {
    /// What a condition compares with.
    pub(super) fn expected(test: &Test) -> Option<Self> {
        match test {
            Test::Number(_, predicate) => Some(match predicate {
                NumberPredicate::Equals(number)
                | NumberPredicate::NotEquals(number)
                | NumberPredicate::LessThan(number)
                | NumberPredicate::LessThanOrEqual(number)
                | NumberPredicate::GreaterThan(number)
                | NumberPredicate::GreaterThanOrEqual(number) => Self::Number(*number),
                NumberPredicate::Between(low, high) => Self::Pair(*low, *high),
            }),
            Test::Code(_, predicate) => Some(match predicate {
                CodePredicate::Equals(code) | CodePredicate::NotEquals(code) => Self::Code(*code),
                CodePredicate::AnyOf(codes) | CodePredicate::NoneOf(codes) => {
                    Self::Codes(codes.clone())
                }
            }),
            Test::List(predicate) => Some(match predicate {
                ListPredicate::Contains(list) | ListPredicate::NotContains(list) => {
                    Self::List(*list)
                }
                ListPredicate::ContainsAny(lists) | ListPredicate::ContainsAll(lists) => {
                    Self::Lists(lists.clone())
                }
            }),
            Test::Presence(..) => None,
        }
    }
}

impl Serialize for TraceValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing => serializer.serialize_unit(),
            Self::Number(number) => number.to_json().serialize(serializer),
            Self::Pair(low, high) => [low.to_json(), high.to_json()].serialize(serializer),
            Self::Code(code) => serializer.collect_str(code),
            Self::Codes(codes) => serializer.collect_seq(codes.iter().map(Code::to_string)),
            Self::List(list) => list.serialize(serializer),
            Self::Lists(lists) => lists.serialize(serializer),
        }
    }
}
