//! A backtest of files against the preview of the server that wrote them.

use pointsman_server::{Backtest, BacktestError, BacktestLists, backtest};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::agreement::{people, preview};
use crate::deciding::world::{World, document, on_list, route, test};
use crate::support::TestApp;

/// What both say about the past.
const SAID_BY_BOTH: [&str; 11] = [
    "considered",
    "lists",
    "unknown_lists",
    "routes",
    "everything_else",
    "outcomes",
    "baseline_outcomes",
    "recorded",
    "flow",
    "conditions",
    "missing_falls_through",
];

#[tokio::test]
async fn files_are_counted_as_the_preview_counts() {
    let folder = TempDir::new().unwrap();
    let app = TestApp::builder().requests_per_minute(1_000_000).history(folder.path().to_owned());
    let world = World::of(app.build().await).await;
    let blocked = world.list("Blocked", "ip_address", &["203.0.113.0/26", "203.0.113.200"]).await;
    let mails = world.list("Mail", "email_address", &["2.example"]).await;
    let lands = world.list("Lands", "country", &["DE"]).await;
    let running = document("W", &[route("rt_a", "A", &on_list(&blocked), "decline")], "do_nothing");
    let workflow = world.running(&running).await;
    for body in people() {
        world.completed(&body).await;
    }
    let draft = document(
        "W",
        &[
            route("rt_mail", "Mail", &on_list(&mails), "decline"),
            route("rt_a", "A", &on_list(&blocked), "mark_for_review"),
            route("rt_land", "Lands", &on_list(&lands), "decline"),
            route("rt_b", "B", &test("liveness_check_score", "less_than", &json!(40)), "decline"),
        ],
        "approve",
    );
    // The first who asks makes the server write; what comes after that stands in the database alone.
    let written = preview(&world, &json!({"document": draft})).await;
    assert_eq!(written["considered"], 48);
    world.add(&blocked, "203.0.113.64/26").await;
    world.add(&lands, "CA").await;
    world.add(&mails, "*.example").await;
    for (lists, name) in [(BacktestLists::Now, "now"), (BacktestLists::Then, "then")] {
        let body = json!({"document": draft, "lists": name, "baseline": {"workflow": workflow}});
        let by_server = preview(&world, &body).await;
        let asked = Backtest {
            document: draft.clone(),
            against: Some(running.clone()),
            folder: folder.path().to_owned(),
            from: None,
            lists: Some(lists),
        };
        let by_files = backtest(Some(&world.app.parts.storage), asked, |_, _| {}).await.unwrap();
        for key in SAID_BY_BOTH {
            assert_eq!(by_files.json[key], by_server[key], "{name}: {key}");
        }
        let flow = by_server["flow"].as_array().unwrap().iter();
        let changed: u64 = flow.map(|cell| cell["count"].as_u64().unwrap()).sum();
        assert_eq!(by_files.json["changed"], changed);
        assert!(!by_files.is_fine && changed > 10);
    }
}

#[tokio::test]
async fn what_cannot_be_counted_is_the_callers_turn() {
    let folder = TempDir::new().unwrap();
    let asked = |document: &Value, lists| Backtest {
        document: document.clone(),
        against: None,
        folder: folder.path().to_owned(),
        from: None,
        lists,
    };
    let empty = document("W", &[], "approve");
    let told = async |asked| {
        let error = backtest(None, asked, |_, _| {}).await.unwrap_err();
        assert!(error.is_misuse(), "{error}");
        error
    };
    let error = told(asked(&empty, None)).await;
    assert!(matches!(error, BacktestError::NoHistory(_)), "{error}");
    let error = told(asked(&empty, Some(BacktestLists::Now))).await;
    assert!(matches!(error, BacktestError::NoDatabase), "{error}");
    let error = told(asked(&json!({"format": 1}), None)).await;
    assert!(error.to_string().starts_with("the document is no document that can run:\n/"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is made");
}
