//! The life of a workflow, from its first draft to the archive.

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp};

/// A finished document with one route that declines minors.
pub(crate) fn minors(limit: i64) -> Value {
    json!({
        "format": 1, "name": "Onboarding", "event": "inquiry.completed",
        "routes": [{
            "id": "rt_minors", "name": "Minors",
            "if": {"all": [{"attribute": "age", "operator": "less_than", "value": limit}]},
            "then": [{"action": "decline"}],
        }],
        "everything_else": [{"action": "approve"}],
    })
}

/// A finished document whose only condition is on a list.
pub(crate) fn on_list(list: &str) -> Value {
    json!({
        "format": 1, "name": "Blocked", "event": "inquiry.completed",
        "routes": [{
            "id": "rt_blocked", "name": "Blocked",
            "if": {"all": [{"attribute": "list_matches", "operator": "contains", "value": list}]},
            "then": [{"action": "decline"}],
        }],
        "everything_else": [{"action": "do_nothing"}],
    })
}

/// A workflow in someone's hands.
#[derive(Clone)]
pub(crate) struct Workflow {
    pub(crate) client: Client,
    pub(crate) id: String,
}

impl Workflow {
    /// A new one with an empty draft.
    pub(crate) async fn create(client: &Client, name: &str) -> Self {
        let body = json!({"name": name, "event": "inquiry.completed"});
        let made = client.post("/v1/workflows", &body).await.expect_status(201);
        Self { client: client.clone(), id: made["id"].as_str().expect("an id").to_owned() }
    }

    /// A new one whose version 1 is this document.
    pub(crate) async fn published(client: &Client, document: &Value) -> Self {
        let workflow = Self::create(client, "New").await;
        workflow.publish_text(document).await;
        workflow
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/workflows/{}{rest}", self.id)
    }

    pub(crate) async fn read(&self) -> Value {
        self.client.get(&self.path("")).await.expect_status(200)
    }

    pub(crate) async fn draft(&self) -> Value {
        self.client.get(&self.path("/draft")).await.expect_status(200)
    }

    /// The draft's etag.
    pub(crate) async fn etag(&self) -> String {
        self.draft().await["etag"].as_str().expect("an etag").to_owned()
    }

    /// Saves a text over the present draft, or as the first one.
    pub(crate) async fn save(&self, document: &Value) -> Value {
        let present = self.client.get(&self.path("/draft")).await;
        let answer = if present.status() == 404 {
            self.put(document, header::IF_NONE_MATCH, "*").await
        } else {
            let etag = present.header(header::ETAG).expect("an etag").to_owned();
            self.put(document, header::IF_MATCH, &etag).await
        };
        answer.expect_status(200)
    }

    pub(crate) async fn put(
        &self,
        document: &Value,
        header: header::HeaderName,
        value: &str,
    ) -> Answer {
        let request = self.client.request(Method::PUT, &self.path("/draft"));
        request.header(header, value).json(document).send().await
    }

    pub(crate) async fn publish(&self, etag: &str) -> Answer {
        let request = self.client.request(Method::POST, &self.path("/publish"));
        let request = request.header(header::IF_MATCH, &format!("\"{etag}\""));
        request.json(&json!({"note": "a note"})).send().await
    }

    /// Saves and publishes a text; the version.
    pub(crate) async fn publish_text(&self, document: &Value) -> Value {
        let saved = self.save(document).await;
        self.publish(saved["etag"].as_str().expect("an etag")).await.expect_status(201)
    }

    pub(crate) async fn start(&self, version: Option<i64>) -> Answer {
        let body = version.map_or_else(|| json!({}), |version| json!({"version": version}));
        self.client.post(&self.path("/start"), &body).await
    }

    pub(crate) async fn post(&self, action: &str) -> Answer {
        self.client.request(Method::POST, &self.path(action)).send().await
    }
}

/// The types of the events so far.
pub(crate) async fn event_types(client: &Client) -> Vec<String> {
    let events = client.get("/v1/events?limit=100").await.expect_status(200);
    let events = events["data"].as_array().expect("events").iter();
    events.map(|event| event["type"].as_str().expect("a type").to_owned()).collect()
}

