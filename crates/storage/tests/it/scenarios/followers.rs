//! Handing events on.

use pointsman_domain::ids::EventId;
use pointsman_domain::people::WorkflowsSection;
use pointsman_storage::events::{EventPosition, append, page};
use pointsman_storage::followers::{self, From, Lease};

use crate::databases::Fixture;
use crate::fixtures::{at, at_once, event};

const NAME: &str = "webhooks";

async fn lease(fixture: &Fixture, now: i64) -> Option<Lease> {
    fixture.write(move |tx| followers::lease(tx, NAME, at(now), at(now + 10))).await
}

async fn advance(fixture: &Fixture, token: i64, to: EventPosition) -> bool {
    fixture.write(move |tx| followers::advance(tx, NAME, token, to)).await
}

async fn after(fixture: &Fixture, lease: Lease) -> Vec<(EventPosition, EventId)> {
    let page = fixture.read(move |tx| page(tx, WorkflowsSection::Shown, lease.after, 10)).await;
    page.rows.into_iter().map(|(position, event)| (position, event.id)).collect()
}

pub(crate) async fn what_was_not_noted_is_handed_on_again(fixture: Fixture) {
    let written: Vec<_> = (0..4).map(|n| event(&format!("test.{n}"), None)).collect();
    let ids: Vec<_> = written.iter().map(|event| event.id).collect();
    fixture.write(move |tx| append(tx, &written)).await;
    assert_eq!(lease(&fixture, 1).await, None, "nobody of this name");
    fixture.write(|tx| followers::register(tx, NAME, From::TheFirst)).await;
    let first = lease(&fixture, 1).await.unwrap();
    assert_eq!((first.token, first.after), (1, None));
    let told = after(&fixture, first).await;
    assert_eq!(told.iter().map(|(_, id)| *id).collect::<Vec<_>>(), ids);
    assert!(advance(&fixture, first.token, told[1].0).await);
    assert_eq!(lease(&fixture, 10).await, None, "still taken");
    assert!(fixture.write(|tx| followers::renew(tx, NAME, 1, at(20))).await);
    assert_eq!(lease(&fixture, 19).await, None, "renewed");

    // It was only slow. Meanwhile another has taken over, from the last note on.
    let second = lease(&fixture, 20).await.unwrap();
    assert_eq!((second.token, second.after), (2, Some(told[1].0)));
    assert_eq!(after(&fixture, second).await, told[2..], "the same ids again");
    assert!(!advance(&fixture, first.token, told[3].0).await, "fenced off");
    assert!(!fixture.write(|tx| followers::renew(tx, NAME, 1, at(99))).await);
    fixture.write(|tx| followers::release(tx, NAME, 1)).await;
    assert_eq!(lease(&fixture, 21).await, None, "not the slow one's to give back");
    assert!(advance(&fixture, second.token, told[3].0).await);
    assert!(!advance(&fixture, second.token, told[2].0).await, "never backwards");
    fixture.write(|tx| followers::release(tx, NAME, 2)).await;
    let third = lease(&fixture, 22).await.unwrap();
    assert_eq!((third.token, third.after), (3, Some(told[3].0)));

    let (last, name) = (told[3].0, "later");
    fixture.write(move |tx| followers::register(tx, name, From::After(last))).await;
    fixture.write(move |tx| followers::register(tx, name, From::TheFirst)).await;
    let later = fixture.write(move |tx| followers::lease(tx, name, at(1), at(2))).await;
    assert_eq!(later.unwrap().after, Some(last), "registered once");
}

/// Nobody works until a moment that far ahead.
pub(crate) async fn a_lease_from_before_the_clock_went_back_is_free(fixture: Fixture) {
    fixture.write(|tx| followers::register(tx, NAME, From::TheFirst)).await;
    assert_eq!(lease(&fixture, 3_600).await.map(|lease| lease.token), Some(1));
    assert_eq!(lease(&fixture, 3_590).await, None, "the clocks of two nodes need not agree");
    assert_eq!(lease(&fixture, 0).await.map(|lease| lease.token), Some(2));
    assert_eq!(lease(&fixture, 1).await, None);
}

pub(crate) async fn one_of_many_has_the_lease(fixture: Fixture) {
    fixture.write(|tx| followers::register(tx, NAME, From::TheFirst)).await;
    let got = at_once(&fixture, 20, |_, tx| followers::lease(tx, NAME, at(1), at(10))).await;
    assert_eq!(got.into_iter().flatten().count(), 1);
}
