//! Erasing the value of an item that left its list. Its interval stays, so that counts and replay keep holding.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{ItemId, ListId};

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
    Erased(Item),
    /// They were gone already.
    ErasedBefore(Item),
    /// The item is visible, and its list is not archived.
    Present(Item),
    /// There is no such item.
    NotFound,
}

/// Erases value and note of a removed item. In an archived list, which matches nothing and does not change in any
/// other way, an item that is still there is removed with it.
pub fn erase_item(
    transaction: &mut Transaction<'_>,
    list: ListId,
    id: ItemId,
    now: Timestamp,
    by: &Actor,
) -> Result<EraseItem, StorageError> {
    let Some((number, list)) = record::locked(transaction, list)? else {
        return Ok(EraseItem::NotFound);
    };
    let Some(mut item) = items::by_id(transaction, number, id)? else {
        return Ok(EraseItem::NotFound);
    };
    if item.removed.is_none() {
        if list.archived_at.is_none() {
            return Ok(EraseItem::Present(item));
        }
        item = items::remove(transaction, (number, list), item, now, by)?;
    }
    let Some(removal) = &mut item.removed else { return Ok(EraseItem::NotFound) };
    if removal.erased.is_some() {
        return Ok(EraseItem::ErasedBefore(item));
    }
    removal.erased = Some((now, by.clone()));
    (item.value, item.written, item.note) = (None, None, None);
    transaction.execute(
        ITEMS,
        "UPDATE list_items SET value = NULL, written = NULL, note = NULL, erased_at = $2, erased_by = $3 WHERE id = $1",
        values![id, now, by.to_text()],
    )?;
    Ok(EraseItem::Erased(item))
}

/// A bad line that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptLine {
    import: i64,
    line: i64,
}

/// Bad lines of a list's imports of which `says` holds, told what the line shows and what is said about it. Reads
/// every bad line of the list, so do it outside the writer.
pub fn find_bad_lines(
    transaction: &mut Transaction<'_>,
    list: ListId,
    mut says: impl FnMut(&str) -> bool,
) -> Result<Vec<KeptLine>, StorageError> {
    let Some(number) = record::number(transaction, list)? else { return Ok(Vec::new()) };
    let imports = transaction.query(
        IMPORTS,
        "SELECT id, import_no FROM list_imports WHERE list_no = $1 AND bad > 0 ORDER BY import_no",
        values![number],
    )?;
    let mut found = Vec::new();
    for import in imports {
        let import = import.int("import_no")?;
        let lines = transaction.query(
            BAD_LINES,
            "SELECT line, value, detail FROM list_import_bad_lines WHERE import_no = $1",
            values![import],
        )?;
        for row in lines {
            if says(row.text("value")?) || says(row.text("detail")?) {
                found.push(KeptLine { import, line: row.int("line")? });
            }
        }
    }
    Ok(found)
}

/// Takes what they say out of bad lines; their number and code stay.
pub fn erase_bad_lines(
    transaction: &mut Transaction<'_>,
    lines: &[KeptLine],
) -> Result<(), StorageError> {
    for KeptLine { import, line } in lines {
        transaction.execute(
            BAD_LINES,
            "UPDATE list_import_bad_lines SET value = '', detail = $3 WHERE import_no = $1 AND line = $2",
            values![*import, *line, ERASED_LINE],
        )?;
    }
    Ok(())
}
