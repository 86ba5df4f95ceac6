//! When lists and items matched last, and how often.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, ItemId, ListId};
use serde_json::{Value as Json, json};

use crate::error::StorageError;
use crate::seam::{Transaction, values};

const TABLE: &str = "list_matches";
/// Matches that are counted of each list or item; there may be more.
pub const MATCHES_COUNTED: usize = 1_000;

/// When something matched, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// The youngest inquiry that it matched.
    pub last: Option<LastMatch>,
    /// How many inquiries it matched that were made since the moment asked for, at most [`MATCHES_COUNTED`].
    pub recent: usize,
    /// Whether there are more than that.
    pub recent_more: bool,
}

/// The youngest inquiry that something matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastMatch {
    /// The inquiry.
    pub inquiry: InquiryId,
    /// When it completed, which is when lists are asked.
    pub at: Timestamp,
}

/// Matches of some lists. One that never matched is left out.
pub fn matches_of_lists(
    transaction: &mut Transaction<'_>,
    lists: &[ListId],
    since: Timestamp,
) -> Result<BTreeMap<ListId, Matches>, StorageError> {
    matches(transaction, "list_id", lists, since)
}

/// Matches of some items. One that never matched is left out.
pub fn matches_of_items(
    transaction: &mut Transaction<'_>,
    items: &[ItemId],
    since: Timestamp,
) -> Result<BTreeMap<ItemId, Matches>, StorageError> {
    matches(transaction, "item_id", items, since)
}

/// Both columns begin an index that goes on with the moment, so the youngest is found and the recent ones are
/// counted without looking at the others.
fn matches<K: Copy + Ord + Display + FromStr<Err: Display>>(
    transaction: &mut Transaction<'_>,
    column: &str,
    keys: &[K],
    since: Timestamp,
) -> Result<BTreeMap<K, Matches>, StorageError> {
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let wanted: Vec<Json> = keys.iter().map(|key| json!({"id": key.to_string()})).collect();
    let most = i64::try_from(MATCHES_COUNTED).unwrap_or(i64::MAX);
    let statement = format!(
        "SELECT found.id, found.recent, q.id AS inquiry, d.completed_at
         FROM (SELECT wanted.id,
                   (SELECT m.order_no FROM list_matches m WHERE m.{column} = wanted.id
                    ORDER BY m.created_at DESC, m.order_no DESC LIMIT 1) AS order_no,
                   (SELECT COUNT(*) FROM (SELECT 1 FROM list_matches m
                    WHERE m.{column} = wanted.id AND m.created_at >= $2 LIMIT $3) AS counted) AS recent
               FROM {{rows $1 id text}} AS wanted) AS found
         JOIN inquiries q ON q.order_no = found.order_no
         JOIN completions d ON d.order_no = found.order_no"
    );
    transaction
        .query(TABLE, &statement, values![Json::Array(wanted).to_string(), since, most + 1])?
        .iter()
        .map(|row| {
            let recent = row.int("recent")?;
            let last = LastMatch { inquiry: row.parse("inquiry")?, at: row.time("completed_at")? };
            let matches = Matches {
                last: Some(last),
                recent: usize::try_from(recent.min(most)).unwrap_or(0),
                recent_more: recent > most,
            };
            Ok((row.parse("id")?, matches))
        })
        .collect()
}
