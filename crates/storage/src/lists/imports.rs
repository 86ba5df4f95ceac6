//! Imports: many items, hidden until the last one is there, then visible at one revision.
//!
//! Chunks go straight into the items, in short transactions, under the import's number. Completing gives the
//! import a revision, which makes all of them visible. How it stops before that, and goes on, is in `import_ends`.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{ImportId, ItemId, ListId};
use serde_json::json;

use super::import_ends::end;
use super::import_record::{BadLine, Import, ImportState, SELECT, from_row, import};
use super::{BAD_LINES, IMPORTS, ITEMS, record};
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Transaction, values};

/// Bad lines that are kept of one import; further ones are only counted.
pub const BAD_LINES_KEPT: usize = 1_000;

/// An import to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewImport {
    /// The id.
    pub id: ImportId,
    /// Into which list.
    pub list: ListId,
    /// Bytes of the whole upload, if known.
    pub bytes_total: Option<i64>,
    /// When.
    pub started_at: Timestamp,
    /// Who.
    pub started_by: Actor,
}

/// An item that an import brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedItem {
    /// A new id.
    pub id: ItemId,
    /// The canonical value.
    pub value: String,
    /// How it was written, where the canonical value loses something.
    pub written: Option<String>,
    /// What the file says about it.
    pub note: Option<String>,
}

/// Some lines of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Items.
    pub items: Vec<StagedItem>,
    /// Lines that hold none.
    pub bad: Vec<BadLine>,
    /// Lines that this chunk read, empty ones included.
    pub lines: i64,
    /// Bytes that this chunk read.
    pub bytes: i64,
    /// SHA-256 of all bytes read so far; `None` leaves what is noted.
    pub digest: Option<[u8; 32]>,
    /// When.
    pub at: Timestamp,
}

/// One upload of an import's file. An upload that was given up must not add to the one that resumed the import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The import.
    pub import: ImportId,
    /// Which upload, from 1.
    pub number: i64,
}

/// What beginning led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BeginImport {
    /// It runs.
    Begun(Import),
    /// Another one of this list runs, waits to be resumed or discarded, or is not swept away yet.
    OtherOpen(Import),
    /// There is an import with this id.
    IdTaken,
    /// The list is archived.
    Archived,
    /// There is no such list.
    NoList,
}

/// What staging a chunk led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StageImport {
    /// The chunk is kept, hidden.
    Staged(Import),
    /// The import has stopped (it was canceled or discarded): stop.
    Ended(Import),
    /// Another upload has resumed the import: stop.
    TakenOver,
    /// There is no such import.
    NotFound,
}

/// What finishing led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FinishImport {
    /// All items are visible.
    Completed(Import),
    /// The import had stopped before.
    Ended(Import),
    /// Another upload has resumed the import.
    TakenOver,
    /// The list was archived meanwhile; the import has failed.
    ListArchived(Import),
    /// There is no such import.
    NotFound,
}

/// Begins an import. A list has one at a time.
pub fn begin_import(
    transaction: &mut Transaction<'_>,
    new: &NewImport,
) -> Result<BeginImport, StorageError> {
    let Some((number, list)) = record::locked(transaction, new.list)? else {
        return Ok(BeginImport::NoList);
    };
    if list.archived_at.is_some() {
        return Ok(BeginImport::Archived);
    }
    if import(transaction, new.id)?.is_some() {
        return Ok(BeginImport::IdTaken);
    }
    let open = transaction.query_opt(
        IMPORTS,
        &format!("{SELECT} WHERE p.list_no = $1 AND p.open = 1"),
        values![number],
    )?;
    if let Some(row) = open {
        return Ok(BeginImport::OtherOpen(from_row(&row)?));
    }
    transaction.execute(
        IMPORTS,
        "INSERT INTO list_imports (id, list_no, state, open, lines, added, duplicates, bad, bytes, bytes_total,
                                   started_at, started_by, updated_at)
         VALUES ($1, $2, 'running', 1, 0, 0, 0, 0, 0, $3, $4, $5, $4)",
        values![new.id, number, new.bytes_total, new.started_at, new.started_by.to_text()],
    )?;
    Ok(BeginImport::Begun(Import {
        id: new.id,
        list: new.list,
        state: ImportState::Running,
        lines: 0,
        added: 0,
        duplicates: 0,
        bad: 0,
        bytes: 0,
        bytes_total: new.bytes_total,
        digest: None,
        attempt: 1,
        started_at: new.started_at,
        started_by: new.started_by.clone(),
        updated_at: new.started_at,
    }))
}

