//! Asking for the example and removing it over HTTP: what goes, what stays, and who may.

use axum::http::{Method, header};
use pointsman_domain::people::Role;
use pointsman_server::{
    EXAMPLE_MEMBERS, EXAMPLE_PASSWORD, ExampleSignIn, Nodes, make_example, resume_example,
};
use pointsman_storage::audit::{self, AuditFilter, Verifier, Verifying};
use pointsman_storage::example::{self, ExampleState, Part};
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

const INQUIRIES: i64 = 120;

async fn made() -> (TestApp, Client) {
    let app = TestApp::builder().requests_per_minute(1_000_000).build().await;
    make_example(&app.parts, ExampleSignIn::KnownPassword, INQUIRIES, &|_| {}).await.unwrap();
    let ada = app.signed_in(EXAMPLE_MEMBERS[0].email, EXAMPLE_PASSWORD).await;
    (app, ada)
}

/// Asks until nothing is under way any more; each question lets the work go on.
async fn settled(client: &Client) -> Value {
    loop {
        let found = client.get("/v1/example").await.expect_status(200);
        match found["state"].as_str().unwrap() {
            "making" | "removing" => tokio::task::yield_now().await,
            _ => return found,
        }
    }
}

async fn ids(client: &Client, path: &str) -> Vec<String> {
    let page = client.get(path).await.expect_status(200);
    let rows = page["data"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

fn fates<'v>(example: &'v Value, fate: &str) -> Vec<&'v str> {
    let parts = example["parts"].as_array().unwrap().iter();
    parts.filter(|part| part["fate"] == fate).map(|part| part["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn after_the_removal_the_workspace_is_empty_and_usable() {
    let (app, ada) = made().await;
    let present = ada.get("/v1/example").await.expect_status(200);
    assert_eq!((&present["state"], &present["offered"]), (&json!("present"), &json!(false)));
    assert_eq!(fates(&present, "stays_you"), ["Ada Example"]);
    assert!(fates(&present, "removed").len() > 12, "{present}");

    let asked = json!({"document": {"format": 1, "name": "A", "event": "inquiry.completed", "routes": [],
        "everything_else": [{"action": "approve"}]}});
    let past = ada.post("/v1/workflows/preview", &asked).await.expect_status(200);
    assert_ne!(past["considered"], 0);
    let removing = ada.delete("/v1/example").await.expect_status(202);
    assert_eq!(removing["state"], "removing");
    let gone = settled(&ada).await;
    assert_eq!((&gone["state"], &gone["offered"]), (&json!("absent"), &json!(true)), "{gone}");
    for path in
        ["/v1/inquiries", "/v1/runs", "/v1/lists", "/v1/workflows", "/v1/keys", "/v1/invariants"]
    {
        assert_eq!(ids(&ada, path).await, Vec::<String>::new(), "{path}");
    }
    for path in ["/v1/lists?archived=true", "/v1/workflows?state=archived"] {
        assert_eq!(ids(&ada, path).await, Vec::<String>::new(), "{path}");
    }
    let events = ada.get("/v1/events").await.expect_status(200);
    let left = events["data"].as_array().unwrap().iter().map(|event| event["type"].as_str());
    assert_eq!(left.collect::<Vec<_>>(), [Some("example.removed")]);
    let past = ada.post("/v1/workflows/preview", &asked).await.expect_status(200);
    assert_eq!(past["considered"], 0);
    assert_eq!(ids(&ada, "/v1/members").await.len(), 1, "the member who removed it stays");
    let noor = json!({"email": EXAMPLE_MEMBERS[2].email, "password": EXAMPLE_PASSWORD});
    app.stranger().post("/v1/session", &noor).await.expect_status(401);

    let list = json!({"name": "Office networks", "type": "ip_address"});
    ada.post("/v1/lists", &list).await.expect_status(201);
    ada.post("/v1/inquiries", &json!({"reference_id": "ON-200000"})).await.expect_status(201);
    ada.delete("/v1/example").await.expect_problem(404, "not_found");
    ada.post("/v1/example", &json!({})).await.expect_problem(409, "not_empty");
}

#[tokio::test]
async fn what_people_made_or_changed_stays_and_can_be_explained() {
    let (_, ada) = made().await;
    // An inquiry of one's own, decided by the example's workflow.
    let body = json!({"session": {"ip_address": "198.51.100.3"}});
    let own = ada.post("/v1/inquiries", &body).await.expect_status(201);
    let own = format!("/v1/inquiries/{}", own["id"].as_str().unwrap());
    let decided = ada.post(&format!("{own}/complete"), &json!({})).await.expect_status(200);
    assert_eq!(decided["status"], "declined", "{decided}");
    // A list that got an item, and a workflow of one's own that names another one.
    let lists = ada.get("/v1/lists").await.expect_status(200);
    let find = |name: &str| {
        let mut rows = lists["data"].as_array().unwrap().iter();
        rows.find(|row| row["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let trusted = format!("/v1/lists/{}/items", find("Trusted e-mail domains"));
    ada.post(&trusted, &json!({"value": "mine.example"})).await.expect_status(201);
    let mine = ada
        .post("/v1/workflows", &json!({"name": "Mine", "event": "inquiry.completed"}))
        .await
        .expect_status(201);
    let draft = format!("/v1/workflows/{}/draft", mine["id"].as_str().unwrap());
    let present = ada.get(&draft).await;
    let on =
        json!({"attribute": "list_matches", "operator": "contains", "value": "partner_networks"});
    ada.request(Method::PUT, &draft)
        .header(header::IF_MATCH, present.header(header::ETAG).unwrap())
        .json(&json!({"format": 1, "name": "Mine", "event": "inquiry.completed",
            "routes": [{"id": "rt_a", "name": "A", "if": {"all": [on]}, "then": [{"action": "approve"}]}],
            "everything_else": [{"action": "do_nothing"}]}))
        .send()
        .await
        .expect_status(200);

    let example = ada.get("/v1/example").await.expect_status(200);
    assert_eq!(fates(&example, "stays_changed"), ["Trusted e-mail domains"]);
    assert_eq!(fates(&example, "stays_in_use"), ["Partner networks"]);
    assert!(fates(&example, "archived").contains(&"Onboarding"), "{example}");
    assert!(fates(&example, "archived").contains(&"Blocked IP addresses"), "{example}");
    assert!(fates(&example, "removed").contains(&"Partner referrals"), "{example}");
    assert!(fates(&example, "removed").contains(&"Blocked stays blocked"), "{example}");

    ada.delete("/v1/example").await.expect_status(202);
    assert_eq!(settled(&ada).await["offered"], false);
    assert_eq!(ids(&ada, "/v1/inquiries").await.len(), 1);
    let kept = ada.get(&own).await.expect_status(200);
    assert_eq!(kept["status"], "declined");
    let run = kept["runs"][0]["id"].as_str().unwrap();
    let trace = ada.get(&format!("/v1/runs/{run}")).await.expect_status(200);
    assert_eq!(trace["workflow_name"], "Onboarding", "{trace}");
    let replay = ada.post(&format!("/v1/runs/{run}/replay"), &json!({})).await.expect_status(200);
    assert_eq!(replay["agrees"], true, "{replay}");
    let left = ada.get("/v1/lists").await.expect_status(200);
    let names: Vec<_> = left["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|list| list["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Partner networks", "Trusted e-mail domains"]);
    assert_eq!(ids(&ada, "/v1/workflows").await.len(), 1);
    let archived = ada.get("/v1/workflows?state=archived").await.expect_status(200);
    assert_eq!(archived["data"][0]["name"], "Onboarding");
    assert_eq!(ids(&ada, "/v1/invariants").await.len(), 0);
}

#[tokio::test]
async fn an_invariant_that_was_changed_stays_with_its_lists() {
    let (_, ada) = made().await;
    let all = ada.get("/v1/invariants").await.expect_status(200);
    let path = format!("/v1/invariants/{}", all["data"][1]["id"].as_str().unwrap());
    ada.request(Method::PATCH, &path)
        .header(header::IF_MATCH, "\"1\"")
        .json(&json!({"name": "Ours"}))
        .send()
        .await
        .expect_status(200);
    let example = ada.get("/v1/example").await.expect_status(200);
    assert_eq!(fates(&example, "stays_changed"), ["Ours"]);
    assert_eq!(fates(&example, "stays_in_use"), ["Blocked IP addresses", "Stolen documents"]);
    ada.delete("/v1/example").await.expect_status(202);
    settled(&ada).await;
    let left = ada.get(&path).await.expect_status(200);
    assert_eq!(left["sentence"], all["data"][1]["sentence"], "{left}");
    assert_eq!(ids(&ada, "/v1/lists").await.len(), 2);
}

/// The record itself, checked; and what it tells after an entry: action and subject, oldest first.
async fn told(app: &TestApp, after: i64) -> Vec<(String, String)> {
    let mut state = app.parts.storage.read(|t| Verifier::begin(t, None)).await.unwrap();
    while let Verifying::More(verifier) = state {
        state = app.parts.storage.read(move |t| verifier.step(t, 1_000)).await.unwrap();
    }
    let Verifying::Done(verified) = state else { panic!("it goes on") };
    assert_eq!(verified.fault, None, "the record is whole");
    let filter = AuditFilter::default();
    let page = app.parts.storage.read(move |t| audit::page(t, &filter, None, 100)).await.unwrap();
    let mut rows: Vec<_> = page.rows.into_iter().filter(|entry| entry.seq > after).collect();
    rows.reverse();
    rows.into_iter().map(|entry| (entry.action.to_string(), entry.subject_id)).collect()
}

async fn head(app: &TestApp) -> i64 {
    app.parts.storage.read(audit::head).await.unwrap().seq
}

#[tokio::test]
async fn the_record_tells_what_stopped_and_what_went() {
    let (app, ada) = made().await;
    let body = json!({"session": {"ip_address": "198.51.100.3"}});
    let own = ada.post("/v1/inquiries", &body).await.expect_status(201);
    let own = format!("/v1/inquiries/{}/complete", own["id"].as_str().unwrap());
    ada.post(&own, &json!({})).await.expect_status(200);
    let running: Vec<String> = ids(&ada, "/v1/workflows?state=running").await;
    assert!(!running.is_empty());
    let example = ada.get("/v1/example").await.expect_status(200);
    let mut due: Vec<(String, String)> =
        running.into_iter().map(|id| ("workflow.paused".to_owned(), id)).collect();
    due.push(("example.removed".to_owned(), "workspace".to_owned()));
    for part in example["parts"].as_array().unwrap() {
        let kind = part["kind"].as_str().unwrap();
        let fate = part["fate"].as_str().unwrap();
        if matches!(fate, "removed" | "archived") {
            due.push((format!("{kind}.{fate}"), part["id"].as_str().unwrap().to_owned()));
        }
    }
    assert!(due.iter().any(|(action, _)| action == "workflow.archived"), "{due:?}");
    assert!(due.iter().any(|(action, _)| action == "list.archived"), "{due:?}");

    let before = head(&app).await;
    ada.delete("/v1/example").await.expect_status(202);
    settled(&ada).await;
    let mut entries = told(&app, before).await;
    for (action, subject) in &mut entries {
        if action == "example.removed" {
            *subject = "workspace".to_owned();
        }
    }
    entries.sort();
    due.sort();
    assert_eq!(entries, due);
    let page = ada.get("/v1/audit?limit=20").await.expect_status(200);
    for entry in page["data"].as_array().unwrap() {
        assert_eq!(entry["actor"]["name"], "Ada Example", "{entry}");
    }
}

/// Somebody decides an inquiry of the example while it is being removed: the record stays whole.
#[tokio::test]
async fn what_is_said_during_the_removal_goes_with_a_reason() {
    let (app, ada) = made().await;
    let page = ada.get("/v1/inquiries?decision=none&limit=1").await.expect_status(200);
    let inquiry = page["data"][0]["id"].as_str().unwrap().to_owned();
    let begun = |t: &mut pointsman_storage::Transaction<'_>| {
        let mut present = example::lock(t)?.unwrap();
        present.state = ExampleState::Removing;
        example::set(t, &present)
    };
    app.parts.storage.write(begun).await.unwrap();
    let before = head(&app).await;
    let comment = json!({"comment": "spoke with Ada"});
    ada.post(&format!("/v1/inquiries/{inquiry}/approve"), &comment).await.expect_status(200);
    ada.delete("/v1/example").await.expect_status(202);
    settled(&ada).await;
    let entries = told(&app, before).await;
    let of_inquiry = entries.iter().filter(|(_, subject)| *subject == inquiry);
    let actions: Vec<&str> = of_inquiry.map(|(action, _)| action.as_str()).collect();
    assert_eq!(actions, ["inquiry.approved", "inquiry.erased"]);
}

#[tokio::test]
async fn keys_do_not_remove_it_and_only_administrators_see_what_would_go() {
    let (app, _) = made().await;
    let key = app.key("Robot", Role::Administrator).await;
    key.delete("/v1/example").await.expect_problem(403, "members_only");
    let noor = app.signed_in(EXAMPLE_MEMBERS[2].email, EXAMPLE_PASSWORD).await;
    let seen = noor.get("/v1/example").await.expect_status(200);
    assert_eq!((&seen["state"], &seen["parts"]), (&json!("present"), &json!([])));
    noor.delete("/v1/example").await.expect_problem(403, "forbidden");
    noor.post("/v1/example", &json!({})).await.expect_problem(403, "forbidden");
    let body = json!({"inquiries": 7});
    key.post("/v1/example", &body).await.expect_problem(422, "invalid_body");
}

/// A key from the command line may be there before the first administrator.
#[tokio::test]
async fn it_is_not_made_where_nobody_could_remove_it() {
    let app = TestApp::builder().build().await;
    let key = app.key("Robot", Role::Administrator).await;
    key.post("/v1/example", &json!({})).await.expect_problem(409, "not_set_up");
}

/// The process ended in the middle: the next start goes on where it stopped.
#[tokio::test]
async fn what_was_broken_off_is_continued_at_the_next_start() {
    let (app, ada) = made().await;
    let half = |t: &mut pointsman_storage::Transaction<'_>| {
        let mut present = example::lock(t)?.unwrap();
        present.state = ExampleState::Making;
        example::set(t, &present)
    };
    app.parts.storage.write(half).await.unwrap();
    ada.delete("/v1/example").await.expect_problem(409, "example_making");
    // Another node may be making it, as long as it gets on.
    resume_example(&app.parts, Nodes::Several).await.unwrap();
    let making = ada.get("/v1/example").await.expect_status(200);
    assert_eq!(making["state"], "making");

    // The process ended after something was made and before it was noted.
    let list = ids(&ada, "/v1/lists").await.remove(0);
    let part = Part::List(list.parse().unwrap());
    app.parts.storage.write(move |t| example::release_part(t, part)).await.unwrap();
    let owner = app.administrator_named("Owner").await;
    let before = head(&app).await;
    resume_example(&app.parts, Nodes::One).await.unwrap();
    let gone = settled(&owner).await;
    let entries = told(&app, before).await;
    for action in ["example.removed", "workflow.paused", "list.removed", "member.removed"] {
        assert!(entries.iter().any(|(told, _)| told == action), "{action} in {entries:?}");
    }
    assert_eq!((&gone["state"], &gone["offered"]), (&json!("absent"), &json!(true)));
    assert_eq!(ids(&owner, "/v1/members").await.len(), 1, "the members of half an example go");
    assert_eq!(ids(&owner, "/v1/lists").await, Vec::<String>::new(), "and all that they made");
    resume_example(&app.parts, Nodes::One).await.unwrap();
}

/// On a server that others reach, the members of the example have passwords that nobody knows.
#[tokio::test]
async fn nobody_signs_in_as_a_member_of_an_example_that_a_server_made() {
    let app = TestApp::builder().requests_per_minute(1_000_000).build().await;
    let owner = app.administrator_named("Owner").await;
    make_example(&app.parts, ExampleSignIn::Nobody, 20, &|_| {}).await.unwrap();
    assert_eq!(ids(&owner, "/v1/members").await.len(), 5);
    for member in EXAMPLE_MEMBERS {
        let known = json!({"email": member.email, "password": EXAMPLE_PASSWORD});
        app.stranger().post("/v1/session", &known).await.expect_status(401);
    }
    let example = owner.get("/v1/example").await.expect_status(200);
    assert_eq!(fates(&example, "stays_you"), Vec::<&str>::new(), "the owner is no part of it");
}
