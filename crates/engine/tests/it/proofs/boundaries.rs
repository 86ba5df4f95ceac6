//! Offered tests: they pass on their own workflow, none is superfluous, and every small mistake that changes a decision
//! is noticed by one.

use std::collections::BTreeSet;

use pointsman_domain::decimal::Decimal;
use pointsman_engine::checked::{
    CheckedWorkflow, Constant, ListPredicate, Node, NodeKind, NumberAttribute, NumberPredicate,
    Test,
};
use pointsman_engine::prove::{Boundaries, KnownLists, boundaries, limits};
use pointsman_engine::{Taken, compile};
use serde_json::{Value, json};

use super::brute::{inquiry, known};
use super::{small, workflows};
use crate::fixtures::{checked, checked_document};
use crate::generate::Random;
use crate::oracle::{self, Inquiry};

fn offered(routes: &Value, everything_else: &str) -> Boundaries {
    let workflow = checked(&json!({
        "format": 1, "name": "Worked", "event": "inquiry.completed",
        "routes": routes, "everything_else": [{ "action": everything_else }],
    }));
    boundaries(&workflow, &KnownLists::default())
}

fn names(found: &Boundaries) -> Vec<&str> {
    found.tests.iter().map(|test| test.name.as_str()).collect()
}

#[test]
fn both_sides_of_a_threshold_and_its_absence_are_offered_by_name() {
    let routes = json!([{
        "id": "rt_01", "name": "Minors", "then": [{ "action": "decline" }],
        "if": { "attribute": "age", "operator": "less_than", "value": 18 },
    }]);
    let found = offered(&routes, "approve");
    assert_eq!(
        names(&found),
        [
            "Minors: age 17",
            "Minors: age 18 goes to Everything else",
            "Minors: no age goes to Everything else"
        ]
    );
    assert_eq!(found.left_out, 0);
    let bodies: Vec<Value> =
        found.tests.iter().map(|test| serde_json::to_value(&test.witness).unwrap()).collect();
    assert_eq!(
        bodies,
        [
            json!({"attributes": {"age": 17}}),
            json!({"attributes": {"age": 18}}),
            json!({"attributes": {}})
        ]
    );
}

#[test]
fn who_is_on_two_lists_tells_in_which_order_they_are_asked() {
    let on =
        |list: &str| json!({"attribute": "list_matches", "operator": "contains", "value": list});
    let routes = json!([
        {"id": "rt_01", "name": "Blocked", "if": on("blocked_ip_addresses"), "then": [{"action": "decline"}]},
        {"id": "rt_02", "name": "Allowed", "if": on("allowed_ip_addresses"), "then": [{"action": "approve"}]},
    ]);
    let found = offered(&routes, "mark_for_review");
    assert_eq!(
        names(&found),
        [
            "Blocked: on “Blocked IP Addresses”, on “Allowed IP Addresses”",
            "Allowed: on “Allowed IP Addresses”",
            "Allowed: not on “Allowed IP Addresses” goes to Everything else",
        ]
    );
    let [both, ..] = found.tests.as_slice() else { panic!("nothing is offered") };
    assert_eq!((both.taken, both.witness.lists.len()), (Taken::Route(0), 2));
}

#[test]
fn scores_are_tried_at_their_smallest_step() {
    let routes = json!([{
        "id": "rt_01", "name": "Sure", "then": [{ "action": "approve" }],
        "if": { "attribute": "liveness_check_score", "operator": "between", "value": [60, 80] },
    }]);
    let found = offered(&routes, "mark_for_review");
    let values: Vec<String> = found
        .tests
        .iter()
        .map(|test| {
            serde_json::to_value(&test.witness).unwrap()["attributes"]["liveness_check_score"]
                .to_string()
        })
        .collect();
    assert_eq!(
        values.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        BTreeSet::from(["60", "80", "59.9999", "80.0001", "null"])
    );
}

#[test]
fn a_large_workflow_is_offered_so_many_and_the_rest_is_counted() {
    let routes: Vec<Value> = (0..150)
        .map(|n| {
            json!({"id": format!("rt_{n}"), "name": format!("Route {n}"), "then": [{"action": "decline"}],
            "if": {"all": [
                {"attribute": "age", "operator": "equals", "value": n},
                {"attribute": "liveness_check_score", "operator": "between", "value": [10, 50]},
            ]}})
        })
        .collect();
    let found = offered(&json!(routes), "approve");
    assert_eq!(found.tests.len(), limits::BOUNDARIES);
    assert!(found.left_out > 0);
    let different: BTreeSet<&str> = names(&found).into_iter().collect();
    assert_eq!(different.len(), found.tests.len());
}

