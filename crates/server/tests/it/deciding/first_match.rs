//! First match wins, attributes are what the page says, and a run explains itself.

use serde_json::{Value, json};

use super::world::{World, document, from_address, on_list, route, test, text};

/// Decline if blocked, approve if allowed, everything else approve; and the two routes swapped.
#[tokio::test]
async fn an_address_on_both_lists_takes_the_first_route_in_either_order() {
    for (blocked_first, outcome, taken) in
        [(true, "decline", "rt_blocked"), (false, "approve", "rt_allowed")]
    {
        let world = World::new().await;
        let blocked = world.list("Blocked IP Addresses", "ip_address", &["203.0.113.7"]).await;
        let allowed = world.list("Allowed IP Addresses", "ip_address", &["203.0.113.0/24"]).await;
        let mut routes = [
            route("rt_blocked", "Blocked IP Addresses", &on_list(&blocked), "decline"),
            route("rt_allowed", "Allowed IP Addresses", &on_list(&allowed), "approve"),
        ];
        if !blocked_first {
            routes.reverse();
        }
        world.running(&document("Addresses", &routes, "approve")).await;

        let both = world.completed(&from_address("203.0.113.7")).await;
        assert_eq!(both["decision"]["outcome"], outcome);
        assert_eq!(both["runs"][0]["route"], taken);
        let status = if outcome == "decline" { "declined" } else { "approved" };
        assert_eq!(both["status"], status);

        let only_allowed = world.completed(&from_address("203.0.113.8")).await;
        assert_eq!(only_allowed["runs"][0]["route"], "rt_allowed");
        assert_eq!(only_allowed["status"], "approved");

        let neither = world.completed(&from_address("198.51.100.1")).await;
        assert_eq!(neither["runs"][0]["route"], "everything_else");
        assert_eq!(neither["runs"][0]["route_name"], "Everything else");
        assert_eq!(neither["status"], "approved");
    }
}

#[tokio::test]
async fn a_decision_says_what_decided() {
    let world = World::new().await;
    let minors = route("rt_01", "Minors", &test("age", "less_than", &json!(18)), "decline");
    let workflow = world.running(&document("Onboarding", &[minors], "approve")).await;
    let inquiry = world.completed(&json!({"fields": {"birthdate": "2010-01-01"}})).await;
    let run = &inquiry["runs"][0];
    let sentence = "Declined by route “Minors” of Onboarding, version 1.";
    assert_eq!(
        inquiry["decision"],
        json!({
            "outcome": "decline", "comment": null, "at": "2026-11-22T10:42:07Z", "sentence": sentence,
            "decided_by": {"type": "run", "id": run["id"], "name": null},
        })
    );
    assert_eq!(
        *run,
        json!({
            "id": run["id"], "workflow": workflow, "workflow_name": "Onboarding", "version": 1,
            "route": "rt_01", "route_name": "Minors", "actions": [{"action": "decline"}],
            "applied": true, "reason": null, "at": "2026-11-22T10:42:07Z", "sentence": sentence,
        })
    );
    let kinds: Vec<&str> =
        inquiry["timeline"].as_array().unwrap().iter().map(|entry| text(entry, "type")).collect();
    assert_eq!(kinds, ["inquiry.created", "inquiry.completed", "inquiry.declined"]);
    assert_eq!(inquiry["timeline"][2]["detail"], sentence);
    assert_eq!(inquiry["timeline"][2]["by"]["type"], "run");
}

#[tokio::test]
async fn attributes_are_computed_once_at_completion() {
    let world = World::new().await;
    let list = world.list("Canada", "country", &["CA"]).await;
    let body = json!({
        "fields": {"birthdate": "2000-02-29", "address_country_code": "ca", "address_subdivision": "Ontario"},
        "attributes": {"liveness_check_score": 88.5},
        "verifications": [
            {"id": "ver_old", "kind": "selfie", "status": "passed", "completed_at": "2026-01-01T00:00:00Z",
             "liveness_check_score": 10, "document_similarity_score": 99},
            {"id": "ver_new", "kind": "selfie", "status": "failed", "completed_at": "2026-02-01T00:00:00Z"},
        ],
    });
    let id = world.create(&body).await;
    let before = world.inquiry(&id).await;
    let sent = json!({"value": 88.5, "origin": "sent", "from": null});
    assert_eq!(before["attributes"], json!({"liveness_check_score": sent}));

    world.complete(&id).await;
    let after = world.whole(&id).await;
    let matched = &after["attributes"]["list_matches"]["value"][0];
    assert_eq!(
        after["attributes"],
        json!({
            "age": {"value": 26, "origin": "derived", "from": "birthdate"},
            "country": {"value": "CA", "origin": "derived", "from": "address_country_code"},
            "liveness_check_score": sent,
            "failed_verification_attempts": {"value": 1, "origin": "derived", "from": "verifications"},
            "list_matches": {"origin": "derived", "from": "lists", "value": [{
                "list": list, "list_name": "Canada", "list_key": "canada", "item": matched["item"],
                "item_value": "CA", "revision": 1,
            }]},
        }),
        "no state outside the US, and the newest selfie has no similarity score"
    );
    assert_eq!(after["status"], "completed", "nothing runs");
    assert_eq!(after["decision"], Value::Null);
}

/// A condition on a missing value is unknown, and unknown matches no route.
#[tokio::test]
async fn missing_values_are_unknown() {
    let world = World::new().await;
    let score = test("liveness_check_score", "less_than", &json!(50));
    let not_low = json!({"all": [{"not": score["all"][0]}]});
    let missing = json!({"all": [{"attribute": "liveness_check_score", "operator": "is_missing"}]});
    let failed = test("failed_verification_attempts", "equals", &json!(0));
    let routes = [
        route("rt_low", "Low", &score, "decline"),
        route("rt_not_low", "Not low", &not_low, "approve"),
        route(
            "rt_missing",
            "Missing",
            &json!({"all": [missing["all"][0], failed["all"][0]]}),
            "mark_for_review",
        ),
    ];
    world.running(&document("Liveness", &routes, "do_nothing")).await;
    let inquiry = world.completed(&json!({})).await;
    assert_eq!(inquiry["status"], "needs_review");
    let run = world.run(text(&inquiry["runs"][0], "id")).await;
    let verdicts: Vec<&str> = run["trace"]["routes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|route| text(route, "verdict"))
        .collect();
    assert_eq!(verdicts, ["unknown", "unknown", "true"]);
    let condition = &run["trace"]["routes"][0]["condition"]["children"][0];
    assert_eq!(condition["actual"], Value::Null);
    assert!(condition.as_object().unwrap().contains_key("actual"), "missing is shown as null");
}

#[tokio::test]
async fn do_nothing_leaves_the_inquiry_completed() {
    let world = World::new().await;
    world.running(&document("Watch", &[], "do_nothing")).await;
    let inquiry = world.completed(&json!({})).await;
    assert_eq!((&inquiry["status"], &inquiry["decision"]), (&json!("completed"), &Value::Null));
    assert_eq!(inquiry["runs"][0]["applied"], true);
}
