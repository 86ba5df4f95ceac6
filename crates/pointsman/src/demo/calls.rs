//! Calls the server's own API inside the process: the example is made the way that users make things.

use anyhow::{Context, bail};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

/// The API, spoken to without a socket.
pub(super) struct Calls {
    router: Router,
}

/// As whom a call is made.
#[derive(Clone, Debug)]
pub(super) enum Caller {
    /// Nobody yet.
    Stranger,
    /// A member, by the session cookie.
    Member(String),
    /// An API key, by its secret.
    Key(String),
}

/// A good answer.
pub(super) struct Answer {
    /// The body; `null` if there is none.
    pub(super) body: Value,
    /// The cookie that it sets, as it is sent back.
    pub(super) cookie: Option<String>,
    /// The entity tag.
    pub(super) etag: Option<String>,
}

impl Answer {
    /// A text of the body.
    pub(super) fn text(&self, key: &str) -> anyhow::Result<String> {
        let found = self.body.get(key).and_then(Value::as_str);
        found
            .map(str::to_owned)
            .with_context(|| format!("the answer has no `{key}`: {}", self.body))
    }
}

impl Calls {
    pub(super) const fn new(router: Router) -> Self {
        Self { router }
    }

    /// POST.
    pub(super) async fn post(
        &self,
        caller: &Caller,
        path: &str,
        body: &Value,
    ) -> anyhow::Result<Answer> {
        self.send(caller, Method::POST, path, &[], body).await
    }

    /// Any method, with headers; anything but a good answer is an error.
    pub(super) async fn send(
        &self,
        caller: &Caller,
        method: Method,
        path: &str,
        headers: &[(header::HeaderName, String)],
        body: &Value,
    ) -> anyhow::Result<Answer> {
        let mut request = Request::builder()
            .method(&method)
            .uri(path)
            .header(header::HOST, "localhost")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json");
        match caller {
            Caller::Stranger => {}
            Caller::Member(cookie) => request = request.header(header::COOKIE, cookie),
            Caller::Key(secret) => {
                request = request.header(header::AUTHORIZATION, format!("Bearer {secret}"));
            }
        }
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(body.to_string()))?;
        let response = self.router.clone().oneshot(request).await?;
        let status = response.status();
        let header = |name| {
            let value = response.headers().get(name)?.to_str().ok()?;
            Some(value.to_owned())
        };
        let cookie =
            header(header::SET_COOKIE).and_then(|set| set.split(';').next().map(str::to_owned));
        let etag = header(header::ETAG);
        let bytes = response.into_body().collect().await?.to_bytes();
        if !status.is_success() {
            bail!("{method} {path} answered {status}: {}", String::from_utf8_lossy(&bytes));
        }
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes)? };
        Ok(Answer { body, cookie, etag })
    }
}
