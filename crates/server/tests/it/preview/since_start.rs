//! What a version was expected to do, and what it did since its start.

use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::deciding::world::{World, document, route, test};

fn minors(age: i64) -> Value {
    let minors = test("age", "less_than", &json!(age));
    document("Onboarding", &[route("rt_minors", "Minors", &minors, "decline")], "approve")
}

async fn aged(world: &World, ages: impl IntoIterator<Item = i64>) {
    for age in ages {
        world.completed(&json!({"attributes": {"age": age}})).await;
    }
}

/// One of ten is a minor, whatever their number.
fn usual(count: i64) -> impl Iterator<Item = i64> {
    (0..count).map(|number| if number % 10 == 0 { 17 } else { 30 })
}

const DAY: i64 = 86_400;

/// Somebody with a key, who is not signed out as days go by.
async fn lasting() -> World {
    let mut world = World::new().await;
    world.ada = world.app.key("Ada's program", Role::Administrator).await;
    world
}

async fn asked(world: &World, workflow: &str, rest: &str) -> Value {
    let path = format!("/v1/workflows/{workflow}/since_start{rest}");
    world.ada.get(&path).await.expect_status(200)
}

#[tokio::test]
async fn expected_and_actual_are_counted_and_a_real_difference_is_marked() {
    let world = lasting().await;
    let workflow = world.published(&minors(18)).await;
    let idle = asked(&world, &workflow, "").await;
    assert_eq!(idle, json!({"running": null, "before": null, "compared": null}));

    // Too long ago, then within two days before the start.
    aged(&world, [17; 3]).await;
    world.app.clock.advance_seconds(3 * DAY);
    aged(&world, usual(110)).await;
    world.app.clock.advance_seconds(DAY);
    world.start(&workflow).await;
    let fresh = asked(&world, &workflow, "?days=2").await;
    assert_eq!(fresh["running"]["version"], 1);
    assert_eq!(fresh["before"], json!(null));
    let compared = &fresh["compared"];
    assert_eq!((&compared["expected_of"], &compared["actual_of"]), (&json!(110), &json!(0)));
    assert_eq!(
        compared["routes"],
        json!([{"id": "rt_minors", "expected": 11, "actual": 0, "differs": false}])
    );
    assert_eq!(compared["unknown_lists"], 0);
    let longer = asked(&world, &workflow, "").await;
    assert_eq!(longer["compared"]["routes"][0]["expected"], 14);

    // As expected, and then many more minors.
    world.app.clock.advance_seconds(60);
    aged(&world, usual(100)).await;
    let alike = &asked(&world, &workflow, "?days=2").await["compared"];
    assert_eq!(
        alike["routes"][0],
        json!({"id": "rt_minors", "expected": 11, "actual": 10, "differs": false})
    );
    assert_eq!(alike["everything_else"], json!({"expected": 99, "actual": 90, "differs": false}));
    aged(&world, [17; 60]).await;
    let apart = &asked(&world, &workflow, "?days=2").await["compared"];
    assert_eq!(apart["actual_of"], 160);
    assert_eq!(
        apart["routes"][0],
        json!({"id": "rt_minors", "expected": 11, "actual": 70, "differs": true})
    );
    assert_eq!(
        apart["outcomes"],
        json!([
            {"outcome": "approve", "expected": 99, "actual": 90, "differs": true},
            {"outcome": "decline", "expected": 11, "actual": 70, "differs": true},
            {"outcome": "mark_for_review", "expected": 0, "actual": 0, "differs": false},
            {"outcome": "do_nothing", "expected": 0, "actual": 0, "differs": false},
        ])
    );
}

#[tokio::test]
async fn a_version_that_is_swapped_in_begins_anew() {
    let world = World::new().await;
    let workflow = world.published(&minors(18)).await;
    world.start(&workflow).await;
    aged(&world, usual(20)).await;
    world.publish(&workflow, &minors(31)).await;
    world.app.clock.advance_seconds(60);
    world.start(&workflow).await;
    let swapped = asked(&world, &workflow, "").await;
    assert_eq!(swapped["running"]["version"], 2);
    assert_eq!(swapped["before"], 1);
    let compared = &swapped["compared"];
    assert_eq!((&compared["expected_of"], &compared["actual_of"]), (&json!(20), &json!(0)));
    assert_eq!(compared["routes"][0]["expected"], 20, "everybody is younger than 31");
    aged(&world, [30, 40]).await;
    let after = &asked(&world, &workflow, "").await["compared"];
    assert_eq!((&after["actual_of"], &after["routes"][0]["actual"]), (&json!(2), &json!(1)));
    world.pause(&workflow).await;
    assert!(asked(&world, &workflow, "").await["running"].is_null());
}

#[tokio::test]
async fn days_have_limits() {
    let world = World::new().await;
    let workflow = world.published(&minors(18)).await;
    for (days, status) in [("1", 200), ("3650", 200), ("0", 400), ("3651", 400), ("many", 400)] {
        let path = format!("/v1/workflows/{workflow}/since_start?days={days}");
        world.ada.get(&path).await.expect_status(status);
    }
    let nobody = "/v1/workflows/wfl_00000000000000000000000001/since_start";
    world.ada.get(nobody).await.expect_problem(404, "not_found");
}
