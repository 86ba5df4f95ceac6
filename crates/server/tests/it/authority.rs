//! Who may do what: every operation of the contract is tried by everybody.
//!
//! A new endpoint fails here until it stands in [`REQUIRED`]. What is public stands in [`PUBLIC`], which may only
//! shrink.

use axum::http::{Method, header};
use pointsman_domain::people::{Authority, Right, Role, Verdict, WorkflowsSection};
use pointsman_server::NewKey;
use serde_json::{Value, json};

use crate::support::contract::CONTRACT;
use crate::support::{Answer, Client, Credentials, TestApp};

/// What an operation takes.
#[derive(Clone, Copy, Debug)]
enum Needs {
    /// A person's session, whatever the role.
    Session,
    /// A right.
    Right(Right),
    /// Two of them.
    Both(Right, Right),
}

/// Operations that everybody may call. Never add one without a reason that belongs into review.
const PUBLIC: [(&str, &str); 10] = [
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("get", "/v1/openapi.json"),
    ("get", "/v1/setup"),
    ("post", "/v1/setup"),
    ("post", "/v1/session"),
    // Who comes by a link is nobody yet, or cannot sign in; the secret in the link is what lets them in.
    ("post", "/v1/invitations/look"),
    ("post", "/v1/invitations/accept"),
    ("post", "/v1/new_password/look"),
    ("post", "/v1/new_password"),
];

