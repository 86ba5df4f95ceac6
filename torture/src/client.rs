//! A client that can tell an answer from none: only what was answered counts as acknowledged.

use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::Method;
use serde_json::Value;

/// No answer takes longer, unless something hangs; the server's own limit is half of it.
const PATIENCE: Duration = Duration::from_secs(90);

/// Someone with an API key, at one node.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    node: String,
    secret: String,
}

/// A request that can be repeated.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: Method,
    pub path: String,
    /// `Idempotency-Key`.
    pub key: Option<String>,
    pub body: Value,
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub retry_after: Option<u64>,
    pub etag: Option<String>,
    pub body: Value,
}

/// The connection broke, or was refused, before the whole answer was there.
#[derive(Debug)]
pub struct Lost {
    pub because: String,
}

impl Request {
    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::POST, path: path.into(), key: None, body }
    }

    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), key: None, body: Value::Null }
    }

    pub fn delete(path: impl Into<String>) -> Self {
        Self { method: Method::DELETE, path: path.into(), key: None, body: Value::Null }
    }

    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }
}

impl Client {
    pub fn new(node: &str, secret: &str) -> anyhow::Result<Self> {
        // A node that is started again has another port; a client lives as long as its node.
        let http = reqwest::Client::builder().timeout(PATIENCE).build()?;
        Ok(Self { http, node: node.to_owned(), secret: secret.to_owned() })
    }

    /// Sends it once.
    pub async fn send(&self, request: &Request) -> Result<Answer, Lost> {
        self.send_with(request, &[]).await
    }

    async fn send_with(&self, request: &Request, headers: &[(&str, &str)]) -> Result<Answer, Lost> {
        let url = format!("http://{}{}", self.node, request.path);
        let mut builder = self.http.request(request.method.clone(), url).bearer_auth(&self.secret);
        if let Some(key) = &request.key {
            builder = builder.header("Idempotency-Key", key);
        }
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        if !request.body.is_null() {
            builder = builder.json(&request.body);
        }
        let lost = |error: reqwest::Error| Lost { because: format!("{error:?}") };
        let response = builder.send().await.map_err(lost)?;
        let status = response.status().as_u16();
        let header =
            |name| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let retry_after = header("retry-after").and_then(|seconds| seconds.parse().ok());
        let etag = header("etag");
        let bytes = response.bytes().await.map_err(lost)?;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok(Answer { status, retry_after, etag, body })
    }

    /// Sends it and insists on a success.
    pub async fn done(&self, request: Request) -> anyhow::Result<Value> {
        self.done_with(request, &[]).await.map(|answer| answer.body)
    }

    pub async fn done_with(
        &self,
        request: Request,
        headers: &[(&str, &str)],
    ) -> anyhow::Result<Answer> {
        let answer = match self.send_with(&request, headers).await {
            Ok(answer) => answer,
            Err(lost) => {
                bail!("{} {} was not answered: {}", request.method, request.path, lost.because)
            }
        };
        if !(200..300).contains(&answer.status) {
            bail!("{} {} answered {answer:?}", request.method, request.path);
        }
        Ok(answer)
    }
}

/// A text in an answer.
pub fn text<'v>(value: &'v Value, key: &str) -> anyhow::Result<&'v str> {
    value.get(key).and_then(Value::as_str).with_context(|| format!("no text `{key}` in {value}"))
}
