//! The id of a request: the caller's, if it is harmless, else one of ours.

use axum::http::{HeaderMap, HeaderName};

use crate::app::App;

/// The header that carries the id of a request, both ways.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The most characters of an id that a caller chooses.
const CHARACTERS: usize = 128;

/// The id under which this request stands in the log.
pub(super) fn request_id(app: &App, headers: &HeaderMap) -> String {
    let chosen = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    chosen
        .filter(|id| is_sane(id))
        .map_or_else(|| format!("req_{}", app.ids().next(app.now()).simple()), str::to_owned)
}

/// What tracing systems write, and nothing in which an address or a name could stand.
fn is_sane(id: &str) -> bool {
    let known =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    (1..=CHARACTERS).contains(&id.len()) && id.bytes().all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_letters_digits_and_a_few_signs() {
        for id in [
            "a",
            "0af7651916cd43dd8448eb211c80319c",
            "Root=1-67891233.x_y:z".trim_start_matches("Root="),
        ] {
            assert!(is_sane(id), "{id}");
        }
        assert!(is_sane(&"a".repeat(CHARACTERS)));
        for id in
            ["", "ann@example.com", "a b", "a\tb", "ä", "a/b", "a\"b", &"a".repeat(CHARACTERS + 1)]
        {
            assert!(!is_sane(id), "{id}");
        }
    }
}
