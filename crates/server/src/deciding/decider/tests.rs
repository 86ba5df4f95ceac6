//! The decider and its database, without what it decides.

use futures_util::FutureExt;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{CountingIds, ItemId, ListId};
use pointsman_domain::list::{ListKind, parse_address};
use pointsman_storage::lists::{self, AddItem, InsertList, NewItem, NewList};
use pointsman_storage::{Actor, Database, StorageOptions};

use super::*;

const NOW: Timestamp = Timestamp::from_microseconds(1_800_000_000_000_000);

struct Fixture {
    storage: Storage,
    decider: Arc<Decider>,
    list: ListId,
    ids: Arc<CountingIds>,
}

/// An address list, and a decider that has never been refreshed.
async fn fixture() -> Fixture {
    let options = StorageOptions::new(Database::SqliteMemory);
    let storage = Storage::open(&options, NOW).await.unwrap();
    let ids = Arc::new(CountingIds::default());
    let list = ListId::new(ids.as_ref(), NOW);
    let new = NewList {
        id: list,
        name: "Blocked".to_owned(),
        key: "blocked".parse().unwrap(),
        kind: ListKind::IpAddress,
        description: None,
        created_at: NOW,
        created_by: Actor::System,
    };
    let made = storage.write(move |t| lists::insert(t, &new)).await.unwrap();
    assert!(matches!(made, InsertList::Inserted(_)));
    Fixture { storage, decider: Arc::default(), list, ids }
}

fn add(
    transaction: &mut Transaction<'_>,
    list: ListId,
    ids: &CountingIds,
    value: &str,
) -> Result<(), StorageError> {
    let new = NewItem {
        written: None,
        id: ItemId::new(ids, NOW),
        value: value.to_owned(),
        note: None,
        added_at: NOW,
        added_by: Actor::System,
    };
    let added = lists::add_item(transaction, list, &new)?;
    assert!(matches!(added, AddItem::Added(_)));
    Ok(())
}

fn keys(address: &str) -> ListKeys {
    ListKeys { ip_address: parse_address(address), ..ListKeys::default() }
}

impl Fixture {
    async fn add(&self, value: &'static str) {
        let (list, ids) = (self.list, self.ids.clone());
        self.storage.write(move |t| add(t, list, &ids, value)).await.unwrap();
    }

    async fn currency(&self) -> Currency {
        let decider = Arc::clone(&self.decider);
        let asked = move |t: &mut Transaction<'_>| {
            let held = revisions::read(t)?;
            decider.currency(t, held)
        };
        self.storage.read(asked).await.unwrap()
    }

    async fn revisions(&self) -> Revisions {
        self.storage.read(revisions::read).await.unwrap()
    }
}

#[tokio::test]
async fn it_is_behind_until_it_is_refreshed() {
    let fixture = fixture().await;
    let (decider, storage) = (&fixture.decider, &fixture.storage);
    for (value, address) in [("192.0.2.1", "192.0.2.1"), ("198.51.100.0/24", "198.51.100.9")] {
        let before = fixture.currency().await;
        fixture.add(value).await;
        // Nothing runs, so once what runs is known no list can decide anything.
        let due = match before {
            Currency::Current => Currency::CurrentForPlans,
            Currency::CurrentForPlans | Currency::Behind => Currency::Behind,
        };
        assert_eq!(fixture.currency().await, due);
        decider.refresh(storage).await.unwrap();
        assert_eq!(fixture.currency().await, Currency::Current);
        let now = fixture.revisions().await;
        assert_eq!(decider.at(now, &keys(address)).unwrap().list_matches.len(), 1);
    }
    assert_eq!(decider.read().index.items(), 2);
}

#[tokio::test]
async fn a_caller_that_goes_away_does_not_take_the_refresh_along() {
    let fixture = fixture().await;
    fixture.add("192.0.2.1").await;
    let now = fixture.revisions().await;
    let refresh = fixture.decider.refresh(&fixture.storage);
    assert!(refresh.now_or_never().is_none(), "dropped after it began");
    // The turn is free again when the refresh has ended.
    drop(fixture.decider.refreshing.lock().await);
    let ready = fixture.decider.at(now, &keys("192.0.2.1")).unwrap();
    assert_eq!(ready.list_matches.len(), 1);
}

