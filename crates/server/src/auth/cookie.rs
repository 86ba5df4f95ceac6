//! The cookie that carries a session's token.

use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header::{COOKIE, InvalidHeaderValue};

use super::session_life::ABSOLUTE_SECONDS;

/// The cookie's name over https: a browser takes it only from this very host, with `Secure` and `Path=/`.
pub(crate) const SECURE_NAME: &str = "__Host-pointsman_session";
/// The cookie's name over plain http, for loopback.
pub(crate) const PLAIN_NAME: &str = "pointsman_session";

const fn name(secure: bool) -> &'static str {
    if secure { SECURE_NAME } else { PLAIN_NAME }
}

/// The token in the request's cookie, if there is one.
pub(crate) fn token(headers: &HeaderMap, secure: bool) -> Option<String> {
    let wanted = name(secure);
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs =
        lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, token)| token.to_owned())
}

/// `Set-Cookie` for a new session.
pub(crate) fn set(token: &str, secure: bool) -> Result<HeaderValue, InvalidHeaderValue> {
    HeaderValue::from_str(&line(token, ABSOLUTE_SECONDS, secure))
}

/// `Set-Cookie` that removes the session.
pub(crate) fn clear(secure: bool) -> Result<HeaderValue, InvalidHeaderValue> {
    HeaderValue::from_str(&line("", 0, secure))
}

fn line(token: &str, max_age_seconds: i64, secure: bool) -> String {
    let name = name(secure);
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_seconds}{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_bound_to_the_host_over_https() {
        let secure = set("abc", true).unwrap();
        assert_eq!(
            secure,
            "__Host-pointsman_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure"
        );
        assert_eq!(
            clear(false).unwrap(),
            "pointsman_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        );
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("theme=dark; pointsman_session=abc; x=y"));
        assert_eq!(token(&headers, false).as_deref(), Some("abc"));
        assert_eq!(token(&headers, true), None, "the plain cookie is not taken over https");
    }
}
