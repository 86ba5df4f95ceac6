//! Proofs that people can follow.

use pointsman_domain::attribute::{AttributeKey, AttributeValue};
use pointsman_domain::decimal::Decimal;
use pointsman_engine::prove::{
    Finding, KnownLists, Never, Proofs, Reachable, Scope, limits, prove, prove_within,
};
use pointsman_engine::{Plan, Taken, compile};
use serde_json::{Value, json};

use crate::fixtures::checked;

fn plan(routes: &[(Value, &str)], everything_else: &str) -> Plan {
    let routes: Vec<Value> = routes
        .iter()
        .enumerate()
        .map(|(place, (condition, action))| {
            json!({
                "id": format!("rt_{place}"), "name": format!("Route {place}"),
                "if": condition, "then": [{ "action": action }],
            })
        })
        .collect();
    compile(&checked(&json!({
        "format": 1, "name": "Worked", "event": "inquiry.completed",
        "routes": routes, "everything_else": [{ "action": everything_else }],
    })))
}

fn test(attribute: &str, operator: &str, value: impl Into<Value>) -> Value {
    json!({ "attribute": attribute, "operator": operator, "value": value.into() })
}

fn on(list: &str) -> Value {
    test("list_matches", "contains", list)
}

fn proofs(routes: &[(Value, &str)], everything_else: &str) -> Proofs {
    prove(&plan(routes, everything_else), &KnownLists::default())
}

fn witness(reachable: &Reachable) -> Value {
    match reachable {
        Reachable::Yes { witness, .. } => serde_json::to_value(witness).unwrap(),
        other => panic!("not reachable: {other:?}"),
    }
}

#[test]
fn a_witness_is_a_plain_inquiry() {
    let found = proofs(
        &[
            (test("age", "less_than", 18), "decline"),
            (test("liveness_check_score", "less_than", 60), "mark_for_review"),
            (test("us_state", "any_of", json!(["NY", "TX"])), "approve"),
        ],
        "approve",
    );
    let bodies: Vec<Value> = found.routes.iter().map(witness).collect();
    assert_eq!(
        bodies,
        [
            json!({ "attributes": { "age": 17, "liveness_check_score": 90 } }),
            json!({ "attributes": { "age": 35, "liveness_check_score": 59 } }),
            json!({ "attributes": {
                "age": 35, "country": "US", "us_state": "NY", "liveness_check_score": 90 } }),
        ]
    );
    assert_eq!(
        witness(&found.everything_else),
        json!({ "attributes": { "age": 35, "liveness_check_score": 90 } })
    );
}

#[test]
fn blocked_and_allowed_overlap_by_an_inquiry_on_both() {
    let found = proofs(
        &[(on("blocked_ip_addresses"), "decline"), (on("allowed_ip_addresses"), "approve")],
        "approve",
    );
    let Some(Finding::Overlap(overlap)) = found.findings.first() else {
        panic!("no overlap: {:?}", found.findings)
    };
    assert_eq!((overlap.routes, overlap.witness.lists.len()), ([0, 1], 2));
    assert_eq!(overlap.witness.scope, Scope::AnyLists);
}

#[test]
fn a_route_below_ones_that_take_everybody_is_blocked_by_the_fewest() {
    let found = proofs(
        &[
            (test("failed_verification_attempts", "greater_than", 5), "decline"),
            (test("age", "less_than", 30), "decline"),
            (test("country", "equals", "US"), "approve"),
            (test("age", "greater_than_or_equal", 20), "mark_for_review"),
            (test("age", "between", json!([10, 40])), "approve"),
        ],
        "approve",
    );
    let blocked = Reachable::No { scope: Scope::AnyLists, why: Never::Blocked(vec![1, 3]) };
    assert_eq!(found.routes[4], blocked);
}

#[test]
fn no_whole_age_is_between_two_years() {
    let condition =
        json!({ "all": [test("age", "greater_than", 17), test("age", "less_than", 18)] });
    let found = proofs(&[(condition, "decline")], "approve");
    let pointers = ["/routes/0/if/all/0", "/routes/0/if/all/1"].map(str::to_owned);
    let why = Never::Contradictory(pointers.to_vec());
    assert_eq!(found.routes[0], Reachable::No { scope: Scope::AnyLists, why });
    let [first, second] = pointers;
    assert!(
        found.findings.contains(&Finding::Contradiction { pointer: second, with: vec![first] })
    );
}

#[test]
fn a_state_implies_the_united_states() {
    let condition = json!({ "all": [
        test("us_state", "equals", "NY"), test("country", "not_equals", "US")] });
    let redundant =
        json!({ "all": [test("us_state", "equals", "NY"), test("country", "equals", "US")] });
    let found = proofs(&[(condition, "decline"), (redundant, "approve")], "approve");
    assert!(matches!(
        found.routes[0],
        Reachable::No { scope: Scope::AnyLists, why: Never::Contradictory(_) }
    ));
    let pointer = "/routes/1/if/all/1".to_owned();
    assert!(found.findings.contains(&Finding::Redundant { pointer }));
}

