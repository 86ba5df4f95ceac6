//! A preview against deciding each inquiry one by one.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::deciding::world::{World, document, on_list, route, test, text};

/// Inquiries with all kinds of values, missing ones among them.
pub(super) fn people() -> Vec<Value> {
    let countries = [Some("US"), Some("DE"), None, Some("CA")];
    let mut people = Vec::new();
    for n in 0..48_usize {
        let mut fields = json!({"email_address": format!("p{n}@{}.example", n % 5)});
        if n % 3 != 0 {
            fields["birthdate"] = json!(format!("{}-05-01", 1950 + n * 3 / 2));
        }
        if let Some(country) = countries[n % 4] {
            fields["address_country_code"] = json!(country);
        }
        let mut body = json!({
            "fields": fields,
            "session": {"ip_address": format!("203.0.113.{}", n * 5)},
            "attributes": {"failed_verification_attempts": n % 4},
        });
        if n % 5 != 1 {
            body["attributes"]["liveness_check_score"] =
                json!(f64::from(u16::try_from(n * 37 % 1000).unwrap()) / 10.0);
        }
        people.push(body);
    }
    people
}

/// What `preview` has to count, by asking `try` about each.
pub(super) async fn one_by_one(
    world: &World,
    document: &Value,
    bodies: &[Value],
) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for body in bodies {
        let body = json!({"document": document, "inquiry": body});
        let run = world.ada.post("/v1/workflows/try", &body).await.expect_status(200);
        *counts.entry(text(&run, "route").to_owned()).or_default() += 1;
    }
    counts
}

/// The counts of a preview by route, those that took nobody left out.
pub(super) fn counted(preview: &Value) -> BTreeMap<String, u64> {
    let routes = preview["routes"].as_array().unwrap().iter();
    let routes =
        routes.map(|route| (text(route, "id").to_owned(), route["count"].as_u64().unwrap()));
    let rest = preview["everything_else"]["count"].as_u64().unwrap();
    let all = routes.chain([("everything_else".to_owned(), rest)]);
    all.filter(|(_, count)| *count > 0).collect()
}

pub(super) async fn preview(world: &World, body: &Value) -> Value {
    world.ada.post("/v1/workflows/preview", body).await.expect_status(200)
}

#[tokio::test]
async fn counts_and_flow_are_those_of_deciding_one_by_one() {
    let world = World::new().await;
    let blocked = world.list("Blocked", "ip_address", &["203.0.113.0/26", "203.0.113.200"]).await;
    let mails = world.list("Mail", "email_address", &["2.example"]).await;
    let running = document(
        "Onboarding",
        &[
            route("rt_young", "Minors", &test("age", "less_than", &json!(18)), "decline"),
            route("rt_blocked", "Blocked", &on_list(&blocked), "mark_for_review"),
            route("rt_home", "Home", &test("country", "any_of", &json!(["US", "CA"])), "approve"),
        ],
        "do_nothing",
    );
    let workflow = world.running(&running).await;
    let people = people();
    for body in &people {
        world.completed(body).await;
    }
    let not_home =
        json!({"not": {"attribute": "country", "operator": "any_of", "value": ["US", "CA"]}});
    let draft = document(
        "Onboarding",
        &[
            route("rt_blocked", "Blocked", &on_list(&blocked), "decline"),
            route(
                "rt_dull",
                "Dull",
                &json!({"all": [
                {"attribute": "liveness_check_score", "operator": "less_than", "value": 40}, not_home]}),
                "mark_for_review",
            ),
            route("rt_mail", "Mail", &on_list(&mails), "decline"),
            route("rt_young", "Minors", &test("age", "less_than", &json!(21)), "decline"),
        ],
        "approve",
    );
    for lists in ["now", "then"] {
        let body = json!({"document": draft, "baseline": {"workflow": workflow}, "lists": lists});
        let found = preview(&world, &body).await;
        assert_eq!(found["considered"], 48);
        assert_eq!(found["unknown_lists"], 0);
        assert_eq!(found["complete_to"], "2026-11-22T10:42:07Z");
        assert_eq!(found["baseline"], json!({"workflow": workflow, "version": 1}));
        assert_eq!(counted(&found), one_by_one(&world, &draft, &people).await);
        let before = one_by_one(&world, &running, &people).await;
        for route in found["routes"].as_array().unwrap() {
            let before = before.get(text(route, "id"));
            match text(route, "id") {
                "rt_dull" | "rt_mail" => assert!(route["baseline_count"].is_null()),
                _ => assert_eq!(route["baseline_count"].as_u64(), before.copied().or(Some(0))),
            }
        }
        let rest = before.get("everything_else").copied();
        assert_eq!(found["everything_else"]["baseline_count"].as_u64(), rest);
        // What was decided then is what the running version decides still.
        assert_eq!(found["recorded"], found["baseline_outcomes"]);
        flow_is_told_by_its_inquiries(&world, &body, &found).await;
    }
}

