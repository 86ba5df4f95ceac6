//! Who asks over HTTP while it is not known who is on a list.

use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use pointsman_domain::people::Role;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;
use crate::people::accounts::NewKey;
use crate::router::router_of;

/// So often it is looked whether there is an answer: some seconds.
const MOST_TURNS: usize = 5_000_000;

#[tokio::test]
async fn a_list_that_is_behind_is_told_with_when_to_ask_again() {
    let app = app().await;
    let wanted = BTreeSet::from([list(&app).await]);
    let key = NewKey { name: "Robot".to_owned(), role: Role::Editor, days: None };
    let secret = app.accounts().create_key(key).await.unwrap().secret;
    let keeper = app.history();
    keeper.up_to_now(&app, &wanted).await.unwrap();
    for list in &wanted {
        add(&app, *list, "DE").await;
    }
    let document = json!({
        "format": 1, "name": "W", "event": "inquiry.completed",
        "routes": [{"id": "rt_on", "name": "On it", "then": [{"action": "decline"}],
            "if": {"attribute": "list_matches", "operator": "contains", "value": "lands"}}],
        "everything_else": [{"action": "approve"}],
    });
    let router = router_of(app.clone()).unwrap();
    let ask = async |accept: &str| {
        let request = Request::post("/v1/workflows/preview")
            .header(header::HOST, "127.0.0.1:7311")
            .header(header::AUTHORIZATION, format!("Bearer {secret}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, accept)
            .body(Body::from(json!({"document": document}).to_string()));
        let response = router.clone().oneshot(request.unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        (parts, serde_json::from_slice::<Value>(&body).unwrap())
    };
    let busy = keeper.turn.lock().await;
    tokio::time::pause();
    // Time passes when this says so: the database takes some, too, and the request has an end of its own.
    let mut asked = std::pin::pin!(ask("application/x-ndjson"));
    let mut has_passed = false;
    let mut answered = None;
    for _ in 0..MOST_TURNS {
        answered = (&mut asked).now_or_never();
        if answered.is_some() {
            break;
        }
        tokio::task::yield_now().await;
        if !has_passed && keeper.queued.lock().unwrap().contains_key(&wanted) {
            tokio::time::advance(PATIENCE_WITH_LISTS + Duration::from_secs(1)).await;
            has_passed = true;
        }
    }
    let (parts, problem) = answered.expect("it is not waited for ever");
    tokio::time::resume();
    assert_eq!((parts.status.as_u16(), &problem["code"]), (503, &json!("busy")), "{problem}");
    assert_eq!(parts.headers[header::RETRY_AFTER], "1");
    drop(busy);
    let (parts, answer) = ask("application/json").await;
    assert_eq!((parts.status.as_u16(), &answer["considered"]), (200, &json!(0)), "{answer}");
}
