//! Contents of lists of which some are too large to look through.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::CountingIds;
use pointsman_domain::json::parse_strict;
use pointsman_domain::workflow::Document;
use pointsman_engine::prove::{Proofs, Reachable, prove};
use pointsman_engine::{Plan, check, compile};
use pointsman_storage::lists::{self, AddItem, InsertList, NewItem, NewList};
use pointsman_storage::{Actor, Database, Storage, StorageOptions};

use super::known::BeforeAndAfter;
use super::*;
use crate::workflows::check::CheckError;
use crate::workflows::proving::{Proving, proving};

const NOW: Timestamp = Timestamp::from_microseconds(1_800_000_000_000_000);
const DOCUMENT: &str = r#"{"format": 1, "name": "Both", "event": "inquiry.completed", "routes": [
    {"id": "rt_1", "name": "Blocked", "then": [{"action": "decline"}],
     "if": {"attribute": "list_matches", "operator": "contains", "value": "blocked"}},
    {"id": "rt_2", "name": "Allowed", "then": [{"action": "approve"}],
     "if": {"attribute": "list_matches", "operator": "contains", "value": "allowed"}}],
    "everything_else": [{"action": "mark_for_review"}]}"#;

struct Fixture {
    storage: Storage,
    known: Arc<KnownContents>,
    ids: Arc<CountingIds>,
    /// Blocked, with more items than are looked through, and Allowed, with one.
    lists: [ListId; 2],
}

async fn fixture() -> Fixture {
    let options = StorageOptions::new(Database::SqliteMemory);
    let storage = Storage::open(&options, NOW).await.unwrap();
    let ids = Arc::new(CountingIds::default());
    let mut made = Vec::new();
    for key in ["blocked", "allowed"] {
        let new = NewList {
            id: ListId::new(ids.as_ref(), NOW),
            name: key.to_owned(),
            key: key.parse().unwrap(),
            kind: ListKind::IpAddress,
            description: None,
            created_at: NOW,
            created_by: Actor::System,
        };
        made.push(new.id);
        let inserted = storage.write(move |t| lists::insert(t, &new)).await.unwrap();
        assert!(matches!(inserted, InsertList::Inserted(_)));
    }
    let mut known = KnownContents::beside(&Arc::default());
    known.most = 3;
    let known = Arc::new(known);
    let fixture = Fixture { storage, known, ids, lists: [made[0], made[1]] };
    for last in 1..=5 {
        fixture.add(0, &format!("192.0.2.{last}")).await;
    }
    fixture.add(1, "198.51.100.7").await;
    fixture
}

impl Fixture {
    async fn add(&self, place: usize, value: &str) -> ItemId {
        let (list, id) = (self.lists[place], ItemId::new(self.ids.as_ref(), NOW));
        let new = NewItem {
            written: None,
            id,
            value: value.to_owned(),
            note: None,
            added_at: NOW,
            added_by: Actor::System,
        };
        let added = self.storage.write(move |t| lists::add_item(t, list, &new)).await.unwrap();
        assert!(matches!(added, AddItem::Added(_)));
        id
    }

    async fn plan(&self) -> Plan {
        let directory = self.storage.read(crate::lists::directory).await.unwrap();
        let document = Document::from_json(&parse_strict(DOCUMENT.as_bytes()).unwrap()).unwrap();
        compile(&check(&document, &directory).workflow.unwrap())
    }

    async fn read(&self, change: Option<ItemsChange>) -> BeforeAndAfter {
        let lists = AskedLists { mentioned: self.lists.into(), change: change.map(Arc::new) };
        let ready = self.known.readiness(&self.storage, &lists).await.unwrap();
        let Readiness::Ready(revisions, large) = ready else { panic!("{ready:?}") };
        let ready = (revisions, large);
        self.known.contents(&self.storage, &lists, ready, &Arc::default()).await.unwrap()
    }

    async fn contents(&self) -> Arc<Contents> {
        self.read(None).await.0
    }

    async fn after(&self, change: ItemsChange) -> Proofs {
        let (_, contents) = self.read(Some(change)).await;
        prove(&self.plan().await, &contents.known())
    }

