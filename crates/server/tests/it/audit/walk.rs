//! Every operation that changes something leaves its entry in the record, or says here why it leaves none.
//!
//! A new operation fails here until it is walked, or until it stands in [`LEAVES_NONE`], which grows only with a
//! reason that belongs into review.

use std::collections::BTreeSet;
use std::io;

use axum::body::{Body, Bytes};
use axum::http::{Method, header};
use futures_util::stream;
use pointsman_domain::ids::{CountingIds, ImportId};
use pointsman_storage::audit::{self, AuditFilter, Entry, Kept};
use pointsman_storage::lists::{self, NewImport};
use pointsman_storage::{Actor, StorageError};
use serde_json::{Value, json};

use super::exempt::LEAVES_NONE;
use crate::support::contract::CONTRACT;
use crate::support::{Answer, Client, PASSWORD, TestApp};

/// What was walked so far, and by whom.
pub(super) struct Walk {
    app: TestApp,
    pub(super) ada: Client,
    ada_id: String,
    walked: BTreeSet<(String, String)>,
    seen: i64,
}

impl Walk {
    async fn begin() -> Self {
        let app = TestApp::new().await;
        let ada = app.administrator().await;
        let session = ada.get("/v1/session").await.expect_status(200);
        let ada_id = session["member"]["id"].as_str().unwrap().to_owned();
        let seen = head(&app).await;
        Self { app, ada, ada_id, walked: BTreeSet::new(), seen }
    }

    /// Ada has called an operation: these actions are in the record since, and nothing else.
    pub(super) async fn did(
        &mut self,
        method: &str,
        template: &str,
        answer: Answer,
        actions: &[&str],
    ) -> Value {
        assert!(answer.status() < 300, "{method} {template}: {}", answer.text());
        let entries = self.new_entries().await;
        let found: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(found, actions, "{method} {template}");
        for entry in &entries {
            assert_eq!(entry.actor_id, self.ada_id, "{method} {template}");
            let Kept::Present(who) = &entry.who else { panic!("{method} {template}: nobody") };
            assert_eq!(who.name.as_deref(), Some("Ada"));
            assert_eq!(who.address, Some(TestApp::usual_address().to_string()));
        }
        self.walked.insert((method.to_owned(), template.to_owned()));
        answer.json()
    }

    /// Somebody who came by a link has called an operation: the entry names that person.
    async fn came_by_link(&mut self, path: &str, answer: &Answer, action: &str, name: &str) {
        answer.expect_status(201);
        let entries = self.new_entries().await;
        let [entry] = entries.as_slice() else { panic!("{path}: {} entries", entries.len()) };
        assert_eq!((entry.action.as_str(), entry.via.as_str()), (action, "link"), "{path}");
        let Kept::Present(who) = &entry.who else { panic!("{path}: nobody") };
        assert_eq!(who.name.as_deref(), Some(name), "{path}");
        self.walked.insert(("post".to_owned(), path.to_owned()));
    }

    async fn new_entries(&mut self) -> Vec<Entry> {
        let seen = self.seen;
        self.seen = head(&self.app).await;
        let read = |t: &mut pointsman_storage::Transaction<'_>| {
            audit::page(t, &AuditFilter::default(), None, 1_000)
        };
        let page = self.app.parts.storage.read(read).await.unwrap();
        let mut entries: Vec<Entry> =
            page.rows.into_iter().filter(|entry| entry.seq > seen).collect();
        entries.sort_by_key(|entry| entry.seq);
        entries
    }

    /// A POST with this body.
    pub(super) async fn post(
        &mut self,
        template: &str,
        id: &str,
        body: &Value,
        actions: &[&str],
    ) -> Value {
        let answer = self.ada.post(&template.replace("{id}", id), body).await;
        self.did("post", template, answer, actions).await
    }
}

