//! Past inquiries that are brought in.

use pointsman_domain::ids::ListId;
use pointsman_domain::inquiry::Status;
use pointsman_storage::inquiries::{
    ImportInquiry, Inquiry, InquiryFilter, NewInquiry, Outcome, PastInquiry, PastRows,
    by_reference, count_open, get, import, page, tags_in_use,
};
use serde_json::json;

use crate::databases::Fixture;
use crate::fixtures::{
    at, at_once, completion, decision, insert_inquiry, list_id, new_inquiry, submission,
};

/// More than one statement takes, and no round number.
const MANY: i64 = 150;

/// The `n`th past inquiry: every third has not completed.
fn past(n: i64, lists: &[ListId]) -> PastInquiry {
    let completed = n % 3 != 0;
    let body = json!({
        "fields": {"name_last": format!("O'Hara {n}"), "email_address": format!("Zoe{n}@example.com")},
        "verifications": [{"id": "v1", "kind": "selfie", "status": "passed"}],
    });
    let new = NewInquiry {
        reference_id: (n % 2 == 0).then(|| format!("old {n}")),
        template: Some("kyc".to_owned()),
        status: if completed { Status::Approved } else { Status::Expired },
        submission: submission(&body),
        tags: vec!["vip".to_owned(), format!("t{}", n % 5)],
        imported: true,
        ..new_inquiry(n)
    };
    let done = done(n, lists);
    PastInquiry {
        new,
        updated_at: at(n + 9),
        completion: completed.then_some(done),
        decision: completed.then(|| decision(Outcome::Approve, n + 9)),
    }
}

fn done(n: i64, lists: &[ListId]) -> pointsman_storage::inquiries::Completion {
    pointsman_storage::inquiries::Completion { digest: None, ..completion(n + 8, lists) }
}

async fn bring_in(fixture: &Fixture, past: &[PastInquiry]) -> Vec<ImportInquiry> {
    let rows: Vec<PastRows> = past.iter().map(|past| PastRows::of(past).unwrap()).collect();
    fixture.write(move |tx| Ok(import(tx, rows.iter())?.became)).await
}

fn expected(past: &PastInquiry, order_no: i64) -> Inquiry {
    let new = past.new.clone();
    Inquiry {
        id: new.id,
        order_no,
        reference_id: new.reference_id,
        template: new.template,
        status: new.status,
        submission: new.submission,
        tags: new.tags,
        created_at: new.created_at,
        updated_at: past.updated_at,
        imported: true,
        completion: past.completion.clone(),
        decision: past.decision.clone(),
        left_alone: Vec::new(),
        erased_at: None,
    }
}

pub(crate) async fn what_is_imported_comes_back(fixture: Fixture) {
    let blocked = list_id();
    let mut last = insert_inquiry(&fixture, new_inquiry(1)).await.order_no;
    let all: Vec<PastInquiry> = (1..=MANY).map(|n| past(n, &[blocked])).collect();
    assert!(bring_in(&fixture, &[]).await.is_empty());
    let became = bring_in(&fixture, &all).await;
    assert_eq!(became, vec![ImportInquiry::Imported; all.len()]);
    for past in &all {
        let id = past.new.id;
        let found = fixture.read(move |tx| get(tx, id)).await.expect("it is there");
        assert!(found.order_no > last, "order numbers rise in the order of the file");
        last = found.order_no;
        assert_eq!(found, expected(past, last));
    }
    let next = insert_inquiry(&fixture, new_inquiry(1)).await;
    assert!(next.order_no > last);
    let tags = fixture.read(|tx| tags_in_use(tx, "", None, 10)).await;
    assert_eq!(tags.rows, ["t0", "t1", "t2", "t3", "t4", "vip"]);
    let count = |filter: InquiryFilter| fixture.read(move |tx| page(tx, &filter, None, 1_000));
    let on_list = count(InquiryFilter { list: Some(blocked), ..InquiryFilter::default() }).await;
    assert_eq!(on_list.rows.len(), 100);
    let q = |q: &str| InquiryFilter { q: Some(q.to_owned()), ..InquiryFilter::default() };
    assert_eq!(count(q("o'hara")).await.rows.len(), 150);
    assert_eq!(count(q("zoe7@EXAMPLE.com")).await.rows.len(), 1);
}

pub(crate) async fn a_reference_that_is_taken_is_skipped(fixture: Fixture) {
    let taken = NewInquiry { reference_id: Some("old 4".to_owned()), ..new_inquiry(1) };
    let taken = insert_inquiry(&fixture, taken).await;
    let mut all: Vec<PastInquiry> = (1..=5).map(|n| past(n, &[])).collect();
    // Twice in one file, and nothing of the second one stays behind.
    let twice = past(2, &[list_id()]);
    all.push(twice.clone());
    let became = bring_in(&fixture, &all).await;
    let skipped: Vec<usize> =
        (0..all.len()).filter(|place| became[*place] == ImportInquiry::ReferenceTaken).collect();
    assert_eq!(skipped, [3, 5]);
    assert_eq!(fixture.read(move |tx| get(tx, twice.new.id)).await, None);
    let present = fixture.read(|tx| by_reference(tx, "old 4")).await;
    assert_eq!(present, Some(taken));
    // The same file again: those without a reference come again, the others do not.
    let again: Vec<PastInquiry> = (1..=5).map(|n| past(n, &[])).collect();
    let became = bring_in(&fixture, &again).await;
    let came = became.iter().filter(|became| **became == ImportInquiry::Imported).count();
    assert_eq!(came, 3);
}

pub(crate) async fn lists_are_unknown_or_none(fixture: Fixture) {
    for unknown in [true, false] {
        let mut past = past(1, &[]);
        past.completion.as_mut().unwrap().lists_unknown = unknown;
        bring_in(&fixture, std::slice::from_ref(&past)).await;
        let found = fixture.read(move |tx| get(tx, past.new.id)).await.unwrap();
        let completion = found.completion.unwrap();
        assert_eq!(completion.lists_unknown, unknown);
        assert!(completion.attributes.list_matches.is_empty());
    }
    // One that is open can still complete, and no workflow would decide it.
    let mut open = past(3, &[]);
    open.new.status = Status::Pending;
    bring_in(&fixture, &[open]).await;
    assert_eq!(fixture.read(|tx| count_open(tx, 0)).await, 0);
}

pub(crate) async fn one_of_many_imports_of_a_reference_keeps_it(fixture: Fixture) {
    let came = at_once(&fixture, 12, |_, tx| {
        let rows = [PastRows::of(&past(2, &[]))?, PastRows::of(&past(4, &[]))?];
        import(tx, rows.iter())
    })
    .await;
    let kept = came
        .iter()
        .flat_map(|some| &some.became)
        .filter(|became| **became == ImportInquiry::Imported)
        .count();
    assert_eq!(kept, 2);
}