/// Keeps some lines, hidden. A thousand items at a time hold up nobody.
pub fn stage_import(
    transaction: &mut Transaction<'_>,
    attempt: Attempt,
    chunk: &Chunk,
) -> Result<StageImport, StorageError> {
    let Some(place) = locked(transaction, attempt.import)? else {
        return Ok(StageImport::NotFound);
    };
    let mut import = place.import;
    if import.attempt != attempt.number {
        return Ok(StageImport::TakenOver);
    }
    if import.state != ImportState::Running {
        return Ok(StageImport::Ended(import));
    }
    let texts = chunk
        .items
        .iter()
        .flat_map(|item| [Some(&item.value), item.written.as_ref(), item.note.as_ref()]);
    if texts.flatten().any(|text| text.contains('\0')) {
        return Err(StorageError::NulCharacter);
    }
    let rows = chunk
        .items
        .iter()
        .map(|item| {
            let StagedItem { id, value, written, note } = item;
            json!({"id": id, "value": value, "written": written, "note": note})
        })
        .collect();
    let rows = serde_json::Value::Array(rows).to_string();
    let added = transaction.execute(
        ITEMS,
        "INSERT INTO list_items (id, list_no, value, written, note, import_no)
         SELECT r.id, $2, r.value, r.written, r.note, $3
         FROM {rows $1 id text, value text, written text, note text} AS r WHERE 1 = 1
         ON CONFLICT (list_no, value) WHERE removed_revision IS NULL DO NOTHING",
        values![&rows, place.list_no, place.import_no],
    )?;
    let added = i64::try_from(added).unwrap_or(i64::MAX);
    if added < count(chunk.items.len()) {
        note_repeated(transaction, (place.list_no, place.import_no), &rows)?;
    }
    keep_bad_lines(transaction, place.import_no, &import, &chunk.bad)?;
    import.lines += chunk.lines;
    import.added += added;
    import.duplicates += count(chunk.items.len()) - added;
    import.bad += count(chunk.bad.len());
    import.bytes += chunk.bytes;
    import.digest = chunk.digest.or(import.digest);
    import.updated_at = chunk.at;
    transaction.execute(
        IMPORTS,
        "UPDATE list_imports SET lines = $2, added = $3, duplicates = $4, bad = $5, bytes = $6, updated_at = $7,
             digest = $8
         WHERE import_no = $1",
        values![
            place.import_no,
            import.lines,
            import.added,
            import.duplicates,
            import.bad,
            import.bytes,
            import.updated_at,
            import.digest,
        ],
    )?;
    Ok(StageImport::Staged(import))
}

/// Makes all items visible at the list's next revision.
pub fn finish_import(
    transaction: &mut Transaction<'_>,
    attempt: Attempt,
    at: Timestamp,
) -> Result<FinishImport, StorageError> {
    let Some(mut place) = locked(transaction, attempt.import)? else {
        return Ok(FinishImport::NotFound);
    };
    if place.import.attempt != attempt.number {
        return Ok(FinishImport::TakenOver);
    }
    if place.import.state != ImportState::Running {
        return Ok(FinishImport::Ended(place.import));
    }
    let Some((number, mut list)) = record::locked(transaction, place.import.list)? else {
        return Ok(FinishImport::NotFound);
    };
    if list.archived_at.is_some() {
        end(transaction, &mut place, ImportState::Failed { at })?;
        return Ok(FinishImport::ListArchived(place.import));
    }
    list.revision += 1;
    list.items += place.import.added;
    list.updated_at = at;
    end(transaction, &mut place, ImportState::Completed { revision: list.revision, at })?;
    record::save_contents(transaction, number, &list)?;
    Ok(FinishImport::Completed(place.import))
}

/// An import, locked, with the numbers that other tables know it and its list by.
pub(super) struct Place {
    pub(super) import_no: i64,
    pub(super) list_no: i64,
    pub(super) import: Import,
}

