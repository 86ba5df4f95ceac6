//! Imports: many items, hidden until the last one is there, then visible at one revision.
//!
//! Chunks go straight into the items, in short transactions, under the import's number. Completing gives the
//! import a revision, which makes all of them visible; one that was canceled or broke off never gets one, and its
//! rows are swept away in chunks as well. So neither end of an import holds up a decision.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{ImportId, ItemId, ListId};
use serde_json::json;

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
    /// When.
    pub at: Timestamp,
}

/// What beginning led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BeginImport {
    /// It runs.
    Begun(Import),
    /// Another one of this list runs, or is not swept away yet.
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
    /// The import has ended (it was canceled): stop.
    Ended(Import),
    /// There is no such import.
    NotFound,
}

/// What finishing led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FinishImport {
    /// All items are visible.
    Completed(Import),
    /// The import had ended before.
    Ended(Import),
    /// The list was archived meanwhile; the import has failed.
    ListArchived(Import),
    /// There is no such import.
    NotFound,
}

/// How sweeping got on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SweepImport {
    /// There is more: sweep again.
    More,
    /// Nothing is left, or there was nothing to sweep.
    Done,
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
        started_at: new.started_at,
        started_by: new.started_by.clone(),
        updated_at: new.started_at,
    }))
}

/// Keeps some lines, hidden. A thousand items at a time hold up nobody.
pub fn stage_import(
    transaction: &mut Transaction<'_>,
    id: ImportId,
    chunk: &Chunk,
) -> Result<StageImport, StorageError> {
    let Some(place) = locked(transaction, id)? else { return Ok(StageImport::NotFound) };
    let mut import = place.import;
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
    let rows: Vec<_> = chunk
        .items
        .iter()
        .map(|item| {
            let StagedItem { id, value, written, note } = item;
            json!({"id": id, "value": value, "written": written, "note": note})
        })
        .collect();
    let added = transaction.execute(
        ITEMS,
        "INSERT INTO list_items (id, list_no, value, written, note, import_no)
         SELECT r.id, $2, r.value, r.written, r.note, $3
         FROM {rows $1 id text, value text, written text, note text} AS r WHERE 1 = 1
         ON CONFLICT (list_no, value) WHERE removed_revision IS NULL DO NOTHING",
        values![serde_json::Value::Array(rows).to_string(), place.list_no, place.import_no],
    )?;
    let added = i64::try_from(added).unwrap_or(i64::MAX);
    keep_bad_lines(transaction, place.import_no, &import, &chunk.bad)?;
    import.lines += chunk.lines;
    import.added += added;
    import.duplicates += count(chunk.items.len()) - added;
    import.bad += count(chunk.bad.len());
    import.bytes += chunk.bytes;
    import.updated_at = chunk.at;
    transaction.execute(
        IMPORTS,
        "UPDATE list_imports SET lines = $2, added = $3, duplicates = $4, bad = $5, bytes = $6, updated_at = $7
         WHERE import_no = $1",
        values![
            place.import_no,
            import.lines,
            import.added,
            import.duplicates,
            import.bad,
            import.bytes,
            import.updated_at,
        ],
    )?;
    Ok(StageImport::Staged(import))
}

/// Makes all items visible at the list's next revision.
pub fn finish_import(
    transaction: &mut Transaction<'_>,
    id: ImportId,
    at: Timestamp,
) -> Result<FinishImport, StorageError> {
    let Some(mut place) = locked(transaction, id)? else { return Ok(FinishImport::NotFound) };
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

/// Stops a running import; one that has ended stays as it is. Sweep afterwards. `None` if there is none.
pub fn cancel_import(
    transaction: &mut Transaction<'_>,
    id: ImportId,
    at: Timestamp,
) -> Result<Option<Import>, StorageError> {
    stop(transaction, id, ImportState::Canceled { at })
}

/// Notes that a running import broke off; one that has ended stays as it is. Sweep afterwards.
pub fn fail_import(
    transaction: &mut Transaction<'_>,
    id: ImportId,
    at: Timestamp,
) -> Result<Option<Import>, StorageError> {
    stop(transaction, id, ImportState::Failed { at })
}

/// Removes at most `most` hidden rows of an import that was canceled or failed.
pub fn sweep_import(
    transaction: &mut Transaction<'_>,
    id: ImportId,
    most: usize,
) -> Result<SweepImport, StorageError> {
    let Some(place) = locked(transaction, id)? else { return Ok(SweepImport::Done) };
    match place.import.state {
        ImportState::Running | ImportState::Completed { .. } => return Ok(SweepImport::Done),
        ImportState::Failed { .. } | ImportState::Canceled { .. } => {}
    }
    let removed = transaction.execute(
        ITEMS,
        "DELETE FROM list_items WHERE item_no IN
         (SELECT item_no FROM list_items WHERE import_no = $1 ORDER BY item_no LIMIT $2)",
        values![place.import_no, count(most)],
    )?;
    if removed >= u64::try_from(most).unwrap_or(u64::MAX) {
        return Ok(SweepImport::More);
    }
    let statement = "UPDATE list_imports SET open = 0 WHERE import_no = $1";
    transaction.execute(IMPORTS, statement, values![place.import_no])?;
    Ok(SweepImport::Done)
}

struct Place {
    import_no: i64,
    list_no: i64,
    import: Import,
}

/// The list first, then its import: everyone locks in this order.
fn locked(transaction: &mut Transaction<'_>, id: ImportId) -> Result<Option<Place>, StorageError> {
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

fn stop(
    transaction: &mut Transaction<'_>,
    id: ImportId,
    state: ImportState,
) -> Result<Option<Import>, StorageError> {
    let Some(mut place) = locked(transaction, id)? else { return Ok(None) };
    if place.import.state == ImportState::Running {
        end(transaction, &mut place, state)?;
    }
    Ok(Some(place.import))
}

fn end(
    transaction: &mut Transaction<'_>,
    place: &mut Place,
    state: ImportState,
) -> Result<(), StorageError> {
    let (name, revision, at, open) = match state {
        ImportState::Running => ("running", None, None, true),
        ImportState::Completed { revision, at } => ("completed", Some(revision), Some(at), false),
        ImportState::Failed { at } => ("failed", None, Some(at), true),
        ImportState::Canceled { at } => ("canceled", None, Some(at), true),
    };
    place.import.state = state;
    place.import.updated_at = at.unwrap_or(place.import.updated_at);
    transaction
        .execute(
            IMPORTS,
            "UPDATE list_imports SET state = $2, revision = $3, ended_at = $4, open = $5, updated_at = $6
             WHERE import_no = $1",
            values![place.import_no, name, revision, at, open, place.import.updated_at],
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

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
