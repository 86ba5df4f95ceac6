//! Contents of lists of which some are too large to look through.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::CountingIds;
use pointsman_domain::json::parse_strict;
use pointsman_domain::workflow::Document;
use pointsman_engine::prove::{Proofs, Reachable, prove};
use pointsman_engine::{Plan, check, compile};
use pointsman_storage::lists::{AddItem, InsertList, NewItem, NewList};
use pointsman_storage::{Actor, Database, StorageOptions};

use super::*;

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
    let known = Arc::new(KnownContents { most: 3, ..KnownContents::default() });
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

    async fn contents(&self) -> Arc<Contents> {
        let lists = self.lists;
        let read = move |known: &KnownContents, t: &mut Transaction<'_>, large: LargeLists| {
            known.of(t, &lists, large)
        };
        self.known.reading(&self.storage, read).await.unwrap()
    }

    async fn after(&self, change: ItemsChange) -> Proofs {
        let (lists, change) = (self.lists, Arc::new(change));
        let read = move |known: &KnownContents, t: &mut Transaction<'_>, large: LargeLists| {
            known.with_change(t, &lists, &change, large)
        };
        let contents = self.known.reading(&self.storage, read).await.unwrap();
        prove(&self.plan().await, &contents.known())
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
    assert_eq!(kinds(&before), ["undecided", "yes", "yes"]);
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
