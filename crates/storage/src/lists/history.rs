//! What became of a list: every revision and what it changed, newest first.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{ImportId, ItemId, ListId};

use super::values::text_of;
use super::{IMPORTS, ITEMS, record};
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Page, Row, Transaction, one_more, page_of, values};

/// One revision of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its number, from 1.
    pub revision: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// What it changed.
    pub change: RevisionChange,
}

/// What a revision changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevisionChange {
    /// An item became visible.
    Added(ChangedItem),
    /// An item left the list.
    Removed(ChangedItem),
    /// The items of an import became visible.
    Imported {
        /// Which import.
        import: ImportId,
        /// How many items it brought.
        added: i64,
    },
}

/// An item that a revision concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedItem {
    /// The id.
    pub id: ItemId,
    /// The item as people read it; `None` once it was erased.
    pub value: Option<String>,
}

/// Revisions of a list, newest first; `before` is the last number of the page before.
pub fn history(
    transaction: &mut Transaction<'_>,
    list: ListId,
    before: Option<i64>,
    limit: usize,
) -> Result<Page<Revision, i64>, StorageError> {
    let Some(number) = record::number(transaction, list)? else {
        return Ok(Page { rows: Vec::new(), next: None });
    };
    let parameters = values![number, before.unwrap_or(i64::MAX), one_more(limit)];
    let mut found: Vec<Revision> = Vec::new();
    for (added, statement) in [
        (
            true,
            "SELECT i.id, i.value, i.written, l.type, i.added_revision AS revision, i.added_at AS at, i.added_by AS who
             FROM list_items i JOIN lists l ON l.list_no = i.list_no
             WHERE i.list_no = $1 AND i.added_revision < $2 ORDER BY i.added_revision DESC LIMIT $3",
        ),
        (
            false,
            "SELECT i.id, i.value, i.written, l.type, i.removed_revision AS revision, i.removed_at AS at,
                 i.removed_by AS who
             FROM list_items i JOIN lists l ON l.list_no = i.list_no
             WHERE i.list_no = $1 AND i.removed_revision < $2 ORDER BY i.removed_revision DESC LIMIT $3",
        ),
    ] {
        for row in transaction.query(ITEMS, statement, parameters)? {
            let item = ChangedItem { id: row.parse("id")?, value: text_of(&row)? };
            let change =
                if added { RevisionChange::Added(item) } else { RevisionChange::Removed(item) };
            found.push(revision(&row, change)?);
        }
    }
    let imports = transaction.query(
        IMPORTS,
        "SELECT id, added, revision, ended_at AS at, started_by AS who FROM list_imports
         WHERE list_no = $1 AND revision < $2 ORDER BY revision DESC LIMIT $3",
        parameters,
    )?;
    for row in imports {
        let change =
            RevisionChange::Imported { import: row.parse("id")?, added: row.int("added")? };
        found.push(revision(&row, change)?);
    }
    found.sort_by_key(|revision| std::cmp::Reverse(revision.revision));
    Ok(page_of(found, limit, |revision| revision.revision))
}

fn revision(row: &Row, change: RevisionChange) -> Result<Revision, StorageError> {
    Ok(Revision {
        revision: row.int("revision")?,
        at: row.time("at")?,
        by: row.json("who")?,
        change,
    })
}
