//! Intake.

use pointsman_domain::inquiry::Status;
use pointsman_storage::inquiries::{
    InsertInquiry, NewInquiry, SaveInquiry, by_reference, count_open, get, insert, lock,
    save_submission,
};
use serde_json::json;

use crate::databases::Fixture;
use crate::fixtures::{at, at_once, inquiry_id, insert_inquiry, new_inquiry, submission};

pub(crate) async fn everything_comes_back(fixture: Fixture) {
    let body = json!({
        "fields": {"name_first": "Zoë", "name_last": "O'Hara", "birthdate": "1990-02-28",
                   "address_country_code": "US", "address_subdivision": "CA",
                   "email_address": "zoe@example.com", "favourite": "\u{1F600} \\ \" $1 {int}"},
        "session": {"ip_address": "2001:db8::1", "user_agent": "curl"},
        "attributes": {"age": 33, "us_state": "CA", "liveness_check_score": 87.1234},
        "verifications": [
            {"id": "v1", "kind": "selfie", "status": "passed", "completed_at": "2023-11-14T22:13:20.5Z",
             "document_similarity_score": 99.5,
             "checks": [{"name": "glare", "status": "passed", "reasons": ["none"]}]},
            {"id": "v2", "kind": "government_id", "status": "failed", "completed_at": "2023-11-14T22:13:21Z",
             "country_code": "US"}],
    });
    let new = NewInquiry {
        reference_id: Some("order 7".to_owned()),
        template: Some("kyc".to_owned()),
        status: Status::Pending,
        submission: submission(&body),
        tags: vec!["vip".to_owned(), "a,b".to_owned()],
        ..new_inquiry(3)
    };
    let mut inserted = insert_inquiry(&fixture, new.clone()).await;
    assert_eq!((&inserted.submission, inserted.created_at), (&new.submission, at(3)));
    assert_eq!(fixture.read(move |tx| get(tx, new.id)).await, Some(inserted.clone()));
    assert_eq!(fixture.write(move |tx| lock(tx, new.id)).await, Some(inserted.clone()));
    let found = fixture.read(|tx| by_reference(tx, "order 7")).await;
    assert_eq!(found, Some(inserted.clone()));
    inserted.reference_id = None;
    inserted.template = None;
    inserted.status = Status::Failed;
    inserted.submission = submission(&json!({"fields": {"name_last": "Smith"}}));
    inserted.updated_at = at(4);
    let saved = inserted.clone();
    let outcome = fixture.write(move |tx| save_submission(tx, &saved)).await;
    assert_eq!(outcome, SaveInquiry::Saved);
    assert_eq!(fixture.read(move |tx| get(tx, new.id)).await, Some(inserted));
    let unknown = inquiry_id();
    assert_eq!(fixture.read(move |tx| get(tx, unknown)).await, None);
}

fn with_reference(reference_id: &str) -> NewInquiry {
    NewInquiry { reference_id: Some(reference_id.to_owned()), ..new_inquiry(1) }
}

pub(crate) async fn a_reference_belongs_to_one(fixture: Fixture) {
    let first = insert_inquiry(&fixture, with_reference("a")).await;
    let outcome = fixture.write(|tx| insert(tx, &with_reference("a"))).await;
    assert_eq!(outcome, InsertInquiry::ReferenceTaken { by: first.id });
    let mut second = insert_inquiry(&fixture, with_reference("b")).await;
    second.reference_id = Some("a".to_owned());
    let outcome = fixture.write(move |tx| save_submission(tx, &second)).await;
    assert_eq!(outcome, SaveInquiry::ReferenceTaken { by: first.id });
    let own = first.clone();
    let outcome = fixture.write(move |tx| save_submission(tx, &own)).await;
    assert_eq!(outcome, SaveInquiry::Saved);
}

pub(crate) async fn one_of_many_with_a_reference_is_made(fixture: Fixture) {
    let outcomes = at_once(&fixture, 30, |_, tx| insert(tx, &with_reference("a"))).await;
    let made =
        outcomes.iter().filter(|outcome| matches!(outcome, InsertInquiry::Inserted(_))).count();
    assert_eq!(made, 1);
}

pub(crate) async fn open_ones_behind_the_line_are_counted(fixture: Fixture) {
    let mut numbers = Vec::new();
    for (status, imported) in [
        (Status::Created, false),
        (Status::Pending, false),
        (Status::Completed, false),
        (Status::Created, true),
        (Status::Pending, false),
    ] {
        let new = NewInquiry { status, imported, ..new_inquiry(1) };
        numbers.push(insert_inquiry(&fixture, new).await.order_no);
    }
    for (line, expected) in [(0, 3), (numbers[0], 2), (numbers[1], 1), (numbers[4], 0)] {
        assert_eq!(fixture.read(move |tx| count_open(tx, line)).await, expected, "{line}");
    }
}
