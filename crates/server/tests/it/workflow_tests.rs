//! Tests of workflows: offered, kept, run at each publication, and in the way of what breaks them.

use serde_json::{Value, json};

use crate::lists::List;
use crate::support::TestApp;
use crate::workflows::{Workflow, minors, on_list};

fn expect(route: &str, outcome: &str) -> Value {
    json!({"route": route, "outcome": outcome})
}

fn names(tests: &Value) -> Vec<&str> {
    tests.as_array().unwrap().iter().map(|test| test["name"].as_str().unwrap()).collect()
}

async fn post(workflow: &Workflow, what: &str, body: &Value) -> crate::support::Answer {
    workflow.client.post(&workflow.path(what), body).await
}

#[tokio::test]
async fn offered_tests_stop_what_breaks_them_until_they_are_changed_on_purpose() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    let offered = post(&workflow, "/tests/offer", &json!({})).await.expect_status(200);
    assert_eq!((&offered["version"], &offered["left_out"]), (&json!(1), &json!(0)));
    assert_eq!(
        names(&offered["tests"]),
        [
            "Minors: age 17",
            "Minors: age 18 goes to Everything else",
            "Minors: no age goes to Everything else",
        ]
    );
    let keep = json!({"tests": offered["tests"]});
    let kept = post(&workflow, "/tests", &keep).await.expect_status(201);
    assert_eq!(names(&kept["data"]), names(&offered["tests"]));
    assert_eq!(kept["data"][0]["origin"], "offered");
    let again = post(&workflow, "/tests/offer", &json!({})).await.expect_status(200);
    assert_eq!((&again["tests"], &again["kept"]), (&json!([]), &json!(3)));
    let listed = ada.get(&workflow.path("/tests")).await.expect_status(200);
    assert_eq!(listed, kept);

    workflow.save(&minors(21)).await;
    let run = post(&workflow, "/tests/run", &json!({})).await.expect_status(200);
    assert_eq!(
        (&run["passed"], &run["broken"], &run["version"]),
        (&json!(2), &json!(1), &json!(null))
    );
    let broken = &run["results"][1];
    assert_eq!(
        (&broken["passed"], &broken["expected"]["route"]),
        (&json!(false), &json!("everything_else"))
    );
    let refused = workflow.publish(&workflow.etag().await).await;
    let problem = refused.expect_problem(409, "test_broken");
    let id = broken["test"].as_str().unwrap();
    refused.expect_errors(409, &[(&format!("/tests/{id}"), "test_broken")]);
    let detail = problem["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.starts_with("“Minors: age 18 goes to Everything else” expects "), "{detail}");
    assert!(
        detail.contains("by “Everything else”, and gets ") && detail.ends_with("by “Minors”."),
        "{detail}"
    );

    let actual = json!({
        "expect": expect(broken["actual"]["route"].as_str().unwrap(), broken["actual"]["outcome"].as_str().unwrap()),
    });
    let changed =
        ada.patch(&workflow.path(&format!("/tests/{id}")), &actual).await.expect_status(200);
    assert_eq!(
        (&changed["name"], &changed["expect"]),
        (&json!("Minors: age 18"), &actual["expect"])
    );
    workflow.publish(&workflow.etag().await).await.expect_status(201);
}

