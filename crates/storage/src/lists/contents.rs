//! The contents of a list as an index in memory reads them: all at first, then what has changed.

use pointsman_domain::ids::{ItemId, ListId};
use serde_json::{Value as Json, json};

use super::items::VISIBLE;
use super::{ITEMS, record};
use crate::error::StorageError;
use crate::seam::{Page, Row, Transaction, one_more, values};

/// An item as an index needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentItem {
    /// The id.
    pub id: ItemId,
    /// The canonical value; empty only for a removed item whose value was erased.
    pub value: String,
}

/// Visible items as they were read. What they are is for somebody else to work out, while the next ones are read.
#[derive(Debug)]
pub struct ItemRows(Vec<Row>);

impl ItemRows {
    /// The items, in their order.
    pub fn items(&self) -> impl Iterator<Item = Result<PresentItem, StorageError>> {
        self.0.iter().map(from_row)
    }
}

/// What has changed since a revision. An item that came and went in between is in neither part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemChanges {
    /// No longer visible. Apply these first: a value can have been removed and added again.
    pub removed: Vec<PresentItem>,
    /// Visible now.
    pub added: Vec<PresentItem>,
}

/// Visible items in the order in which they came, `limit` at a time. Ask for all pages in one transaction, or
/// ask for the changes since the revision at which the first page was read.
pub fn load(
    transaction: &mut Transaction<'_>,
    list: ListId,
    after: Option<i64>,
    limit: usize,
) -> Result<Page<PresentItem, i64>, StorageError> {
    let (rows, next) = load_rows(transaction, list, after, limit)?;
    Ok(Page { rows: rows.items().collect::<Result<_, _>>()?, next })
}

/// The same, and where the next page begins if there is one.
pub fn load_rows(
    transaction: &mut Transaction<'_>,
    list: ListId,
    after: Option<i64>,
    limit: usize,
) -> Result<(ItemRows, Option<i64>), StorageError> {
    let Some(number) = record::number(transaction, list)? else {
        return Ok((ItemRows(Vec::new()), None));
    };
    let mut rows = transaction.query(
        ITEMS,
        &format!(
            "SELECT i.id, i.value, i.item_no FROM list_items i
             WHERE i.list_no = $1 AND i.removed_revision IS NULL AND {VISIBLE} AND i.item_no > $2
             ORDER BY i.item_no LIMIT $3"
        ),
        values![number, after.unwrap_or(i64::MIN), one_more(limit)],
    )?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let shown_last = rows.last().filter(|_| has_more);
    let next = shown_last.map(|row| row.int("item_no")).transpose()?;
    Ok((ItemRows(rows), next))
}

/// Of items that were visible once, those that are still.
pub fn still_visible(
    transaction: &mut Transaction<'_>,
    items: &[ItemId],
) -> Result<Vec<PresentItem>, StorageError> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Json> = items.iter().map(|item| json!({"id": item})).collect();
    transaction
        .query(
            ITEMS,
            "SELECT i.id, i.value FROM list_items i
             WHERE i.removed_revision IS NULL AND i.id IN (SELECT id FROM {rows $1 id text} AS wanted)",
            values![Json::Array(ids).to_string()],
        )?
        .iter()
        .map(from_row)
        .collect()
}

/// What has changed after revision `since`, or `None` if that is more than `most` items (an import has
/// completed): then load the list again.
pub fn changes(
    transaction: &mut Transaction<'_>,
    list: ListId,
    since: i64,
    most: usize,
) -> Result<Option<ItemChanges>, StorageError> {
    let Some(number) = record::number(transaction, list)? else {
        return Ok(Some(ItemChanges::default()));
    };
    let limit = one_more(most);
    let added = added_since(transaction, number, since, limit)?;
    let removed = transaction.query(
        ITEMS,
        "SELECT i.id, i.value FROM list_items i LEFT JOIN list_imports p ON p.import_no = i.import_no
         WHERE i.list_no = $1 AND i.removed_revision > $2
           AND COALESCE(i.added_revision, p.revision) <= $2
         LIMIT $3",
        values![number, since, limit],
    )?;
    if added.len() + removed.len() > most {
        return Ok(None);
    }
    Ok(Some(ItemChanges {
        removed: removed.iter().map(from_row).collect::<Result<_, _>>()?,
        added: added.iter().map(from_row).collect::<Result<_, _>>()?,
    }))
}

/// The items that came or went after revision `since`, those that did both among them: whoever was looked up meanwhile can
/// have met them. `None` if they are more than `most`.
pub fn touched(
    transaction: &mut Transaction<'_>,
    list: ListId,
    since: i64,
    most: usize,
) -> Result<Option<Vec<PresentItem>>, StorageError> {
    let Some(number) = record::number(transaction, list)? else { return Ok(Some(Vec::new())) };
    let limit = one_more(most);
    let mut found = added_since(transaction, number, since, limit)?;
    found.extend(transaction.query(
        ITEMS,
        "SELECT id, value FROM list_items WHERE list_no = $1 AND removed_revision > $2 LIMIT $3",
        values![number, since, limit],
    )?);
    if found.len() > most {
        return Ok(None);
    }
    found.iter().map(from_row).collect::<Result<_, _>>().map(Some)
}

/// Those that came and are still there.
fn added_since(
    transaction: &mut Transaction<'_>,
    number: i64,
    since: i64,
    limit: i64,
) -> Result<Vec<Row>, StorageError> {
    transaction.query(
        ITEMS,
        "SELECT id, value FROM list_items
         WHERE list_no = $1 AND added_revision > $2 AND removed_revision IS NULL
         UNION ALL
         SELECT i.id, i.value FROM list_imports p JOIN list_items i ON i.import_no = p.import_no
         WHERE p.list_no = $1 AND p.revision > $2 AND i.removed_revision IS NULL
         LIMIT $3",
        values![number, since, limit],
    )
}

fn from_row(row: &Row) -> Result<PresentItem, StorageError> {
    Ok(PresentItem {
        id: row.parse("id")?,
        value: row.text_opt("value")?.unwrap_or_default().to_owned(),
    })
}