/// What every other operation takes, in the order of the contract.
const REQUIRED: &[(&str, &str, Needs)] = &[
    ("get", "/metrics", Needs::Right(Right::EventsRead)),
    ("get", "/v1/audit", Needs::Right(Right::AuditRead)),
    ("get", "/v1/audit/{seq}", Needs::Right(Right::AuditRead)),
    ("get", "/v1/catalogue", Needs::Right(Right::InquiriesRead)),
    ("get", "/v1/events", Needs::Right(Right::EventsRead)),
    ("get", "/v1/example", Needs::Session),
    ("post", "/v1/example", Needs::Right(Right::WorkspaceManage)),
    ("delete", "/v1/example", Needs::Right(Right::WorkspaceManage)),
    ("get", "/v1/inquiries", Needs::Right(Right::InquiriesRead)),
    ("post", "/v1/inquiries", Needs::Right(Right::InquiriesWrite)),
    ("post", "/v1/inquiries/import", Needs::Right(Right::InquiriesImport)),
    ("get", "/v1/inquiries/{id}", Needs::Right(Right::InquiriesRead)),
    ("patch", "/v1/inquiries/{id}", Needs::Right(Right::InquiriesWrite)),
    ("delete", "/v1/inquiries/{id}", Needs::Right(Right::Erase)),
    ("post", "/v1/inquiries/{id}/approve", Needs::Right(Right::InquiriesDecide)),
    ("post", "/v1/inquiries/{id}/complete", Needs::Right(Right::InquiriesWrite)),
    ("post", "/v1/inquiries/{id}/decline", Needs::Right(Right::InquiriesDecide)),
    ("post", "/v1/inquiries/{id}/expire", Needs::Right(Right::InquiriesWrite)),
    ("post", "/v1/inquiries/{id}/fail", Needs::Right(Right::InquiriesWrite)),
    ("post", "/v1/inquiries/{id}/mark_for_review", Needs::Right(Right::InquiriesDecide)),
    ("post", "/v1/inquiries/{id}/tags", Needs::Right(Right::InquiriesDecide)),
    ("get", "/v1/workflows/{id}/tests", Needs::Right(Right::WorkflowsRead)),
    ("post", "/v1/workflows/{id}/tests", Needs::Right(Right::WorkflowsWrite)),
    ("patch", "/v1/workflows/{id}/tests/{test}", Needs::Right(Right::WorkflowsWrite)),
    ("delete", "/v1/workflows/{id}/tests/{test}", Needs::Right(Right::WorkflowsWrite)),
    ("post", "/v1/workflows/{id}/tests/offer", Needs::Right(Right::WorkflowsRead)),
    ("post", "/v1/workflows/{id}/tests/run", Needs::Right(Right::WorkflowsRead)),
    ("get", "/v1/invariants", Needs::Right(Right::WorkflowsRead)),
    ("post", "/v1/invariants", Needs::Right(Right::InvariantsManage)),
    ("get", "/v1/invariants/{id}", Needs::Right(Right::WorkflowsRead)),
    ("patch", "/v1/invariants/{id}", Needs::Right(Right::InvariantsManage)),
    ("post", "/v1/invariants/{id}/archive", Needs::Right(Right::InvariantsManage)),
    ("get", "/v1/invariants/{id}/versions", Needs::Right(Right::WorkflowsRead)),
    ("get", "/v1/invitations", Needs::Right(Right::MembersManage)),
    ("post", "/v1/invitations", Needs::Right(Right::MembersManage)),
    ("delete", "/v1/invitations/{id}", Needs::Right(Right::MembersManage)),
    ("get", "/v1/keys", Needs::Right(Right::KeysRead)),
    ("post", "/v1/keys", Needs::Right(Right::KeysManage)),
    ("delete", "/v1/keys/{id}", Needs::Right(Right::KeysManage)),
    ("get", "/v1/lists", Needs::Right(Right::ListsRead)),
    ("post", "/v1/lists", Needs::Right(Right::ListsWrite)),
    ("get", "/v1/lists/{id}", Needs::Right(Right::ListsRead)),
    ("patch", "/v1/lists/{id}", Needs::Right(Right::ListsWrite)),
    ("post", "/v1/lists/{id}/archive", Needs::Right(Right::ListsWrite)),
    ("post", "/v1/lists/{id}/impact", Needs::Both(Right::ListsWrite, Right::WorkflowsRead)),
    (
        "post",
        "/v1/lists/{id}/impact/inquiries",
        Needs::Both(Right::ListsWrite, Right::WorkflowsRead),
    ),
    ("post", "/v1/lists/{id}/import", Needs::Right(Right::ListsWrite)),
    ("post", "/v1/lists/{id}/import/impact", Needs::Both(Right::ListsWrite, Right::WorkflowsRead)),
    (
        "post",
        "/v1/lists/{id}/import/impact/inquiries",
        Needs::Both(Right::ListsWrite, Right::WorkflowsRead),
    ),
    ("get", "/v1/lists/{id}/imports", Needs::Right(Right::ListsRead)),
    ("get", "/v1/lists/{id}/imports/{import}", Needs::Right(Right::ListsRead)),
    ("delete", "/v1/lists/{id}/imports/{import}", Needs::Right(Right::ListsWrite)),
    ("post", "/v1/lists/{id}/imports/{import}/cancel", Needs::Right(Right::ListsWrite)),
    ("post", "/v1/lists/{id}/imports/{import}/resume", Needs::Right(Right::ListsWrite)),
    ("get", "/v1/lists/{id}/items", Needs::Right(Right::ListsRead)),
    ("post", "/v1/lists/{id}/items", Needs::Right(Right::ListsWrite)),
    ("delete", "/v1/lists/{id}/items/{item}", Needs::Right(Right::ListsWrite)),
    ("post", "/v1/lists/{id}/items/{item}/erase", Needs::Right(Right::Erase)),
    ("get", "/v1/lists/{id}/revisions", Needs::Right(Right::ListsRead)),
    ("get", "/v1/members", Needs::Right(Right::MembersRead)),
    ("post", "/v1/members", Needs::Right(Right::MembersManage)),
    ("patch", "/v1/members/{id}", Needs::Right(Right::MembersManage)),
    ("delete", "/v1/members/{id}", Needs::Right(Right::MembersManage)),
    ("get", "/v1/members/{id}/keys", Needs::Right(Right::MembersManage)),
    ("post", "/v1/members/{id}/password_link", Needs::Right(Right::MembersManage)),
    ("delete", "/v1/members/{id}/sessions", Needs::Right(Right::MembersManage)),
    ("get", "/v1/overview", Needs::Right(Right::RunsRead)),
    ("get", "/v1/review_queue", Needs::Right(Right::InquiriesRead)),
    ("get", "/v1/runs", Needs::Right(Right::RunsRead)),
    ("get", "/v1/runs/{id}", Needs::Right(Right::RunsRead)),
    ("post", "/v1/runs/{id}/replay", Needs::Right(Right::RunsRead)),
    ("get", "/v1/session", Needs::Session),
    ("delete", "/v1/session", Needs::Session),
    ("post", "/v1/session/password", Needs::Session),
    ("get", "/v1/sessions", Needs::Session),
    ("delete", "/v1/sessions", Needs::Session),
    ("delete", "/v1/sessions/{id}", Needs::Session),
    ("get", "/v1/tags", Needs::Right(Right::InquiriesRead)),
    ("get", "/v1/workflow_order", Needs::Right(Right::WorkflowsRead)),
    ("put", "/v1/workflow_order", Needs::Right(Right::WorkflowsWrite)),
    ("get", "/v1/workflows", Needs::Right(Right::WorkflowsRead)),
    ("post", "/v1/workflows", Needs::Right(Right::WorkflowsWrite)),
    ("post", "/v1/workflows/check", Needs::Right(Right::WorkflowsRead)),
    ("post", "/v1/workflows/compare", Needs::Right(Right::WorkflowsRead)),
    ("post", "/v1/workflows/disagreements", Needs::Right(Right::WorkflowsRead)),
    ("get", "/v1/workflows/{id}/since_start", Needs::Both(Right::WorkflowsRead, Right::RunsRead)),
    ("post", "/v1/workflows/preview", Needs::Right(Right::WorkflowsRead)),
    ("post", "/v1/workflows/preview/inquiries", Needs::Right(Right::WorkflowsRead)),
    ("post", "/v1/workflows/preview/lens", Needs::Right(Right::WorkflowsRead)),
    ("post", "/v1/workflows/try", Needs::Right(Right::WorkflowsRead)),
    ("get", "/v1/workflows/{id}", Needs::Right(Right::WorkflowsRead)),
    ("patch", "/v1/workflows/{id}", Needs::Right(Right::WorkflowsWrite)),
    ("post", "/v1/workflows/{id}/archive", Needs::Right(Right::WorkflowsWrite)),
    ("get", "/v1/workflows/{id}/draft", Needs::Right(Right::WorkflowsRead)),
    ("put", "/v1/workflows/{id}/draft", Needs::Right(Right::WorkflowsWrite)),
    ("delete", "/v1/workflows/{id}/draft", Needs::Right(Right::WorkflowsWrite)),
    ("get", "/v1/workflows/{id}/draft/changes", Needs::Right(Right::WorkflowsRead)),
    ("get", "/v1/workflows/{id}/intended", Needs::Right(Right::WorkflowsRead)),
    ("put", "/v1/workflows/{id}/intended", Needs::Right(Right::WorkflowsWrite)),
    ("post", "/v1/workflows/{id}/pause", Needs::Right(Right::WorkflowsWrite)),
    ("get", "/v1/workflows/{id}/pause_effect", Needs::Right(Right::WorkflowsRead)),
    ("post", "/v1/workflows/{id}/publish", Needs::Right(Right::WorkflowsWrite)),
    ("post", "/v1/workflows/{id}/start", Needs::Right(Right::WorkflowsWrite)),
    ("get", "/v1/workflows/{id}/versions", Needs::Right(Right::WorkflowsRead)),
    ("get", "/v1/workflows/{id}/versions/{n}", Needs::Right(Right::WorkflowsRead)),
    ("post", "/v1/workflows/{id}/versions/{n}/restore", Needs::Right(Right::WorkflowsWrite)),
    ("get", "/v1/workspace", Needs::Right(Right::MembersRead)),
    ("patch", "/v1/workspace", Needs::Right(Right::WorkspaceManage)),
];