    /// Proves while the large list changes each time that it is looked at, so many times; says how often.
    async fn prove_meanwhile(
        &self,
        why: Proving,
        changes: usize,
    ) -> (Result<Proofs, CheckError>, usize) {
        let plan = self.plan().await;
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let work = move |known: &KnownLists<'_>| {
            let (go_on, wait) = std::sync::mpsc::channel::<()>();
            tell.send(go_on).unwrap();
            wait.recv().unwrap_err();
            prove(&plan, known)
        };
        let known = Arc::clone(&self.known);
        let proved = proving(why, Some(&self.storage), known, self.lists.to_vec(), work);
        let meanwhile = async {
            let mut times = 0;
            while let Some(go_on) = told.recv().await {
                if times < changes {
                    let fresh = if why == Proving::Publishing { 200 } else { 100 };
                    self.add(0, &format!("192.0.2.{}", fresh + times)).await;
                    let decider = self.known.decider.as_ref().unwrap();
                    decider.refresh(&self.storage).await.unwrap();
                }
                times += 1;
                drop(go_on);
            }
            times
        };
        tokio::join!(proved, meanwhile)
    }
}

fn kinds(proofs: &Proofs) -> Vec<&'static str> {
    let routes = proofs.routes.iter().chain([&proofs.everything_else]);
    let kind = |reachable: &Reachable| match reachable {
        Reachable::Yes { .. } => "yes",
        Reachable::No { .. } => "no",
        Reachable::Undecided { .. } => "undecided",
    };
    routes.map(kind).collect()
}

fn address(id: ItemId, text: &str) -> (ItemId, ItemValue) {
    (id, ItemValue::read(&ListKind::IpAddress, text).unwrap())
}

#[tokio::test]
async fn a_list_that_is_too_large_is_asked_of_the_index_that_decides() {
    let fixture = fixture().await;
    let plan = fixture.plan().await;
    let contents = fixture.contents().await;
    assert_eq!(contents.index.large.len(), 1);
    let found = prove(&plan, &contents.known());
    assert_eq!((kinds(&found), found.undecided_overlaps), (vec!["yes"; 3], 0));
    assert!(Arc::ptr_eq(&contents, &fixture.contents().await), "kept");

    fixture.add(0, "198.51.100.0/24").await;
    let covered = prove(&plan, &fixture.contents().await.known());
    assert_eq!(kinds(&covered), ["yes", "no", "yes"]);
    // What was read before is about the lists of before; nobody can be shown any more who is on the large one.
    let before = prove(&plan, &contents.known());
    assert_eq!(kinds(&before), ["undecided"; 3]);
    assert!(contents.has_moved());
    let Reachable::Undecided { because, .. } = &before.routes[0] else { panic!("{before:?}") };
    assert_eq!(because, "a list has changed while it was asked; look again");
}

#[tokio::test]
async fn a_large_list_is_asked_as_it_would_be_with_other_items() {
    let fixture = fixture().await;
    let [blocked, _] = fixture.lists;
    let covering = fixture.add(0, "198.51.100.0/24").await;
    assert_eq!(
        kinds(&prove(&fixture.plan().await, &fixture.contents().await.known())),
        ["yes", "no", "yes"]
    );
    let removed = BTreeSet::from([covering]);
    let change = |added, removed| ItemsChange { list: blocked, added, removed };
    assert_eq!(kinds(&fixture.after(change(vec![], removed.clone())).await), ["yes"; 3]);
    let new = ItemId::new(fixture.ids.as_ref(), NOW);
    let instead = vec![address(new, "198.51.100.7")];
    assert_eq!(kinds(&fixture.after(change(instead, removed)).await), ["yes", "no", "yes"]);
}

#[tokio::test]
async fn what_was_proved_while_a_large_list_changed_is_proved_again() {
    let fixture = fixture().await;
    let (found, times) = fixture.prove_meanwhile(Proving::Publishing, 1).await;
    assert_eq!((kinds(&found.unwrap()), times), (vec!["yes"; 3], 2));
}

