//! Erasing the person's data: what goes, what stays, and that nothing comes back.

use axum::http::{HeaderName, Method};
use pointsman_domain::people::Role;
use serde_json::{Value, json};

use super::world::{World, document, on_list, route, test, text};
use crate::support::{Answer, Client};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Everything about a person that an inquiry can hold.
fn person() -> Value {
    json!({
        "reference_id": "order 7", "tags": ["vip"], "template": "kyc",
        "fields": {"name_first": "Zoë", "name_last": "O'Hara", "birthdate": "1990-02-28",
                   "address_country_code": "US", "address_subdivision": "CA",
                   "email_address": "Zoe@Example.com", "favourite": "blue"},
        "session": {"ip_address": "203.0.113.7", "user_agent": "curl"},
        "attributes": {"failed_verification_attempts": 2},
        "verifications": [
            {"id": "passport C01X", "kind": "government_id", "status": "passed", "country_code": "US",
             "checks": [{"name": "expiry", "status": "passed", "reasons": ["Zoë O'Hara, 2031"]}]},
            {"id": "selfie of Zoë", "kind": "selfie", "status": "passed", "liveness_check_score": 87.5}],
    })
}

impl World {
    async fn erase(&self, id: &str, query: &str) -> Value {
        self.ada.delete(&format!("/v1/inquiries/{id}{query}")).await.expect_status(200)
    }

    async fn replayed(&self, run: &str) -> Value {
        self.ada.post(&format!("/v1/runs/{run}/replay"), &json!({})).await.expect_status(200)
    }
}

/// An inquiry that a route declined for a list and a score, and a person approved.
async fn decided(world: &World) -> Value {
    let list = world.list("Blocked", "ip_address", &["203.0.113.0/24"]).await;
    let blocked = route("rt_01", "Blocked", &on_list(&list), "decline");
    let lively = test("liveness_check_score", "greater_than", &json!(80));
    let lively = route("rt_00", "Lively", &lively, "do_nothing");
    world.running(&document("Onboarding", &[blocked, lively], "approve")).await;
    let inquiry = world.completed(&person()).await;
    let approve = format!("/v1/inquiries/{}/approve", text(&inquiry, "id"));
    let comment = json!({"comment": "Zoë called and is who she says"});
    world.ada.post(&approve, &comment).await.expect_status(200)
}

#[tokio::test]
async fn the_person_goes_and_the_decision_stays() {
    let world = World::new().await;
    let before = decided(&world).await;
    let run = text(&before["runs"][0], "id");
    let run_before = world.run(run).await;
    let replay_before = world.replayed(run).await;
    world.app.clock.advance_seconds(60);
    let after = world.erase(text(&before, "id"), "").await;

    assert_eq!(after["erased_at"], "2026-11-22T10:43:07Z");
    assert_eq!((&after["fields"], &after["session"]), (&json!({}), &json!({})));
    assert_eq!(after["decision"]["comment"], Value::Null);
    assert_eq!(
        after["verifications"],
        json!([
            {"id": "verification_1", "kind": "government_id", "status": "passed", "country_code": "US"},
            {"id": "verification_2", "kind": "selfie", "status": "passed", "liveness_check_score": 87.5}])
    );
    for stays in
        ["reference_id", "tags", "template", "status", "created_at", "completed_at", "runs"]
    {
        assert_eq!(after[stays], before[stays], "{stays}");
    }
    for stays in ["outcome", "decided_by", "at", "sentence"] {
        assert_eq!(after["decision"][stays], before["decision"][stays], "{stays}");
    }
    assert_attributes_stay(&before["attributes"], &after["attributes"]);

    let timeline = after["timeline"].as_array().unwrap();
    assert_eq!(timeline.len(), before["timeline"].as_array().unwrap().len() + 1);
    let last = timeline.last().unwrap();
    assert_eq!(
        (text(last, "type"), text(last, "detail")),
        ("inquiry.erased", "Personal data was erased.")
    );
    assert_eq!(last["by"]["name"], "Ada");
    assert!(!after.to_string().contains("Zo"), "{after:#}");
    let told = world.ada.get("/v1/events?limit=100").await.expect_status(200).to_string();
    assert!(told.contains("inquiry.erased") && !told.contains("Zo"), "{told}");

    assert_eq!(world.replayed(run).await, replay_before);
    let run_after = world.run(run).await;
    let matched =
        |run: &Value| run["trace"]["routes"][0]["condition"]["children"][0]["matched"][0].clone();
    assert_eq!(matched(&run_before)["item_value"], "203.0.113.0/24");
    assert_eq!(matched(&run_after)["item_value"], Value::Null);
    assert_eq!(matched(&run_after)["item"], matched(&run_before)["item"]);
    assert_eq!(run_after["trace_digest"], run_before["trace_digest"]);
}