/// Each cell of the flow names as many inquiries as it counts, and all of them together are those that change.
async fn flow_is_told_by_its_inquiries(world: &World, body: &Value, found: &Value) {
    let mut total = 0;
    for cell in found["flow"].as_array().unwrap() {
        let mut asked = body.clone();
        asked["cell"] = json!({"from_route": cell["from_route"], "to_route": cell["to_route"]});
        let listed = listed(world, asked, 3).await;
        assert_eq!(Some(u64::try_from(listed.len()).unwrap()), cell["count"].as_u64(), "{cell}");
        assert!(listed.iter().all(|row| row["to"] == cell["to"] && row["from"] == cell["from"]));
        total += listed.len();
    }
    assert!(total > 10, "{found}");
    let mut asked = body.clone();
    asked["cell"] = json!({"changed": true});
    assert_eq!(listed(world, asked.clone(), 7).await.len(), total);
    asked["cell"] = json!({"to": "approve", "from": "do_nothing"});
    let one_outcome = listed(world, asked, 50).await.len();
    let cells = found["flow"].as_array().unwrap().iter();
    let counts = cells.filter(|cell| cell["to"] == "approve" && cell["from"] == "do_nothing");
    let counts: u64 = counts.map(|cell| cell["count"].as_u64().unwrap()).sum();
    assert_eq!(u64::try_from(one_outcome).unwrap(), counts);
    outcome_changes_are_those_of_all_cells(found);
}

/// Cells that change the outcome come first, and are added up over routes beside them.
fn outcome_changes_are_those_of_all_cells(found: &Value) {
    let cells = found["flow"].as_array().unwrap();
    let (changing, rest): (Vec<&Value>, Vec<&Value>) =
        cells.iter().partition(|cell| cell["from"] != cell["to"]);
    assert!(!changing.is_empty() && !rest.is_empty(), "{found}");
    assert_eq!(cells.iter().collect::<Vec<_>>(), [changing.clone(), rest].concat());
    let changes = found["outcome_changes"].as_array().unwrap();
    for change in changes {
        let cells = changing
            .iter()
            .filter(|cell| cell["from"] == change["from"] && cell["to"] == change["to"]);
        let counts: u64 = cells.map(|cell| cell["count"].as_u64().unwrap()).sum();
        assert_eq!(change["count"].as_u64(), Some(counts), "{found}");
    }
    let all = |rows: &[&Value]| rows.iter().filter_map(|row| row["count"].as_u64()).sum::<u64>();
    assert_eq!(all(&changes.iter().collect::<Vec<_>>()), all(&changing));
}

/// All pages.
pub(super) async fn listed(world: &World, mut body: Value, limit: u32) -> Vec<Value> {
    body["limit"] = json!(limit);
    let mut rows = Vec::new();
    loop {
        let page =
            world.ada.post("/v1/workflows/preview/inquiries", &body).await.expect_status(200);
        let data = page["data"].as_array().unwrap();
        assert!(data.len() <= usize::try_from(limit).unwrap());
        rows.extend(data.iter().cloned());
        if page["next_cursor"].is_null() {
            return rows;
        }
        body["cursor"] = page["next_cursor"].clone();
    }
}