#[tokio::test]
async fn beside_a_list_that_changes_each_time_who_looks_is_told_less_and_who_publishes_is_refused()
{
    let fixture = fixture().await;
    let (found, times) = fixture.prove_meanwhile(Proving::Looking, usize::MAX).await;
    assert_eq!((kinds(&found.unwrap()), times), (vec!["undecided", "undecided", "yes"], 4));
    let (found, times) = fixture.prove_meanwhile(Proving::Publishing, usize::MAX).await;
    assert!(matches!(found, Err(CheckError::Moved)), "{found:?}");
    assert_eq!(times, 4);
}

#[tokio::test]
async fn without_an_index_that_decides_large_lists_are_not_known_and_nothing_is_loaded_for_them() {
    let Fixture { storage, known, ids, lists } = fixture().await;
    let mut known = Arc::into_inner(known).unwrap();
    known.decider = None;
    let fixture = Fixture { storage, known: Arc::new(known), ids, lists };
    let contents = fixture.contents().await;
    assert!(contents.index.large.is_empty());
    let found = prove(&fixture.plan().await, &contents.known());
    assert_eq!(kinds(&found), ["undecided", "undecided", "yes"]);
}

#[tokio::test]
async fn contents_with_large_lists_unknown_are_not_those_that_can_be_asked_about() {
    let fixture = fixture().await;
    let asked = fixture.contents().await;
    let lists = AskedLists { mentioned: fixture.lists.into(), change: None };
    let ready = fixture.known.readiness(&fixture.storage, &lists).await.unwrap();
    let Readiness::Ready(revisions, LargeLists::Asked) = ready else { panic!("{ready:?}") };
    let place = Arc::default();
    let unknown = (revisions, LargeLists::Unknown);
    let (other, _) =
        fixture.known.contents(&fixture.storage, &lists, unknown, &place).await.unwrap();
    assert!(!Arc::ptr_eq(&asked, &other));
    assert!(other.index.large.is_empty());
    assert!(Arc::ptr_eq(&asked, &fixture.contents().await), "kept");
}

#[tokio::test]
async fn two_large_lists_are_both_asked_and_a_small_one_can_become_large() {
    let fixture = fixture().await;
    for last in 8..=11 {
        fixture.add(1, &format!("198.51.100.{last}")).await;
    }
    let contents = fixture.contents().await;
    assert_eq!(contents.index.large.len(), 2);
    assert_eq!(kinds(&prove(&fixture.plan().await, &contents.known())), ["yes"; 3]);
    fixture.add(0, "198.51.100.0/24").await;
    // Whoever is on Allowed is blocked, as far as items that are here say.
    let covered = prove(&fixture.plan().await, &fixture.contents().await.known());
    assert_eq!(kinds(&covered), ["yes", "undecided", "yes"]);
}

#[tokio::test]
async fn a_change_that_makes_a_small_list_large_has_it_asked_with_what_comes() {
    let fixture = fixture().await;
    let [_, allowed] = fixture.lists;
    let new =
        |last: u8| address(ItemId::new(fixture.ids.as_ref(), NOW), &format!("198.51.100.{last}"));
    let added = (20..24).map(new).collect();
    let change = ItemsChange { list: allowed, added, removed: BTreeSet::new() };
    let (before, after) = fixture.read(Some(change)).await;
    assert_eq!((before.index.large.len(), after.index.large.len()), (1, 2));
    assert_eq!(kinds(&prove(&fixture.plan().await, &after.known())), ["yes"; 3]);
}

#[tokio::test]
async fn beside_an_index_that_cannot_read_an_item_large_lists_are_not_known() {
    let fixture = fixture().await;
    fixture.add(0, "no address").await;
    let contents = fixture.contents().await;
    assert!(contents.index.large.is_empty());
    let known = Arc::clone(&fixture.known);
    let plan = fixture.plan().await;
    let work = move |known: &KnownLists<'_>| prove(&plan, known);
    let lists = fixture.lists.to_vec();
    // It will not get better by trying again.
    let found = proving(Proving::Publishing, Some(&fixture.storage), known, lists, work).await;
    assert_eq!(kinds(&found.unwrap()), ["undecided", "undecided", "yes"]);
}
