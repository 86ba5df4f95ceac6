//! A team with workflows and lists, and a shop that hands in inquiries: everything through the API.

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

/// A server with an administrator and an integrator.
pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) ada: Client,
    pub(crate) shop: Client,
}

/// A text in an answer.
pub(crate) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("`{key}` is no text in {value}"))
}

/// A route that does `action` when `condition` holds.
pub(crate) fn route(id: &str, name: &str, condition: &Value, action: &str) -> Value {
    json!({"id": id, "name": name, "if": condition, "then": [{"action": action}]})
}

/// On a list.
pub(crate) fn on_list(list: &str) -> Value {
    json!({"all": [{"attribute": "list_matches", "operator": "contains", "value": list}]})
}

/// Any condition of one attribute.
pub(crate) fn test(attribute: &str, operator: &str, value: &Value) -> Value {
    json!({"all": [{"attribute": attribute, "operator": operator, "value": value}]})
}

/// A whole document.
pub(crate) fn document(name: &str, routes: &[Value], everything_else: &str) -> Value {
    json!({
        "format": 1, "name": name, "event": "inquiry.completed", "routes": routes,
        "everything_else": [{"action": everything_else}],
    })
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::of(TestApp::builder().requests_per_minute(1_000_000).build().await).await
    }

    pub(crate) async fn of(app: TestApp) -> Self {
        let ada = app.administrator().await;
        let shop = app.integrator().await;
        Self { app, ada, shop }
    }

    /// A workflow with one published version that is not started.
    pub(crate) async fn published(&self, document: &Value) -> String {
        let new = json!({"name": document["name"], "event": "inquiry.completed"});
        let made = self.ada.post("/v1/workflows", &new).await.expect_status(201);
        let id = text(&made, "id").to_owned();
        self.publish(&id, document).await;
        id
    }

    /// Publishes a document as the next version.
    pub(crate) async fn publish(&self, workflow: &str, document: &Value) -> Value {
        let path = format!("/v1/workflows/{workflow}/draft");
        let present = self.ada.get(&path).await;
        let put = self.ada.request(Method::PUT, &path).json(document);
        let put = if present.status() == 200 {
            put.header(header::IF_MATCH, present.header(header::ETAG).unwrap())
        } else {
            put.header(header::IF_NONE_MATCH, "*")
        };
        let saved = put.send().await;
        assert!(saved.status() < 300, "{}", saved.text());
        let etag = saved.header(header::ETAG).unwrap().to_owned();
        self.ada
            .request(Method::POST, &format!("/v1/workflows/{workflow}/publish"))
            .json(&json!({"note": "as agreed"}))
            .header(header::IF_MATCH, &etag)
            .send()
            .await
            .expect_status(201)
    }

    /// Starts the latest version.
    pub(crate) async fn start(&self, workflow: &str) -> Value {
        let path = format!("/v1/workflows/{workflow}/start");
        self.ada.post(&path, &json!({})).await.expect_status(200)
    }

    /// Pauses.
    pub(crate) async fn pause(&self, workflow: &str) {
        let path = format!("/v1/workflows/{workflow}/pause");
        self.ada.post(&path, &json!({})).await.expect_status(200);
    }

    /// A workflow that runs.
    pub(crate) async fn running(&self, document: &Value) -> String {
        let id = self.published(document).await;
        self.start(&id).await;
        id
    }

    /// A list with items.
    pub(crate) async fn list(&self, name: &str, list_type: &str, items: &[&str]) -> String {
        let new = json!({"name": name, "type": list_type});
        let made = self.ada.post("/v1/lists", &new).await.expect_status(201);
        let id = text(&made, "id").to_owned();
        for item in items {
            self.add(&id, item).await;
        }
        id
    }

    /// Adds an item and gives its id.
    pub(crate) async fn add(&self, list: &str, value: &str) -> String {
        let path = format!("/v1/lists/{list}/items");
        let item = self.ada.post(&path, &json!({"value": value})).await.expect_status(201);
        text(&item, "id").to_owned()
    }

    /// A new inquiry's id.
    pub(crate) async fn create(&self, body: &Value) -> String {
        let made = self.shop.post("/v1/inquiries", body).await.expect_status(201);
        assert_eq!(made["status"], "created");
        let id = text(&made, "id").to_owned();
        assert_eq!(made, self.inquiry(&id).await, "the answer is what is kept");
        id
    }

    /// Completes an inquiry with an empty body.
    pub(crate) async fn complete(&self, id: &str) -> Value {
        self.call(id, "complete", &json!({})).await
    }

    /// Any successful call on an inquiry by the shop.
    pub(crate) async fn call(&self, id: &str, call: &str, body: &Value) -> Value {
        self.shop.post(&format!("/v1/inquiries/{id}/{call}"), body).await.expect_status(200)
    }

    /// Makes and completes an inquiry.
    pub(crate) async fn completed(&self, body: &Value) -> Value {
        let id = self.create(body).await;
        let completed = self.complete(&id).await;
        assert_eq!(completed, self.inquiry(&id).await, "the answer is what is kept");
        completed
    }

    /// An inquiry as it is now.
    pub(crate) async fn inquiry(&self, id: &str) -> Value {
        self.shop.get(&format!("/v1/inquiries/{id}")).await.expect_status(200)
    }

    /// An inquiry as the team sees it, with the values of items.
    pub(crate) async fn whole(&self, id: &str) -> Value {
        self.ada.get(&format!("/v1/inquiries/{id}")).await.expect_status(200)
    }

    /// A run with its trace.
    pub(crate) async fn run(&self, id: &str) -> Value {
        self.ada.get(&format!("/v1/runs/{id}")).await.expect_status(200)
    }

    /// Ids of a page's rows, all pages long.
    pub(crate) async fn all_ids(&self, path: &str) -> Vec<String> {
        let mut ids = Vec::new();
        let mut next = path.to_owned();
        loop {
            let page = self.ada.get(&next).await.expect_status(200);
            ids.extend(
                page["data"].as_array().unwrap().iter().map(|row| text(row, "id").to_owned()),
            );
            let Some(cursor) = page["next_cursor"].as_str() else { return ids };
            let joint = if path.contains('?') { '&' } else { '?' };
            next = format!("{path}{joint}cursor={cursor}");
        }
    }
}

/// An address on a session.
pub(crate) fn from_address(address: &str) -> Value {
    json!({"session": {"ip_address": address}})
}
