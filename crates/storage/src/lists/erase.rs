//! Erasing the value of items that left their list. Their intervals stay, so that counts and replay keep holding.

use std::collections::{BTreeMap, BTreeSet};

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{ImportId, ItemId, ListId};
use pointsman_domain::list::SameValue;
use serde_json::json;

use super::items::{self, Item};
use super::{BAD_LINES, IMPORTS, ITEMS, record};
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Transaction, values};

/// What stands where a bad line said something that was erased.
pub const ERASED_LINE: &str = "the content of this line was erased";

/// What erasing led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EraseItem {
    /// Value and note are gone.
    Erased(Box<Erasure>),
    /// They were gone already.
    ErasedBefore(Item),
    /// The item is visible, and its list is not archived.
    Present(Item),
    /// There is no such item.
    NotFound,
}

/// A value that is gone from a list's past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The item that was asked for, without its value.
    pub item: Item,
    /// Other items that said the same and had left the list, oldest first: erased with it.
    pub others: Vec<ItemId>,
    /// Items that say the same and are visible. They are on the list on purpose and stay.
    pub present: Vec<ItemId>,
    /// An import that has not ended and brings the value.
    pub import: Option<ImportId>,
}

/// Erases value and note of a removed item, and of all that were removed and said the same. In an archived list, which
/// matches nothing and does not change in any other way, items that are still there are removed with it.
pub fn erase_item(
    transaction: &mut Transaction<'_>,
    list: ListId,
    id: ItemId,
    now: Timestamp,
    by: &Actor,
) -> Result<EraseItem, StorageError> {
    let Some((number, present)) = record::locked(transaction, list)? else {
        return Ok(EraseItem::NotFound);
    };
    let Some(item) = items::by_id(transaction, number, id)? else {
        return Ok(EraseItem::NotFound);
    };
    if item.removed.is_none() && present.archived_at.is_none() {
        return Ok(EraseItem::Present(item));
    }
    let Some(value) = &item.value else { return Ok(EraseItem::ErasedBefore(item)) };
    let same = SameValue::of_stored(item.list_type, value);
    if present.archived_at.is_some() {
        for visible in visible(transaction, number, &same)?.0 {
            let still = record::locked(transaction, list)?;
            let visible = items::by_id(transaction, number, visible)?;
            if let (Some(still), Some(visible)) = (still, visible) {
                items::remove(transaction, still, visible, now, by)?;
            }
        }
    }
    let gone = gone(transaction, number, &same)?;
    let rows: Vec<_> = gone.iter().map(|id| json!({"id": id})).collect();
    transaction.execute(
        ITEMS,
        "UPDATE list_items SET value = NULL, written = NULL, note = NULL, erased_at = $2, erased_by = $3
         WHERE id IN (SELECT id FROM {rows $1 id text} AS gone)",
        values![serde_json::Value::from(rows).to_string(), now, by.to_text()],
    )?;
    let (present, import) = visible(transaction, number, &same)?;
    let Some(item) = items::by_id(transaction, number, id)? else {
        return Ok(EraseItem::NotFound);
    };
    let others = gone.into_iter().filter(|other| *other != id).collect();
    Ok(EraseItem::Erased(Box::new(Erasure { item, others, present, import })))
}

/// Items that left the list and say this, oldest first.
fn gone(
    transaction: &mut Transaction<'_>,
    number: i64,
    same: &SameValue,
) -> Result<Vec<ItemId>, StorageError> {
    let mut found = Vec::new();
    for (first, last) in ranges(same) {
        found.extend(transaction.query(
            ITEMS,
            "SELECT id, item_no FROM list_items
             WHERE list_no = $1 AND value >= $2 AND value <= $3
               AND removed_revision IS NOT NULL AND value IS NOT NULL",
            values![number, first, last],
        )?);
    }
    let mut items = Vec::with_capacity(found.len());
    for row in found {
        items.push((row.int("item_no")?, row.parse("id")?));
    }
    items.sort_unstable();
    Ok(items.into_iter().map(|(_, id)| id).collect())
}

