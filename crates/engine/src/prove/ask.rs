//! One question: is there an inquiry of which this is true? For the present contents first, then for any.

use batsat::Lit;

use super::instance::Instance;
use super::known::Scope;
use super::problem::{Point, Problem, Reading};
use super::solver::Answer;
use super::witness::{NotShown, Witness};
use crate::facts::Facts;

/// The answer to a question, with an example or with the contents for which there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// There is, and this is one.
    Yes(Box<Witness>),
    /// There is none, for these contents. For others there may be an example.
    No { scope: Scope, elsewhere: Option<Box<Witness>> },
    /// It cannot be said for the present contents. For others there may be an example.
    Undecided { because: String, elsewhere: Option<Box<Witness>> },
}

pub(super) const TOO_MUCH: &str = "finding out takes more work than is allowed";
const DISAGREES: &str =
    "the example that was found is decided otherwise by the plan itself; please report this";
const SAME_FIELD: &str = "lists of different types read the same field of an inquiry, or a field that attributes are derived from";
const MOVED: &str = "a list has changed while it was asked; look again";

/// Whether there is an inquiry of which all of `assumed` is true; `claim` holds of what plans read of it.
pub(super) fn ask(
    problem: &Problem<'_>,
    instance: &mut Instance<'_, '_>,
    assumed: &[Lit],
    claim: &dyn Fn(&Facts) -> bool,
) -> Outcome {
    if problem.present.is_none() {
        return match find(problem, instance, Reading::Any, assumed, claim) {
            Found::Shown(witness) => Outcome::Yes(witness),
            Found::Nothing => NEVER,
            Found::Unsure(because) => Outcome::Undecided { because, elsewhere: None },
        };
    }
    let because = match find(problem, instance, Reading::Found, assumed, claim) {
        Found::Shown(witness) => return Outcome::Yes(witness),
        Found::Unsure(because) => because,
        Found::Nothing if problem.has_doubts() => {
            match instance.solve(Reading::Possible, assumed) {
                Answer::Yes => because_of(&instance.point(Reading::Possible)),
                Answer::No => return elsewhere(problem, instance, assumed, claim),
                Answer::TooMuch => TOO_MUCH.to_owned(),
            }
        }
        Found::Nothing => return elsewhere(problem, instance, assumed, claim),
    };
    match find(problem, instance, Reading::Any, assumed, claim) {
        Found::Nothing => NEVER,
        Found::Shown(witness) => Outcome::Undecided { because, elsewhere: Some(witness) },
        Found::Unsure(_) => Outcome::Undecided { because, elsewhere: None },
    }
}

const NEVER: Outcome = Outcome::No { scope: Scope::AnyLists, elsewhere: None };

/// With the present contents there is none; perhaps there is none with any.
fn elsewhere(
    problem: &Problem<'_>,
    instance: &mut Instance<'_, '_>,
    assumed: &[Lit],
    claim: &dyn Fn(&Facts) -> bool,
) -> Outcome {
    if problem.lists.is_empty() {
        return NEVER;
    }
    let elsewhere = match find(problem, instance, Reading::Any, assumed, claim) {
        Found::Nothing => return NEVER,
        Found::Shown(witness) => Some(witness),
        Found::Unsure(_) => None,
    };
    Outcome::No { scope: Scope::PresentLists, elsewhere }
}

fn because_of(point: &Point) -> String {
    point.doubts.iter().cloned().collect::<Vec<_>>().join("; ")
}

enum Found {
    Shown(Box<Witness>),
    Nothing,
    Unsure(String),
}

fn find(
    problem: &Problem<'_>,
    instance: &mut Instance<'_, '_>,
    reading: Reading,
    assumed: &[Lit],
    claim: &dyn Fn(&Facts) -> bool,
) -> Found {
    match instance.solve(reading, assumed) {
        Answer::No => return Found::Nothing,
        Answer::TooMuch => return Found::Unsure(TOO_MUCH.to_owned()),
        Answer::Yes => {}
    }
    let point = instance.point(reading);
    if !claim(&problem.facts(&point)) {
        return Found::Unsure(DISAGREES.to_owned());
    }
    match shown(problem, &point, reading, claim) {
        Ok(witness) => Found::Shown(witness),
        Err(NotShown::Moved) => Found::Unsure(MOVED.to_owned()),
        Err(NotShown::Otherwise) => Found::Unsure(SAME_FIELD.to_owned()),
    }
}

/// The plainest example like a point, confirmed.
pub(super) fn shown(
    problem: &Problem<'_>,
    point: &Point,
    reading: Reading,
    claim: &dyn Fn(&Facts) -> bool,
) -> Result<Box<Witness>, NotShown> {
    let plain = problem.plainest(point, reading, |point| claim(&problem.facts(point)));
    let confirmed = |point| {
        let shown = problem.shown(point, reading)?;
        if claim(&shown.facts) { Ok(Box::new(shown.witness)) } else { Err(NotShown::Otherwise) }
    };
    match confirmed(&plain) {
        Err(NotShown::Otherwise) => confirmed(point),
        plain => plain,
    }
}
