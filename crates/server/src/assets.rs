//! The dashboard's files: embedded in a release, read from disk in a debug build.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::auth::hex;
use crate::problem::Problem;

/// What `npm run build` leaves behind. It may be missing: then a page says how to make it.
#[derive(RustEmbed)]
#[folder = "../../dashboard/dist"]
#[allow_missing = true]
struct Dashboard;

const START_PAGE: &str = "index.html";
const NOT_BUILT: &str = include_str!("not_built.html");
/// Files below this have a hash of their contents in their names, so they can be kept for ever.
const HASHED: &str = "assets/";
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Answers what no endpoint answers: a file, the start page for the dashboard's own addresses, or 404.
pub(crate) async fn fallback(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    let is_api = path == "/v1" || path.starts_with("/v1/");
    if is_api || !matches!(method, Method::GET | Method::HEAD) {
        return Problem::not_found("endpoint", format_args!("{method} {path}")).into_response();
    }
    answer(path.trim_start_matches('/'), Dashboard::get, &headers)
}

fn answer(
    name: &str,
    find: impl Fn(&str) -> Option<EmbeddedFile>,
    headers: &HeaderMap,
) -> Response {
    if let Some(found) = find(name) {
        return file(name, found, headers);
    }
    if name != START_PAGE && is_file(name) {
        return Problem::not_found("file", format_args!("/{name}")).into_response();
    }
    find(START_PAGE).map_or_else(not_built, |page| file(START_PAGE, page, headers))
}

/// The dashboard's own addresses have no dot in their last part; files have.
fn is_file(name: &str) -> bool {
    name.starts_with(HASHED) || name.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

fn file(name: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", hex(&file.metadata.sha256_hash()));
    let cache = if name.starts_with(HASHED) { FOR_EVER } else { ASK_AGAIN };
    let known = headers.get(IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == etag.as_bytes());
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let body = if known { Body::empty() } else { Body::from(file.data) };
    let status = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response =
        (status, [(ETAG, etag), (CONTENT_TYPE, kind.to_string())], body).into_response();
    response.headers_mut().insert(CACHE_CONTROL, cache);
    response
}

fn not_built() -> Response {
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::SERVICE_UNAVAILABLE, headers, NOT_BUILT).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_the_dashboards_files_a_page_says_how_to_build_them() {
        for name in ["", START_PAGE, "workflows", "workflows/wfl_1/versions"] {
            let answer = answer(name, |_| None, &HeaderMap::new());
            assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{name}");
        }
        for name in ["assets/index.js", "favicon.svg"] {
            let answer = answer(name, |_| None, &HeaderMap::new());
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{name}");
        }
    }
}
