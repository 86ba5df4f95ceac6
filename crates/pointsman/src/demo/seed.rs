//! Makes the example workspace: people, lists, workflows, and some days of inquiries that the engine really decides.

use axum::http::{Method, header};
use pointsman_domain::clock::{Clock, Timestamp};
use serde_json::{Value, json};

use super::calls::{Caller, Calls};
use super::clock::SeedClock;
use super::people::{Dice, inquiry};
use super::workspace;

/// How to sign in to the example: known to everybody, which is why it listens on loopback only.
pub(crate) const ADMINISTRATOR: Member = Member { name: "Ada Example", email: "ada@example.com" };
/// The teammate.
pub(crate) const ANALYST: Member = Member { name: "Noor Example", email: "noor@example.com" };
/// The password of both.
pub(crate) const PASSWORD: &str = "example-workspace";

const SEED: u64 = 1_879;
const DAYS: i64 = 6;
const INQUIRIES: u64 = 72;
const DAY_SECONDS: i64 = 86_400;

/// A person of the example.
pub(crate) struct Member {
    name: &'static str,
    /// To sign in with.
    pub(crate) email: &'static str,
}

/// Fills an empty database. `clock` is the one that the router behind `calls` reads; it ends at `now`.
pub(super) async fn seed(
    calls: &Calls,
    clock: &SeedClock,
    setup_code: &str,
    now: Timestamp,
) -> anyhow::Result<()> {
    clock.set(now.plus_seconds(-DAYS * DAY_SECONDS));
    let administrator = first_start(calls, setup_code).await?;
    let vendor = key(calls, &administrator, "Identity vendor", "integrator").await?;
    lists(calls, &administrator).await?;

    // One inquiry is there before the workflow starts: it will be left alone, and its page says why.
    let mut dice = Dice::new(SEED);
    let early = create(calls, &vendor, &inquiry(&mut dice, 0)).await?;
    clock.advance(600);
    let workflow =
        publish(calls, &administrator, &workspace::onboarding(), "First version").await?;
    start(calls, &administrator, &workflow).await?;
    clock.advance(600);
    complete(calls, &vendor, &early).await?;

    let step = (now.microseconds() - clock.now().microseconds())
        / 1_000_000
        / i64::try_from(INQUIRIES + 1)?;
    let mut waiting = Vec::new();
    for number in 1..=INQUIRIES {
        clock.advance(step);
        if number == INQUIRIES / 2 {
            let administrator = sign_in(calls, &ADMINISTRATOR).await?;
            second_version(calls, &administrator, &workflow).await?;
        }
        let id = create(calls, &vendor, &inquiry(&mut dice, number)).await?;
        // A few people have not finished yet.
        if number + 4 > INQUIRIES {
            continue;
        }
        let decided = complete(calls, &vendor, &id).await?;
        if decided == "needs_review" {
            waiting.push(id);
        }
    }
    review(calls, &waiting).await?;
    let administrator = sign_in(calls, &ADMINISTRATOR).await?;
    draft(calls, &administrator, &workspace::known_offices()).await?;
    Ok(())
}

async fn first_start(calls: &Calls, setup_code: &str) -> anyhow::Result<Caller> {
    let body = json!({"code": setup_code, "email": ADMINISTRATOR.email, "name": ADMINISTRATOR.name, "password": PASSWORD});
    let answer = calls.post(&Caller::Stranger, "/v1/setup", &body).await?;
    let administrator = Caller::Member(answer.cookie.unwrap_or_default());
    let body = json!({"email": ANALYST.email, "name": ANALYST.name, "password": PASSWORD, "role": "analyst"});
    calls.post(&administrator, "/v1/members", &body).await?;
    Ok(administrator)
}

async fn sign_in(calls: &Calls, member: &Member) -> anyhow::Result<Caller> {
    let body = json!({"email": member.email, "password": PASSWORD});
    let answer = calls.post(&Caller::Stranger, "/v1/session", &body).await?;
    Ok(Caller::Member(answer.cookie.unwrap_or_default()))
}

