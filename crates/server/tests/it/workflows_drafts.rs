//! Drafts: what is kept, what is refused, and who wins.

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::workflows::{Workflow, minors};

#[tokio::test]
async fn an_unfinished_draft_is_kept_with_its_diagnostics() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    let unfinished = json!({
        "format": 1, "name": "Onboarding", "event": "inquiry.completed",
        "routes": [
            {"id": "rt_a", "name": "A", "if": {"all": [{"attribute": "age", "operator": "less_than"}]}, "then": []},
            {"id": "rt_b", "name": "B", "then": [{"action": "approve"}, {"action": "decline"}]},
        ],
    });
    let saved = workflow.save(&unfinished).await;
    assert_eq!(saved["document"], unfinished);
    assert_eq!(saved["readable"], true);
    let found: Vec<(&str, &str)> = saved["diagnostics"]
        .as_array()
        .expect("diagnostics")
        .iter()
        .map(|d| (d["pointer"].as_str().expect("a pointer"), d["code"].as_str().expect("a code")))
        .collect();
    assert_eq!(
        found,
        [
            ("/routes/0/if/all/0/value", "no_value"),
            ("/routes/0/then", "no_decision"),
            ("/routes/1/if", "no_conditions"),
            ("/routes/1/then/1/action", "two_decisions"),
            ("/everything_else", "no_everything_else"),
        ]
    );
    let explained = saved["explanation"]["routes"].as_array().expect("routes");
    assert_eq!(explained.len(), 2);
    assert_eq!(explained[0]["id"], "rt_a");
    assert_eq!(explained[0]["conditions"][1]["pointer"], "/routes/0/if/all/0");
    assert_eq!(explained[0]["conditions"][1]["depth"], 1);
    assert!(explained[0]["sentence"].as_str().expect("a sentence").contains('…'));
    assert_eq!(workflow.draft().await, saved);
}

#[tokio::test]
async fn ids_of_routes_are_assigned_and_keys_get_their_order() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    let saved = workflow.save(&json!({"routes": [{"name": "A"}], "name": " n "})).await;
    let document = json!({"format": 1, "name": "n", "event": "",
                          "routes": [{"id": "rt_01", "name": "A", "then": []}]});
    assert_eq!(saved["document"].to_string(), document.to_string());
}

#[tokio::test]
async fn what_is_not_well_formed_is_refused_and_nothing_is_kept() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    let before = workflow.draft().await;
    let etag = format!("\"{}\"", before["etag"].as_str().expect("an etag"));

    let mut deep = json!({"attribute": "age", "operator": "is_missing"});
    for _ in 0..6 {
        deep = json!({"all": [deep]});
    }
    let routes: Vec<Value> =
        (0..1_001).map(|n| json!({"id": format!("rt_{n}"), "name": "r"})).collect();
    let age = |value: Value| json!({"routes": [{"id": "rt_a", "if": {"attribute": "age", "operator": "equals", "value": value}}]});
    for (document, errors) in [
        (json!([]), &[("", "wrong_type")][..]),
        (json!({"extra": 1, "nome": "x"}), &[("/extra", "unknown_key"), ("/nome", "unknown_key")]),
        (json!({"name": 7}), &[("/name", "wrong_type")]),
        (json!({"routes": {}}), &[("/routes", "wrong_type")]),
        (json!({"format": 2}), &[("/format", "unsupported_format")]),
        (age(json!("18")), &[("/routes/0/if/value", "wrong_type")]),
        (age(json!(18.00001)), &[("/routes/0/if/value", "too_many_fraction_digits")]),
        (
            json!({"routes": [{"id": "rt_a", "if": deep}]}),
            &[("/routes/0/if/all/0/all/0/all/0/all/0/all/0", "too_deep")],
        ),
        (json!({"routes": routes}), &[("/routes", "too_many_routes")]),
        (
            json!({"routes": [{"id": "rt_a"}, {"id": "rt_a"}, {"id": "RT"}]}),
            &[("/routes/1/id", "duplicate_route_id"), ("/routes/2/id", "invalid_route_id")],
        ),
    ] {
        let refused = workflow.put(&document, header::IF_MATCH, &etag).await;
        refused.expect_errors(422, errors);
    }
    let twice = ada.request(Method::PUT, &workflow.path("/draft")).header(header::IF_MATCH, &etag);
    let twice = twice.header(header::CONTENT_TYPE, "application/json");
    twice
        .body("{\"name\": \"a\", \"name\": \"b\"}")
        .send()
        .await
        .expect_problem(400, "invalid_json");
    assert_eq!(workflow.draft().await, before);
}

#[tokio::test]
async fn a_document_has_at_most_1_mib() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    let etag = format!("\"{}\"", workflow.etag().await);
    let mut body = minors(18).to_string().into_bytes();
    body.resize(1_048_576, b' ');
    let put = |body: Vec<u8>| {
        let request =
            ada.request(Method::PUT, &workflow.path("/draft")).header(header::IF_MATCH, &etag);
        request.header(header::CONTENT_TYPE, "application/json").body(body).send()
    };
    let mut longer = body.clone();
    longer.push(b' ');
    put(longer).await.expect_problem(413, "body_too_large");
    put(body).await.expect_status(200);
}