/// Items on the list that say this, and an import that may still bring it.
fn visible(
    transaction: &mut Transaction<'_>,
    number: i64,
    same: &SameValue,
) -> Result<(Vec<ItemId>, Option<ImportId>), StorageError> {
    let (mut items, mut import) = (Vec::new(), None);
    for (first, last) in ranges(same) {
        let rows = transaction.query(
            ITEMS,
            "SELECT i.id, p.id AS import_id, p.state, p.revision
             FROM list_items i LEFT JOIN list_imports p ON p.import_no = i.import_no
             WHERE i.list_no = $1 AND i.value >= $2 AND i.value <= $3 AND i.removed_revision IS NULL
             ORDER BY i.value",
            values![number, first, last],
        )?;
        for row in rows {
            match (row.text_opt("state")?, row.int_opt("revision")?) {
                (None, _) | (Some(_), Some(_)) => items.push(row.parse("id")?),
                (Some("running" | "broken_off" | "canceled"), None) => {
                    import = row.parse_opt("import_id")?;
                }
                // Its rows are being swept away.
                (Some(_), None) => {}
            }
        }
    }
    Ok((items, import))
}

/// First and last text of each stretch of values.
fn ranges(same: &SameValue) -> Vec<(String, String)> {
    let mut ranges = vec![(same.text.clone(), same.text.clone())];
    // No value holds the last character of Unicode.
    let longer = same.beginning.as_ref();
    ranges.extend(longer.map(|begin| (begin.clone(), format!("{begin}\u{10FFFF}"))));
    ranges
}

/// A bad line that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct KeptLine {
    import: i64,
    line: i64,
}

/// Bad lines that say something, and how much was looked through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundLines {
    lines: BTreeSet<KeptLine>,
    /// Of each import, how many bad lines it had.
    looked_at: BTreeMap<i64, i64>,
}

impl FoundLines {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.lines.len()
    }
}

/// Adds to what was `found` before the bad lines of a list's imports of which `says` holds, told what the line shows and
/// what is said about it. Reads every bad line of imports that were not looked through, so do it outside the writer
/// first, and then once more in the transaction that erases, with the list locked: that reads what came meanwhile.
pub fn find_bad_lines(
    transaction: &mut Transaction<'_>,
    list: ListId,
    found: &FoundLines,
    mut says: impl FnMut(&str) -> bool,
) -> Result<FoundLines, StorageError> {
    let mut found = found.clone();
    let Some(number) = record::number(transaction, list)? else { return Ok(found) };
    let imports = transaction.query(
        IMPORTS,
        "SELECT id, import_no, bad FROM list_imports WHERE list_no = $1 AND bad > 0 ORDER BY import_no",
        values![number],
    )?;
    for import in imports {
        let (import, bad) = (import.int("import_no")?, import.int("bad")?);
        if found.looked_at.insert(import, bad) == Some(bad) {
            continue;
        }
        let lines = transaction.query(
            BAD_LINES,
            "SELECT line, value, detail FROM list_import_bad_lines WHERE import_no = $1",
            values![import],
        )?;
        for row in lines {
            if says(row.text("value")?) || says(row.text("detail")?) {
                found.lines.insert(KeptLine { import, line: row.int("line")? });
            }
        }
    }
    Ok(found)
}

/// Takes what they say out of bad lines; their number and code stay.
pub fn erase_bad_lines(
    transaction: &mut Transaction<'_>,
    found: &FoundLines,
) -> Result<(), StorageError> {
    for KeptLine { import, line } in &found.lines {
        transaction.execute(
            BAD_LINES,
            "UPDATE list_import_bad_lines SET value = '', detail = $3 WHERE import_no = $1 AND line = $2",
            values![*import, *line, ERASED_LINE],
        )?;
    }
    Ok(())
}
