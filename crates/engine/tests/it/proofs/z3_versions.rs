//! What is said about two versions agrees with Z3: which kinds of change happen, and for whom exactly.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pointsman_domain::workflow::{DecisionAction, Document};
use pointsman_engine::checked::CheckedWorkflow;
use pointsman_engine::prove::{Change, ChangeKind, Comparison, KnownLists, compare};
use pointsman_engine::{ListRef, compile};

use super::brute::inquiry;
use super::z3::{declare, question, smt, z3};
use super::{small, workflows};
use crate::fixtures::{checked_document, document as document_of};
use crate::generate::{self, Random};
use crate::oracle;

/// The second is mostly the first, with one route written anew, taken out or put elsewhere.
fn pair(seed: u64) -> [Document; 2] {
    let mut random = Random::seeded(seed ^ 0x2e25);
    let old = generate::document(&mut random);
    let mut new = generate::document(&mut random);
    if random.percent(80) {
        let other = new.routes.remove(0);
        new = old.clone();
        let (place, there) = (random.below(new.routes.len()), random.below(new.routes.len()));
        match random.below(4) {
            0 if new.routes.len() > 1 => drop(new.routes.remove(place)),
            1 => new.routes.swap(place, there),
            2 => new.routes[place].then = other.then,
            _ => new.routes[place].condition = other.condition,
        }
    }
    [old, new]
}

#[test]
fn comparisons_agree_with_z3() {
    let mut questions = String::new();
    let mut told: Vec<(u64, String, &str)> = Vec::new();
    let mut equal = 0;
    for seed in 0..workflows() {
        let [old, new] = pair(seed).map(|document| checked_document(&document));
        let comparison = compare(&compile(&old), &compile(&new), &KnownLists::default());
        assert!(comparison.undecided.is_empty(), "seed {seed}");
        equal += usize::from(comparison.changes.is_empty());
        ask_about(&old, &new, &comparison, &mut questions, |what, said| {
            told.push((seed, what, said));
        });
        for change in &comparison.changes {
            decided_again(&old, &new, change, seed);
        }
    }
    let answers = z3(&questions);
    let answers: Vec<&str> = answers.lines().collect();
    assert_eq!(answers.len(), told.len(), "{answers:?}");
    for ((seed, what, said), answer) in told.iter().zip(answers) {
        assert_eq!(*said, answer, "seed {seed}: {what}");
    }
    eprintln!("{} questions, {equal} equal pairs", told.len());
    assert!(equal > 5);
}

/// Whether each kind of change happens; and of those that do, whether it happens to everybody in each region, and, if
/// there are no more, to nobody else.
fn ask_about(
    old: &CheckedWorkflow,
    new: &CheckedWorkflow,
    comparison: &Comparison,
    script: &mut String,
    mut told: impl FnMut(String, &'static str),
) {
    script.push_str("(reset)\n");
    let lists: BTreeMap<_, &ListRef> =
        old.lists.iter().chain(&new.lists).map(|list| (list.id, list)).collect();
    declare(lists.into_values(), script);
    let (was, is) = (taken(old, "was", script), taken(new, "is", script));
    for kind in ChangeKind::all() {
        let happens = happens(kind, &was, &is);
        question(script, &happens);
        let change = comparison.changes.iter().find(|change| change.kind == kind);
        told(format!("{kind:?}"), if change.is_some() { "sat" } else { "unsat" });
        let Some(change) = change else { continue };
        let mut regions = String::new();
        for condition in &change.conditions {
            let region = checked_document(&small::one_route(condition.clone()));
            let region = smt(&region.routes[0].condition, true);
            question(script, &format!("{region} (not {happens})"));
            told(format!("{kind:?} to all in {region}"), "unsat");
            write!(regions, "(not {region}) ").unwrap();
        }
        if !change.more_regions {
            question(script, &format!("{happens} {regions}"));
            told(format!("{kind:?} outside of {:?}", change.regions), "unsat");
        }
    }
}

/// A route of a version, what it does, and when it is taken.
struct Way {
    id: String,
    action: DecisionAction,
    taken: String,
}

fn taken(workflow: &CheckedWorkflow, version: &str, script: &mut String) -> Vec<Way> {
    let mut ways = Vec::new();
    let mut above = String::new();
    for (place, route) in workflow.routes.iter().enumerate() {
        let name = format!("{version}_{place}");
        let holds = smt(&route.condition, true);
        writeln!(script, "(declare-const {name} Bool)(assert (= {name} {holds}))").unwrap();
        let taken = format!("(and {name} {above})");
        ways.push(Way { id: route.id.to_string(), action: route.action, taken });
        write!(above, "(not {name}) ").unwrap();
    }
    let taken = format!("(and true {above})");
    let (id, action) = ("everything_else".to_owned(), workflow.everything_else);
    ways.push(Way { id, action, taken });
    ways
}

fn happens(kind: ChangeKind, was: &[Way], is: &[Way]) -> String {
    let pairs = was.iter().flat_map(|was| is.iter().map(move |is| (was, is)));
    let pairs = pairs.filter(|(was, is)| match kind {
        ChangeKind::Decision { from, to } => (was.action, is.action) == (from, to),
        ChangeKind::Reason { action } => {
            (was.action, is.action) == (action, action) && was.id != is.id
        }
    });
    let pairs = pairs.map(|(was, is)| format!("(and {} {})", was.taken, is.taken));
    format!("(or false {})", pairs.collect::<Vec<_>>().join(" "))
}

fn decided_again(old: &CheckedWorkflow, new: &CheckedWorkflow, change: &Change, seed: u64) {
    let example = inquiry(&change.witness);
    let [was, is] = [old, new].map(|workflow| {
        let (plan, taken) = (compile(workflow), oracle::decide(workflow, &example));
        (plan.taken_route(taken), plan.action(taken))
    });
    assert_eq!((&was.0, &is.0), (&change.from_route, &change.to_route), "seed {seed}");
    let kind = if was.1 == is.1 {
        ChangeKind::Reason { action: was.1 }
    } else {
        ChangeKind::Decision { from: was.1, to: is.1 }
    };
    assert_eq!(kind, change.kind, "seed {seed}");
}

#[test]
fn whoever_lacks_a_value_is_not_said_to_have_the_least() {
    // Nobody has less than 0, so that the cell below holds nobody.
    let version = |otherwise: &str| {
        let document = serde_json::json!({"format": 1, "name": "W", "event": "inquiry.completed",
            "routes": [{"id": "rt_1", "name": "R", "then": [{"action": "decline"}],
                "if": {"attribute": "liveness_check_score", "operator": "greater_than_or_equal", "value": 0}}],
            "everything_else": [{"action": otherwise}]});
        compile(&checked_document(&document_of(&document)))
    };
    let comparison =
        compare(&version("approve"), &version("mark_for_review"), &KnownLists::default());
    let regions: Vec<_> = comparison.changes.iter().map(|change| &change.regions).collect();
    assert_eq!(regions, [&["liveness check score is missing"]]);
}
