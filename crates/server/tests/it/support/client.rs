//! Requests, sent through the router as a browser or a program would.

use std::net::IpAddr;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, Method, header};
use http_body_util::BodyExt;
use pointsman_server::request::PeerAddress;
use serde_json::Value;
use tower::ServiceExt;

use super::answer::Answer;
use super::app::TestApp;
use super::contract;

/// Someone who sends requests.
#[derive(Clone)]
pub(crate) struct Client {
    app: TestApp,
    /// With what it shows who it is.
    pub(crate) credentials: Credentials,
    address: IpAddr,
}

/// With what a client shows who it is.
#[derive(Clone, Debug)]
pub(crate) enum Credentials {
    /// Nothing.
    None,
    /// A session's cookie, as `name=token`.
    Cookie(String),
    /// An API key's secret.
    Key(String),
}

impl Client {
    /// A client of `app`.
    pub(crate) fn new(app: TestApp, credentials: Credentials) -> Self {
        Self { app, credentials, address: TestApp::usual_address() }
    }

    /// The same client at another address.
    pub(crate) fn at(mut self, address: &str) -> Self {
        self.address = address.parse().unwrap();
        self
    }

    /// GET.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path).send().await
    }

    /// POST with a JSON body.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.request(Method::POST, path).json(body).send().await
    }

    /// PUT with a JSON body.
    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.request(Method::PUT, path).json(body).send().await
    }

    /// PATCH with a JSON body.
    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.request(Method::PATCH, path).json(body).send().await
    }

    /// DELETE.
    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.request(Method::DELETE, path).send().await
    }

    /// Any request, with headers and any body.
    pub(crate) fn request(&self, method: Method, path: &str) -> Request {
        let mut request = axum::http::Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap();
        request.extensions_mut().insert(PeerAddress(self.address));
        let shown = match &self.credentials {
            Credentials::None => None,
            Credentials::Cookie(cookie) => Some((header::COOKIE, cookie.clone())),
            Credentials::Key(secret) => Some((header::AUTHORIZATION, format!("Bearer {secret}"))),
        };
        let request = Request { app: self.app.clone(), request };
        let request = request.header(header::HOST, "127.0.0.1:7311");
        match shown {
            Some((name, value)) => request.header(name, &value),
            None => request,
        }
    }
}

/// A request that is being put together.
pub(crate) struct Request {
    app: TestApp,
    request: axum::http::Request<Body>,
}

impl Request {
    /// Sets a header.
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        self.request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        self
    }

    /// Sets a JSON body and its content type.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.header(header::CONTENT_TYPE, "application/json").body(body.to_string())
    }

    /// Sets the body alone.
    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Self {
        *self.request.body_mut() = Body::from(body.into());
        self
    }

    /// Sets a body that arrives piece by piece.
    pub(crate) fn stream(mut self, body: Body) -> Self {
        *self.request.body_mut() = body;
        self
    }

    /// Sends it. An answer that the contract does not describe fails the test.
    pub(crate) async fn send(self) -> Answer {
        let method = self.request.method().clone();
        let path = self.request.uri().path().to_owned();
        let answer = self.send_unchecked().await;
        contract::validate(&method, &path, &answer);
        answer
    }

    /// Sends it and leaves the body to be read. Whoever drops it closes the connection.
    pub(crate) async fn open(self) -> axum::http::Response<Body> {
        self.app.router.clone().oneshot(self.request).await.unwrap()
    }

    /// Sends it without looking at the contract: for answers that are compressed.
    pub(crate) async fn send_unchecked(self) -> Answer {
        let what = format!("{} {}", self.request.method(), self.request.uri().path());
        let (parts, body) = self.open().await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { what, parts, body }
    }
}
