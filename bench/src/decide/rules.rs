//! The one description of each workflow, from which every peer's form is made, and what it means.
//!
//! All conditions of a route must hold, and a condition on a missing value does not hold. That is all that a
//! route without `not` needs of three-valued logic, so that peers with two truth values can express it.

use super::inquiry::{Code, Inquiry};

/// A number, in hundredths.
pub type Hundredths = i64;

/// An attribute that is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    Age,
    Similarity,
    Liveness,
    Attempts,
}

/// An attribute that is a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKey {
    Country,
    UsState,
}

/// One condition. Ranges include both ends.
#[derive(Clone, Debug)]
pub enum Condition {
    LessThan(Number, Hundredths),
    AtLeast(Number, Hundredths),
    Between(Number, Hundredths, Hundredths),
    AnyOf(CodeKey, Vec<Code>),
    NoneOf(CodeKey, Vec<Code>),
    On(usize),
    NotOn(usize),
    Missing(Number),
}

/// All of its conditions must hold.
pub type Route = Vec<Condition>;

/// Routes from the top; who takes none takes *everything else*, whose place is after the last.
#[derive(Clone, Debug)]
pub struct Workflow {
    pub routes: Vec<Route>,
}

impl Number {
    pub const ALL: [Self; 4] = [Self::Age, Self::Similarity, Self::Liveness, Self::Attempts];

    /// Its name in Pointsman's documents, and in those of all peers.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Similarity => "document_similarity_score",
            Self::Liveness => "liveness_check_score",
            Self::Attempts => "failed_verification_attempts",
        }
    }
}

impl CodeKey {
    pub const fn key(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::UsState => "us_state",
        }
    }
}

impl Condition {
    /// Whether it certainly holds.
    pub fn holds(&self, inquiry: &Inquiry) -> bool {
        let number = |number: &Number| inquiry.number(*number);
        match self {
            Self::LessThan(key, high) => number(key).is_some_and(|value| value < *high),
            Self::AtLeast(key, low) => number(key).is_some_and(|value| *low <= value),
            Self::Between(key, low, high) => {
                number(key).is_some_and(|value| (*low..=*high).contains(&value))
            }
            Self::AnyOf(key, codes) => inquiry.code(*key).is_some_and(|code| codes.contains(&code)),
            Self::NoneOf(key, codes) => {
                inquiry.code(*key).is_some_and(|code| !codes.contains(&code))
            }
            Self::On(list) => inquiry.lists.contains(list),
            Self::NotOn(list) => !inquiry.lists.contains(list),
            Self::Missing(key) => number(key).is_none(),
        }
    }
}

impl Workflow {
    /// The place of the first route that matches: what every peer must answer.
    pub fn outcome(&self, inquiry: &Inquiry) -> usize {
        let matches = |route: &Route| route.iter().all(|condition| condition.holds(inquiry));
        self.routes.iter().position(matches).unwrap_or(self.routes.len())
    }
}

/// A number of hundredths as it is written in every language: `18`, `85.25`.
pub fn decimal(value: Hundredths) -> String {
    match (value / 100, value % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        (whole, rest) => format!("{whole}.{rest:02}"),
    }
}

/// The same, never without a point, for languages that tell whole numbers and fractions apart.
pub fn fraction(value: Hundredths) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

/// A list's id, in Pointsman's form; peers see it as a text.
pub fn list_id(list: usize) -> String {
    format!("lst_{:026}", list + 1)
}

/// A code as text.
pub fn letters(code: Code) -> &'static str {
    super::inquiry::text_of(code)
}