/// Values and origins stay; what says where they come from names nobody.
fn assert_attributes_stay(before: &Value, after: &Value) {
    let value = |of: &Value, key: &str| (of[key]["value"].clone(), of[key]["origin"].clone());
    for key in
        ["age", "country", "us_state", "liveness_check_score", "failed_verification_attempts"]
    {
        assert!(!before[key].is_null(), "{key}");
        assert_eq!(value(before, key), value(after, key), "{key}");
    }
    assert_eq!(before["liveness_check_score"]["from"], "selfie of Zoë");
    assert_eq!(after["liveness_check_score"]["from"], "verification_2");
    assert_eq!(after["age"]["from"], "birthdate");
    let item = |of: &Value| of["list_matches"]["value"][0].clone();
    assert_eq!(item(before)["item_value"], "203.0.113.0/24");
    assert_eq!(item(after)["item_value"], Value::Null);
    assert_eq!(item(after)["item"], item(before)["item"]);
}

#[tokio::test]
async fn nobody_is_found_by_what_was_erased() {
    let world = World::new().await;
    let id = text(&world.completed(&person()).await, "id").to_owned();
    let find = async |q: &str| world.all_ids(&format!("/v1/inquiries?q={q}")).await;
    let (mail, name) = ("zoe@example.com", "o'h");
    for q in [mail, name, "order%207", &id] {
        assert_eq!(find(q).await, std::slice::from_ref(&id), "{q}");
    }
    world.erase(&id, "").await;
    for (q, found) in [(mail, 0), (name, 0), ("order%207", 1), (id.as_str(), 1)] {
        assert_eq!(find(q).await.len(), found, "{q}");
    }
}