#[tokio::test]
async fn from_draft_to_archive() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "  Onboarding ").await;

    let made = workflow.read().await;
    assert_eq!(made["name"], "Onboarding");
    assert_eq!(made["state"], "draft");
    assert_eq!(made["latest_version"], json!(null));
    assert_eq!(made["draft"]["updated_by"]["name"], "Ada");
    let counts = json!({"approve": 0, "decline": 0, "mark_for_review": 0, "do_nothing": 0});
    assert_eq!(made["runs_today"], counts);

    let version = workflow.publish_text(&minors(18)).await;
    assert_eq!((&version["version"], &version["running"]), (&json!(1), &json!(false)));
    assert_eq!(version["note"], "a note");
    let published = workflow.read().await;
    assert_eq!(published["state"], "published");
    assert_eq!(published["draft"], json!(null));

    app.clock.advance_seconds(60);
    let running = workflow.start(None).await.expect_status(200);
    assert_eq!(running["state"], "running");
    assert_eq!(running["running"]["version"], 1);
    assert_eq!(running["running"]["since"], "2026-11-22T10:43:07Z");
    assert_eq!(running["running"]["since_by"]["name"], "Ada");
    workflow.post("/archive").await.expect_problem(409, "running");

    let paused = workflow.post("/pause").await.expect_status(200);
    assert_eq!(paused["state"], "paused");
    assert_eq!(paused["left_alone_open"], 0);
    assert_eq!(paused["paused_at"], "2026-11-22T10:43:07Z");
    assert_eq!(paused["running"], json!(null));
    workflow.post("/pause").await.expect_status(200);

    workflow.publish_text(&minors(21)).await;
    assert_eq!(workflow.start(Some(1)).await.expect_status(200)["running"]["version"], 1);
    let swapped = workflow.start(Some(2)).await.expect_status(200);
    assert_eq!(swapped["running"]["version"], 2);
    assert_eq!(swapped["state"], "running");
    assert_eq!(workflow.start(Some(2)).await.expect_status(200)["running"]["version"], 2);

    let restored = workflow.post("/versions/1/restore").await.expect_status(201);
    assert_eq!(restored["document"], minors(18));
    assert_eq!(restored["base_version"], 1);
    let discard = ada.request(Method::DELETE, &workflow.path("/draft"));
    let etag = format!("\"{}\"", restored["etag"].as_str().expect("an etag"));
    discard.header(header::IF_MATCH, &etag).send().await.expect_status(204);
    ada.get(&workflow.path("/draft")).await.expect_problem(404, "no_draft");

    workflow.post("/pause").await.expect_status(200);
    assert_eq!(workflow.post("/archive").await.expect_status(200)["state"], "archived");
    workflow.post("/archive").await.expect_status(200);

    assert_eq!(
        event_types(&ada).await,
        [
            "workflow.created",
            "workflow.published",
            "workflow.started",
            "workflow.paused",
            "workflow.published",
            "workflow.started",
            "workflow.started",
            "workflow.paused",
            "workflow.archived",
        ],
        "what changes nothing is no event"
    );
}

#[tokio::test]
async fn an_event_says_who_and_which_version() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    workflow.start(None).await.expect_status(200);
    let events = ada.get("/v1/events").await.expect_status(200);
    let started = events["data"].as_array().expect("events").last().expect("an event").clone();
    assert_eq!(started["type"], "workflow.started");
    assert_eq!(started["workflow"], workflow.id.as_str());
    assert_eq!(started["by"]["name"], "Ada");
    assert_eq!(started["data"]["version"], 1);
    assert_eq!(started["data"]["version_before"], json!(null));
}

#[tokio::test]
async fn an_archived_workflow_does_not_change_any_more() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    let saved = workflow.save(&minors(21)).await;
    workflow.post("/archive").await.expect_status(200);

    let etag = saved["etag"].as_str().expect("an etag");
    workflow.start(None).await.expect_problem(409, "archived");
    workflow.publish(etag).await.expect_problem(409, "archived");
    workflow.post("/pause").await.expect_problem(409, "not_running");
    workflow.post("/versions/1/restore").await.expect_problem(409, "archived");
    let put = workflow.put(&minors(18), header::IF_MATCH, &format!("\"{etag}\"")).await;
    put.expect_problem(409, "archived");
    let renamed = ada.patch(&workflow.path(""), &json!({"name": "Other"})).await;
    renamed.expect_problem(409, "archived");
    ada.get(&workflow.path("/versions/1")).await.expect_status(200);

    let ids = |page: Value| {
        let data = page["data"].as_array().expect("workflows").clone();
        data.iter().map(|row| row["id"].clone()).collect::<Vec<_>>()
    };
    assert!(ids(ada.get("/v1/workflows").await.expect_status(200)).is_empty());
    let archived = ids(ada.get("/v1/workflows?state=archived").await.expect_status(200));
    assert_eq!(archived, [json!(workflow.id)]);
}

#[tokio::test]
async fn a_name_is_asked_for_and_an_event_must_exist() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    for (body, errors) in [
        (json!({}), &[("/name", "required"), ("/event", "required")][..]),
        (json!({"name": "  ", "event": "inquiry.completed"}), &[("/name", "invalid_length")]),
        (
            json!({"name": "x".repeat(201), "event": "inquiry.completed"}),
            &[("/name", "invalid_length")],
        ),
        (json!({"name": "n", "event": "inquiry.created"}), &[("/event", "unknown_event")]),
        (json!({"name": "n", "event": "inquiry.completed", "x": 1}), &[("/x", "unknown_key")]),
        (json!({"name": 1, "event": true}), &[("/name", "wrong_type"), ("/event", "wrong_type")]),
    ] {
        ada.post("/v1/workflows", &body).await.expect_errors(422, errors);
    }
    assert_eq!(ada.get("/v1/workflows").await.json()["data"], json!([]));
    let body = json!({"name": "x".repeat(200), "event": "inquiry.completed"});
    ada.post("/v1/workflows", &body).await.expect_status(201);
    ada.post("/v1/workflows", &body).await.expect_status(201);
}

