//! `try`: the same path as a decision, and nothing is kept.

use serde_json::{Value, json};

use super::world::{World, document, from_address, on_list, route, test, text};

async fn tried(world: &World, document: &Value, inquiry: &Value) -> crate::support::Answer {
    world.ada.post("/v1/workflows/try", &json!({"document": document, "inquiry": inquiry})).await
}

#[tokio::test]
async fn a_try_decides_like_a_completion_and_keeps_nothing() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["203.0.113.0/24"]).await;
    let blocked = route("rt_01", "Blocked", &on_list("blocked"), "decline");
    let draft = document("Addresses", &[blocked], "approve");
    let run = tried(&world, &draft, &from_address("203.0.113.7")).await.expect_status(200);
    assert_eq!((&run["route"], &run["route_name"]), (&json!("rt_01"), &json!("Blocked")));
    assert_eq!(run["actions"], json!([{"action": "decline"}]));
    assert_eq!(run["sentence"], "Declined by route “Blocked” of Addresses.");
    let condition = &run["trace"]["routes"][0]["condition"]["children"][0];
    assert_eq!(condition["matched"][0]["item_value"], "203.0.113.0/24");
    assert_eq!(condition["actual"], json!([list]));
    assert_eq!(world.all_ids("/v1/inquiries").await, Vec::<String>::new());
    assert_eq!(world.all_ids("/v1/runs").await, Vec::<String>::new());

    world.running(&draft).await;
    let inquiry = world.completed(&from_address("203.0.113.7")).await;
    let real = world.run(text(&inquiry["runs"][0], "id")).await;
    assert_eq!(real["trace_digest"], run["trace_digest"], "there is no second implementation");
    assert_eq!(real["trace"], run["trace"]);
}

#[tokio::test]
async fn lists_and_the_moment_may_be_assumed() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["203.0.113.7"]).await;
    let routes = [
        route("rt_01", "Blocked", &on_list(&list), "decline"),
        route("rt_02", "Minors", &test("age", "less_than", &json!(18)), "mark_for_review"),
    ];
    let draft = document("Addresses", &routes, "approve");
    for (inquiry, taken) in [
        (json!({"attributes": {"list_matches": ["blocked"]}}), "rt_01"),
        (json!({"attributes": {"list_matches": [list, "blocked"]}}), "rt_01"),
        (
            json!({"attributes": {"list_matches": []}, "session": {"ip_address": "203.0.113.7"}}),
            "everything_else",
        ),
        (json!({"session": {"ip_address": "203.0.113.7"}}), "rt_01"),
        (json!({"fields": {"birthdate": "2010-06-01"}}), "rt_02"),
        (
            json!({"fields": {"birthdate": "2010-06-01"}, "completed_at": "2028-06-01T00:00:00Z"}),
            "everything_else",
        ),
    ] {
        let run = tried(&world, &draft, &inquiry).await.expect_status(200);
        assert_eq!(run["route"], taken, "{inquiry}");
    }
}

#[tokio::test]
async fn errors_of_both_parts_have_their_place() {
    let world = World::new().await;
    let bad = document(
        "",
        &[route("rt_01", "R", &test("height", "less_than", &json!(1)), "decline")],
        "approve",
    );
    let answer = tried(&world, &bad, &json!({"fields": {"birthdate": "soon"}})).await;
    let problem = answer.expect_problem(422, "invalid_body");
    let pointers: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| text(error, "pointer")).collect();
    assert!(pointers.contains(&"/document/name"), "{pointers:?}");
    assert!(pointers.contains(&"/document/routes/0/if/all/0/attribute"), "{pointers:?}");
    assert!(pointers.contains(&"/inquiry/fields/birthdate"), "{pointers:?}");

    let good = document("Onboarding", &[], "approve");
    for (document, inquiry, pointer, code) in [
        (
            &good,
            json!({"attributes": {"list_matches": ["nowhere"]}}),
            "/inquiry/attributes/list_matches/0",
            "unknown_list",
        ),
        (
            &good,
            json!({"attributes": {"us_state": "CA"}}),
            "/inquiry/attributes/us_state",
            "us_state_outside_us",
        ),
        (&good, json!([]), "/inquiry", "wrong_type"),
        (&json!({"format": 1, "colour": 1}), json!({}), "/document/colour", "unknown_key"),
    ] {
        let problem = tried(&world, document, &inquiry).await.expect_status(422);
        let found = problem["errors"].as_array().unwrap().iter();
        let found: Vec<_> =
            found.map(|error| (text(error, "pointer"), text(error, "code"))).collect();
        assert!(found.contains(&(pointer, code)), "{found:?}");
    }
    let answer = world.ada.post("/v1/workflows/try", &json!({"document": good})).await;
    answer.expect_errors(422, &[("/inquiry", "required")]);
}
