//! Lists, their items as intervals of revisions, and imports.
//!
//! Every change of items raises the list's revision by one. An item is visible from the revision at which it was
//! added up to, but not at, the one at which it was removed.

mod contents;
mod import_record;
mod imports;
mod items;
mod record;
mod values;

pub use contents::{ItemChanges, PresentItem, changes, load};
pub use import_record::{
    BadLine, Import, ImportPosition, ImportState, bad_lines, import, imports, unfinished_imports,
};
pub use imports::{
    BAD_LINES_KEPT, BeginImport, Chunk, FinishImport, NewImport, StageImport, StagedItem,
    SweepImport, begin_import, cancel_import, fail_import, finish_import, stage_import,
    sweep_import,
};
pub use items::{
    AddItem, Item, ItemPosition, NewItem, RemoveItem, add_item, item, items, remove_item,
};
pub use record::{
    ArchivedFilter, InsertList, List, ListPosition, NewList, active, archive, by_key, get, insert,
    lock, page, update,
};
pub use values::values_of;

const TABLE: &str = "lists";
const ITEMS: &str = "list_items";
const IMPORTS: &str = "list_imports";
const BAD_LINES: &str = "list_import_bad_lines";
