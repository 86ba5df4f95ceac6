//! Pages: limits at their edges, cursors, unknown parameters.

use pointsman_domain::people::Role;
use serde_json::Value;

use crate::support::{Client, TestApp};

async fn with_keys(count: usize) -> (TestApp, Client) {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    for number in 0..count {
        app.key(&format!("Key {number}"), Role::Integrator).await;
    }
    (app, ada)
}

fn names(page: &Value) -> Vec<String> {
    let rows = page["data"].as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn following_the_cursor_sees_everything_once() {
    let (_app, ada) = with_keys(5).await;
    let mut seen = Vec::new();
    let mut path = "/v1/keys?limit=2".to_owned();
    loop {
        let page = ada.get(&path).await.expect_status(200);
        seen.extend(names(&page));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/v1/keys?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, ["Key 4", "Key 3", "Key 2", "Key 1", "Key 0"]);
}

#[tokio::test]
async fn the_last_full_page_has_no_cursor() {
    let (_app, ada) = with_keys(2).await;
    let page = ada.get("/v1/keys?limit=2").await.expect_status(200);
    assert_eq!(page["next_cursor"], Value::Null);
    let page = ada.get("/v1/keys?limit=1").await.expect_status(200);
    assert!(page["next_cursor"].is_string());
}

#[tokio::test]
async fn a_page_has_25_things_unless_said() {
    let (_app, ada) = with_keys(26).await;
    let page = ada.get("/v1/keys").await.expect_status(200);
    assert_eq!(names(&page).len(), 25);
}

#[tokio::test]
async fn limits_are_1_to_100() {
    let (_app, ada) = with_keys(0).await;
    for (limit, status) in
        [("0", 400), ("1", 200), ("100", 200), ("101", 400), ("-1", 400), ("x", 400), ("", 200)]
    {
        ada.get(&format!("/v1/keys?limit={limit}")).await.expect_status(status);
    }
}

#[tokio::test]
async fn a_cursor_that_no_page_gave_is_refused() {
    let (_app, ada) = with_keys(1).await;
    // `lst_01h45ytscbebyvny4gc8cr8ma2` in hexadecimal digits.
    let of_a_list = "6c73745f30316834357974736362656279766e79346763386372386d6132";
    for cursor in ["x", "abc", "ff", "zz", "6b6579", of_a_list, &"61".repeat(300)] {
        let answer = ada.get(&format!("/v1/keys?cursor={cursor}")).await;
        answer.expect_problem(400, "invalid_cursor");
    }
}

#[tokio::test]
async fn unknown_and_repeated_parameters_are_refused() {
    let (_app, ada) = with_keys(0).await;
    for query in ["order=asc", "limit=1&limit=2", "limit=x&order=asc"] {
        let answer = ada.get(&format!("/v1/keys?{query}")).await;
        answer.expect_problem(400, "invalid_parameter");
    }
    let both = ada.get("/v1/keys?limit=x&order=asc").await.json();
    assert_eq!(both["errors"].as_array().unwrap().len(), 2);
}
