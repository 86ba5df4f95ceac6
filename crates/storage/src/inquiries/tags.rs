//! Tags: kept with the inquiry, and once more as rows of their own to find inquiries by.

use pointsman_domain::clock::Timestamp;
use serde_json::{Value as Json, json};

use super::TABLE;
use super::record::Inquiry;
use crate::error::StorageError;
use crate::seam::{Page, Transaction, one_more, page_of, values};

pub(super) const TAGS: &str = "inquiry_tags";

/// Saves the tags and `updated_at` of an inquiry. Lock the inquiry first.
pub fn save_tags(transaction: &mut Transaction<'_>, inquiry: &Inquiry) -> Result<(), StorageError> {
    transaction.execute(
        TABLE,
        "UPDATE inquiries SET tags = $2, updated_at = $3 WHERE order_no = $1",
        values![inquiry.order_no, json!(inquiry.tags).to_string(), inquiry.updated_at],
    )?;
    let statement = "DELETE FROM inquiry_tags WHERE order_no = $1";
    transaction.execute(TAGS, statement, values![inquiry.order_no])?;
    index(transaction, inquiry.order_no, inquiry.created_at, &inquiry.tags)
}

/// One page of the tags that inquiries have, in their order: those that begin with `beginning`, behind `after`.
pub fn tags_in_use(
    transaction: &mut Transaction<'_>,
    beginning: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<String, String>, StorageError> {
    // From one tag the index leads to the next: however many inquiries have it, each tag costs one step.
    let found: Result<Vec<String>, StorageError> = transaction
        .query(
            TAGS,
            "WITH RECURSIVE found (tag, number) AS (
                 SELECT MIN(tag), CAST(1 AS {int}) FROM inquiry_tags
                 WHERE tag >= $1 AND tag < $2 AND tag > $4
                 UNION ALL
                 SELECT (SELECT MIN(t.tag) FROM inquiry_tags t WHERE t.tag > f.tag AND t.tag < $2), f.number + 1
                 FROM found f WHERE f.tag IS NOT NULL AND f.number < $3
             )
             SELECT tag FROM found WHERE tag IS NOT NULL ORDER BY number",
            values![
                beginning,
                format!("{beginning}\u{10FFFF}"),
                one_more(limit),
                after.unwrap_or_default(),
            ],
        )?
        .iter()
        .map(|row| Ok(row.text("tag")?.to_owned()))
        .collect();
    Ok(page_of(found?, limit, String::clone))
}

/// Writes the rows of an inquiry's tags.
fn index(
    transaction: &mut Transaction<'_>,
    order_no: i64,
    created_at: Timestamp,
    tags: &[String],
) -> Result<(), StorageError> {
    if tags.is_empty() {
        return Ok(());
    }
    let rows: Vec<Json> = tags.iter().map(|tag| json!({"tag": tag})).collect();
    transaction
        .execute(
            TAGS,
            "INSERT INTO inquiry_tags (tag, created_at, order_no)
             SELECT r.tag, $2, $3 FROM {rows $1 tag text} AS r",
            values![Json::Array(rows).to_string(), created_at, order_no],
        )
        .map(drop)
}
