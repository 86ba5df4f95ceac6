//! Invariants: made by administrators, proved at every check, and in the way of what breaks them.

use axum::http::{Method, header};
use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::lists::List;
use crate::support::{Answer, Client, TestApp};
use crate::workflows::Workflow;

const INVARIANTS: &str = "/v1/invariants";

fn on(list: &List) -> Value {
    json!({"attribute": "list_matches", "operator": "contains", "value": list.id})
}

fn younger_than(age: i64) -> Value {
    json!({"attribute": "age", "operator": "less_than", "value": age})
}

fn never_approved(name: &str, whom: &Value) -> Value {
    json!({"name": name, "event": "inquiry.completed", "if": whom, "never": ["approve"]})
}

fn document(routes: &[(&str, Value, &str)], everything_else: &str) -> Value {
    let routes: Vec<Value> = routes
        .iter()
        .enumerate()
        .map(|(place, (name, condition, action))| {
            json!({
                "id": format!("rt_{place}"), "name": name, "if": condition, "then": [{"action": action}],
            })
        })
        .collect();
    json!({
        "format": 1, "name": "Onboarding", "event": "inquiry.completed",
        "routes": routes, "everything_else": [{"action": everything_else}],
    })
}

async fn make(client: &Client, body: &Value) -> Value {
    client.post(INVARIANTS, body).await.expect_status(201)
}

async fn patch(client: &Client, invariant: &Value, version: i64, body: &Value) -> Answer {
    let path = format!("{INVARIANTS}/{}", invariant["id"].as_str().expect("an id"));
    let request = client.request(Method::PATCH, &path).json(body);
    request.header(header::IF_MATCH, &format!("\"{version}\"")).send().await
}

async fn archive(client: &Client, invariant: &Value) -> Value {
    let id = invariant["id"].as_str().expect("an id");
    client.post(&format!("{INVARIANTS}/{id}/archive"), &json!({})).await.expect_status(200)
}

async fn judged(client: &Client, document: &Value) -> Value {
    let body = json!({"document": document});
    let checked = client.post("/v1/workflows/check", &body).await.expect_status(200);
    checked["invariants"].clone()
}

async fn publish(workflow: &Workflow, document: &Value) -> Answer {
    let saved = workflow.save(document).await;
    workflow.publish(saved["etag"].as_str().expect("an etag")).await
}

/// Both are on the list first: swapping two routes is all it takes to break the invariant.
#[tokio::test]
async fn what_breaks_an_invariant_is_not_published() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let blocked = List::create(&ada, "Sanctions", "ip_address").await;
    let allowed = List::create(&ada, "VIPs", "ip_address").await;
    let made = make(&ada, &never_approved("No sanctions", &on(&blocked))).await;
    assert_eq!(made["sentence"], "Nobody on “Sanctions” is ever approved.");
    assert_eq!((&made["version"], &made["running"]), (&json!(1), &json!([])));

    let kept = document(
        &[("Sanctioned", on(&blocked), "decline"), ("Friends", on(&allowed), "approve")],
        "approve",
    );
    let swapped = document(
        &[("Friends", on(&allowed), "approve"), ("Sanctioned", on(&blocked), "decline")],
        "mark_for_review",
    );
    let proved = judged(&ada, &kept).await;
    assert_eq!(
        proved,
        json!([{
            "id": made["id"], "name": "No sanctions", "verdict": "proved", "scope": "any_lists",
            "witness": null, "because": null, "route": null,
            "sentence": "Nobody on “Sanctions” is ever approved.",
        }])
    );

    // Nobody is on both lists yet, so it holds for now.
    blocked.add("203.0.113.0/24").await.expect_status(201);
    let for_now = judged(&ada, &swapped).await[0].clone();
    assert_eq!(
        (&for_now["verdict"], &for_now["scope"]),
        (&json!("proved"), &json!("present_lists"))
    );
    assert!(for_now["witness"]["attributes"]["list_matches"].is_array(), "{for_now}");
    let workflow = Workflow::create(&ada, "Onboarding").await;
    publish(&workflow, &swapped).await.expect_status(201);

    allowed.add("203.0.113.7").await.expect_status(201);
    let saved = workflow.save(&swapped).await;
    let broken = saved["invariants"][0].clone();
    assert_eq!((&broken["verdict"], &broken["route"]), (&json!("refuted"), &json!("rt_0")));
    assert_eq!(broken["witness"]["session"]["ip_address"], "203.0.113.7");
    assert_eq!(broken["because"], "Approved by route “Friends” of Onboarding.");
    assert_eq!(judged(&ada, &swapped).await[0], broken);
    let tried = json!({"document": swapped, "inquiry": broken["witness"]});
    let tried = ada.post("/v1/workflows/try", &tried).await.expect_status(200);
    assert_eq!(tried["actions"], json!([{"action": "approve"}]));

    let answer = workflow.publish(saved["etag"].as_str().expect("an etag")).await;
    let problem = answer.expect_problem(409, "invariant_refuted");
    answer.expect_errors(409, &[("/routes/0", "invariant_refuted")]);
    let detail = "“No sanctions”: Nobody on “Sanctions” is ever approved. Approved by route “Friends” of Onboarding.";
    assert_eq!(problem["errors"][0]["detail"], detail);
    assert_eq!(problem["detail"], format!("an invariant is broken: {detail}"));
    workflow.start(None).await.expect_problem(409, "invariant_refuted");

    archive(&ada, &made).await;
    assert_eq!(judged(&ada, &swapped).await, json!([]));
    workflow.start(None).await.expect_status(200);
}

