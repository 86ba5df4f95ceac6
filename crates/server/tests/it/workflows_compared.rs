//! For whom a document decides differently than a version, and than what runs beside it.

use serde_json::{Value, json};

use crate::lists::List;
use crate::support::{Client, TestApp};
use crate::workflows::{Workflow, minors};

fn route(id: &str, condition: &Value, action: &str) -> Value {
    json!({"id": id, "name": id, "if": condition, "then": [{"action": action}]})
}

fn document(routes: &[Value], everything_else: &str) -> Value {
    json!({"format": 1, "name": "Compared", "event": "inquiry.completed", "routes": routes,
        "everything_else": [{"action": everything_else}]})
}

fn on(list: &List) -> Value {
    json!({"attribute": "list_matches", "operator": "contains", "value": list.id})
}

async fn compare(client: &Client, document: &Value, baseline: Value) -> Value {
    let body = json!({"document": document, "baseline": baseline});
    client.post("/v1/workflows/compare", &body).await.expect_status(200)
}

/// What a text does with an inquiry: the route and the action.
async fn tried(client: &Client, document: &Value, inquiry: &Value) -> (Value, Value) {
    let body = json!({"document": document, "inquiry": inquiry});
    let run = client.post("/v1/workflows/try", &body).await.expect_status(200);
    (run["route"].clone(), run["actions"][0]["action"].clone())
}

#[tokio::test]
async fn a_swap_is_a_change_for_an_address_that_is_on_both_lists() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let blocked = List::create(&ada, "Blocked", "ip_address").await;
    let allowed = List::create(&ada, "Allowed", "ip_address").await;
    blocked.add("203.0.113.0/24").await.expect_status(201);
    allowed.add("203.0.113.7").await.expect_status(201);
    allowed.add("198.51.100.0/24").await.expect_status(201);
    let (block, allow) = (
        route("rt_blocked", &on(&blocked), "decline"),
        route("rt_allowed", &on(&allowed), "approve"),
    );
    let old = document(&[block.clone(), allow.clone()], "mark_for_review");
    let new = document(&[allow, block], "mark_for_review");
    let workflow = Workflow::published(&ada, &old).await;

    let nothing = compare(&ada, &new, json!({"workflow": workflow.id})).await;
    let none = json!({
        "baseline": null, "words": [], "comparison": null, "unproved_because": null,
    });
    assert_eq!(nothing, none, "none runs");
    workflow.start(None).await.expect_status(200);
    let running = compare(&ada, &new, json!({"workflow": workflow.id})).await;
    assert_eq!(running["baseline"], json!({"workflow": workflow.id, "version": 1}));
    assert_eq!(running["words"].as_array().unwrap().len(), 1, "one was moved: {running}");
    let found = &running["comparison"];
    assert_eq!((&found["equal"], &found["undecided"]), (&json!(false), &json!([])));
    let [change] = found["changes"].as_array().unwrap().as_slice() else { panic!("{found}") };
    assert_eq!(
        (&change["kind"], &change["from"], &change["to"], &change["scope"]),
        (&json!("decision"), &json!("decline"), &json!("approve"), &json!("present_lists"))
    );
    assert_eq!(change["regions"], json!(["the inquiry is on all of “Blocked”, “Allowed”"]));
    let example = &change["witness"];
    assert_eq!(example["session"]["ip_address"], "203.0.113.7");
    assert_eq!(tried(&ada, &old, example).await, (json!("rt_blocked"), json!("decline")));
    assert_eq!(tried(&ada, &new, example).await, (json!("rt_allowed"), json!("approve")));

    let alike = compare(&ada, &old, json!({"workflow": workflow.id, "version": 1})).await;
    assert_eq!(alike["comparison"], json!({"equal": true, "changes": [], "undecided": []}));
    assert_eq!(alike["words"], json!([]));
}

#[tokio::test]
async fn the_same_decision_by_another_route_is_told_apart() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let young = |age: i64| json!({"attribute": "age", "operator": "less_than", "value": age});
    let old = document(&[route("rt_minors", &young(18), "decline")], "approve");
    let new = document(
        &[route("rt_children", &young(14), "decline"), route("rt_minors", &young(21), "decline")],
        "approve",
    );
    let workflow = Workflow::published(&ada, &old).await;
    let found = compare(&ada, &new, json!({"workflow": workflow.id, "version": 1})).await;
    let changes = found["comparison"]["changes"].as_array().unwrap();
    let kinds: Vec<_> = changes
        .iter()
        .map(|it| (it["kind"].as_str(), it["from"].as_str(), it["to"].as_str()))
        .collect();
    assert_eq!(
        kinds,
        [
            (Some("decision"), Some("approve"), Some("decline")),
            (Some("reason"), Some("decline"), Some("decline")),
        ]
    );
    for change in changes {
        let (was, is) = (
            tried(&ada, &old, &change["witness"]).await,
            tried(&ada, &new, &change["witness"]).await,
        );
        assert_eq!((&was.0, &was.1), (&change["from_route"], &change["from"]), "{change}");
        assert_eq!((&is.0, &is.1), (&change["to_route"], &change["to"]), "{change}");
        assert_eq!(change["scope"], "present_lists");
        assert_eq!(change["more_regions"], false);
    }
}

