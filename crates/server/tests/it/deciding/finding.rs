//! Listing and finding inquiries and runs.

use serde_json::{Value, json};

use super::world::{World, document, from_address, on_list, route, text};

async fn ids(world: &World, query: &str) -> Vec<String> {
    world.all_ids(&format!("/v1/inquiries?limit=2&{query}")).await
}

#[tokio::test]
async fn q_finds_ids_references_addresses_and_beginnings_of_last_names() {
    let world = World::new().await;
    let named = |first: &str, last: &str, email: &str, reference: &str| {
        json!({"reference_id": reference,
               "fields": {"name_first": first, "name_last": last, "email_address": email}})
    };
    let king = world.create(&named("Ada", "King-Noel", "Ada@Example.com", "order-1")).await;
    let kingsley = world.create(&named("Ben", "Kingsley", "ben@example.com", "order-10")).await;
    let byron = world.create(&named("Anne", "Byron", "king@example.com", "King")).await;
    for (q, found) in [
        (king.as_str(), vec![&king]),
        ("order-1", vec![&king]),
        ("ada@example.com", vec![&king]),
        ("KING", vec![&kingsley, &king]),
        ("King", vec![&byron, &kingsley, &king]),
        ("king-", vec![&king]),
        ("ing", vec![]),
        ("Ada", vec![]),
        ("order-", vec![]),
        ("example.com", vec![]),
        ("%25", vec![]),
    ] {
        let found: Vec<String> = found.into_iter().cloned().collect();
        assert_eq!(ids(&world, &format!("q={q}")).await, found, "{q}");
    }
}

#[tokio::test]
async fn filters_narrow_together() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["10.0.0.0/8"]).await;
    let blocked = route("rt_01", "Blocked", &on_list(&list), "decline");
    let open = world.create(&json!({})).await;
    let workflow = world.running(&document("Addresses", &[blocked], "mark_for_review")).await;
    let tagged = json!({"session": {"ip_address": "10.1.1.1"}, "tags": ["vip", "ask twice"]});
    let declined = text(&world.completed(&tagged).await, "id").to_owned();
    world.app.clock.advance_seconds(60);
    let review = text(&world.completed(&from_address("192.0.2.1")).await, "id").to_owned();
    let left_alone = text(&world.complete(&open).await, "id").to_owned();
    for (query, found) in [
        ("status=declined".to_owned(), vec![&declined]),
        ("status=created".to_owned(), vec![]),
        ("decision=none".to_owned(), vec![&left_alone]),
        ("decision=mark_for_review".to_owned(), vec![&review]),
        (format!("workflow={workflow}"), vec![&review, &declined]),
        (format!("workflow={workflow}&route=rt_01"), vec![&declined]),
        ("route=everything_else".to_owned(), vec![&review]),
        (format!("list={list}"), vec![&declined]),
        (format!("list={list}&status=approved"), vec![]),
        (format!("list={list}&workflow={workflow}&route=everything_else"), vec![]),
        ("created_after=2026-11-22T10:43:07Z".to_owned(), vec![&review]),
        ("created_before=2026-11-22T10:43:07Z".to_owned(), vec![&declined, &left_alone]),
        (format!("q={declined}&status=declined"), vec![&declined]),
        (format!("q={declined}&status=approved"), vec![]),
        ("tag=vip".to_owned(), vec![&declined]),
        (format!("tag=ask%20twice&workflow={workflow}&list={list}"), vec![&declined]),
        ("tag=vip&status=approved".to_owned(), vec![]),
        ("tag=vi".to_owned(), vec![]),
        ("order=oldest_first".to_owned(), vec![&left_alone, &declined, &review]),
        (format!("workflow={workflow}&order=oldest_first"), vec![&declined, &review]),
        ("order=newest_first".to_owned(), vec![&review, &declined, &left_alone]),
        (String::new(), vec![&review, &declined, &left_alone]),
    ] {
        let found: Vec<String> = found.into_iter().cloned().collect();
        assert_eq!(ids(&world, &query).await, found, "{query}");
    }
}