/// The list first, then its import: everyone locks in this order.
pub(super) fn locked(
    transaction: &mut Transaction<'_>,
    id: ImportId,
) -> Result<Option<Place>, StorageError> {
    let Some(known) = import(transaction, id)? else { return Ok(None) };
    record::lock(transaction, known.list)?;
    let lock = "SELECT id FROM list_imports WHERE id = $1 {for_update}";
    transaction.query_opt(IMPORTS, lock, values![id])?;
    transaction
        .query_opt(IMPORTS, &format!("{SELECT} WHERE p.id = $1"), values![id])?
        .map(|row| {
            Ok(Place {
                import_no: row.int("import_no")?,
                list_no: row.int("list_no")?,
                import: from_row(&row)?,
            })
        })
        .transpose()
}

/// Marks the visible items that the file holds too: should one be removed before the import has ended, the line still
/// counts. A mark on the row needs no memory and no clearing away, however many lines there are.
fn note_repeated(
    transaction: &mut Transaction<'_>,
    (list_no, import_no): (i64, i64),
    rows: &str,
) -> Result<(), StorageError> {
    transaction
        .execute(
            ITEMS,
            "UPDATE list_items SET repeated_by = $3
             WHERE list_no = $2 AND value IN (SELECT value FROM {rows $1 value text} AS r)
               AND removed_revision IS NULL AND (import_no IS NULL OR import_no <> $3)
               AND (repeated_by IS NULL OR repeated_by <> $3)",
            values![rows, list_no, import_no],
        )
        .map(drop)
}

/// An item was removed that an import which has not ended holds too: it becomes a hidden one of that import, named
/// `again`. Its note was about the item that is gone, so it has none. The list is locked.
pub(super) fn hand_back(
    transaction: &mut Transaction<'_>,
    list_no: i64,
    removed: ItemId,
    again: ItemId,
) -> Result<(), StorageError> {
    let came = transaction.execute(
        ITEMS,
        "INSERT INTO list_items (id, list_no, value, written, import_no)
         SELECT $3, i.list_no, i.value, i.written, i.repeated_by
         FROM list_items i JOIN list_imports p ON p.import_no = i.repeated_by
         WHERE i.id = $2 AND p.list_no = $1 AND p.open = 1 AND p.state IN ('running', 'broken_off', 'canceled')",
        values![list_no, removed, again],
    )?;
    if came == 0 {
        return Ok(());
    }
    transaction
        .execute(
            IMPORTS,
            "UPDATE list_imports SET added = added + 1, duplicates = duplicates - 1
             WHERE import_no = (SELECT import_no FROM list_items WHERE id = $1)",
            values![again],
        )
        .map(drop)
}

fn keep_bad_lines(
    transaction: &mut Transaction<'_>,
    import_no: i64,
    import: &Import,
    bad: &[BadLine],
) -> Result<(), StorageError> {
    let kept = usize::try_from(import.bad).unwrap_or(usize::MAX).min(BAD_LINES_KEPT);
    let rows: Vec<_> = bad
        .iter()
        .take(BAD_LINES_KEPT - kept)
        .map(|bad| {
            // What stands in a bad line is anything; NUL alone cannot be kept.
            let [value, detail] =
                [&bad.value, &bad.detail].map(|text| text.replace('\0', "\u{fffd}"));
            json!({"line": bad.line, "value": value, "code": bad.code, "detail": detail})
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    // Whoever erases a value has locked the list and must not miss these lines: on PostgreSQL only a row that was
    // changed is in the way of a transaction that began before.
    let touch = "UPDATE lists SET revision = revision WHERE list_no = \
                 (SELECT list_no FROM list_imports WHERE import_no = $1)";
    transaction.execute(super::TABLE, touch, values![import_no])?;
    transaction
        .execute(
            BAD_LINES,
            "INSERT INTO list_import_bad_lines (import_no, line, value, code, detail)
             SELECT $2, r.line, r.value, r.code, r.detail
             FROM {rows $1 line int, value text, code text, detail text} AS r",
            values![serde_json::Value::Array(rows).to_string(), import_no],
        )
        .map(drop)
}

pub(super) fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