#[tokio::test]
async fn what_is_missing_is_told() {
    let world = World::new().await;
    for body in people() {
        world.completed(&body).await;
    }
    let lively = json!({"any": [
        {"attribute": "liveness_check_score", "operator": "less_than", "value": 30},
        {"not": {"attribute": "country", "operator": "is_present"}},
        {"attribute": "country", "operator": "equals", "value": "DE"}]});
    let draft = document("Onboarding", &[route("rt_a", "A", &lively, "decline")], "approve");
    let found = preview(&world, &json!({"document": draft})).await;
    assert_eq!(
        found["conditions"],
        json!([{"pointer": "/routes/0/if/any/0", "missing": 10}, {"pointer": "/routes/0/if/any/2", "missing": 12}])
    );
    // Those without a country are declined, and of those without a score only those whom neither country condition takes.
    let through = found["missing_falls_through"].as_array().unwrap();
    let without_score: u64 =
        (0..48_u64).filter(|n| n % 5 == 1 && n % 4 != 2 && n % 4 != 1).count().try_into().unwrap();
    assert_eq!(
        through,
        &[
            json!({"attribute": "liveness_check_score", "outcome": "approve", "count": without_score})
        ]
    );
}

#[tokio::test]
async fn windows_and_pages_follow_the_moment_of_completion() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for n in 0..5 {
        let body = json!({"reference_id": format!("r{n}"), "fields": {"name_first": "Ann", "name_last": "Lee"}});
        ids.push(text(&world.completed(&body).await, "id").to_owned());
        world.app.clock.advance_seconds(60);
    }
    let draft = document("Onboarding", &[], "approve");
    for (window, expected) in [
        (json!({}), 5),
        (json!({"from": "2026-11-22T10:43:07Z"}), 4),
        (json!({"to": "2026-11-22T10:43:07Z"}), 1),
        (json!({"from": "2026-11-22T10:43:07Z", "to": "2026-11-22T10:45:07Z"}), 2),
        (json!({"from": "2026-11-23T00:00:00Z"}), 0),
    ] {
        let found = preview(&world, &json!({"document": draft, "window": window})).await;
        assert_eq!(found["considered"], expected, "{window}");
    }
    let asked = json!({"document": draft, "cell": {"to_route": "everything_else"}});
    let rows = listed(&world, asked, 2).await;
    let found: Vec<&str> = rows.iter().map(|row| text(row, "id")).collect();
    ids.reverse();
    assert_eq!(found, ids);
    assert_eq!((&rows[0]["reference_id"], &rows[0]["name"]), (&json!("r4"), &json!("Ann Lee")));
    assert_eq!(rows[0]["completed_at"], "2026-11-22T10:46:07Z");
    assert!(rows[0]["recorded"].is_null() && rows[0]["from"].is_null());
}

#[tokio::test]
async fn the_lens_shows_what_each_value_would_count() {
    let world = World::new().await;
    for body in people() {
        world.completed(&body).await;
    }
    let with = |score: &Value| {
        let dull = json!({"all": [
            {"attribute": "country", "operator": "is_present"},
            {"attribute": "liveness_check_score", "operator": "less_than", "value": score}]});
        document("Onboarding", &[route("rt_dull", "Dull", &dull, "decline")], "approve")
    };
    let pointer = "/routes/0/if/all/1";
    let body = json!({"document": with(&json!(40)), "pointer": pointer});
    let lens = world.ada.post("/v1/workflows/preview/lens", &body).await.expect_status(200);
    assert_eq!(
        (&lens["attribute"], &lens["operator"], &lens["value"], &lens["considered"]),
        (&json!("liveness_check_score"), &json!("less_than"), &json!(40), &json!(48))
    );
    let points = lens["points"].as_array().unwrap();
    assert!(points.len() > 20 && points.iter().any(|point| point["value"] == 40));
    let present = preview(&world, &json!({"document": with(&json!(40))})).await;
    let declined = |preview: &Value| preview["outcomes"]["decline"].as_u64().unwrap();
    for point in points {
        let found = preview(&world, &json!({"document": with(&point["value"])})).await;
        assert_eq!(point["outcomes"], found["outcomes"], "{point}");
        let changed = declined(&found).abs_diff(declined(&present));
        assert_eq!(point["changed"].as_u64(), Some(changed), "{point}");
    }
    for pointer in ["/routes/0/if/all/0", "/routes/0/if", "/routes/7/if"] {
        let body = json!({"document": with(&json!(40)), "pointer": pointer});
        let refused = world.ada.post("/v1/workflows/preview/lens", &body).await.expect_status(422);
        assert_eq!(refused["errors"][0]["code"], "no_number");
    }
}
