//! Lists, their items as intervals of revisions, and imports.
//!
//! Every change of items raises the list's revision by one. An item is visible from the revision at which it was
//! added up to, but not at, the one at which it was removed.

mod broken_off;
mod contents;
mod erase;
mod history;
mod import_ends;
mod import_record;
mod imports;
mod item_pages;
mod items;
mod matches;
mod record;
mod values;

pub use broken_off::{BrokenOff, broken_off_imports};
pub use contents::{
    ItemChanges, ItemRows, PresentItem, changes, load, load_rows, still_visible, touched,
};
pub use erase::{
    ERASED_LINE, EraseItem, Erasure, FoundLines, erase_bad_lines, erase_item, find_bad_lines,
};
pub use history::{ChangedItem, Revision, RevisionChange, history};
pub use import_ends::{
    ResumeImport, SweepImport, break_off_import, cancel_import, discard_import, fail_import,
    resume_import, sweep_import,
};
pub use import_record::{
    BadLine, Import, ImportPosition, ImportState, bad_lines, import, imports, unfinished_imports,
};
pub use imports::{
    Attempt, BAD_LINES_KEPT, BeginImport, Chunk, FinishImport, NewImport, StageImport, StagedItem,
    begin_import, finish_import, stage_import,
};
pub use item_pages::{ItemPosition, ItemSet, items};
pub use items::{AddItem, Item, NewItem, Removal, RemoveItem, add_item, item, remove_item};
pub use matches::{LastMatch, MATCHES_COUNTED, Matches, matches_of_items, matches_of_lists};
pub use record::{
    ArchivedFilter, InsertList, List, ListPosition, NewList, active, archive, by_key, get, insert,
    lock, page, revisions_of, update,
};
pub use values::values_of;

const TABLE: &str = "lists";
const ITEMS: &str = "list_items";
const IMPORTS: &str = "list_imports";
const BAD_LINES: &str = "list_import_bad_lines";
