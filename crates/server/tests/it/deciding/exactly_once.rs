//! Completing twice decides once, whoever asks, however many at a time.

use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::world::{World, document, text};

#[tokio::test]
async fn completing_again_with_an_empty_or_equal_body_changes_nothing() {
    let world = World::new().await;
    world.running(&document("Onboarding", &[], "approve")).await;
    for first in [json!({}), json!({"fields": {"name_last": "King"}, "attributes": {"age": 18.0}})]
    {
        let id = world.create(&json!({})).await;
        let once = world.call(&id, "complete", &first).await;
        world.app.clock.advance_seconds(5);
        for again in [&first, &json!({})] {
            assert_eq!(world.call(&id, "complete", again).await, once);
        }
        let path = format!("/v1/inquiries/{id}/complete");
        let other = json!({"fields": {"name_last": "Byron"}});
        world.shop.post(&path, &other).await.expect_problem(409, "completed_with_another_body");
        assert_eq!(world.inquiry(&id).await, once);
        assert_eq!(world.all_ids(&format!("/v1/runs?inquiry={id}")).await.len(), 1);
    }
}

/// The same document in other words is an equal body.
#[tokio::test]
async fn equal_means_equal_as_json() {
    let world = World::new().await;
    let id = world.create(&json!({})).await;
    let path = format!("/v1/inquiries/{id}/complete");
    for body in [
        r#"{"attributes":{"age":18.0,"country":"US"}}"#,
        r#"{ "attributes": { "country": "US", "age": 18 } }"#,
    ] {
        let request = world.shop.request(axum::http::Method::POST, &path).body(body);
        let request = request.header(axum::http::header::CONTENT_TYPE, "application/json");
        request.send().await.expect_status(200);
    }
    // A body that says what the inquiry holds already is still another one than the first.
    let other = json!({"attributes": {"country": "US"}});
    world.shop.post(&path, &other).await.expect_problem(409, "completed_with_another_body");
}

#[tokio::test]
async fn no_body_at_all_completes() {
    let world = World::new().await;
    let id = world.create(&json!({})).await;
    let request =
        world.shop.request(axum::http::Method::POST, &format!("/v1/inquiries/{id}/complete"));
    assert_eq!(request.send().await.expect_status(200)["status"], "completed");
}

async fn over_socket(address: SocketAddr, secret: &str, path: &str) -> (String, Value) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {secret}\r\n\
         content-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), serde_json::from_str(body).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_calls_at_once_leave_one_run_and_one_answer() {
    let world = World::new().await;
    let first = world.running(&document("First", &[], "do_nothing")).await;
    let second = world.running(&document("Second", &[], "decline")).await;
    let id = world.create(&json!({})).await;
    let secret = match &world.shop.credentials {
        crate::support::Credentials::Key(secret) => secret.clone(),
        other => panic!("{other:?}"),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, told) = oneshot::channel::<()>();
    let server = tokio::spawn(pointsman_server::serve(listener, world.app.router.clone(), async {
        let _ = told.await;
    }));

    let path = format!("/v1/inquiries/{id}/complete");
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let (secret, path) = (secret.clone(), path.clone());
            tokio::spawn(async move { over_socket(address, &secret, &path).await })
        })
        .collect();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap());
    }
    for (status, body) in &answers {
        assert_eq!(status, "HTTP/1.1 200 OK", "{body}");
        assert_eq!(*body, answers[0].1);
    }
    assert_eq!(answers[0].1["status"], "declined");
    let runs = world.ada.get(&format!("/v1/runs?inquiry={id}")).await.expect_status(200);
    let workflows: Vec<&str> =
        runs["data"].as_array().unwrap().iter().map(|run| text(run, "workflow")).collect();
    assert_eq!(workflows, [second.as_str(), first.as_str()], "newest first, one for each workflow");
    let events = world.ada.get("/v1/events?limit=100").await.expect_status(200);
    let of_inquiry = |kind: &str| {
        let events = events["data"].as_array().unwrap().iter();
        events.filter(|event| event["type"] == kind && event["inquiry"] == id.as_str()).count()
    };
    assert_eq!((of_inquiry("inquiry.completed"), of_inquiry("inquiry.declined")), (1, 1));
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
}
