//! What every check needs: two workflows that run and a list, made through the API.

use anyhow::Context;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Client, Request, text};

/// Ids of what was made.
#[derive(Clone, Debug)]
pub struct World {
    /// Decides everybody and always runs: declines who is on the list or blocked, sends minors to review, approves the rest.
    pub main: String,
    /// Decides nobody, leaves a run for everybody, and is paused and started.
    pub aside: String,
    /// The list's id.
    pub list: String,
}

/// The key of the list.
const BLOCKED: &str = "blocked";
/// A person of this age goes to review.
pub const MINOR: i64 = 16;

impl World {
    /// Makes it in an empty workspace.
    pub async fn make(client: &Client) -> anyhow::Result<Self> {
        let list = json!({"name": "Blocked", "key": BLOCKED, "type": "ip_address"});
        let list = client.done(Request::post("/v1/lists", list)).await?;
        let routes = json!([
            {"id": "rt_blocked", "name": "Blocked", "then": [{"action": "decline"}],
             "if": {"all": [{"attribute": "list_matches", "operator": "contains", "value": BLOCKED}]}},
            {"id": "rt_minor", "name": "Minor", "then": [{"action": "mark_for_review"}],
             "if": {"all": [{"attribute": "age", "operator": "less_than", "value": 18}]}},
        ]);
        let main = running(client, "Main", routes, "approve").await?;
        let aside = running(client, "Aside", json!([]), "do_nothing").await?;
        Ok(Self { main, aside, list: text(&list, "id")?.to_owned() })
    }
}

/// A workflow with one version that runs.
pub async fn running(
    client: &Client,
    name: &str,
    routes: Value,
    everything_else: &str,
) -> anyhow::Result<String> {
    let document = json!({
        "format": 1, "name": name, "event": "inquiry.completed", "routes": routes,
        "everything_else": [{"action": everything_else}],
    });
    let new = json!({"name": name, "event": "inquiry.completed"});
    let made = client.done(Request::post("/v1/workflows", new)).await?;
    let id = text(&made, "id")?.to_owned();
    let draft = format!("/v1/workflows/{id}/draft");
    let empty = client.done_with(Request::get(draft.clone()), &[]).await?;
    let etag = empty.etag.context("a draft has an ETag")?;
    let put = Request { method: Method::PUT, path: draft, key: None, body: document };
    let saved = client.done_with(put, &[("If-Match", &etag)]).await?;
    let etag = saved.etag.context("a draft has an ETag")?;
    let publish = Request::post(format!("/v1/workflows/{id}/publish"), json!({"note": "torture"}));
    client.done_with(publish, &[("If-Match", &etag)]).await?;
    client.done(Request::post(format!("/v1/workflows/{id}/start"), json!({}))).await?;
    Ok(id)
}