#[tokio::test]
async fn everything_else_breaks_one_too() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    make(&ada, &never_approved("Minors", &younger_than(18))).await;
    let teens = document(&[("Children", younger_than(16), "decline")], "approve");
    let refused = publish(&workflow, &teens).await;
    refused.expect_problem(409, "invariant_refuted");
    refused.expect_errors(409, &[("/everything_else", "invariant_refuted")]);
    let found = judged(&ada, &teens).await[0].clone();
    assert_eq!(found["route"], "everything_else");
    assert_eq!(found["sentence"], "Nobody is ever approved if age is less than 18.");
    assert!((16..18).contains(&found["witness"]["attributes"]["age"].as_i64().expect("an age")));

    let unfinished = json!({"name": "Onboarding", "event": "inquiry.completed"});
    assert_eq!(judged(&ada, &unfinished).await, json!([]), "errors come first");
    publish(&workflow, &document(&[("Minors", younger_than(18), "decline")], "approve"))
        .await
        .expect_status(201);
}

/// What runs goes on, and whoever makes the invariant is told.
#[tokio::test]
async fn an_invariant_that_a_running_version_breaks_says_so() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    let document = document(&[("Children", younger_than(16), "decline")], "approve");
    publish(&workflow, &document).await.expect_status(201);
    workflow.start(None).await.expect_status(200);

    let made = make(&ada, &never_approved("Minors", &younger_than(18))).await;
    let running = &made["running"][0];
    assert_eq!(running["workflow"], workflow.id);
    assert_eq!((&running["workflow_name"], &running["version"]), (&json!("Onboarding"), &json!(1)));
    assert_eq!(
        (&running["verdict"], &running["scope"]),
        (&json!("refuted"), &json!("present_lists"))
    );
    assert_eq!(running["because"], "Approved by Everything else of Onboarding.");
    let path = format!("{INVARIANTS}/{}", made["id"].as_str().expect("an id"));
    assert_eq!(ada.get(&path).await.expect_status(200), made);
    // It runs already, so starting it again changes nothing.
    workflow.start(None).await.expect_status(200);
    workflow.post("/pause").await.expect_status(200);
    workflow.start(None).await.expect_problem(409, "invariant_refuted");

    let changed = patch(&ada, &made, 1, &json!({"if": younger_than(16)})).await.expect_status(200);
    assert_eq!((&changed["version"], &changed["running"]), (&json!(2), &json!([])));
    workflow.start(None).await.expect_status(200);
    let seen = ada.get(&path).await.expect_status(200);
    assert_eq!(seen["running"][0]["verdict"], "proved");
}