async fn head(app: &TestApp) -> i64 {
    app.parts.storage.read(audit::head).await.unwrap().seq
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_change_leaves_its_entry() {
    let mut walk = Walk::begin().await;
    the_first_start(&mut walk).await;
    people_and_keys(&mut walk).await;
    workflows(&mut walk).await;
    super::invariants::all(&mut walk).await;
    lists_and_items(&mut walk).await;
    hand_decisions(&mut walk).await;
    super::past::inquiries(&mut walk).await;
    the_example(&mut walk).await;
    let mut missing = Vec::new();
    for (path, item) in CONTRACT["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().filter(|method| *method != "get") {
            let explained = LEAVES_NONE.iter().any(|(m, p, _)| (*m, *p) == (method, path));
            let walked = walk.walked.remove(&(method.clone(), path.clone()));
            assert!(
                !(explained && walked),
                "{method} {path} leaves entries: take it from the list"
            );
            if !explained && !walked {
                missing.push(format!("{method} {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "walk these, or say why they leave no entry: {missing:?}");
    assert!(walk.walked.is_empty(), "these are not in the contract: {:?}", walk.walked);
    for (method, path, _) in LEAVES_NONE {
        let exists = CONTRACT["paths"][*path][*method].is_object();
        assert!(exists, "{method} {path} is not in the contract any more");
    }
}

/// Another server, in which nobody exists yet.
async fn the_first_start(walk: &mut Walk) {
    let app = TestApp::new().await;
    let code = pointsman_server::prepare(&app.parts).await.unwrap().expect("a code");
    let body = json!({"code": code, "email": "eve@example.com", "name": "Eve", "password": "a long pass phrase"});
    let answer = app.stranger().post("/v1/setup", &body).await;
    answer.expect_status(201);
    let entry = app.parts.storage.read(|t| audit::get(t, 1)).await.unwrap().expect("an entry");
    assert_eq!((entry.action.as_str(), entry.actor_id.as_str()), ("member.created", "system"));
    assert_eq!(entry.via.as_str(), "setup_code");
    assert_eq!(head(&app).await, 1);
    walk.walked.insert(("post".to_owned(), "/v1/setup".to_owned()));
}

async fn people_and_keys(walk: &mut Walk) {
    let bob = json!({
        "email": "bob@example.com", "name": "Bob", "role": "analyst", "password": "a long pass phrase",
    });
    let bob = id(&walk.post("/v1/members", "", &bob, &["member.created"]).await);
    changes_of_a_member(walk, &bob).await;
    links(walk).await;
    let hidden = json!({"workflows_hidden_from": ["analyst"]});
    for actions in [&["workspace.changed"][..], &[]] {
        let answer = walk.ada.patch("/v1/workspace", &hidden).await;
        walk.did("patch", "/v1/workspace", answer, actions).await;
    }
    let key = json!({"name": "Checkout", "role": "integrator"});
    let key = id(&walk.post("/v1/keys", "", &key, &["key.created"]).await);
    let path = format!("/v1/keys/{key}");
    let answer = walk.ada.delete(&path).await;
    walk.did("delete", "/v1/keys/{id}", answer, &["key.revoked"]).await;
    let again = walk.ada.delete(&path).await;
    walk.did("delete", "/v1/keys/{id}", again, &[]).await;
}

async fn changes_of_a_member(walk: &mut Walk, bob: &str) {
    let path = format!("/v1/members/{bob}");
    for actions in [&["member.role_changed"][..], &[]] {
        let answer = walk.ada.patch(&path, &json!({"role": "editor"})).await;
        walk.did("patch", "/v1/members/{id}", answer, actions).await;
    }
    let template = "/v1/members/{id}/password_link";
    let made = walk.post(template, bob, &json!({}), &["member.password_link_created"]).await;
    let secret = made["path"].as_str().unwrap().rsplit('#').next().unwrap();
    let chosen = json!({"secret": secret, "password": "another pass phrase"});
    let answer = walk.app.stranger().post("/v1/new_password", &chosen).await;
    walk.came_by_link("/v1/new_password", &answer, "member.password_changed", "Bob").await;
    let answer = walk.ada.delete(&format!("{path}/sessions")).await;
    walk.did("delete", "/v1/members/{id}/sessions", answer, &["member.sessions_ended"]).await;
    let answer = walk.ada.delete(&path).await;
    walk.did("delete", "/v1/members/{id}", answer, &["member.removed"]).await;
    let own = json!({"present": PASSWORD, "new": "another pass phrase"});
    walk.post("/v1/session/password", "", &own, &["member.password_changed"]).await;
}

async fn links(walk: &mut Walk) {
    let eve = json!({"email": "eve@example.com", "role": "analyst"});
    let made = walk.post("/v1/invitations", "", &eve, &["invitation.created"]).await;
    let secret = made["path"].as_str().unwrap().rsplit('#').next().unwrap();
    let joining = json!({"secret": secret, "name": "Eve", "password": "a long pass phrase"});
    let answer = walk.app.stranger().post("/v1/invitations/accept", &joining).await;
    walk.came_by_link("/v1/invitations/accept", &answer, "member.created", "Eve").await;
    let zoe = json!({"email": "zoe@example.com", "role": "analyst"});
    let made = id(&walk.post("/v1/invitations", "", &zoe, &["invitation.created"]).await);
    let answer = walk.ada.delete(&format!("/v1/invitations/{made}")).await;
    walk.did("delete", "/v1/invitations/{id}", answer, &["invitation.revoked"]).await;
}

async fn workflows(walk: &mut Walk) {
    let new = json!({"name": "Onboarding", "event": "inquiry.completed"});
    let first = id(&walk.post("/v1/workflows", "", &new, &["workflow.created"]).await);
    let second = id(&walk.post("/v1/workflows", "", &new, &["workflow.created"]).await);
    let path = format!("/v1/workflows/{first}");
    let answer = walk.ada.patch(&path, &json!({"name": "Entrance"})).await;
    walk.did("patch", "/v1/workflows/{id}", answer, &["workflow.renamed"]).await;
    drafts(walk, &path).await;
    super::findings::marked(walk, &path).await;
    let started = json!({"version": 1});
    walk.post("/v1/workflows/{id}/start", &first, &started, &["workflow.started"]).await;
    walk.post("/v1/workflows/{id}/start", &first, &started, &[]).await;
    walk.post("/v1/workflows/{id}/pause", &first, &json!({}), &["workflow.paused"]).await;
    walk.post("/v1/workflows/{id}/pause", &first, &json!({}), &[]).await;
    let order = json!({"data": [second, first]});
    let answer = walk.ada.put("/v1/workflow_order", &order).await;
    walk.did("put", "/v1/workflow_order", answer, &["workflow_order.changed"]).await;
    let answer = walk.ada.put("/v1/workflow_order", &order).await;
    walk.did("put", "/v1/workflow_order", answer, &[]).await;
    walk.post("/v1/workflows/{id}/archive", &first, &json!({}), &["workflow.archived"]).await;
    walk.post("/v1/workflows/{id}/archive", &first, &json!({}), &[]).await;
}

/// Saves of the same person leave no entry of their own; another person's first one does.
async fn drafts(walk: &mut Walk, path: &str) {
    let template = "/v1/workflows/{id}/draft";
    let draft = format!("{path}/draft");
    let present = walk.ada.get(&draft).await;
    let etag = present.header(header::ETAG).unwrap().to_owned();
    let document = present.json()["document"].clone();
    let saved = put(&walk.ada, &draft, &document, Some(&etag)).await;
    let etag = saved.header(header::ETAG).unwrap().to_owned();
    walk.did("put", template, saved, &[]).await;
    let mut document = document;
    document["everything_else"] = json!([{"action": "approve"}]);
    let saved = put(&walk.ada, &draft, &document, Some(&etag)).await;
    let etag = saved.header(header::ETAG).unwrap().to_owned();
    walk.did("put", template, saved, &[]).await;

    let publish = format!("{path}/publish");
    let request = walk.ada.request(Method::POST, &publish).json(&json!({"note": "first"}));
    let answer = request.header(header::IF_MATCH, &etag).send().await;
    walk.did("post", "/v1/workflows/{id}/publish", answer, &["workflow.published"]).await;

    let opened = put(&walk.ada, &draft, &document, None).await;
    let etag = opened.header(header::ETAG).unwrap().to_owned();
    walk.did("put", template, opened, &["workflow.draft_opened"]).await;
    let carl = walk
        .app
        .member("carl@example.com", "Carl", pointsman_domain::people::Role::Administrator)
        .await;
    walk.new_entries().await;
    let taken = put(&carl, &draft, &document, Some(&etag)).await;
    let etag = taken.header(header::ETAG).unwrap().to_owned();
    taken.expect_status(200);
    let entries = walk.new_entries().await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].action.as_str(), "workflow.draft_taken_over");
    assert_ne!(entries[0].actor_id, walk.ada_id);

    let request = walk.ada.request(Method::DELETE, &draft).header(header::IF_MATCH, &etag);
    let answer = request.send().await;
    walk.did("delete", template, answer, &["workflow.draft_discarded"]).await;
    let answer = walk.ada.post(&format!("{path}/versions/1/restore"), &json!({})).await;
    let template = "/v1/workflows/{id}/versions/{n}/restore";
    walk.did("post", template, answer, &["workflow.draft_opened"]).await;
}

async fn put(client: &Client, path: &str, document: &Value, etag: Option<&str>) -> Answer {
    let request = client.request(Method::PUT, path).json(document);
    match etag {
        Some(etag) => request.header(header::IF_MATCH, etag),
        None => request.header(header::IF_NONE_MATCH, "*"),
    }
    .send()
    .await
}

async fn lists_and_items(walk: &mut Walk) {
    let new = json!({"name": "Blocked", "type": "country"});
    let list = id(&walk.post("/v1/lists", "", &new, &["list.created"]).await);
    let path = format!("/v1/lists/{list}");
    for (name, actions) in
        [("Blocked countries", &["list.updated"][..]), ("Blocked countries", &[])]
    {
        let answer = walk.ada.patch(&path, &json!({"name": name})).await;
        walk.did("patch", "/v1/lists/{id}", answer, actions).await;
    }
    let items = "/v1/lists/{id}/items";
    let item = id(&walk.post(items, &list, &json!({"value": "CA"}), &["list.item_added"]).await);
    walk.post(items, &list, &json!({"value": "CA"}), &[]).await;
    let answer = walk.ada.delete(&format!("{path}/items/{item}")).await;
    walk.did("delete", "/v1/lists/{id}/items/{item}", answer, &["list.item_removed"]).await;
    for actions in [&["list.item_erased"][..], &[]] {
        let answer = walk.ada.post(&format!("{path}/items/{item}/erase"), &json!({})).await;
        walk.did("post", "/v1/lists/{id}/items/{item}/erase", answer, actions).await;
    }
    let told = AuditFilter { subject: Some(item.clone()), ..AuditFilter::default() };
    let told = walk.app.parts.storage.read(move |t| audit::page(t, &told, None, 10)).await.unwrap();
    assert_eq!(told.rows.len(), 3);
    for entry in told.rows {
        assert!(
            !matches!(entry.personal, Kept::Present(_)),
            "the record still says what was erased"
        );
    }
    imports(walk, &path).await;
    walk.post("/v1/lists/{id}/archive", &list, &json!({}), &["list.archived"]).await;
    walk.post("/v1/lists/{id}/archive", &list, &json!({}), &[]).await;
}

async fn imports(walk: &mut Walk, path: &str) {
    let request = walk.ada.request(Method::POST, &format!("{path}/import"));
    let answer = request.header(header::CONTENT_TYPE, "text/csv").body("US\nXX\n").send().await;
    let actions = ["list.import_begun", "list.imported"];
    walk.did("post", "/v1/lists/{id}/import", answer, &actions).await;
    let now = walk.app.parts.clock.now();
    let import = ImportId::new(&CountingIds::starting_at(9_000), now);
    let list = path.rsplit('/').next().unwrap().parse().unwrap();
    let open = NewImport {
        id: import,
        list,
        bytes_total: None,
        started_at: now,
        started_by: Actor::System,
    };
    let begin =
        move |t: &mut pointsman_storage::Transaction<'_>| lists::begin_import(t, &open).map(drop);
    walk.app.parts.storage.write(begin).await.map_err(|error: StorageError| error).unwrap();
    let open = format!("{path}/imports/{import}");
    for actions in [&["list.import_canceled"][..], &[]] {
        let answer = walk.ada.post(&format!("{open}/cancel"), &json!({})).await;
        walk.did("post", "/v1/lists/{id}/imports/{import}/cancel", answer, actions).await;
    }
    let request = walk.ada.request(Method::POST, &format!("{open}/resume"));
    let request = request.header(header::CONTENT_TYPE, "text/csv").stream(broken_off());
    request.send().await.expect_problem(400, "incomplete_body");
    let request = walk.ada.request(Method::POST, &format!("{open}/resume"));
    let request = request.header(header::CONTENT_TYPE, "text/csv").stream(broken_off());
    request.send().await.expect_problem(400, "incomplete_body");
    let entries = walk.new_entries().await;
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["list.import_resumed"; 2]);
    walk.walked.insert(("post".to_owned(), "/v1/lists/{id}/imports/{import}/resume".to_owned()));
    for actions in [&["list.import_discarded"][..], &[]] {
        let answer = walk.ada.delete(&open).await;
        walk.did("delete", "/v1/lists/{id}/imports/{import}", answer, actions).await;
    }
}

/// A body whose connection breaks at once.
fn broken_off() -> Body {
    Body::from_stream(stream::once(async { Err::<Bytes, _>(io::Error::other("it is gone")) }))
}

async fn hand_decisions(walk: &mut Walk) {
    let made = walk.ada.post("/v1/inquiries", &json!({})).await.expect_status(201);
    let inquiry = id(&made);
    for (call, action) in [
        ("mark_for_review", "inquiry.marked_for_review"),
        ("approve", "inquiry.approved"),
        ("decline", "inquiry.declined"),
    ] {
        let template = format!("/v1/inquiries/{{id}}/{call}");
        walk.post(&template, &inquiry, &json!({"comment": "seen"}), &[action]).await;
    }
    let path = format!("/v1/inquiries/{inquiry}");
    for actions in [&["inquiry.erased"][..], &[]] {
        let answer = walk.ada.delete(&path).await;
        walk.did("delete", "/v1/inquiries/{id}", answer, actions).await;
    }
}

/// In workspaces of their own, since it goes into an empty one alone.
async fn the_example(walk: &mut Walk) {
    let mut own = Walk::begin().await;
    let sign_in = pointsman_server::ExampleSignIn::Nobody;
    pointsman_server::make_example(&own.app.parts, sign_in, 1, &|_| {}).await.unwrap();
    own.seen = head(&own.app).await;
    own.ada.delete("/v1/example").await.expect_status(202);
    // What stops and goes with it follows.
    let first = own.new_entries().await.into_iter().next().expect("an entry");
    assert_eq!((first.action.as_str(), &first.actor_id), ("example.removed", &own.ada_id));
    walk.walked.insert(("delete".to_owned(), "/v1/example".to_owned()));

    let mut own = Walk::begin().await;
    own.ada.post("/v1/example", &json!({})).await.expect_status(202);
    // What its members do follows meanwhile.
    let first = own.new_entries().await.into_iter().next().expect("an entry");
    assert_eq!((first.action.as_str(), &first.actor_id), ("example.made", &own.ada_id));
    walk.walked.insert(("post".to_owned(), "/v1/example".to_owned()));
}