/// Only what has changed is applied: an item that the index was never told of stays unknown to it.
#[tokio::test]
async fn a_change_does_not_read_the_list_again() {
    let fixture = fixture().await;
    fixture.add("192.0.2.1").await;
    fixture.decider.refresh(&fixture.storage).await.unwrap();
    let known = fixture.decider.read().known.clone();
    fixture.add("192.0.2.2").await;
    let changes = fixture
        .storage
        .read(move |transaction| list_changes::read(transaction, &known))
        .await
        .unwrap();
    let mut empty = ListIndex::new();
    changes.apply_to(&mut empty, &mut KnownLists::new());
    assert_eq!(empty.items(), 1);
}

/// What a transaction reads for itself is right in it, and is forgotten, since it may never be committed.
#[tokio::test]
async fn within_a_transaction_it_sees_that_transaction_alone() {
    let fixture = fixture().await;
    fixture.decider.refresh(&fixture.storage).await.unwrap();
    let before = fixture.revisions().await;
    let (decider, list, ids) = (fixture.decider.clone(), fixture.list, fixture.ids.clone());
    let rolled_back: Result<(), RefreshError> = fixture
        .storage
        .write(move |transaction| {
            add(transaction, list, &ids, "192.0.2.1")?;
            let held = revisions::read(transaction)?;
            assert_eq!(decider.currency(transaction, held)?, Currency::CurrentForPlans);
            assert_eq!(decider.at(held, &keys("192.0.2.1")).unwrap().list_matches, []);
            let mut own = decider.within(transaction, held)?;
            let ready = decider.with(transaction, &mut own, &keys("192.0.2.1"))?.unwrap();
            assert_eq!(ready.list_matches.len(), 1);
            Err(StorageError::Busy.into())
        })
        .await;
    assert!(rolled_back.is_err());
    assert_eq!(fixture.revisions().await, before);
    let ready = fixture.decider.at(before, &keys("192.0.2.1")).unwrap();
    assert_eq!(ready.list_matches, []);
}

/// What is new lies over what is in memory, of which nothing is copied: the answers are those of a fresh index.
#[tokio::test]
async fn what_a_transaction_reads_for_itself_lies_over_the_snapshot() {
    let fixture = fixture().await;
    let (wide, narrow, own) = ("192.0.2.0/24", "192.0.2.0/28", "192.0.2.1");
    fixture.add(wide).await;
    fixture.add(own).await;
    fixture.decider.refresh(&fixture.storage).await.unwrap();
    let (decider, list, ids) = (fixture.decider.clone(), fixture.list, fixture.ids.clone());
    let work = move |t: &mut Transaction<'_>| -> Result<(), RefreshError> {
        let page = lists::load(t, list, None, 10)?;
        let of = |value: &str| page.rows.iter().find(|item| item.value == value).unwrap().id;
        let (wide, own) = (of("192.0.2.0/24"), of("192.0.2.1"));
        let item_of = |t: &mut Transaction<'_>, address: &str| -> Result<_, RefreshError> {
            let held = revisions::read(t)?;
            let mut read = decider.within(t, held)?;
            let ready = decider.with(t, &mut read, &keys(address))?.unwrap();
            let fresh = list_changes::read(t, &KnownLists::new())?;
            let mut index = ListIndex::new();
            fresh.apply_to(&mut index, &mut KnownLists::new());
            assert_eq!(ready.list_matches, index.matches(&keys(address)), "{address}");
            Ok(ready.list_matches.first().and_then(|found| found.item))
        };
        assert_eq!(item_of(t, "192.0.2.1")?, Some(own));
        lists::remove_item(t, list, own, ItemId::new(ids.as_ref(), NOW), NOW, &Actor::System)?;
        assert_eq!(item_of(t, "192.0.2.1")?, Some(wide), "less specific, and in memory");
        add(t, list, &ids, narrow)?;
        let new = item_of(t, "192.0.2.1")?;
        assert!(new.is_some() && new != Some(wide), "more specific, and not in memory");
        assert_eq!(item_of(t, "192.0.2.99")?, Some(wide));
        lists::remove_item(t, list, wide, ItemId::new(ids.as_ref(), NOW), NOW, &Actor::System)?;
        assert_eq!(item_of(t, "192.0.2.99")?, None);
        Ok(())
    };
    fixture.storage.write(work).await.unwrap();
    // The snapshot that the overlay was made for is another one now.
    let now = fixture.revisions().await;
    let decider = fixture.decider.clone();
    let moved = fixture.storage.clone();
    let mut read = {
        let decider = decider.clone();
        moved.read(move |t| decider.within(t, now)).await.unwrap()
    };
    decider.refresh(&fixture.storage).await.unwrap();
    let with = move |t: &mut Transaction<'_>| decider.with(t, &mut read, &keys("192.0.2.1"));
    assert!(fixture.storage.read(with).await.unwrap().is_none());
}