#[tokio::test]
async fn bad_parameters_are_refused() {
    let world = World::new().await;
    for query in [
        "status=finished",
        "decision=maybe",
        "workflow=wfl_1",
        "route=first",
        "list=blocked",
        "created_after=yesterday",
        "limit=0",
        "limit=101",
        "limit=2&limit=3",
        "colour=red",
        "order=oldest",
        "order=newest_first&order=oldest_first",
    ] {
        world
            .ada
            .get(&format!("/v1/inquiries?{query}"))
            .await
            .expect_problem(400, "invalid_parameter");
    }
    for path in ["inquiries", "runs"] {
        for cursor in ["zz", "31", "312e", "2e31", "312e32ff"] {
            let path = format!("/v1/{path}?cursor={cursor}");
            world.ada.get(&path).await.expect_problem(400, "invalid_cursor");
        }
    }
    world.ada.get("/v1/runs?version=first").await.expect_problem(400, "invalid_parameter");
}

/// Whoever walks through the pages sees each inquiry that was there at the beginning once, whatever comes in.
#[tokio::test]
async fn pages_are_complete_while_others_come_in() {
    let world = World::new().await;
    world.running(&document("Onboarding", &[], "approve")).await;
    let mut before = Vec::new();
    for number in 0..7 {
        before.push(text(&world.completed(&json!({})).await, "id").to_owned());
        world.app.clock.advance_seconds(number % 2);
    }
    before.reverse();
    for path in
        ["/v1/inquiries?limit=2", "/v1/inquiries?limit=2&status=approved", "/v1/runs?limit=2"]
    {
        let mut seen: Vec<String> = Vec::new();
        let mut next = path.to_owned();
        loop {
            let page = world.ada.get(&next).await.expect_status(200);
            let rows = page["data"].as_array().unwrap();
            let key = if path.contains("runs") { "inquiry" } else { "id" };
            seen.extend(rows.iter().map(|row| text(row, key).to_owned()));
            world.completed(&json!({})).await;
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            next = format!("{path}&cursor={cursor}");
        }
        seen.retain(|id| before.contains(id));
        assert_eq!(seen, before, "{path}");
    }
}

#[tokio::test]
async fn runs_are_found_by_what_ran() {
    let world = World::new().await;
    let first = world.running(&document("First", &[], "do_nothing")).await;
    let second = world.running(&document("Second", &[], "approve")).await;
    let one = world.completed(&json!({"reference_id": "order-1"})).await;
    world.publish(&first, &document("First", &[], "decline")).await;
    world.start(&first).await;
    let two = world.completed(&json!({})).await;
    let run = |inquiry: &Value, place: usize| text(&inquiry["runs"][place], "id").to_owned();
    for (query, found) in [
        (String::new(), vec![run(&two, 0), run(&two, 1), run(&one, 0), run(&one, 1)]),
        (format!("inquiry={}", text(&one, "id")), vec![run(&one, 0), run(&one, 1)]),
        (format!("workflow={second}"), vec![run(&two, 0), run(&one, 0)]),
        (format!("workflow={first}&version=2"), vec![run(&two, 1)]),
        (format!("workflow={first}&route=everything_else"), vec![run(&two, 1), run(&one, 1)]),
        ("route=rt_01".to_owned(), vec![]),
        (format!("inquiry={}&workflow={second}", text(&two, "id")), vec![run(&two, 0)]),
    ] {
        let path = format!("/v1/runs?limit=1&{query}");
        assert_eq!(world.all_ids(&path).await, found, "{query}");
    }
    let page = world.ada.get(&format!("/v1/runs?workflow={second}")).await.expect_status(200);
    let older = &page["data"][1];
    assert_eq!(older["inquiry_reference_id"], "order-1");
    assert_eq!(older.get("trace"), None, "a listing has no traces");
}