#[tokio::test]
async fn what_cannot_be_compared_says_where() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    let post = |body: Value| {
        let ada = &ada;
        async move { ada.post("/v1/workflows/compare", &body).await }
    };
    let own = json!({"workflow": workflow.id});
    let nobody = "wfl_01h45ytscbebyvny4gc8cr8ma2";
    for (body, pointer) in [
        (json!({"document": {"format": 1, "nome": ""}, "baseline": own}), "/document/nome"),
        (json!({"document": minors(18)}), "/baseline"),
        (json!({"document": minors(18), "baseline": {}}), "/baseline/workflow"),
        (json!({"document": minors(18), "baseline": {"workflow": "x"}}), "/baseline/workflow"),
        (
            json!({"document": minors(18), "baseline": {"workflow": workflow.id, "version": 0}}),
            "/baseline/version",
        ),
        (json!({"baseline": own}), "/document"),
        (json!({"document": minors(18), "baseline": own, "window": {}}), "/window"),
    ] {
        let problem = post(body.clone()).await.expect_status(422);
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body}: {problem}");
    }
    for baseline in [json!({"workflow": nobody}), json!({"workflow": workflow.id, "version": 2})] {
        let body = json!({"document": minors(18), "baseline": baseline});
        post(body).await.expect_problem(404, "not_found");
    }
}

#[tokio::test]
async fn a_draft_with_errors_is_compared_in_words() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    let mut wrong = minors(18);
    wrong["routes"][0]["if"]["all"][0]["value"] = json!(151);
    wrong["everything_else"] = json!([{"action": "mark_for_review"}]);
    let found = compare(&ada, &wrong, json!({"workflow": workflow.id, "version": 1})).await;
    assert_eq!(found["baseline"]["version"], 1);
    let words = found["words"].as_array().unwrap();
    assert_eq!(words.len(), 2, "{found}");
    assert!(words[1].as_str().unwrap().starts_with("Changed Everything else."), "{found}");
    assert_eq!(found["comparison"], json!(null));
    let why = found["unproved_because"].as_str().unwrap();
    assert!(why.starts_with("the document has errors; /routes/0/if/all/0/value: "), "{why}");
    let right = compare(&ada, &minors(21), json!({"workflow": workflow.id, "version": 1})).await;
    assert_eq!(right["unproved_because"], json!(null));
    assert!(right["comparison"].is_object());
}

#[tokio::test]
async fn workflows_that_run_side_by_side_can_disagree() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let watched = List::create(&ada, "Watched", "email_address").await;
    watched.add("mule.example").await.expect_status(201);
    let first = Workflow::published(&ada, &minors(18)).await;
    let second = document(&[route("rt_watched", &on(&watched), "mark_for_review")], "do_nothing");
    let own = Workflow::published(&ada, &second).await;
    let ask = |body: Value| {
        let ada = &ada;
        async move { ada.post("/v1/workflows/disagreements", &body).await.expect_status(200) }
    };
    let alone = ask(json!({"document": second, "workflow": own.id})).await;
    assert_eq!(alone, json!({"beside": [], "disagreements": []}), "the other one does not run");

    first.start(None).await.expect_status(200);
    own.start(None).await.expect_status(200);
    let found = ask(json!({"document": second, "workflow": own.id})).await;
    assert_eq!(found["beside"].as_array().unwrap().len(), 1, "not itself: {found}");
    let beside = &found["beside"][0];
    assert_eq!(
        (&beside["workflow"], &beside["version"], &beside["runs_before"]),
        (&json!(first.id), &json!(1), &json!(true))
    );
    assert_eq!(beside["not_asked"], json!(null));
    let all = found["disagreements"].as_array().unwrap();
    assert!(!all.is_empty(), "{found}");
    for one in all {
        assert_eq!((&one["with"], &one["verdict"]), (beside, &json!("yes")));
        assert_eq!(one["scope"], "present_lists", "{one}");
        assert_eq!(tried(&ada, &minors(18), &one["witness"]).await.1, one["theirs"]);
        assert_eq!(tried(&ada, &second, &one["witness"]).await.1, one["ours"]);
    }
    // The one that runs first asks about the one behind it.
    let found = ask(json!({"document": minors(18), "workflow": first.id})).await;
    assert_eq!(found["beside"][0]["runs_before"], false, "{found}");
    // A new workflow would run last.
    let found = ask(json!({"document": second})).await;
    let before = found["beside"].as_array().unwrap().iter().map(|it| it["runs_before"] == true);
    assert_eq!(before.collect::<Vec<_>>(), [true, true], "{found}");
    // Who never settles anything disagrees with nobody.
    let idle = ask(json!({"document": document(&[], "do_nothing")})).await;
    assert_eq!(idle["disagreements"], json!([]));

    let nobody = json!({"document": second, "workflow": "wfl_01h45ytscbebyvny4gc8cr8ma2"});
    ada.post("/v1/workflows/disagreements", &nobody).await.expect_problem(404, "not_found");
}