#[tokio::test]
async fn a_test_of_an_inquiry_holds_its_attributes_and_outlives_erasing() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let blocked = List::create(&ada, "Blocked", "ip_address").await;
    blocked.add("203.0.113.7").await.expect_status(201);
    let mut document = minors(18);
    document["routes"].as_array_mut().unwrap().push(json!({
        "id": "rt_blocked", "name": "Blocked", "if": on_list(&blocked.id)["routes"][0]["if"], "then": [{"action": "decline"}],
    }));
    let workflow = Workflow::published(&ada, &document).await;
    workflow.start(None).await.expect_status(200);
    let body = json!({
        "fields": {"name_first": "Mallory"}, "session": {"ip_address": "203.0.113.7"},
        "attributes": {"age": 40},
    });
    let inquiry = ada.post("/v1/inquiries", &body).await.expect_status(201)["id"].clone();
    let of_inquiry = json!({"tests": [{"from_inquiry": inquiry}]});
    let too_early = post(&workflow, "/tests", &of_inquiry).await;
    too_early.expect_errors(422, &[("/tests/0/from_inquiry", "unknown_inquiry")]);
    let path = format!("/v1/inquiries/{}", inquiry.as_str().unwrap());
    ada.post(&format!("{path}/complete"), &json!({})).await.expect_status(200);
    let kept = post(&workflow, "/tests", &of_inquiry).await.expect_status(201)["data"][0].clone();
    assert_eq!(kept["expect"], expect("rt_blocked", "decline"));
    assert_eq!(
        kept["name"],
        "Blocked: age 40, number of failed verification attempts 0, on “Blocked”"
    );
    assert_eq!(kept["origin"], "inquiry");
    let stated = json!({"attributes": {"age": 40, "failed_verification_attempts": 0, "list_matches": [blocked.id]}});
    assert_eq!(kept["inquiry"], stated, "attributes alone");

    // What is on the list later, and who is erased, is nothing to the test.
    ada.post(&format!("{path}/erase"), &json!({"confirm": true})).await;
    let run = post(&workflow, "/tests/run", &json!({})).await.expect_status(200);
    assert_eq!((&run["passed"], &run["broken"]), (&json!(1), &json!(0)));
    assert_eq!(run["results"][0]["inquiry"], stated);

    // A route that is gone breaks it.
    workflow.save(&minors(18)).await;
    let run = post(&workflow, "/tests/run", &json!({})).await.expect_status(200);
    assert_eq!(run["results"][0]["expected"]["route_name"], json!(null));
    let refused = workflow.publish(&workflow.etag().await).await.expect_problem(409, "test_broken");
    assert!(refused["detail"].as_str().unwrap().contains("by a route that is gone (`rt_blocked`)"));
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_at_its_place() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    let fine = json!({"inquiry": {"attributes": {"age": 17}}, "name": "A", "expect": expect("rt_1", "approve")});
    let personal = json!({"inquiry": {"attributes": {}, "session": {"ip_address": "203.0.113.7"}}});
    let unknown = json!({"inquiry": {"attributes": {"list_matches": ["nobody"]}}});
    let nothing = json!({"name": "Nothing"});
    let body = json!({"tests": [fine, personal, unknown]});
    post(&workflow, "/tests", &body).await.expect_errors(
        422,
        &[
            ("/tests/1/inquiry/session", "unknown_key"),
            ("/tests/2/inquiry/attributes/list_matches/0", "unknown_list"),
        ],
    );
    post(&workflow, "/tests", &json!({"tests": [fine, nothing]}))
        .await
        .expect_errors(422, &[("/tests/1/inquiry", "required")]);
    let wrong = json!({"inquiry": {"attributes": {}}, "expect": {"route": "rt_1", "outcome": "shrug"}, "origin": "inquiry"});
    post(&workflow, "/tests", &json!({"tests": [wrong]})).await.expect_status(422);
    post(&workflow, "/tests", &json!({"tests": []}))
        .await
        .expect_errors(422, &[("/tests", "required")]);
    // Without an expectation there must be a text that says one; this draft has errors.
    let open = json!({"tests": [{"inquiry": {"attributes": {"age": 17}}}]});
    post(&workflow, "/tests", &open).await.expect_problem(422, "invalid_document");
    post(&workflow, "/tests/offer", &json!({})).await.expect_problem(422, "invalid_document");
    assert_eq!(ada.get(&workflow.path("/tests")).await.json()["data"], json!([]), "all or none");

    let many = json!({"tests": vec![fine.clone(); 1_000]});
    post(&workflow, "/tests", &json!({"tests": vec![fine.clone(); 1_001]}))
        .await
        .expect_errors(422, &[("/tests", "too_many")]);
    let kept = post(&workflow, "/tests", &many).await.expect_status(201);
    post(&workflow, "/tests", &json!({"tests": [fine]}))
        .await
        .expect_problem(409, "too_many_tests");
    let one = workflow.path(&format!("/tests/{}", kept["data"][0]["id"].as_str().unwrap()));
    ada.delete(&one).await.expect_status(204);
    ada.delete(&one).await.expect_problem(404, "not_found");
    post(&workflow, "/tests", &json!({"tests": [fine]})).await.expect_status(201);
}
