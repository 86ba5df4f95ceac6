//! Erasing the person's data, and what is left to do afterwards.

use pointsman_domain::inquiry::Status;
use pointsman_storage::compaction::{self, CompactionState};
use pointsman_storage::inquiries::{self, InquiryFilter, NewInquiry, Outcome};
use pointsman_storage::{Thoroughness, events};
use serde_json::json;

use crate::databases::Fixture;
use crate::fixtures::{
    at, at_once, completion, decision, event, insert_inquiry, list_id, new_inquiry, submission,
};

pub(crate) async fn what_is_erased_is_gone_and_the_rest_stays(fixture: Fixture) {
    let body = json!({
        "fields": {"name_last": "O'Hara", "email_address": "zoe@example.com"},
        "session": {"ip_address": "2001:db8::1"},
        "attributes": {"liveness_check_score": 87.1234},
        "verifications": [{"id": "v of Zoë", "kind": "selfie", "status": "passed",
                           "checks": [{"name": "n", "status": "s", "reasons": ["Zoë"]}]}],
    });
    let new = NewInquiry {
        reference_id: Some("order 7".to_owned()),
        submission: submission(&body),
        tags: vec!["vip".to_owned()],
        ..new_inquiry(3)
    };
    let mut inquiry = insert_inquiry(&fixture, new).await;
    inquiry.status = Status::Approved;
    inquiry.decision = Some(decision(Outcome::Approve, 5));
    let kept = completion(5, &[list_id()]);
    let (before, completed) = (inquiry.clone(), kept.clone());
    fixture.write(move |tx| inquiries::complete(tx, &before, &completed)).await;

    let mut remains = inquiry.clone();
    remains.submission = inquiry.submission.erased();
    remains.completion = Some(kept.clone());
    let id = inquiry.id;
    let erased = remains.clone();
    fixture.write(move |tx| inquiries::erase(tx, &erased, at(9))).await;
    remains.updated_at = at(9);
    remains.erased_at = Some(at(9));
    remains.completion = Some(inquiries::Completion { digest: None, ..kept });
    if let Some(decision) = &mut remains.decision {
        decision.comment = None;
    }
    assert_eq!(fixture.read(move |tx| inquiries::get(tx, id)).await, Some(remains.clone()));
    assert!(fixture.write(move |tx| inquiries::is_erased(tx, id)).await);
    for q in ["zoe@example.com", "o'h"] {
        let filter = InquiryFilter { q: Some(q.to_owned()), ..InquiryFilter::default() };
        let found = fixture.read(move |tx| inquiries::page(tx, &filter, None, 5)).await;
        assert!(found.rows.is_empty(), "{q}");
    }

    // Later the reference and tags as well; the moment of the erasure stays.
    remains.reference_id = None;
    remains.tags.clear();
    let erased = remains.clone();
    fixture.write(move |tx| inquiries::erase(tx, &erased, at(11))).await;
    remains.updated_at = at(11);
    assert_eq!(fixture.read(move |tx| inquiries::get(tx, id)).await, Some(remains));
    assert_eq!(fixture.read(|tx| inquiries::by_reference(tx, "order 7")).await, None);

    let told = event("inquiry.approved", Some(id));
    let (of, told_id) = (told.id, told.id);
    fixture.write(move |tx| events::append(tx, std::slice::from_ref(&told))).await;
    fixture.write(move |tx| events::replace_payload(tx, id, of, &json!({"text": null}))).await;
    let found = fixture.read(move |tx| events::of_inquiry(tx, id)).await;
    assert_eq!((found.len(), found[0].id, &found[0].payload), (1, told_id, &json!({"text": null})));
}

pub(crate) async fn erasures_wait_for_compaction(fixture: Fixture) {
    let state = async || fixture.read(compaction::state).await;
    let nothing = CompactionState { erasures: 0, waiting_since: None, compacted_at: None };
    assert_eq!(state().await, nothing);
    fixture.write(|tx| compaction::note_erasure(tx, at(1))).await;
    fixture.write(|tx| compaction::note_erasure(tx, at(2))).await;
    let waiting = state().await;
    assert_eq!((waiting.erasures, waiting.waiting_since), (2, Some(at(1))));
    // One comes while the files are written anew.
    fixture.write(|tx| compaction::note_erasure(tx, at(3))).await;
    fixture.write(move |tx| compaction::note_compacted(tx, waiting, at(4))).await;
    let waiting = state().await;
    assert_eq!((waiting.waiting_since, waiting.compacted_at), (Some(at(4)), Some(at(4))));
    fixture.write(move |tx| compaction::note_compacted(tx, waiting, at(5))).await;
    let done = CompactionState { erasures: 3, waiting_since: None, compacted_at: Some(at(5)) };
    assert_eq!(state().await, done);
}

/// While others write, and with nobody else there.
pub(crate) async fn compaction_keeps_everything(fixture: Fixture) {
    let inquiry = insert_inquiry(&fixture, new_inquiry(1)).await;
    for thoroughness in [Thoroughness::Beside, Thoroughness::Alone] {
        let writing = at_once(&fixture, 20, |n, tx| {
            let new = new_inquiry(i64::try_from(n).unwrap_or(0));
            inquiries::insert(tx, &new)
        });
        let (compacted, _) = tokio::join!(fixture.storage.compact(thoroughness), writing);
        assert_eq!(compacted, Ok(()), "{thoroughness:?}");
        let id = inquiry.id;
        assert_eq!(fixture.read(move |tx| inquiries::get(tx, id)).await, Some(inquiry.clone()));
    }
    let all = InquiryFilter::default();
    let page = fixture.read(move |tx| inquiries::page(tx, &all, None, 100)).await;
    assert_eq!(page.rows.len(), 41);
}
