//! An import as it is kept, and how it is read.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{ImportId, ListId};

use super::{BAD_LINES, IMPORTS, record};
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Page, Row, Transaction, one_more, page_of, values};

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The id.
    pub id: ImportId,
    /// Into which list.
    pub list: ListId,
    /// Where it stands.
    pub state: ImportState,
    /// Lines read.
    pub lines: i64,
    /// Items that are new to the list.
    pub added: i64,
    /// Items that the list or an earlier line had already.
    pub duplicates: i64,
    /// Lines that hold no item.
    pub bad: i64,
    /// Bytes read.
    pub bytes: i64,
    /// Bytes of the whole upload, if known.
    pub bytes_total: Option<i64>,
    /// SHA-256 of the bytes read; `None` before the first.
    pub digest: Option<[u8; 32]>,
    /// Which upload of the file this is, from 1: resuming begins the next one.
    pub attempt: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// Who began it.
    pub started_by: Actor,
    /// When it got on last.
    pub updated_at: Timestamp,
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// Lines are being read.
    Running,
    /// All items are visible.
    Completed {
        /// From this revision of the list on.
        revision: i64,
        /// When.
        at: Timestamp,
    },
    /// It broke off. What it brought is kept, hidden, until it is resumed or discarded.
    BrokenOff {
        /// When that was noted.
        at: Timestamp,
    },
    /// Someone stopped it. What it brought is kept, hidden, until it is resumed or discarded.
    Canceled {
        /// When.
        at: Timestamp,
    },
    /// Someone discarded it; nothing of it stays.
    Discarded {
        /// When.
        at: Timestamp,
    },
    /// It cannot be completed; nothing of it stays.
    Failed {
        /// When that was noted.
        at: Timestamp,
    },
}

impl ImportState {
    /// Whether it can go on where it stopped.
    pub const fn is_resumable(self) -> bool {
        match self {
            Self::BrokenOff { .. } | Self::Canceled { .. } => true,
            Self::Running
            | Self::Completed { .. }
            | Self::Discarded { .. }
            | Self::Failed { .. } => false,
        }
    }
}

/// A line that holds no item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: i64,
    /// What stands there, cut to a length that is worth keeping.
    pub value: String,
    /// A stable code.
    pub code: String,
    /// What is wrong and what would be right.
    pub detail: String,
}

/// A place among the imports of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportPosition(
    /// The row's number.
    pub i64,
);

pub(super) const SELECT: &str =
    "SELECT p.*, l.id AS list_id FROM list_imports p JOIN lists l ON l.list_no = p.list_no";

/// One import.
pub fn import(
    transaction: &mut Transaction<'_>,
    id: ImportId,
) -> Result<Option<Import>, StorageError> {
    transaction
        .query_opt(IMPORTS, &format!("{SELECT} WHERE p.id = $1"), values![id])?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// Imports of a list, newest first.
pub fn imports(
    transaction: &mut Transaction<'_>,
    list: ListId,
    after: Option<ImportPosition>,
    limit: usize,
) -> Result<Page<Import, ImportPosition>, StorageError> {
    let Some(number) = record::number(transaction, list)? else {
        return Ok(Page { rows: Vec::new(), next: None });
    };
    let before = after.map_or(i64::MAX, |position| position.0);
    let rows = transaction.query(
        IMPORTS,
        &format!(
            "{SELECT} WHERE p.list_no = $1 AND p.import_no < $2 ORDER BY p.import_no DESC LIMIT $3"
        ),
        values![number, before, one_more(limit)],
    )?;
    let found: Result<Vec<(i64, Import)>, StorageError> =
        rows.iter().map(|row| Ok((row.int("import_no")?, from_row(row)?))).collect();
    Ok(page_of(found?, limit, |(number, _)| ImportPosition(*number)).map(|(_, import)| import))
}

/// Imports that run, broke off, or wait to be swept away, oldest first. After a crash nobody works on them.
pub fn unfinished_imports(transaction: &mut Transaction<'_>) -> Result<Vec<Import>, StorageError> {
    transaction
        .query(IMPORTS, &format!("{SELECT} WHERE p.open = 1 ORDER BY p.import_no"), &[])?
        .iter()
        .map(from_row)
        .collect()
}

/// The bad lines of an import that were kept, by number.
pub fn bad_lines(
    transaction: &mut Transaction<'_>,
    id: ImportId,
) -> Result<Vec<BadLine>, StorageError> {
    transaction
        .query(
            BAD_LINES,
            "SELECT b.line, b.value, b.code, b.detail
             FROM list_imports p JOIN list_import_bad_lines b ON b.import_no = p.import_no
             WHERE p.id = $1 ORDER BY b.line",
            values![id],
        )?
        .iter()
        .map(|row| {
            Ok(BadLine {
                line: row.int("line")?,
                value: row.text("value")?.to_owned(),
                code: row.text("code")?.to_owned(),
                detail: row.text("detail")?.to_owned(),
            })
        })
        .collect()
}

pub(super) fn from_row(row: &Row) -> Result<Import, StorageError> {
    let state = match row.text("state")? {
        "running" => ImportState::Running,
        "completed" => {
            ImportState::Completed { revision: row.int("revision")?, at: row.time("ended_at")? }
        }
        "broken_off" => ImportState::BrokenOff { at: row.time("ended_at")? },
        "canceled" => ImportState::Canceled { at: row.time("ended_at")? },
        "discarded" => ImportState::Discarded { at: row.time("ended_at")? },
        "failed" => ImportState::Failed { at: row.time("ended_at")? },
        other => return Err(row.invalid("state", format!("there is no state `{other}`"))),
    };
    Ok(Import {
        id: row.parse("id")?,
        list: row.parse("list_id")?,
        state,
        lines: row.int("lines")?,
        added: row.int("added")?,
        duplicates: row.int("duplicates")?,
        bad: row.int("bad")?,
        bytes: row.int("bytes")?,
        bytes_total: row.int_opt("bytes_total")?,
        digest: row.digest_opt("digest")?,
        attempt: row.int("attempt")?,
        started_at: row.time("started_at")?,
        started_by: row.json("started_by")?,
        updated_at: row.time("updated_at")?,
    })
}