#[tokio::test]
async fn each_change_is_a_version_and_nobody_overwrites_one_unseen() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let made = make(&ada, &never_approved("Minors", &younger_than(18))).await;
    let path = format!("{INVARIANTS}/{}", made["id"].as_str().expect("an id"));
    let never = json!({"never": ["do_nothing", "approve"]});
    ada.patch(&path, &never).await.expect_problem(428, "precondition_required");
    app.clock.advance_seconds(1);
    let changed = patch(&ada, &made, 1, &never).await;
    assert_eq!(changed.header(header::ETAG), Some("\"2\""));
    let changed = changed.json();
    assert_eq!(changed["never"], json!(["approve", "do_nothing"]));
    assert_eq!(
        changed["sentence"],
        "Nobody is ever approved or left as it is if age is less than 18."
    );
    assert_eq!(changed["updated_at"], "2026-11-22T10:42:08Z");
    assert_eq!(changed["created_at"], made["created_at"]);
    let stale = patch(&ada, &made, 1, &json!({"name": "Children"})).await;
    stale.expect_problem(412, "precondition_failed");
    assert_eq!(stale.header(header::ETAG), Some("\"2\""));
    let same = patch(&ada, &made, 2, &json!({"name": "Minors"})).await.expect_status(200);
    assert_eq!(same["version"], 2);

    let archived = archive(&ada, &made).await;
    assert_eq!(archived["archived_at"], "2026-11-22T10:42:08Z");
    assert_eq!(archive(&ada, &made).await, archived, "again is as good as once");
    patch(&ada, &made, 2, &json!({"name": "x"})).await.expect_problem(409, "archived");
    let shown = |query: &str| {
        let (ada, path) = (ada.clone(), format!("{INVARIANTS}{query}"));
        async move { ada.get(&path).await.expect_status(200)["data"].clone() }
    };
    assert_eq!(shown("").await, json!([]));
    assert_eq!(shown("?archived=true").await, json!([archived]));
}

#[tokio::test]
async fn what_an_invariant_has_said_so_far_can_be_read() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let made = make(&ada, &never_approved("Minors", &younger_than(18))).await;
    app.clock.advance_seconds(1);
    let renamed = json!({"name": "Children", "if": younger_than(16)});
    patch(&ada, &made, 1, &renamed).await.expect_status(200);
    let further = json!({"never": ["approve", "do_nothing"]});
    patch(&ada, &made, 2, &further).await.expect_status(200);
    archive(&ada, &made).await;

    let path = format!("{INVARIANTS}/{}/versions", made["id"].as_str().expect("an id"));
    let all = ada.get(&path).await.expect_status(200);
    let rows = all["data"].as_array().expect("versions");
    let numbers: Vec<_> = rows.iter().map(|row| row["version"].as_i64().unwrap()).collect();
    assert_eq!((numbers, &all["next_cursor"]), (vec![3, 2, 1], &json!(null)));
    assert_eq!(
        rows[2],
        json!({
            "version": 1, "name": "Minors", "if": younger_than(18), "never": ["approve"],
            "sentence": "Nobody is ever approved if age is less than 18.", "changes": [],
            "written_at": "2026-11-22T10:42:07Z", "written_by": made["updated_by"],
        })
    );
    assert_eq!(
        rows[1]["changes"],
        json!([
            "Renamed the invariant from “Minors” to “Children”.",
            "Changed what it says. Was: Nobody is ever approved if age is less than 18. \
             Now: Nobody is ever approved if age is less than 16.",
        ])
    );
    assert_eq!(rows[0]["changes"].as_array().expect("changes").len(), 1, "{}", rows[0]);
    assert_eq!(rows[1]["written_at"], "2026-11-22T10:42:08Z");

    // Page by page it is the same, also where the one before is on the next page.
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ada.get(&format!("{path}?limit=1{cursor}")).await.expect_status(200);
        paged.extend(page["data"].as_array().expect("versions").clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(&paged, rows);
    let nobody = format!("{INVARIANTS}/ivr_01h45ytscbebyvny4gc8cr8ma2/versions");
    ada.get(&nobody).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn an_invariant_that_says_nothing_clear_is_refused() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let at_most =
        |depth: usize| (0..depth).fold(younger_than(18), |inner, _| json!({"all": [inner]}));
    for (key, value, errors) in [
        ("name", json!(""), vec![("/name", "invalid_length")]),
        ("event", json!("x"), vec![("/event", "unknown_event")]),
        ("never", json!([]), vec![("/never", "required")]),
        ("never", json!(["reject"]), vec![("/never/0", "unknown_action")]),
        ("if", json!({"any": []}), vec![("/if", "no_conditions")]),
        (
            "if",
            json!({"attribute": "height", "operator": "is_missing"}),
            vec![("/if/attribute", "unknown_attribute")],
        ),
        ("if", json!({"attribute": "age", "size": 1}), vec![("/if/size", "unknown_key")]),
        (
            "if",
            json!({"attribute": "list_matches", "operator": "contains", "value": "nobody"}),
            vec![("/if/value", "unknown_list")],
        ),
        ("if", at_most(6), vec![("/if/all/0/all/0/all/0/all/0/all/0", "too_deep")]),
    ] {
        let mut body = never_approved("Minors", &younger_than(18));
        body[key] = value;
        ada.post(INVARIANTS, &body).await.expect_errors(422, &errors);
    }
    make(&ada, &never_approved("Deep", &at_most(5))).await;
}

