//! Findings that are as they should be: marked beside the draft.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::workflows::{Workflow, minors};

fn names(answer: &Value) -> Vec<&str> {
    let data = answer["data"].as_array().unwrap();
    data.iter().map(|one| one["finding"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_mark_stays_whatever_happens_to_the_draft() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    let path = workflow.path("/intended");
    assert!(names(&ada.get(&path).await.expect_status(200)).is_empty());
    let mark = |finding: &'static str, intended: bool| {
        let body = json!({"finding": finding, "intended": intended});
        let (ada, path) = (ada.clone(), path.clone());
        async move { ada.put(&path, &body).await }
    };
    let once = mark("overlap:rt_01,rt_02", true).await.expect_status(200);
    let again = mark("overlap:rt_01,rt_02", true).await.expect_status(200);
    assert_eq!(once, again, "the first mark counts");
    assert_eq!(again["data"][0]["marked_by"]["name"], "Ada");
    let before = ada.get(&workflow.path("/draft")).await;
    workflow.save(&minors(21)).await;
    assert_eq!(names(&ada.get(&path).await.expect_status(200)), ["overlap:rt_01,rt_02"]);
    assert!(!before.text().contains("overlap"), "the text knows nothing of it");
    assert!(names(&mark("overlap:rt_01,rt_02", false).await.expect_status(200)).is_empty());
    assert!(names(&mark("overlap:rt_01,rt_02", false).await.expect_status(200)).is_empty());
}

#[tokio::test]
async fn what_cannot_be_marked_is_said() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    let path = workflow.path("/intended");
    let long = "x".repeat(500);
    ada.put(&path, &json!({"finding": long, "intended": true})).await.expect_status(200);
    for body in [
        json!({"finding": format!("{long}x"), "intended": true}),
        json!({"finding": "", "intended": true}),
        json!({"finding": "a"}),
        json!({"finding": "a", "intended": "yes"}),
    ] {
        let answer = ada.put(&path, &body).await;
        assert_eq!(answer.status(), 422, "{body}: {}", answer.text());
    }
    let nowhere = "/v1/workflows/wfl_00000000000000000000000000/intended";
    ada.get(nowhere).await.expect_status(404);
    let body = json!({"finding": "a", "intended": true});
    ada.put(nowhere, &body).await.expect_status(404);
    workflow.post("/archive").await.expect_status(200);
    ada.put(&path, &body).await.expect_problem(409, "archived");
}

#[tokio::test]
async fn a_thousand_can_be_marked() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    let path = workflow.path("/intended");
    for n in 0..1_000 {
        let body = json!({"finding": format!("overlap:{n}"), "intended": true});
        ada.put(&path, &body).await.expect_status(200);
    }
    let body = json!({"finding": "one more", "intended": true});
    ada.put(&path, &body).await.expect_problem(409, "too_many_intended");
    let known = json!({"finding": "overlap:0", "intended": true});
    ada.put(&path, &known).await.expect_status(200);
}
