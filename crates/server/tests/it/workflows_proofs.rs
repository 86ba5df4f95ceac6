//! What is proved about a document where it is checked.

use serde_json::{Value, json};

use crate::lists::List;
use crate::support::{Client, TestApp};

fn on(list: &List) -> Value {
    json!({"attribute": "list_matches", "operator": "contains", "value": list.id})
}

fn document(routes: &[(Value, &str)], everything_else: &str) -> Value {
    let routes: Vec<Value> = routes
        .iter()
        .enumerate()
        .map(|(place, (condition, action))| {
            json!({
                "id": format!("rt_{place}"), "name": format!("Route {place}"),
                "if": condition, "then": [{"action": action}],
            })
        })
        .collect();
    json!({
        "format": 1, "name": "Proved", "event": "inquiry.completed",
        "routes": routes, "everything_else": [{"action": everything_else}],
    })
}

async fn check(client: &Client, document: &Value) -> Value {
    client.post("/v1/workflows/check", &json!({"document": document})).await.expect_status(200)
}

/// The worked example: an address on both lists is real, and what is on the lists changes what is said.
#[tokio::test]
async fn an_address_on_both_lists_is_shown_as_long_as_it_is() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let blocked = List::create(&ada, "Blocked IP Addresses", "ip_address").await;
    let allowed = List::create(&ada, "Allowed IP Addresses", "ip_address").await;
    let document =
        document(&[(on(&blocked), "decline"), (on(&allowed), "approve")], "mark_for_review");

    let empty = check(&ada, &document).await;
    assert_eq!(empty["routes"][0]["reachable"], "no");
    assert_eq!(empty["routes"][0]["scope"], "present_lists");
    assert_eq!(
        empty["routes"][0]["because"],
        "It never holds that the inquiry is on “Blocked IP Addresses”, with what is on the lists now."
    );

    blocked.add("203.0.113.0/24").await.expect_status(201);
    let item = allowed.add("203.0.113.7").await.expect_status(201);
    let covered = check(&ada, &document).await;
    assert_eq!(covered["routes"][0]["reachable"], "yes");
    assert_eq!(
        covered["routes"][0]["witness"],
        json!({"session": {"ip_address": "203.0.113.1"}, "attributes": {}})
    );
    let hidden = &covered["routes"][1];
    assert_eq!((&hidden["reachable"], &hidden["blocked_by"]), (&json!("no"), &json!(["rt_0"])));
    assert_eq!(hidden["scope"], "present_lists");

    allowed.add("198.51.100.0/24").await.expect_status(201);
    let both = check(&ada, &document).await;
    assert_eq!(
        both["findings"],
        json!([{
            "kind": "overlap", "routes": ["rt_0", "rt_1"], "scope": "present_lists",
            "witness": {"session": {"ip_address": "203.0.113.7"}, "attributes": {}},
        }])
    );
    assert_eq!((&both["more"], &both["undecided_overlaps"]), (&json!(0), &json!(0)));
    assert_eq!(both["everything_else"]["reachable"], "yes");

    let path = allowed.path(&format!("/items/{}", item["id"].as_str().expect("an id")));
    ada.delete(&path).await.expect_status(204);
    let apart = check(&ada, &document).await;
    assert_eq!(apart["findings"][0]["scope"], "any_lists");
    assert_eq!(
        apart["findings"][0]["witness"]["attributes"]["list_matches"].as_array().map(Vec::len),
        Some(2)
    );
}

#[tokio::test]
async fn what_never_matches_is_redundant_or_falls_through_is_said() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let test = |attribute: &str, operator: &str, value: Value| json!({"attribute": attribute, "operator": operator, "value": value});
    let minor = test("age", "less_than", json!(18));
    let young = json!({"all": [test("age", "less_than", json!(17)), minor]});
    let never = json!({"all": [minor, test("age", "greater_than", json!(17))]});
    let found = check(
        &ada,
        &document(&[(minor.clone(), "decline"), (young, "decline"), (never, "decline")], "approve"),
    )
    .await;
    let routes = found["routes"].as_array().expect("routes");
    let verdicts: Vec<&Value> = routes.iter().map(|route| &route["reachable"]).collect();
    assert_eq!(verdicts, ["yes", "no", "no"]);
    assert_eq!(routes[0]["witness"], json!({"attributes": {"age": 17}}));
    assert_eq!(routes[1]["blocked_by"], json!(["rt_0"]));
    assert_eq!(
        routes[1]["because"],
        "Every inquiry that it matches is taken by “Route 0” above it."
    );
    assert_eq!(
        routes[2]["because"],
        "It never holds together that age is less than 18 and that age is more than 17."
    );
    assert_eq!(
        found["findings"],
        json!([
            {"kind": "redundant", "pointer": "/routes/1/if/all/1"},
            {"kind": "contradiction", "pointer": "/routes/2/if/all/1", "with": ["/routes/2/if/all/0"]},
            {"kind": "missing_falls_through", "attribute": "age", "outcome": "approve", "count": null,
             "witness": {"attributes": {}}},
        ])
    );
    assert_eq!(found["everything_else"]["id"], "everything_else");
}

#[tokio::test]
async fn a_document_with_errors_is_not_proved() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let found = check(&ada, &json!({"name": "n", "routes": []})).await;
    assert_eq!((&found["routes"], &found["everything_else"]), (&json!([]), &json!(null)));
}
