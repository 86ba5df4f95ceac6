//! Calls of the server's own API inside the process: the example is made the way that people make things, so that
//! whatever their calls leave behind is left behind here as well.

use std::net::IpAddr;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, Method, Request, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use super::MakeError;
use crate::request::PeerAddress;

/// The API, spoken to without a socket.
pub(super) struct Calls {
    router: Router,
    from: IpAddr,
}

/// A good answer.
pub(super) struct Answer {
    /// The body; `null` if there is none.
    pub(super) body: Value,
    /// The entity tag.
    pub(super) etag: Option<String>,
}

impl Answer {
    /// A text of the body.
    pub(super) fn text(&self, key: &'static str) -> Result<String, MakeError> {
        let found = self.body.get(key).and_then(Value::as_str);
        found.map(str::to_owned).ok_or(MakeError::Answer { key })
    }
}

/// One call.
pub(super) struct Call<'c> {
    /// The session's cookie.
    pub(super) cookie: &'c str,
    pub(super) method: Method,
    pub(super) path: &'c str,
    pub(super) headers: &'c [(HeaderName, String)],
    pub(super) body: &'c Value,
}

impl Calls {
    /// `from` is the address from which all calls seem to come.
    pub(super) const fn new(router: Router, from: IpAddr) -> Self {
        Self { router, from }
    }

    /// POST.
    pub(super) async fn post(
        &self,
        cookie: &str,
        path: &str,
        body: &Value,
    ) -> Result<Answer, MakeError> {
        self.send(Call { cookie, method: Method::POST, path, headers: &[], body }).await
    }

    /// Any method, with headers; anything but a good answer is an error.
    pub(super) async fn send(&self, call: Call<'_>) -> Result<Answer, MakeError> {
        let mut request = Request::builder()
            .method(&call.method)
            .uri(call.path)
            .extension(PeerAddress(self.from))
            .header(header::HOST, "localhost")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, "Example browser")
            .header(header::COOKIE, call.cookie);
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(call.body.to_string()))?;
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let status = response.status();
        let etag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
        let etag = etag.map(str::to_owned);
        let bytes = response.into_body().collect().await?.to_bytes();
        if !status.is_success() {
            let said = String::from_utf8_lossy(&bytes).into_owned();
            return Err(MakeError::Refused {
                call: format!("{} {}", call.method, call.path),
                status: status.as_u16(),
                said,
            });
        }
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes)? };
        Ok(Answer { body, etag })
    }
}
