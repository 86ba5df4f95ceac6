//! Single items: add, remove, show. Pages of them are in `item_pages`.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::list::{ItemKeys, ListType};

use super::record::{self, List};
use super::{IMPORTS, ITEMS, imports};
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

/// An item. One that an import brought has the import's revision, end and author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The id.
    pub id: ItemId,
    /// The canonical value; `None` once it was erased.
    pub value: Option<String>,
    /// How it was written, where the canonical value loses something; `None` once it was erased.
    pub written: Option<String>,
    /// What its list holds.
    pub list_type: ListType,
    /// What who added it says about it.
    pub note: Option<String>,
    /// From this revision of the list on it is visible.
    pub added_revision: i64,
    /// When it became visible.
    pub added_at: Timestamp,
    /// Who added it.
    pub added_by: Actor,
    /// How it left the list; `None` while it is visible.
    pub removed: Option<Box<Removal>>,
}

/// How an item left its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// From this revision of the list on it is not visible any more.
    pub revision: i64,
    /// When.
    pub at: Timestamp,
    /// Who removed it.
    pub by: Actor,
    /// When its value was erased, and by whom.
    pub erased: Option<(Timestamp, Actor)>,
}

impl Item {
    /// What people and callers see of it; `None` once it was erased.
    pub fn keys(&self) -> Option<ItemKeys> {
        let value = self.value.as_deref()?;
        Some(ItemKeys::of_stored(self.list_type, value, self.written.as_deref()))
    }

    /// The line that people read; `None` once it was erased.
    pub fn text(&self) -> Option<String> {
        self.keys().map(|keys| keys.to_string())
    }
}

/// An item to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewItem {
    /// The id.
    pub id: ItemId,
    /// The canonical value.
    pub value: String,
    /// How it was written, where the canonical value loses something.
    pub written: Option<String>,
    /// What who adds it says about it.
    pub note: Option<String>,
    /// When.
    pub added_at: Timestamp,
    /// Who.
    pub added_by: Actor,
}

/// What adding led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddItem {
    /// It is visible now.
    Added(Item),
    /// An equal one was visible already; nothing changed.
    Present(Item),
    /// The list is archived.
    Archived,
    /// There is no such list.
    NoList,
}

/// What removing led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoveItem {
    /// It is no longer visible.
    Removed(Item),
    /// No such item is visible.
    NotFound,
}

/// Columns of an item with those of its import where it has none of its own, and of rows that an import which
/// has not completed hides, the revision is null.
pub(super) const SELECT: &str =
    "SELECT i.id, i.item_no, i.value, i.written, i.note, i.import_no, i.removed_revision,
        i.removed_at, i.removed_by, i.erased_at, i.erased_by,
        (SELECT l.type FROM lists l WHERE l.list_no = i.list_no) AS list_type,
        COALESCE(i.added_revision, p.revision) AS added_revision,
        COALESCE(i.added_at, p.ended_at) AS added_at, COALESCE(i.added_by, p.started_by) AS added_by
    FROM list_items i LEFT JOIN list_imports p ON p.import_no = i.import_no";

/// Leaves out what an import hides. `$1` is the list's number.
pub(super) const VISIBLE: &str = "(i.import_no IS NULL OR i.import_no NOT IN \
    (SELECT h.import_no FROM list_imports h WHERE h.list_no = $1 AND h.revision IS NULL))";

/// Adds an item at the list's next revision, or says which equal one is there.
pub fn add_item(
    transaction: &mut Transaction<'_>,
    list: ListId,
    new: &NewItem,
) -> Result<AddItem, StorageError> {
    let Some((number, mut list)) = record::locked(transaction, list)? else {
        return Ok(AddItem::NoList);
    };
    if list.archived_at.is_some() {
        return Ok(AddItem::Archived);
    }
    let equal = transaction.query_opt(
        ITEMS,
        &format!("{SELECT} WHERE i.list_no = $1 AND i.value = $2 AND i.removed_revision IS NULL"),
        values![number, &new.value],
    )?;
    let hidden = match equal {
        None => None,
        Some(row) if row.int_opt("added_revision")?.is_some() => {
            return Ok(AddItem::Present(from_row(&row)?));
        }
        Some(row) => Some((row.int("item_no")?, row.int("import_no")?)),
    };
    list.revision += 1;
    list.items += 1;
    list.updated_at = new.added_at;
    match hidden {
        Some((item, import)) => take_over(transaction, item, import, new, &list)?,
        None => insert(transaction, number, new, &list)?,
    }
    record::save_contents(transaction, number, &list)?;
    Ok(AddItem::Added(Item {
        id: new.id,
        value: Some(new.value.clone()),
        written: new.written.clone(),
        list_type: list.kind.list_type(),
        note: new.note.clone(),
        added_revision: list.revision,
        added_at: new.added_at,
        added_by: new.added_by.clone(),
        removed: None,
    }))
}

