//! What an answer speaks of: the thing that its address names, else the one that it shows. Pure.

use pointsman_domain::ids::InquiryId;
use pointsman_storage::idempotency::AnswerSubject;
use serde::Deserialize;

/// The subject of an answer; `None` where it is neither an inquiry nor an item of a list.
pub(super) fn of(path: &str, body: &[u8]) -> Option<AnswerSubject> {
    #[derive(Deserialize)]
    struct Shown {
        id: String,
    }
    if let Some(inquiry) = named_inquiry(path) {
        return Some(AnswerSubject::Inquiry(inquiry));
    }
    let shown: Shown = serde_json::from_slice(body).ok()?;
    let inquiry = shown.id.parse().ok().map(AnswerSubject::Inquiry);
    inquiry.or_else(|| shown.id.parse().ok().map(AnswerSubject::Item))
}

fn named_inquiry(path: &str) -> Option<InquiryId> {
    path.strip_prefix("/v1/inquiries/")?.split('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const INQUIRY: &str = "inq_01h45ytscbebyvny4gc8cr8ma2";
    const ITEM: &str = "itm_01h45ytscbebyvny4gc8cr8ma2";

    #[test]
    fn the_address_wins_over_what_is_shown() {
        let inquiry = Some(AnswerSubject::Inquiry(INQUIRY.parse().unwrap()));
        let item = Some(AnswerSubject::Item(ITEM.parse().unwrap()));
        let items = "/v1/lists/lst_01h45ytscbebyvny4gc8cr8ma2/items";
        for (path, body, subject) in [
            (
                format!("/v1/inquiries/{INQUIRY}/complete"),
                format!(r#"{{"id": "{ITEM}"}}"#),
                inquiry,
            ),
            (format!("/v1/inquiries/{INQUIRY}/approve"), String::new(), inquiry),
            ("/v1/inquiries".to_owned(), format!(r#"{{"id": "{INQUIRY}", "tags": []}}"#), inquiry),
            (items.to_owned(), format!(r#"{{"value": "x", "id": "{ITEM}"}}"#), item),
            ("/v1/inquiries".to_owned(), r#"{"status": 422}"#.to_owned(), None),
            (
                "/v1/workflows".to_owned(),
                r#"{"id": "wfl_01h45ytscbebyvny4gc8cr8ma2"}"#.to_owned(),
                None,
            ),
            ("/v1/workflows".to_owned(), "plain".to_owned(), None),
        ] {
            assert_eq!(of(&path, body.as_bytes()), subject, "{path} {body}");
        }
    }
}