async fn key(
    calls: &Calls,
    administrator: &Caller,
    name: &str,
    role: &str,
) -> anyhow::Result<Caller> {
    let answer =
        calls.post(administrator, "/v1/keys", &json!({"name": name, "role": role})).await?;
    Ok(Caller::Key(answer.text("secret")?))
}

async fn lists(calls: &Calls, administrator: &Caller) -> anyhow::Result<()> {
    for (list, items) in workspace::lists() {
        let id = calls.post(administrator, "/v1/lists", &list).await?.text("id")?;
        for item in items {
            calls
                .post(administrator, &format!("/v1/lists/{id}/items"), &json!({"value": item}))
                .await?;
        }
    }
    Ok(())
}

/// A workflow with a draft; answers its id and the draft's entity tag.
async fn draft(
    calls: &Calls,
    administrator: &Caller,
    document: &Value,
) -> anyhow::Result<(String, String)> {
    let body = json!({"name": document.get("name"), "event": "inquiry.completed"});
    let workflow = calls.post(administrator, "/v1/workflows", &body).await?.text("id")?;
    let path = format!("/v1/workflows/{workflow}/draft");
    let empty = calls.send(administrator, Method::GET, &path, &[], &Value::Null).await?;
    let present = [(header::IF_MATCH, empty.etag.unwrap_or_default())];
    let saved = calls.send(administrator, Method::PUT, &path, &present, document).await?;
    Ok((workflow, saved.etag.unwrap_or_default()))
}

async fn publish(
    calls: &Calls,
    administrator: &Caller,
    document: &Value,
    note: &str,
) -> anyhow::Result<String> {
    let (workflow, etag) = draft(calls, administrator, document).await?;
    publish_draft(calls, administrator, &workflow, etag, note).await?;
    Ok(workflow)
}

async fn publish_draft(
    calls: &Calls,
    administrator: &Caller,
    workflow: &str,
    etag: String,
    note: &str,
) -> anyhow::Result<()> {
    let path = format!("/v1/workflows/{workflow}/publish");
    let seen = [(header::IF_MATCH, etag)];
    calls.send(administrator, Method::POST, &path, &seen, &json!({"note": note})).await?;
    Ok(())
}

async fn start(calls: &Calls, administrator: &Caller, workflow: &str) -> anyhow::Result<()> {
    calls.post(administrator, &format!("/v1/workflows/{workflow}/start"), &json!({})).await?;
    Ok(())
}

async fn second_version(
    calls: &Calls,
    administrator: &Caller,
    workflow: &str,
) -> anyhow::Result<()> {
    let path = format!("/v1/workflows/{workflow}/draft");
    let first = [(header::IF_NONE_MATCH, "*".to_owned())];
    let document = workspace::onboarding_with_second_look();
    let saved = calls.send(administrator, Method::PUT, &path, &first, &document).await?;
    let note = "Many attempts and some countries get a second look";
    publish_draft(calls, administrator, workflow, saved.etag.unwrap_or_default(), note).await?;
    start(calls, administrator, workflow).await
}

async fn create(calls: &Calls, vendor: &Caller, body: &Value) -> anyhow::Result<String> {
    calls.post(vendor, "/v1/inquiries", body).await?.text("id")
}

/// Answers the status.
async fn complete(calls: &Calls, vendor: &Caller, inquiry: &str) -> anyhow::Result<String> {
    calls
        .post(vendor, &format!("/v1/inquiries/{inquiry}/complete"), &json!({}))
        .await?
        .text("status")
}

/// The analyst has decided the first half of what waits.
async fn review(calls: &Calls, waiting: &[String]) -> anyhow::Result<()> {
    let analyst = sign_in(calls, &ANALYST).await?;
    for (place, inquiry) in waiting.iter().take(waiting.len() / 2).enumerate() {
        let (verb, comment) = match place % 3 {
            0 => ("decline", "The portrait does not match."),
            1 => ("approve", "Called back, everything is in order."),
            _ => ("approve", "The second document is good."),
        };
        calls
            .post(
                &analyst,
                &format!("/v1/inquiries/{inquiry}/{verb}"),
                &json!({"comment": comment}),
            )
            .await?;
    }
    Ok(())
}