#[tokio::test]
async fn a_list_that_an_invariant_names_is_in_use() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Sanctions", "country").await;
    let by_key = json!({"attribute": "list_matches", "operator": "contains", "value": "sanctions"});
    let made = make(&ada, &never_approved("No sanctions", &by_key)).await;
    let named = json!([{"invariant": made["id"], "invariant_name": "No sanctions"}]);
    let read = list.read().await;
    assert_eq!((&read["used_by"], &read["used_by_invariants"]), (&json!([]), &named));
    let refused = list.post("/archive").await.expect_problem(409, "in_use");
    let place = format!("invariant `No sanctions` ({})", made["id"].as_str().expect("an id"));
    assert_eq!(refused["errors"][0]["detail"], place);
    let other = patch(&ada, &made, 1, &json!({"if": younger_than(18)})).await;
    other.expect_status(200);
    assert_eq!(list.read().await["used_by_invariants"], json!([]), "an older version is nobody's");
    list.post("/archive").await.expect_status(200);
    let refused = patch(&ada, &made, 2, &json!({"if": by_key})).await;
    refused.expect_errors(422, &[("/if/value", "archived_list")]);
}

#[tokio::test]
async fn administrators_alone_make_them_and_hidden_workflows_hide_them() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let editor = app.member("eve@example.com", "Eve", Role::Editor).await;
    let body = never_approved("Minors", &younger_than(18));
    editor.post(INVARIANTS, &body).await.expect_problem(403, "forbidden");
    make(&ada, &body).await;
    let entries = |client: &Client| {
        let client = client.clone();
        async move {
            let page = client.get("/v1/audit").await.expect_status(200);
            let rows = page["data"].as_array().expect("entries").clone();
            rows.into_iter().filter(|row| row["subject"]["type"] == "invariant").collect::<Vec<_>>()
        }
    };
    let told = entries(&editor).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["subject"]["name"], "Minors");
    assert_eq!(editor.get(INVARIANTS).await.expect_status(200)["data"][0]["name"], "Minors");
    let hidden = json!({"workflows_hidden_from": ["editor"]});
    ada.patch("/v1/workspace", &hidden).await.expect_status(200);
    editor.get(INVARIANTS).await.expect_problem(403, "workflows_hidden");
    assert_eq!(entries(&editor).await.len(), 0);
}

#[tokio::test]
async fn a_version_that_is_written_differently_and_says_the_same_is_told_so() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let made = make(&ada, &never_approved("Minors", &younger_than(18))).await;
    let again = json!({"if": {"all": [{"all": [younger_than(18)]}]}});
    patch(&ada, &made, 1, &again).await.expect_status(200);
    let path = format!("{INVARIANTS}/{}/versions", made["id"].as_str().expect("an id"));
    let all = ada.get(&path).await.expect_status(200);
    let [is, was] = all["data"].as_array().expect("versions").as_slice() else { panic!("{all}") };
    assert_eq!(is["sentence"], was["sentence"]);
    assert_eq!(is["changes"], json!(["Written differently; it says the same."]));
    assert_eq!(was["changes"], json!([]));
}