#[tokio::test]
async fn a_new_name_goes_into_the_open_draft() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    assert_eq!(workflow.read().await["name"], "Onboarding", "publishing takes the text's name");
    let saved = workflow.save(&minors(21)).await;

    app.clock.advance_seconds(1);
    let renamed =
        ada.patch(&workflow.path(""), &json!({"name": " Welcome "})).await.expect_status(200);
    assert_eq!(renamed["name"], "Welcome");
    let draft = workflow.draft().await;
    assert_eq!(draft["document"]["name"], "Welcome");
    assert_eq!(draft["document"]["routes"], saved["document"]["routes"]);
    assert_ne!(draft["etag"], saved["etag"]);
    assert_eq!(renamed["draft"]["etag"], draft["etag"]);

    let again = ada.patch(&workflow.path(""), &json!({"name": "Welcome"})).await.expect_status(200);
    assert_eq!(again["draft"]["etag"], draft["etag"], "the same name changes nothing");
    let errors = ada.patch(&workflow.path(""), &json!({"name": "", "event": "x"})).await;
    errors.expect_errors(422, &[("/name", "invalid_length"), ("/event", "unknown_key")]);
}

#[tokio::test]
async fn until_the_first_version_a_workflow_is_called_as_its_draft() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "New").await;
    workflow.save(&json!({"name": ""})).await;
    assert_eq!(workflow.read().await["name"], "New");
    workflow.save(&json!({"name": "Minors"})).await;
    assert_eq!(workflow.read().await["name"], "Minors");
    workflow.publish_text(&minors(18)).await;
    workflow.save(&json!({"name": "Later"})).await;
    assert_eq!(workflow.read().await["name"], "Onboarding");
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let nobody = Workflow { client: ada.clone(), id: "wfl_01h45ytscbebyvny4gc8cr8ma2".to_owned() };
    for path in ["", "/draft", "/draft/changes", "/versions", "/versions/1", "/pause_effect"] {
        ada.get(&nobody.path(path)).await.expect_problem(404, "not_found");
    }
    for action in ["/archive", "/pause", "/start", "/versions/1/restore"] {
        nobody.post(action).await.expect_problem(404, "not_found");
    }
    nobody.publish("x").await.expect_problem(404, "not_found");
    nobody.put(&minors(18), header::IF_NONE_MATCH, "*").await.expect_problem(404, "not_found");
    ada.get("/v1/workflows/lst_01h45ytscbebyvny4gc8cr8ma2").await.expect_problem(404, "not_found");
    ada.get("/v1/workflows?state=active").await.expect_problem(400, "invalid_parameter");
}

#[tokio::test]
async fn pages_follow_the_order() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let mut made = Vec::new();
    for name in ["a", "b", "c", "d", "e"] {
        made.push(json!(Workflow::create(&ada, name).await.id));
    }
    let mut found = Vec::new();
    let mut path = "/v1/workflows?limit=2".to_owned();
    loop {
        let page = ada.get(&path).await.expect_status(200);
        found.extend(page["data"].as_array().expect("rows").iter().map(|row| row["id"].clone()));
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/v1/workflows?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(found, made);
    ada.get("/v1/workflows?cursor=00").await.expect_problem(400, "invalid_cursor");
}

#[tokio::test]
async fn a_workflow_says_what_it_did_today_and_what_a_pause_leaves_alone() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let checkout = app.integrator().await;
    let create = async |age: i64| {
        let body = json!({"attributes": {"age": age}});
        let made = checkout.post("/v1/inquiries", &body).await.expect_status(201);
        made["id"].as_str().expect("an id").to_owned()
    };
    let complete = async |id: &str| {
        let path = format!("/v1/inquiries/{id}/complete");
        checkout.post(&path, &json!({})).await.expect_status(200);
    };
    let before = create(17).await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    let idle = workflow.client.get(&workflow.path("/pause_effect")).await.expect_status(200);
    assert_eq!(idle, json!({"open_inquiries": 0}), "it does not run");
    workflow.start(None).await.expect_status(200);
    for age in [17, 30, 40] {
        complete(&create(age).await).await;
    }
    create(50).await;
    let counts = json!({"approve": 2, "decline": 1, "mark_for_review": 0, "do_nothing": 0});
    assert_eq!(workflow.read().await["runs_today"], counts);
    assert_eq!(ada.get("/v1/workflows").await.json()["data"][0]["runs_today"], counts);
    let effect = ada.get(&workflow.path("/pause_effect")).await.expect_status(200);
    assert_eq!(effect, json!({"open_inquiries": 1}), "an older one is left alone anyway");

    let paused = workflow.post("/pause").await.expect_status(200);
    assert_eq!(paused["left_alone_open"], 1);
    complete(&before).await;
    app.clock.advance_seconds(24 * 60 * 60);
    let ada = app.administrator().await;
    let tomorrow = ada.get(&workflow.path("")).await.expect_status(200);
    assert_eq!(tomorrow["runs_today"]["approve"], 0);
}
