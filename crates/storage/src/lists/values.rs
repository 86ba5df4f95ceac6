//! Values of items that matched once, whether they are still on their list or not.

use std::collections::BTreeMap;

use pointsman_domain::ids::ItemId;
use pointsman_domain::list::ItemKeys;
use serde_json::{Value as Json, json};

use super::ITEMS;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

/// The values of some items as people read them. One that was erased is left out.
pub fn values_of(
    transaction: &mut Transaction<'_>,
    items: &[ItemId],
) -> Result<BTreeMap<ItemId, String>, StorageError> {
    if items.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<Json> = items.iter().map(|item| json!({"id": item})).collect();
    transaction
        .query_beside(
            ITEMS,
            "SELECT i.id, i.value, i.written, l.type
             FROM list_items i JOIN lists l ON l.list_no = i.list_no
             WHERE i.value IS NOT NULL AND i.id IN (SELECT id FROM {rows $1 id text} AS wanted)",
            values![Json::Array(ids).to_string()],
        )?
        .iter()
        .filter_map(|row| Some((row, text_of(row).transpose()?)))
        .map(|(row, text)| Ok((row.parse("id")?, text?)))
        .collect()
}

/// The line that people read of a row with `type`, `value` and `written`; `None` if it was erased.
pub(super) fn text_of(row: &Row) -> Result<Option<String>, StorageError> {
    let Some(value) = row.text_opt("value")? else { return Ok(None) };
    let keys = ItemKeys::of_stored(row.parse("type")?, value, row.text_opt("written")?);
    Ok(Some(keys.to_string()))
}