#[test]
fn offered_tests_notice_every_small_mistake_that_changes_a_decision() {
    let (mut noticed, mut alike, mut tests, mut routes) = (0, 0, 0, 0);
    for seed in 0..workflows() {
        let mut random = Random::seeded(seed);
        let keys = small::attributes(&mut random);
        let workflow = checked_document(&small::document(&mut random, &keys));
        let inquiries = small::inquiries(&keys);
        let found = boundaries(&workflow, &known());
        assert_eq!(found.left_out, 0, "seed {seed}");
        let plan = compile(&workflow);
        let own: Vec<Inquiry> = found.tests.iter().map(|test| inquiry(&test.witness)).collect();
        for (test, inquiry) in found.tests.iter().zip(&own) {
            assert_eq!(
                plan.decide(&test.witness.facts()),
                test.taken,
                "seed {seed}: {}",
                test.name
            );
            assert_eq!(
                oracle::decide(&workflow, inquiry),
                test.taken,
                "seed {seed}: {}",
                test.name
            );
        }
        let different: BTreeSet<&str> = names(&found).into_iter().collect();
        assert_eq!(different.len(), found.tests.len(), "seed {seed}: {:?}", names(&found));
        // Whoever is taken by somebody has a test.
        for inquiry in &inquiries {
            let taken = oracle::decide(&workflow, inquiry);
            assert!(found.tests.iter().any(|test| test.taken == taken), "seed {seed}: {taken:?}");
        }
        let differs = |mutant: &CheckedWorkflow, inquiry: &Inquiry| {
            let id = |of: &CheckedWorkflow| match oracle::decide(of, inquiry) {
                Taken::Route(place) => Some(of.routes[place].id.clone()),
                Taken::EverythingElse => None,
            };
            id(&workflow) != id(mutant)
        };
        for mutant in mistakes(&workflow) {
            if inquiries.iter().any(|inquiry| differs(&mutant, inquiry)) {
                assert!(own.iter().any(|i| differs(&mutant, i)), "seed {seed}: {mutant:#?}");
                noticed += 1;
            } else {
                alike += 1;
            }
        }
        tests += own.len();
        routes += workflow.routes.len();
    }
    eprintln!("{noticed} mistakes noticed, {alike} alike, {tests} tests for {routes} routes");
    assert!(noticed > 1_000);
}

/// Mistakes made without the engine's help: a route or a condition left out, routes swapped, a constant one step off,
/// a strict comparison for another, the opposite of a condition on lists.
fn mistakes(workflow: &CheckedWorkflow) -> Vec<CheckedWorkflow> {
    let mut all = Vec::new();
    for place in 0..workflow.routes.len() {
        let mut without = workflow.clone();
        without.routes.remove(place);
        all.push(without);
        if place + 1 < workflow.routes.len() {
            let mut swapped = workflow.clone();
            swapped.routes.swap(place, place + 1);
            all.push(swapped);
        }
        for condition in changed(&workflow.routes[place].condition) {
            let mut mistaken = workflow.clone();
            mistaken.routes[place].condition = condition;
            all.push(mistaken);
        }
    }
    all
}

fn changed(node: &Node<Test>) -> Vec<Node<Test>> {
    let at = |kind| Node { pointer: node.pointer.clone(), kind };
    match &node.kind {
        NodeKind::Test(test) => {
            tests(test).into_iter().map(|test| at(NodeKind::Test(test))).collect()
        }
        NodeKind::Not(member) => {
            changed(member).into_iter().map(|m| at(NodeKind::Not(Box::new(m)))).collect()
        }
        NodeKind::All(members) => {
            groups(members).into_iter().map(|m| at(NodeKind::All(m))).collect()
        }
        NodeKind::Any(members) => {
            groups(members).into_iter().map(|m| at(NodeKind::Any(m))).collect()
        }
    }
}

fn groups(members: &[Node<Test>]) -> Vec<Vec<Node<Test>>> {
    let mut all = Vec::new();
    for place in 0..members.len() {
        if members.len() > 1 {
            let mut fewer = members.to_vec();
            fewer.remove(place);
            all.push(fewer);
        }
        for other in changed(&members[place]) {
            let mut mixed = members.to_vec();
            mixed[place] = other;
            all.push(mixed);
        }
    }
    all
}

fn tests(test: &Test) -> Vec<Test> {
    match test {
        Test::Number(attribute, predicate) => {
            let whole = matches!(
                attribute,
                NumberAttribute::Age | NumberAttribute::FailedVerificationAttempts
            );
            let step = if whole { 10_000 } else { 1 };
            let mut all = Vec::new();
            for which in [Constant::First, Constant::Second] {
                for by in [-step, step] {
                    let moved =
                        |at: Decimal| Decimal::from_ten_thousandths(at.ten_thousandths() + by);
                    let number = predicate.constant(which).map(moved);
                    let number =
                        number.filter(|n| (0..=1_000_000).contains(&n.ten_thousandths()) || whole);
                    all.extend(number.and_then(|number| predicate.with_constant(which, number)));
                }
            }
            all.extend(match predicate {
                NumberPredicate::LessThan(at) => Some(NumberPredicate::LessThanOrEqual(*at)),
                NumberPredicate::LessThanOrEqual(at) => Some(NumberPredicate::LessThan(*at)),
                NumberPredicate::GreaterThan(at) => Some(NumberPredicate::GreaterThanOrEqual(*at)),
                NumberPredicate::GreaterThanOrEqual(at) => Some(NumberPredicate::GreaterThan(*at)),
                NumberPredicate::Equals(at) => Some(NumberPredicate::NotEquals(*at)),
                NumberPredicate::NotEquals(at) => Some(NumberPredicate::Equals(*at)),
                NumberPredicate::Between(..) => None,
            });
            all.into_iter().map(|other| Test::Number(*attribute, other)).collect()
        }
        Test::List(ListPredicate::Contains(list)) => {
            vec![Test::List(ListPredicate::NotContains(*list))]
        }
        Test::List(ListPredicate::NotContains(list)) => {
            vec![Test::List(ListPredicate::Contains(*list))]
        }
        Test::List(ListPredicate::ContainsAny(lists)) => {
            vec![Test::List(ListPredicate::ContainsAll(lists.clone()))]
        }
        Test::List(ListPredicate::ContainsAll(lists)) => {
            vec![Test::List(ListPredicate::ContainsAny(lists.clone()))]
        }
        Test::Code(..) | Test::Presence(..) => Vec::new(),
    }
}
