//! The example that every test suite must contain: an address that is both blocked and allowed.

use pointsman_domain::workflow::{DecisionAction, TakenRoute};
use pointsman_engine::{Facts, compile};
use serde_json::{Value, json};

use crate::fixtures::{attributes, checked};

const BLOCKED: &str = "blocked_ip_addresses";
const ALLOWED: &str = "allowed_ip_addresses";

fn workflow(first: (&str, &str, &str), second: (&str, &str, &str)) -> Value {
    let route = |(id, list, action): (&str, &str, &str)| {
        json!({
            "id": id, "name": id,
            "if": {"all": [{"attribute": "list_matches", "operator": "contains", "value": list}]},
            "then": [{"action": action}]
        })
    };
    json!({
        "format": 1, "name": "Addresses", "event": "inquiry.completed",
        "routes": [route(first), route(second)],
        "everything_else": [{"action": "approve"}]
    })
}

#[test]
fn the_first_match_wins_in_both_orders() {
    let blocked = ("rt_blocked", BLOCKED, "decline");
    let allowed = ("rt_allowed", ALLOWED, "approve");
    let cases = [
        (workflow(blocked, allowed), vec![BLOCKED, ALLOWED], "rt_blocked", DecisionAction::Decline),
        (workflow(allowed, blocked), vec![BLOCKED, ALLOWED], "rt_allowed", DecisionAction::Approve),
        (workflow(blocked, allowed), vec![BLOCKED], "rt_blocked", DecisionAction::Decline),
        (workflow(blocked, allowed), vec![ALLOWED], "rt_allowed", DecisionAction::Approve),
        (workflow(allowed, blocked), vec![BLOCKED], "rt_blocked", DecisionAction::Decline),
        (workflow(blocked, allowed), vec![], "everything_else", DecisionAction::Approve),
        (workflow(blocked, allowed), vec!["sanctions"], "everything_else", DecisionAction::Approve),
    ];
    for (document, lists, route, action) in cases {
        let plan = compile(&checked(&document));
        let on: Vec<Value> =
            lists.iter().map(|list| json!({"list": list, "revision": 1})).collect();
        let taken = plan.decide(&Facts::new(&attributes(&json!({"list_matches": on}))));
        let wanted: TakenRoute = route.parse().unwrap();
        assert_eq!((plan.taken_route(taken), plan.action(taken)), (wanted, action), "on {lists:?}");
    }
}