/// Everybody who tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Stranger,
    ExpiredSession,
    RevokedKey,
    EndedKey,
    Member(Role),
    Key(Role),
    /// Where Workflows are hidden from the role.
    MemberWithoutWorkflows(Role),
    /// Where Workflows are hidden from the role.
    KeyWithoutWorkflows(Role),
}

fn everybody() -> impl Iterator<Item = Who> {
    let members = Role::ALL.into_iter().filter(|role| role.is_for_members()).map(Who::Member);
    let can_miss = || Role::ALL.into_iter().filter(|role| role.can_miss_workflows());
    [Who::Stranger, Who::ExpiredSession, Who::RevokedKey, Who::EndedKey]
        .into_iter()
        .chain(members)
        .chain(Role::ALL.map(Who::Key))
        .chain(can_miss().map(Who::MemberWithoutWorkflows))
        .chain(can_miss().map(Who::KeyWithoutWorkflows))
}

/// The answer that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    /// Anything but a refusal.
    Passes,
    Refused(u16, &'static str),
}

#[test]
fn every_operation_has_a_row() {
    let mut listed: Vec<(&str, &str)> = PUBLIC.to_vec();
    listed.extend(REQUIRED.iter().map(|(method, path, _)| (*method, *path)));
    let found = operations();
    for operation in &found {
        let (method, path) = (operation.0.as_str(), operation.1.as_str());
        assert!(listed.contains(&(method, path)), "{method} {path} has no row in authority.rs");
    }
    for (method, path) in listed {
        let exists = found.iter().any(|(m, p)| (m.as_str(), p.as_str()) == (method, path));
        assert!(exists, "{method} {path} has a row in authority.rs but is not in the contract");
    }
}

