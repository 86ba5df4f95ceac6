//! Lists of several kinds and lengths, read where nothing is known and where something is.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::CountingIds;
use pointsman_domain::list::{EmailAddress, ListKeys, parse_address};
use pointsman_storage::lists::{AddItem, InsertList, NewItem, NewList};
use pointsman_storage::{Actor, Database, Storage, StorageOptions};

use super::*;

const NOW: Timestamp = Timestamp::from_microseconds(1_800_000_000_000_000);

/// Three items are read at a time: lists of none, of less than a part, of one, of one and a bit, of several.
const LENGTHS: [usize; 5] = [0, 2, 3, 4, 11];

struct Lists {
    storage: Storage,
    ids: CountingIds,
    made: Vec<(ListId, ListKind)>,
}

impl Lists {
    /// Two lists of each length and kind.
    async fn new() -> Self {
        let storage = Storage::open(&StorageOptions::new(Database::SqliteMemory), NOW).await;
        let mut lists =
            Self { storage: storage.unwrap(), ids: CountingIds::default(), made: Vec::new() };
        let text = |field: &str| ListKind::Text { field: field.parse().unwrap() };
        let kinds = [ListKind::IpAddress, ListKind::EmailAddress, text("one"), text("other")];
        for (kind, length) in kinds.iter().flat_map(|kind| LENGTHS.map(|length| (kind, length))) {
            for twin in 0..2 {
                let list = lists.list(kind).await;
                for number in 0..length {
                    lists.item(list, &value(kind, number + twin)).await.unwrap();
                }
            }
        }
        lists
    }

    async fn list(&mut self, kind: &ListKind) -> ListId {
        let list = ListId::new(&self.ids, NOW);
        let new = NewList {
            id: list,
            name: format!("List {}", self.made.len()),
            key: format!("list_{}", self.made.len()).parse().unwrap(),
            kind: kind.clone(),
            description: None,
            created_at: NOW,
            created_by: Actor::System,
        };
        let made = self.storage.write(move |t| lists::insert(t, &new)).await.unwrap();
        assert!(matches!(made, InsertList::Inserted(_)));
        self.made.push((list, kind.clone()));
        list
    }

    async fn item(&self, list: ListId, value: &str) -> Option<ItemId> {
        let new = NewItem {
            written: None,
            id: ItemId::new(&self.ids, NOW),
            value: value.to_owned(),
            note: None,
            added_at: NOW,
            added_by: Actor::System,
        };
        let id = new.id;
        let added = self.storage.write(move |t| lists::add_item(t, list, &new)).await.unwrap();
        matches!(added, AddItem::Added(_)).then_some(id)
    }

    /// The index as it becomes of what is known.
    async fn read(&self, known: KnownLists) -> Result<(ListIndex, KnownLists), ListChangesError> {
        let mut become_known = known.clone();
        let changes = self.storage.read(move |t| read(t, &known)).await?;
        let mut index = ListIndex::new();
        changes.apply_to(&mut index, &mut become_known);
        Ok((index, become_known))
    }
}

fn value(kind: &ListKind, number: usize) -> String {
    match kind {
        ListKind::IpAddress if number.is_multiple_of(3) => format!("2001:db8:{number}::/48"),
        ListKind::IpAddress => format!("10.0.{number}.0/24"),
        ListKind::EmailAddress if number.is_multiple_of(3) => format!("host{number}.example"),
        ListKind::EmailAddress => format!("ada@host{number}.example"),
        _ => format!("text {number}"),
    }
}

fn keys(number: usize) -> ListKeys {
    let texts = [("one", number), ("other", number + 1)];
    ListKeys {
        ip_address: parse_address(&match number % 2 {
            0 => format!("10.0.{number}.9"),
            _ => format!("2001:db8:{number}::1"),
        }),
        email_address: EmailAddress::parse(&format!("ada@host{number}.example")),
        texts: texts.map(|(field, n)| (field.parse().unwrap(), format!("text {n}"))).into(),
        ..ListKeys::default()
    }
}

/// Read at once where nothing is known, each list by itself where another one is: the same answers, and they are many.
#[tokio::test]
async fn what_is_made_anew_answers_like_what_is_read_list_by_list() {
    let lists = Lists::new().await;
    let (anew, known) = lists.read(KnownLists::new()).await.unwrap();
    let gone = ListId::new(&lists.ids, NOW);
    let (by_list, known_by_list) = lists.read(KnownLists::from([(gone, 1)])).await.unwrap();
    assert_eq!(known, known_by_list);
    assert_eq!(known.len(), 4 * 2 * LENGTHS.len());
    assert_eq!(anew.items(), 4 * 2 * LENGTHS.iter().sum::<usize>());
    assert_eq!(anew.items(), by_list.items());
    for (list, _) in &lists.made {
        assert_eq!(anew.revision(*list), known.get(list).copied());
        assert_eq!(by_list.revision(*list), known.get(list).copied());
    }
    let mut found = 0;
    for number in 0..14 {
        let matches = anew.matches(&keys(number));
        assert_eq!(matches, by_list.matches(&keys(number)), "{number}");
        found += matches.len();
    }
    assert!(found > 100, "{found}");
}

/// An item that cannot be read, wherever it stands and however it is read: an error that names it, and a good index when
/// it has gone.
#[tokio::test]
async fn an_unreadable_item_is_named() {
    for before in [0, 2, 3, 8] {
        let mut lists = Lists::new().await;
        let list = lists.list(&ListKind::IpAddress).await;
        for number in 0..before {
            lists.item(list, &format!("192.0.2.{number}")).await.unwrap();
        }
        let bad = lists.item(list, "no address").await.unwrap();
        // More behind it than may wait.
        let next = lists.list(&ListKind::IpAddress).await;
        for number in 0..ITEMS_AT_A_TIME * (PARTS_AHEAD + 2) {
            for list in [list, next] {
                lists.item(list, &format!("198.51.100.{number}")).await.unwrap();
            }
        }
        let other = ListId::new(&lists.ids, NOW);
        for known in [KnownLists::new(), KnownLists::from([(other, 1)])] {
            match lists.read(known).await {
                Err(ListChangesError::Item { list: own, item, .. }) => {
                    assert_eq!((own, item), (list, bad));
                }
                read => panic!("{read:?}"),
            }
        }
        let change = ItemId::new(&lists.ids, NOW);
        let removed = lists
            .storage
            .write(move |t| lists::remove_item(t, list, bad, change, NOW, &Actor::System));
        removed.await.unwrap();
        let (index, _) = lists.read(KnownLists::new()).await.unwrap();
        let behind = 2 * ITEMS_AT_A_TIME * (PARTS_AHEAD + 2);
        assert_eq!(index.items(), 4 * 2 * LENGTHS.iter().sum::<usize>() + before + behind);
    }
}