#[tokio::test]
async fn erasing_again_takes_only_what_is_asked_for_besides() {
    let world = World::new().await;
    let id = text(&world.completed(&person()).await, "id").to_owned();
    let first = world.erase(&id, "").await;
    world.app.clock.advance_seconds(60);
    assert_eq!(world.erase(&id, "").await, first);
    assert_eq!(world.erase(&id, "?tags=false").await, first);

    let second = world.erase(&id, "?reference_id=true&tags=true").await;
    assert_eq!((&second["reference_id"], &second["tags"]), (&Value::Null, &json!([])));
    assert_eq!(second["erased_at"], first["erased_at"]);
    let last = second["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["detail"], "Personal data was erased, and reference id and tags.");
    assert_eq!(world.erase(&id, "?reference_id=true").await, second);
    assert_eq!(world.all_ids("/v1/inquiries?tag=vip").await, Vec::<String>::new());
    // The integrator's key is free again.
    world.create(&person()).await;

    let path = format!("/v1/inquiries/{id}?comments=true");
    world.ada.delete(&path).await.expect_problem(400, "invalid_parameter");
    let nothing = "/v1/inquiries/inq_01h45ytscbebyvny4gc8cr8ma2";
    world.ada.delete(nothing).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn nothing_comes_back() {
    let world = World::new().await;
    world.running(&document("Onboarding", &[], "mark_for_review")).await;
    let id = text(&world.completed(&person()).await, "id").to_owned();
    world.erase(&id, "").await;
    let path = format!("/v1/inquiries/{id}");
    for body in [person(), json!({"tags": ["Zoë"]}), json!({})] {
        world.shop.patch(&path, &body).await.expect_problem(409, "inquiry_erased");
    }
    let call =
        async |call: &str, body: Value| world.ada.post(&format!("{path}/{call}"), &body).await;
    call("complete", person()).await.expect_problem(409, "inquiry_erased");
    let same = call("complete", json!({})).await.expect_status(200);
    assert_eq!(same["status"], "needs_review");
    call("tags", json!({"add": ["Zoë"]})).await.expect_problem(409, "inquiry_erased");
    let fewer = call("tags", json!({"remove": ["vip"]})).await.expect_status(200);
    assert_eq!(fewer["tags"], json!([]));
    call("fail", json!({})).await.expect_problem(409, "forbidden_transition");

    // It can be taken out of review with what stays, but not with words about the person.
    call("approve", json!({"comment": "Zoë"})).await.expect_problem(409, "inquiry_erased");
    let approved = call("approve", json!({})).await.expect_status(200);
    assert_eq!(
        (&approved["status"], &approved["decision"]["outcome"]),
        (&json!("approved"), &json!("approve"))
    );
    call("decline", json!({})).await.expect_problem(409, "inquiry_erased");
    call("decline", json!({"comment": "Zoë"})).await.expect_problem(409, "inquiry_erased");
}

#[tokio::test]
async fn an_inquiry_that_has_not_ended_expires() {
    let world = World::new().await;
    world.running(&document("Onboarding", &[], "approve")).await;
    let created = world.create(&json!({"fields": {"name_last": "O'Hara"}})).await;
    let pending = world.create(&json!({})).await;
    world.shop.patch(&format!("/v1/inquiries/{pending}"), &person()).await.expect_status(200);
    for id in [created, pending] {
        let erased = world.erase(&id, "").await;
        assert_eq!((&erased["status"], &erased["fields"]), (&json!("expired"), &json!({})));
        assert_eq!(erased["attributes"].get("age"), None, "nothing was derived");
        let complete = format!("/v1/inquiries/{id}/complete");
        world.shop.post(&complete, &json!({})).await.expect_problem(409, "forbidden_transition");
        assert_eq!(world.inquiry(&id).await["runs"], json!([]));
    }
    let ended = world.create(&json!({})).await;
    world.call(&ended, "fail", &json!({})).await;
    assert_eq!(world.erase(&ended, "").await["status"], "failed");
}

async fn keyed(client: &Client, path: &str, key: &str, body: &Value) -> Answer {
    client.request(Method::POST, path).header(KEY, key).json(body).send().await
}

#[tokio::test]
async fn a_repeated_key_learns_that_its_answer_was_erased() {
    let world = World::new().await;
    let robot = world.app.key("Robot", Role::Administrator).await;
    let made = keyed(&robot, "/v1/inquiries", "a", &person()).await.expect_status(201);
    let id = text(&made, "id");
    let complete = format!("/v1/inquiries/{id}/complete");
    let decline = format!("/v1/inquiries/{id}/decline");
    keyed(&robot, &complete, "b", &json!({})).await.expect_status(200);
    let comment = json!({"comment": "not Zoë"});
    keyed(&robot, &decline, "c", &comment).await.expect_status(200);
    let other = keyed(&robot, "/v1/inquiries", "d", &json!({})).await.expect_status(201);

    world.erase(id, "").await;
    for (path, key, body) in [
        ("/v1/inquiries", "a", person()),
        ("/v1/inquiries", "a", json!({})),
        (&complete, "b", json!({})),
        (&decline, "c", comment),
    ] {
        keyed(&robot, path, key, &body).await.expect_problem(410, "answer_erased");
    }
    let again = keyed(&robot, "/v1/inquiries", "d", &json!({})).await.expect_status(201);
    assert_eq!(again["id"], other["id"], "others are repeated as ever");
    assert_eq!(world.all_ids("/v1/inquiries").await.len(), 2, "nothing was done again");

    world.app.clock.advance_seconds(24 * 60 * 60);
    let mut fresh = person();
    fresh["reference_id"] = Value::Null;
    keyed(&robot, "/v1/inquiries", "a", &fresh).await.expect_status(201);
}