#[test]
fn the_contract_calls_public_what_is_public() {
    for (method, path) in operations() {
        let security = &CONTRACT["paths"][&path][&method]["security"];
        let public = PUBLIC.contains(&(method.as_str(), path.as_str()));
        assert_eq!(security.as_array().unwrap().is_empty(), public, "{method} {path}");
    }
}

#[tokio::test]
async fn every_operation_refuses_strangers_and_the_under_privileged() {
    for who in everybody() {
        let mut client = client(&TestApp::new().await, who).await;
        for (method, path, needs) in REQUIRED {
            let answer = attempt(&client, method, path).await;
            match due(who, *needs) {
                Due::Refused(status, wanted) => {
                    assert_eq!(
                        (answer.status(), problem_code(&answer).as_str()),
                        (status, wanted),
                        "{who:?} on {method} {path}: {}",
                        answer.text()
                    );
                }
                Due::Passes => assert!(
                    !matches!(answer.status(), 401 | 403),
                    "{who:?} on {method} {path}: {}",
                    answer.text()
                ),
            }
            if (*method, *path) == ("delete", "/v1/session") {
                client = self::client(&TestApp::new().await, who).await;
            }
        }
    }
}

#[tokio::test]
async fn public_operations_refuse_nobody_for_a_credential() {
    for who in everybody() {
        let client = client(&TestApp::new().await, who).await;
        for (method, path) in PUBLIC {
            let answer = attempt(&client, method, path).await;
            let code = problem_code(&answer);
            assert!(
                !["not_signed_in", "session_expired", "invalid_key", "key_expired", "forbidden"]
                    .contains(&code.as_str()),
                "{who:?} on {method} {path}: {}",
                answer.text()
            );
        }
    }
}

#[tokio::test]
async fn a_refusal_names_the_right_and_whom_to_ask() {
    let app = TestApp::new().await;
    app.administrator().await;
    let refused = app.analyst().await.get("/v1/keys").await.expect_problem(403, "forbidden");
    let detail = refused["detail"].as_str().unwrap();
    assert_eq!(
        detail,
        "this takes the right `keys.read`, which the role analyst does not have; ask an administrator: Ada"
    );
}

async fn attempt(client: &Client, method: &str, path: &str) -> Answer {
    let method: Method = method.to_uppercase().parse().unwrap();
    let mut request = client.request(method.clone(), &filled(path));
    if method != Method::GET && method != Method::DELETE {
        // Not a body that any endpoint takes: authority is looked at first.
        request = request.header(header::CONTENT_TYPE, "application/json").body("{\"no\": [");
    }
    request.send().await
}