/// Removes an item at the list's next revision. Its interval stays. If an import that has not ended brings it too, it
/// comes back with that, as item `again`.
pub fn remove_item(
    transaction: &mut Transaction<'_>,
    list: ListId,
    id: ItemId,
    again: ItemId,
    now: Timestamp,
    by: &Actor,
) -> Result<RemoveItem, StorageError> {
    let Some((number, list)) = record::locked(transaction, list)? else {
        return Ok(RemoveItem::NotFound);
    };
    match by_id(transaction, number, id)? {
        Some(present) if present.removed.is_none() => {
            let removed = remove(transaction, (number, list), present, now, by)?;
            imports::hand_back(transaction, number, id, again)?;
            Ok(RemoveItem::Removed(removed))
        }
        Some(_) | None => Ok(RemoveItem::NotFound),
    }
}

/// Ends the interval of a visible item. The list is locked.
pub(super) fn remove(
    transaction: &mut Transaction<'_>,
    (number, mut list): (i64, List),
    present: Item,
    now: Timestamp,
    by: &Actor,
) -> Result<Item, StorageError> {
    list.revision += 1;
    list.items -= 1;
    list.updated_at = now;
    transaction.execute(
        ITEMS,
        "UPDATE list_items SET removed_revision = $2, removed_at = $3, removed_by = $4 WHERE id = $1",
        values![present.id, list.revision, now, by.to_text()],
    )?;
    record::save_contents(transaction, number, &list)?;
    let removed = Removal { revision: list.revision, at: now, by: by.clone(), erased: None };
    Ok(Item { removed: Some(Box::new(removed)), ..present })
}

/// One item, whether it is visible or was removed. One that an import still hides is not there.
pub fn item(
    transaction: &mut Transaction<'_>,
    list: ListId,
    id: ItemId,
) -> Result<Option<Item>, StorageError> {
    match record::number(transaction, list)? {
        Some(number) => by_id(transaction, number, id),
        None => Ok(None),
    }
}

pub(super) fn by_id(
    transaction: &mut Transaction<'_>,
    number: i64,
    id: ItemId,
) -> Result<Option<Item>, StorageError> {
    transaction
        .query_opt(
            ITEMS,
            &format!("{SELECT} WHERE i.id = $2 AND i.list_no = $1 AND {VISIBLE}"),
            values![number, id],
        )?
        .as_ref()
        .map(from_row)
        .transpose()
}

fn insert(
    transaction: &mut Transaction<'_>,
    number: i64,
    new: &NewItem,
    list: &List,
) -> Result<(), StorageError> {
    transaction
        .execute(
            ITEMS,
            "INSERT INTO list_items (id, list_no, value, note, added_revision, added_at, added_by, written)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            values![
                new.id,
                number,
                &new.value,
                new.note.as_ref(),
                list.revision,
                new.added_at,
                new.added_by.to_text(),
                new.written.as_ref(),
            ],
        )
        .map(drop)
}

/// A row that an import still hides becomes this item at once; for the import it is a duplicate.
fn take_over(
    transaction: &mut Transaction<'_>,
    item: i64,
    import: i64,
    new: &NewItem,
    list: &List,
) -> Result<(), StorageError> {
    transaction.execute(
        ITEMS,
        "UPDATE list_items SET id = $2, note = $3, added_revision = $4, added_at = $5, added_by = $6,
             written = $7, import_no = NULL, repeated_by = import_no
         WHERE item_no = $1",
        values![
            item,
            new.id,
            new.note.as_ref(),
            list.revision,
            new.added_at,
            new.added_by.to_text(),
            new.written.as_ref(),
        ],
    )?;
    transaction
        .execute(
            IMPORTS,
            "UPDATE list_imports SET added = added - 1, duplicates = duplicates + 1 WHERE import_no = $1",
            values![import],
        )
        .map(drop)
}

pub(super) fn from_row(row: &Row) -> Result<Item, StorageError> {
    Ok(Item {
        id: row.parse("id")?,
        value: row.string_opt("value")?,
        written: row.string_opt("written")?,
        list_type: row.parse("list_type")?,
        note: row.string_opt("note")?,
        added_revision: row.int("added_revision")?,
        added_at: row.time("added_at")?,
        added_by: row.json("added_by")?,
        removed: row
            .int_opt("removed_revision")?
            .map(|revision| removal(row, revision))
            .transpose()?,
    })
}

fn removal(row: &Row, revision: i64) -> Result<Box<Removal>, StorageError> {
    let erased = row.time_opt("erased_at")?;
    Ok(Box::new(Removal {
        revision,
        at: row.time("removed_at")?,
        by: row.json("removed_by")?,
        erased: erased.map(|at| Ok::<_, StorageError>((at, row.json("erased_by")?))).transpose()?,
    }))
}