#[tokio::test]
async fn nobody_overwrites_a_text_that_they_have_not_seen() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    let first = format!("\"{}\"", workflow.etag().await);

    ada.put(&workflow.path("/draft"), &minors(18))
        .await
        .expect_problem(428, "precondition_required");
    let taken = workflow.put(&minors(18), header::IF_NONE_MATCH, "*").await;
    taken.expect_problem(412, "precondition_failed");
    assert_eq!(taken.header(header::ETAG), Some(first.as_str()));

    let saved = workflow.put(&minors(18), header::IF_MATCH, &first).await;
    let second = saved.header(header::ETAG).expect("an etag").to_owned();
    assert_eq!(
        second,
        format!("\"{}\"", saved.expect_status(200)["etag"].as_str().expect("an etag"))
    );
    let stale = workflow.put(&minors(21), header::IF_MATCH, &first).await;
    let problem = stale.expect_problem(412, "precondition_failed");
    assert_eq!(stale.header(header::ETAG), Some(second.as_str()));
    assert!(problem["detail"].as_str().expect("a detail").contains(&second));
    assert_eq!(workflow.draft().await["document"], minors(18));

    let discard = |etag: Option<&str>| {
        let request = ada.request(Method::DELETE, &workflow.path("/draft"));
        etag.map_or_else(
            || ada.request(Method::DELETE, &workflow.path("/draft")),
            |etag| request.header(header::IF_MATCH, etag),
        )
        .send()
    };
    discard(None).await.expect_problem(428, "precondition_required");
    discard(Some(&first)).await.expect_problem(412, "precondition_failed");
    discard(Some(&second)).await.expect_status(204);
    discard(Some(&second)).await.expect_problem(404, "no_draft");
    let gone = workflow.put(&minors(21), header::IF_MATCH, &second).await;
    gone.expect_problem(412, "precondition_failed");
    workflow.put(&minors(21), header::IF_NONE_MATCH, "*").await.expect_status(200);
}

#[tokio::test]
async fn of_two_who_save_at_once_one_wins() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    let etag = format!("\"{}\"", workflow.etag().await);
    let attempts: Vec<_> = (1..=8)
        .map(|limit| {
            let (workflow, etag) = (workflow.clone(), etag.clone());
            tokio::spawn(async move {
                let answer = workflow.put(&minors(limit), header::IF_MATCH, &etag).await;
                (limit, answer.status())
            })
        })
        .collect();
    let mut won = Vec::new();
    for attempt in attempts {
        let (limit, status) = attempt.await.expect("an answer");
        assert!(matches!(status, 200 | 412), "{status}");
        if status == 200 {
            won.push(limit);
        }
    }
    assert_eq!(won.len(), 1, "exactly one save wins");
    assert_eq!(workflow.draft().await["document"], minors(won[0]));
}

#[tokio::test]
async fn a_version_is_restored_over_a_draft_only_on_purpose() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    workflow.publish_text(&minors(21)).await;
    let saved = workflow.save(&minors(25)).await;
    assert_eq!(
        saved["base_version"], 2,
        "whoever opens a draft has the newest version before them"
    );

    workflow.post("/versions/1/restore").await.expect_problem(409, "draft_exists");
    workflow.post("/versions/3/restore").await.expect_problem(404, "not_found");
    let path = workflow.path("/versions/1/restore?replace=true");
    ada.request(Method::POST, &path).send().await.expect_problem(428, "precondition_required");
    let replace = |etag: &str| {
        let etag = format!("\"{etag}\"");
        ada.request(Method::POST, &path).header(header::IF_MATCH, &etag).send()
    };
    replace("stale").await.expect_problem(412, "precondition_failed");
    let restored = replace(saved["etag"].as_str().expect("an etag")).await.expect_status(201);
    assert_eq!(restored["document"], minors(18));
    assert_eq!(restored["base_version"], 1);
    assert_eq!(workflow.draft().await["document"], minors(18));
}

#[tokio::test]
async fn check_says_the_same_without_keeping_anything() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let check = |document: Value| {
        let ada = ada.clone();
        async move {
            ada.post("/v1/workflows/check", &json!({"document": document})).await.expect_status(200)
        }
    };
    let clean = check(minors(18)).await;
    assert_eq!(clean["diagnostics"], json!([]));
    assert_eq!(clean["explanation"]["routes"][0]["sentence"], "If age is less than 18, decline.");
    let workflow = Workflow::create(&ada, "Onboarding").await;
    let unfinished = json!({"name": "n", "routes": [{"id": "rt_a", "name": "A"}]});
    let saved = workflow.save(&unfinished).await;
    let checked = check(unfinished).await;
    assert_eq!(checked["diagnostics"], saved["diagnostics"]);
    assert_eq!(checked["explanation"], saved["explanation"]);
    assert_eq!(checked["readable"], true);

    let unreadable = check(json!({"nome": 1})).await;
    assert_eq!(unreadable["readable"], false);
    assert_eq!(unreadable["diagnostics"][0]["pointer"], "/nome");
    assert_eq!(unreadable["diagnostics"][0]["code"], "unknown_key");
    let empty = ada.post("/v1/workflows/check", &json!({})).await;
    empty.expect_errors(422, &[("/document", "required")]);
}