async fn client(app: &TestApp, who: Who) -> Client {
    match who {
        Who::Stranger => app.stranger(),
        Who::ExpiredSession => {
            let client = app.administrator().await;
            app.clock.advance_seconds(12 * 60 * 60);
            client
        }
        Who::RevokedKey => {
            let administrator = app.administrator().await;
            let client = app.key("Old", Role::Administrator).await;
            let keys = administrator.get("/v1/keys").await.json();
            let id = keys["data"][0]["id"].as_str().unwrap().to_owned();
            administrator.delete(&format!("/v1/keys/{id}")).await.expect_status(204);
            client
        }
        Who::EndedKey => {
            let new = NewKey { name: "Old".to_owned(), role: Role::Administrator, days: Some(1) };
            let made = app.accounts().create_key(new).await.unwrap();
            app.clock.advance_seconds(24 * 60 * 60);
            Client::new(app.clone(), Credentials::Key(made.secret))
        }
        Who::Member(role) => app.member("grace@example.com", "Grace", role).await,
        Who::Key(role) => app.key("Robot", role).await,
        Who::MemberWithoutWorkflows(role) => {
            hide_workflows(app, role).await;
            app.member("grace@example.com", "Grace", role).await
        }
        Who::KeyWithoutWorkflows(role) => {
            hide_workflows(app, role).await;
            app.key("Robot", role).await
        }
    }
}

async fn hide_workflows(app: &TestApp, role: Role) {
    let hidden = json!({"workflows_hidden_from": [role]});
    app.administrator().await.patch("/v1/workspace", &hidden).await.expect_status(200);
}

fn due(who: Who, needs: Needs) -> Due {
    let (authority, is_member) = match who {
        Who::Stranger => return Due::Refused(401, "not_signed_in"),
        Who::ExpiredSession => return Due::Refused(401, "session_expired"),
        Who::RevokedKey => return Due::Refused(401, "invalid_key"),
        Who::EndedKey => return Due::Refused(401, "key_expired"),
        Who::Member(role) => (Authority::new(role, WorkflowsSection::Shown), true),
        Who::Key(role) => (Authority::new(role, WorkflowsSection::Shown), false),
        Who::MemberWithoutWorkflows(role) => (Authority::new(role, WorkflowsSection::Hidden), true),
        Who::KeyWithoutWorkflows(role) => (Authority::new(role, WorkflowsSection::Hidden), false),
    };
    match needs {
        Needs::Session if is_member => Due::Passes,
        Needs::Session => Due::Refused(401, "not_signed_in"),
        Needs::Right(right) => due_of(authority.verdict(right)),
        Needs::Both(first, second) => match authority.verdict(first) {
            Verdict::Held => due_of(authority.verdict(second)),
            refused => due_of(refused),
        },
    }
}

fn due_of(verdict: Verdict) -> Due {
    match verdict {
        Verdict::Held => Due::Passes,
        Verdict::NotOfRole => Due::Refused(403, "forbidden"),
        Verdict::WorkflowsHidden => Due::Refused(403, "workflows_hidden"),
    }
}

fn operations() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, item) in CONTRACT["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            found.push((method.clone(), path.clone()));
        }
    }
    found
}

/// The path with ids that are well-formed and belong to nothing.
fn filled(template: &str) -> String {
    const NOTHING: &str = "01h45ytscbebyvny4gc8cr8ma2";
    let parts = template.split('/').map(|part| match part.strip_prefix('{') {
        None => part.to_owned(),
        Some("n}" | "seq}") => "1".to_owned(),
        Some(_) => format!("{}_{NOTHING}", prefix(template, part)),
    });
    parts.collect::<Vec<_>>().join("/")
}

fn prefix(template: &str, part: &str) -> &'static str {
    match (part, template.split('/').nth(2).unwrap_or_default()) {
        ("{item}", _) => "itm",
        ("{test}", _) => "tst",
        ("{import}", _) => "imp",
        (_, "inquiries") => "inq",
        (_, "workflows") => "wfl",
        (_, "runs") => "run",
        (_, "lists") => "lst",
        (_, "keys") => "key",
        (_, "members") => "mbr",
        (_, "sessions") => "ses",
        (_, "invitations") => "inv",
        (_, "invariants") => "ivr",
        (part, of) => panic!("which id is {part} of {of}?"),
    }
}

fn problem_code(answer: &Answer) -> String {
    if answer.status() < 400 {
        return String::new();
    }
    let body: Value = answer.json();
    body["code"].as_str().unwrap_or_default().to_owned()
}
