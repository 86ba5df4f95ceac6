//! What the example holds when it is made.

use std::collections::BTreeMap;
use std::sync::Mutex;

use pointsman_server::{
    EXAMPLE_MEMBERS, EXAMPLE_PASSWORD, ExampleSignIn, MakeExampleError, Progress, make_example,
};
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

/// Enough for every kind of thing to be there.
const INQUIRIES: i64 = 1_500;

async fn made(inquiries: i64) -> (TestApp, Client) {
    let app = TestApp::builder().requests_per_minute(1_000_000).build().await;
    let progress = Mutex::new(Vec::new());
    make_example(&app.parts, ExampleSignIn::KnownPassword, inquiries, &|made: Progress| {
        progress.lock().unwrap().push(made.done);
    })
    .await
    .unwrap();
    let progress = progress.into_inner().unwrap();
    assert!(progress.is_sorted() && progress.len() > 20, "{progress:?}");
    assert!((inquiries - 30..=inquiries).contains(progress.last().unwrap()), "{progress:?}");
    let ada = EXAMPLE_MEMBERS[0];
    let client = app.signed_in(ada.email, EXAMPLE_PASSWORD).await;
    (app, client)
}

/// All rows of a listing.
async fn all(client: &Client, path: &str) -> Vec<Value> {
    // The event log is followed, not paged.
    let cursor_name = if path.starts_with("/v1/events") { "after" } else { "cursor" };
    let (mut rows, mut next) = (Vec::new(), path.to_owned());
    loop {
        let page = client.get(&next).await.expect_status(200);
        rows.extend(page["data"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page["next_cursor"].as_str() else { return rows };
        let joint = if path.contains('?') { '&' } else { '?' };
        next = format!("{path}{joint}{cursor_name}={cursor}");
    }
}

fn count<'v>(rows: &'v [Value], of: impl Fn(&'v Value) -> &'v str) -> BTreeMap<&'v str, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(of(row)).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn every_page_has_something_worth_seeing_and_every_run_replays() {
    let (app, ada) = made(INQUIRIES).await;
    inquiries_of_every_kind(&ada).await;
    runs_of_every_version_that_replay(&ada).await;
    what_the_team_did(&ada).await;
    for member in EXAMPLE_MEMBERS {
        let client = app.signed_in(member.email, EXAMPLE_PASSWORD).await;
        let session = client.get("/v1/session").await.expect_status(200);
        assert_eq!(session["member"]["role"], member.role.as_str());
    }
}

async fn inquiries_of_every_kind(ada: &Client) {
    let inquiries = all(ada, "/v1/inquiries?limit=100").await;
    let statuses = count(&inquiries, |row| row["status"].as_str().unwrap());
    for status in [
        "approved",
        "declined",
        "needs_review",
        "expired",
        "failed",
        "created",
        "pending",
        "completed",
    ] {
        assert!(statuses.contains_key(status), "{statuses:?}");
    }
    assert!(statuses["approved"] > inquiries.len() / 2, "{statuses:?}");
    let by =
        count(&inquiries, |row| row["decision"]["decided_by"]["type"].as_str().unwrap_or_default());
    assert!(by["member"] > 20 && by["run"] > inquiries.len() / 2, "{by:?}");
    let reasons: Vec<&Value> = inquiries
        .iter()
        .flat_map(|row| row["left_alone"].as_array().unwrap())
        .map(|aside| &aside["reason"])
        .collect();
    assert!(reasons.contains(&&json!("paused")), "{reasons:?}");
    for row in inquiries.windows(2) {
        assert!(row[0]["created_at"].as_str() >= row[1]["created_at"].as_str(), "newest first");
    }
}

async fn runs_of_every_version_that_replay(ada: &Client) {
    let runs = all(ada, "/v1/runs?limit=100").await;
    let versions = count(&runs, |row| match row["version"].as_i64().unwrap() {
        1 => "1",
        2 => "2",
        3 => "3",
        4 => "4",
        _ => "other",
    });
    assert_eq!(versions.keys().copied().collect::<Vec<_>>(), ["1", "2", "3", "4"]);
    let routes = count(&runs, |row| row["route"].as_str().unwrap());
    for route in ["rt_minors", "rt_blocked", "rt_mail", "rt_selfie", "everything_else"] {
        assert!(routes.contains_key(route), "{routes:?}");
    }
    for run in &runs {
        let path = format!("/v1/runs/{}/replay", run["id"].as_str().unwrap());
        let replayed = ada.post(&path, &json!({})).await.expect_status(200);
        assert_eq!(replayed["agrees"], true, "{run}");
    }
}

async fn what_the_team_did(ada: &Client) {
    let workflows = all(ada, "/v1/workflows").await;
    let states: Vec<_> = workflows
        .iter()
        .map(|row| (row["name"].as_str().unwrap(), row["state"].as_str().unwrap()))
        .collect();
    assert_eq!(
        states,
        [
            ("Onboarding", "running"),
            ("Partner referrals", "published"),
            ("Account recovery", "draft")
        ]
    );
    let onboarding = &workflows[0];
    assert_eq!(
        (&onboarding["running"]["version"], &onboarding["latest_version"]),
        (&json!(4), &json!(4))
    );
    assert_eq!(onboarding["draft"]["updated_by"]["name"], "Eli Example");
    let path = format!("/v1/workflows/{}/versions", onboarding["id"].as_str().unwrap());
    for version in all(ada, &path).await {
        assert!(version["note"].as_str().unwrap().len() > 10, "{version}");
        assert_eq!(version["published_by"]["name"], "Eli Example");
    }

    let invariants = all(ada, "/v1/invariants").await;
    let names: Vec<_> = invariants.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["No minors", "Blocked stays blocked"]);
    for invariant in &invariants {
        let path = format!("/v1/invariants/{}", invariant["id"].as_str().unwrap());
        let alone = ada.get(&path).await.expect_status(200);
        assert_eq!(alone["running"][0]["verdict"], "proved", "{alone}");
    }
    // Why somebody else looks at it before it runs.
    let start = format!("/v1/workflows/{}/start", workflows[1]["id"].as_str().unwrap());
    let refused = ada.post(&start, &json!({})).await.expect_status(409);
    assert_eq!(refused["code"], "invariant_refuted", "{refused}");

    let lists = all(ada, "/v1/lists").await;
    assert_eq!(lists.len(), 13);
    let kinds = count(&lists, |list| list["type"].as_str().unwrap());
    assert_eq!(kinds.len(), 8, "every type: {kinds:?}");
    assert!(lists.iter().all(|list| list["items"].as_i64() > Some(0)), "{lists:?}");

    let events = all(ada, "/v1/events?limit=100").await;
    let kinds = count(&events, |row| row["type"].as_str().unwrap());
    for kind in
        ["inquiry.marked_for_review", "inquiry.completed", "workflow.paused", "list.item_removed"]
    {
        assert!(kinds.contains_key(kind), "{kinds:?}");
    }
    let moments: Vec<_> = events.iter().map(|row| row["at"].as_str().unwrap()).collect();
    assert!(moments.is_sorted() || moments.is_sorted_by(|a, b| a >= b), "in the order of time");
}

#[tokio::test]
async fn it_goes_into_an_empty_workspace_once() {
    let (app, _) = made(60).await;
    let again = make_example(&app.parts, ExampleSignIn::Nobody, 10, &|_| {}).await;
    assert!(matches!(again, Err(MakeExampleError::Taken)), "{again:?}");

    let app = TestApp::new().await;
    let other = app.administrator().await;
    let list = json!({"name": "Mine", "type": "country"});
    other.post("/v1/lists", &list).await.expect_status(201);
    let refused = make_example(&app.parts, ExampleSignIn::Nobody, 10, &|_| {}).await;
    assert!(matches!(refused, Err(MakeExampleError::NotEmpty)), "{refused:?}");
}
