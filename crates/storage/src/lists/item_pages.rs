//! Pages of a list's items: those that are visible, those that were removed, or what the list held at a revision.
//!
//! Visible and removed items have indexes of their own, so that a list of a million items is as quick to page as
//! one whose items were all removed. What needs both reads a page of each and puts them together.

use pointsman_domain::ids::ListId;

use super::items::{Item, SELECT, VISIBLE, from_row};
use super::{ITEMS, record};
use crate::error::StorageError;
use crate::seam::{Page, Transaction, Value, one_more, page_of};

/// Which items are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemSet {
    /// Those that are visible.
    #[default]
    Present,
    /// Those that were removed.
    Removed,
    /// Both.
    All,
    /// Those that were visible at this revision of the list.
    AtRevision(i64),
}

/// A place among the items of a list: by number when newest first, by value when a beginning is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemPosition {
    /// The row's number.
    Number(i64),
    /// The value, and the row's number: a value may have been removed several times.
    Value(String, i64),
}

/// One of the two parts that are indexed apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Visible,
    Removed,
}

/// Items: newest first, or by value where the value begins with `beginning`.
pub fn items(
    transaction: &mut Transaction<'_>,
    list: ListId,
    set: ItemSet,
    beginning: Option<&str>,
    after: Option<&ItemPosition>,
    limit: usize,
) -> Result<Page<Item, ItemPosition>, StorageError> {
    let Some(number) = record::number(transaction, list)? else {
        return Ok(Page { rows: Vec::new(), next: None });
    };
    let parts: &[Part] = match set {
        ItemSet::Present => &[Part::Visible],
        ItemSet::Removed => &[Part::Removed],
        ItemSet::All | ItemSet::AtRevision(_) => &[Part::Visible, Part::Removed],
    };
    let mut found: Vec<(i64, Item)> = Vec::new();
    for part in parts {
        let (statement, parameters) = statement(number, *part, set, (beginning, after), limit);
        for row in transaction.query(ITEMS, &statement, &parameters)? {
            found.push((row.int("item_no")?, from_row(&row)?));
        }
    }
    if parts.len() > 1 {
        match beginning {
            None => found.sort_by_key(|(number, _)| std::cmp::Reverse(*number)),
            Some(_) => {
                found.sort_by(|(a, left), (b, right)| left.value.cmp(&right.value).then(a.cmp(b)));
            }
        }
    }
    let position = |(number, item): &(i64, Item)| match (beginning, &item.value) {
        (Some(_), Some(value)) => ItemPosition::Value(value.clone(), *number),
        (None, _) | (Some(_), None) => ItemPosition::Number(*number),
    };
    Ok(page_of(found, limit, position).map(|(_, item)| item))
}

fn statement(
    number: i64,
    part: Part,
    set: ItemSet,
    (beginning, after): (Option<&str>, Option<&ItemPosition>),
    limit: usize,
) -> (String, Vec<Value>) {
    let mut parameters = vec![Value::Int(number), Value::Int(one_more(limit))];
    let (place, order) = match beginning {
        None => {
            let before = match after {
                Some(ItemPosition::Number(number)) => *number,
                Some(ItemPosition::Value(..)) | None => i64::MAX,
            };
            parameters.push(Value::Int(before));
            ("i.item_no < $3", "i.item_no DESC")
        }
        Some(beginning) => {
            let (value, behind) = match after {
                Some(ItemPosition::Value(value, number)) => (value.as_str(), *number),
                Some(ItemPosition::Number(_)) | None => ("", i64::MIN),
            };
            // No value holds the last character of Unicode, so this ends behind all that begin so. One lower
            // bound alone, else a database may begin at the worse of two.
            let end = format!("{beginning}\u{10FFFF}");
            let begin = if value > beginning { value } else { beginning };
            parameters.extend([begin.into(), end.into(), value.into(), Value::Int(behind)]);
            (
                "i.value >= $3 AND i.value < $4 AND (i.value > $5 OR i.item_no > $6)",
                "i.value, i.item_no",
            )
        }
    };
    let mut part = match part {
        Part::Visible => format!("i.removed_revision IS NULL AND {VISIBLE}"),
        Part::Removed => "i.removed_revision IS NOT NULL".to_owned(),
    };
    if let ItemSet::AtRevision(revision) = set {
        parameters.push(Value::Int(revision));
        let at = parameters.len();
        part = format!(
            "{part} AND COALESCE(i.added_revision, p.revision) <= ${at}
             AND (i.removed_revision IS NULL OR i.removed_revision > ${at})"
        );
    }
    let statement =
        format!("{SELECT} WHERE i.list_no = $1 AND {part} AND {place} ORDER BY {order} LIMIT $2");
    (statement, parameters)
}
