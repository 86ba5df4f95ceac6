//! Decisions by people, and which status allows which call.

use serde_json::{Value, json};

use super::world::{World, document, text};

async fn decide(world: &World, id: &str, call: &str, body: &Value) -> crate::support::Answer {
    world.ada.post(&format!("/v1/inquiries/{id}/{call}"), body).await
}

#[tokio::test]
async fn a_person_decides_with_a_comment() {
    let world = World::new().await;
    let grace = world.app.analyst().await;
    let id = text(&world.completed(&json!({})).await, "id").to_owned();
    let path = format!("/v1/inquiries/{id}/approve");
    world.shop.post(&path, &json!({})).await.expect_problem(403, "forbidden");
    world.app.clock.advance_seconds(60);
    let inquiry = grace.post(&path, &json!({"comment": " Called her. "})).await.expect_status(200);
    assert_eq!(inquiry["status"], "approved");
    let decision = &inquiry["decision"];
    assert_eq!(
        *decision,
        json!({
            "outcome": "approve", "comment": "Called her.", "at": "2026-11-22T10:43:07Z",
            "sentence": "Approved by Grace.",
            "decided_by": {"type": "member", "id": decision["decided_by"]["id"], "name": "Grace"},
        })
    );
    assert_eq!(inquiry["updated_at"], "2026-11-22T10:43:07Z");
    let last = inquiry["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!(last["detail"], "Approved by Grace. “Called her.”");
    assert_eq!(last["by"]["name"], "Grace");
}

#[tokio::test]
async fn overturning_takes_a_member_and_a_comment() {
    let world = World::new().await;
    world.running(&document("Onboarding", &[], "decline")).await;
    let id = text(&world.completed(&json!({})).await, "id").to_owned();
    for body in [json!({}), json!({"comment": null}), json!({"comment": "  "})] {
        decide(&world, &id, "approve", &body).await.expect_errors(422, &[("/comment", "required")]);
    }
    let key = world.app.key("Reviewer", pointsman_domain::people::Role::Analyst).await;
    let path = format!("/v1/inquiries/{id}/approve");
    key.post(&path, &json!({"comment": "so be it"})).await.expect_problem(403, "members_only");
    assert_eq!(world.inquiry(&id).await["status"], "declined", "nothing was kept");

    let approved = decide(&world, &id, "approve", &json!({"comment": "mistaken identity"})).await;
    let approved = approved.expect_status(200);
    assert_eq!(approved["status"], "approved");
    assert_eq!(approved["decision"]["decided_by"]["type"], "member");
    assert_eq!(approved["runs"][0]["applied"], true, "the run stays what it was");
    let details: Vec<&str> = approved["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| text(entry, "detail"))
        .collect();
    assert_eq!(
        details,
        [
            "Created.",
            "The check completed.",
            "Declined by Everything else of Onboarding, version 1.",
            "Approved by Ada. “mistaken identity”",
        ]
    );
    let events = world.ada.get("/v1/events?limit=100").await.expect_status(200);
    let overturn = events["data"].as_array().unwrap().last().unwrap();
    assert_eq!(overturn["type"], "inquiry.approved");
    assert_eq!(overturn["data"], json!({"comment": "mistaken identity", "before": "decline"}));
}

/// Of two who decide at once, the second learns who came first, and nothing is overturned unseen.
#[tokio::test]
async fn who_comes_second_is_told_who_came_first() {
    let world = World::new().await;
    let grace = world.app.analyst().await;
    let id = world.create(&json!({})).await;
    decide(&world, &id, "mark_for_review", &json!({})).await.expect_status(200);
    let seen = json!({"comment": "her papers are fine", "expected_status": "needs_review"});
    grace
        .post(&format!("/v1/inquiries/{id}/decline"), &json!({"expected_status": "needs_review"}))
        .await
        .expect_status(200);
    for call in ["approve", "decline", "mark_for_review"] {
        let refused = decide(&world, &id, call, &seen).await.expect_problem(409, "status_changed");
        assert_eq!(
            refused["detail"],
            "the inquiry is declined and no longer needs_review: declined by Grace; read it again before you decide"
        );
    }
    assert_eq!(world.inquiry(&id).await["status"], "declined");
    let seen = json!({"comment": "her papers are fine", "expected_status": "declined"});
    let overturned = decide(&world, &id, "approve", &seen).await.expect_status(200);
    assert_eq!(overturned["status"], "approved");

    let open = world.create(&json!({})).await;
    let refused = decide(&world, &open, "approve", &json!({"expected_status": "completed"})).await;
    let refused = refused.expect_problem(409, "status_changed");
    assert!(text(&refused, "detail").contains("is created and no longer completed: nothing is"));
    let unknown = decide(&world, &open, "approve", &json!({"expected_status": "finished"})).await;
    unknown.expect_errors(422, &[("/expected_status", "unknown_status")]);
}

#[tokio::test]
async fn a_key_may_decide_what_is_open() {
    let world = World::new().await;
    let key = world.app.key("Reviewer", pointsman_domain::people::Role::Analyst).await;
    let id = world.create(&json!({})).await;
    let path = format!("/v1/inquiries/{id}/mark_for_review");
    let inquiry = key.post(&path, &json!({})).await.expect_status(200);
    assert_eq!(inquiry["decision"]["decided_by"]["type"], "key");
    assert_eq!(inquiry["decision"]["sentence"], "Marked for review by API key “Reviewer”.");
}

/// Once a person has decided, the check cannot complete any more, so nothing runs.
#[tokio::test]
async fn after_a_person_nothing_runs() {
    let world = World::new().await;
    world.running(&document("Onboarding", &[], "decline")).await;
    let id = world.create(&json!({})).await;
    decide(&world, &id, "mark_for_review", &json!({})).await.expect_status(200);
    let path = format!("/v1/inquiries/{id}/complete");
    world.shop.post(&path, &json!({})).await.expect_problem(409, "forbidden_transition");
    let inquiry = world.inquiry(&id).await;
    assert_eq!((&inquiry["status"], &inquiry["runs"]), (&json!("needs_review"), &json!([])));
}

/// Ways to each status, and the calls that it allows.
#[tokio::test]
async fn each_status_allows_what_the_page_says() {
    let calls = ["complete", "fail", "expire", "approve", "decline", "mark_for_review"];
    let (comment, empty) = (json!({"comment": "because"}), json!({}));
    for (status, way, allowed) in [
        ("created", None, "complete, fail, expire, approve, decline, mark_for_review"),
        ("pending", Some("patch"), "complete, fail, expire, approve, decline, mark_for_review"),
        ("completed", Some("complete"), "approve, decline, mark_for_review"),
        ("failed", Some("fail"), "approve, decline, mark_for_review"),
        ("expired", Some("expire"), "approve, decline, mark_for_review"),
        ("needs_review", Some("mark_for_review"), "approve, decline, mark_for_review"),
        ("approved", Some("approve"), "decline"),
        ("declined", Some("decline"), "approve"),
    ] {
        let world = World::new().await;
        for call in calls {
            let id = world.create(&json!({})).await;
            match way {
                None => {}
                Some("patch") => {
                    let body = json!({"session": {"ip_address": "192.0.2.1"}});
                    world
                        .shop
                        .patch(&format!("/v1/inquiries/{id}"), &body)
                        .await
                        .expect_status(200);
                }
                Some(way) => {
                    decide(&world, &id, way, &json!({})).await.expect_status(200);
                }
            }
            assert_eq!(world.inquiry(&id).await["status"], status);
            let by_hand = ["approve", "decline", "mark_for_review"].contains(&call);
            let answer = decide(&world, &id, call, if by_hand { &comment } else { &empty }).await;
            let repeats = status == "completed" && call == "complete";
            if repeats || allowed.split(", ").any(|name| name == call) {
                answer.expect_status(200);
            } else {
                let problem = answer.expect_problem(409, "forbidden_transition");
                let detail =
                    format!("an inquiry that is {status} cannot {call}; it allows {allowed}");
                assert_eq!(problem["detail"], detail);
                assert_eq!(world.inquiry(&id).await["status"], status, "nothing was kept");
            }
        }
    }
}

#[tokio::test]
async fn comments_have_a_limit_and_no_neighbours() {
    let world = World::new().await;
    let id = world.create(&json!({})).await;
    for (body, pointer, code) in [
        (json!({"comment": "x".repeat(2_001)}), "/comment", "invalid_length"),
        (json!({"comment": 5}), "/comment", "wrong_type"),
        (json!({"note": "x"}), "/note", "unknown_key"),
    ] {
        decide(&world, &id, "approve", &body).await.expect_errors(422, &[(pointer, code)]);
    }
    let body = json!({"comment": "x".repeat(2_000)});
    decide(&world, &id, "approve", &body).await.expect_status(200);
    decide(&world, "inq_01h45ytscbebyvny4gc8cr8ma2", "approve", &json!({}))
        .await
        .expect_problem(404, "not_found");
}

/// As when the answer to the first was lost: marking is allowed again, and says nothing new.
#[tokio::test]
async fn the_same_mark_again_changes_nothing() {
    let world = World::new().await;
    let id = world.create(&json!({})).await;
    let body = json!({"comment": "Blurred."});
    let marked = decide(&world, &id, "mark_for_review", &body).await.expect_status(200);
    world.app.clock.advance_seconds(60);
    let again = decide(&world, &id, "mark_for_review", &body).await.expect_status(200);
    assert_eq!(again, marked, "with one event, and as it was");
    // Another comment, or another person, says something.
    let other = json!({"comment": "Blurred, and a glove."});
    let more = decide(&world, &id, "mark_for_review", &other).await.expect_status(200);
    assert_eq!(more["decision"]["comment"], "Blurred, and a glove.");
    let grace = world.app.analyst().await;
    let path = format!("/v1/inquiries/{id}/mark_for_review");
    let hers = grace.post(&path, &other).await.expect_status(200);
    assert_eq!(hers["decision"]["decided_by"]["name"], "Grace");
}
