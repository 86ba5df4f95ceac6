//! The answer to a call is made from what the call writes, and reads as what is kept.

use serde_json::json;

use super::world::{World, document, on_list, route, text};

#[tokio::test]
async fn the_answer_to_a_completion_is_what_is_kept() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["192.0.2.0/24"]).await;
    let older = world.create(&json!({"reference_id": "older"})).await;
    let blocked = route("rt_01", "Blocked", &on_list(&list), "decline");
    world.running(&document("Addresses", &[blocked], "approve")).await;
    world.running(&document("Afterwards", &[], "mark_for_review")).await;
    let id =
        world.create(&json!({"reference_id": "first", "fields": {"name_last": "Shore"}})).await;
    world.shop.patch(&format!("/v1/inquiries/{id}"), &json!({"template": "short"})).await;
    let body = json!({
        "reference_id": "second", "template": null, "tags": ["new", "late"],
        "fields": {"name_last": "Ångström", "email_address": " Ada@Example.com ", "birthdate": "1990-02-28"},
        "session": {"ip_address": "192.0.2.7"}, "attributes": {"failed_verification_attempts": 3},
    });
    for (id, body, runs) in [(&id, &body, 2), (&older, &json!({}), 0)] {
        let answer = world.call(id, "complete", body).await;
        assert_eq!(answer["runs"].as_array().unwrap().len(), runs);
        assert_eq!(answer, world.inquiry(id).await);
        assert_eq!(answer, world.call(id, "complete", body).await, "the repeat");
    }
    for found in ["q=ada@example.com", "q=second", "tag=late"] {
        let path = format!("/v1/inquiries?{found}");
        assert_eq!(world.all_ids(&path).await, std::slice::from_ref(&id), "{found}");
    }
    let taken = json!({"reference_id": "second"});
    let third = world.create(&json!({})).await;
    let refused = world.shop.post(&format!("/v1/inquiries/{third}/complete"), &taken).await;
    let refused = refused.expect_status(409);
    assert!(text(&refused, "detail").contains("reference_id"), "{refused}");
    assert_eq!(world.inquiry(&third).await["status"], "created");
}