#[test]
fn an_absent_score_falls_through() {
    let found = proofs(&[(test("liveness_check_score", "less_than", 60), "decline")], "approve");
    let Some(Finding::MissingFallsThrough { attribute, witness, .. }) = found.findings.first()
    else {
        panic!("{:?}", found.findings)
    };
    assert_eq!(*attribute, AttributeKey::LivenessCheckScore);
    assert_eq!(witness.value(AttributeKey::LivenessCheckScore), None);
    let missing = json!({ "attribute": "liveness_check_score", "operator": "is_missing" });
    let caught = proofs(
        &[(test("liveness_check_score", "less_than", 60), "decline"), (missing, "mark_for_review")],
        "approve",
    );
    assert!(caught.findings.iter().all(|f| !matches!(f, Finding::MissingFallsThrough { .. })));
}

#[test]
fn fractions_are_used_only_where_needed() {
    let narrow = test("liveness_check_score", "between", json!([59.5, 59.9]));
    let found = proofs(&[(narrow, "decline")], "approve");
    let Reachable::Yes { witness, .. } = &found.routes[0] else { panic!("{found:?}") };
    let value = witness.value(AttributeKey::LivenessCheckScore);
    assert_eq!(value, Some(AttributeValue::Number(Decimal::from_ten_thousandths(595_000))));
}

/// So many routes that everybody matches who is old enough, with two actions by turns.
fn alike(count: usize) -> Vec<(Value, &'static str)> {
    (0..count)
        .map(|place| {
            let condition = test("age", "greater_than_or_equal", count - place);
            (condition, if place % 2 == 0 { "approve" } else { "decline" })
        })
        .collect()
}

#[test]
fn a_hundred_overlaps_are_shown_and_more_are_counted() {
    // Of n routes by turns, n * n / 4 pairs do different things.
    for (routes, pairs) in [(20, 100), (21, 110)] {
        let found = proofs(&alike(routes), "approve");
        let overlaps = found.findings.iter().filter(|f| matches!(f, Finding::Overlap(_))).count();
        assert_eq!(overlaps, limits::OVERLAPS);
        assert_eq!(found.more, pairs - 100);
    }
}

#[test]
fn what_takes_too_much_work_is_undecided_and_says_so() {
    let plan = plan(&alike(30), "approve");
    let none = prove_within(&plan, &KnownLists::default(), 0);
    let because = "Undecided because finding out takes more work than is allowed.";
    for (place, route) in none.routes.iter().enumerate() {
        assert_eq!(route.because(&plan, Taken::Route(place)).as_deref(), Some(because));
    }
    let few = |steps| prove_within(&plan, &KnownLists::default(), steps);
    let decided = |proofs: &Proofs| {
        proofs.routes.iter().filter(|route| matches!(route, Reachable::Yes { .. })).count()
    };
    let some = (1..200).find(|steps| (1..30).contains(&decided(&few(*steps)))).unwrap();
    assert_eq!(few(some), few(some));
    assert_eq!(decided(&few(limits::STEPS)), 30);
}

#[test]
fn what_never_holds_together_is_said_as_it_is_meant_under_not() {
    let young = |age: u64| test("age", "less_than", age);
    let neither = json!({ "not": { "any": [young(20), test("country", "equals", "US")] } });
    let plan = plan(&[(json!({ "all": [young(18), neither] }), "decline")], "approve");
    let found = prove(&plan, &KnownLists::default());
    assert_eq!(
        found.routes[0].because(&plan, Taken::Route(0)).as_deref(),
        Some(
            "It never holds together that age is less than 18 and that not (age is less than 20)."
        )
    );
}

#[test]
fn a_condition_that_always_holds_is_no_contradiction_under_not() {
    let present = json!({ "attribute": "failed_verification_attempts", "operator": "is_present" });
    let always = json!({ "not": { "all": [present, test("age", "less_than", 18)] } });
    let attempts =
        |operator: &str, count: u64| test("failed_verification_attempts", operator, count);
    // Never missing, so it is false for everybody and not unknown for some.
    let two = json!({ "all": [attempts("less_than", 1), attempts("greater_than", 2)] });
    let never = json!({ "not": { "any": [two, test("country", "equals", "US")] } });
    let found = proofs(&[(always, "decline"), (never, "mark_for_review")], "approve");
    let pointer = "/routes/0/if/not/all/0".to_owned();
    assert!(found.findings.contains(&Finding::Redundant { pointer }), "{:?}", found.findings);
    let pointer = "/routes/1/if/not/any/0".to_owned();
    let with = Vec::new();
    assert!(
        found.findings.contains(&Finding::Contradiction { pointer, with }),
        "{:?}",
        found.findings
    );
}

#[test]
fn an_example_on_no_list_says_so_where_lists_are_mentioned() {
    let found = proofs(&[(on("blocked_ip_addresses"), "decline")], "approve");
    assert_eq!(witness(&found.everything_else), json!({ "attributes": { "list_matches": [] } }));
    let found = proofs(&[(test("age", "less_than", 18), "decline")], "approve");
    assert_eq!(witness(&found.everything_else), json!({ "attributes": { "age": 35 } }));
}
