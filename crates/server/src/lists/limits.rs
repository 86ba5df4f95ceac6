//! How large lists and imports may be. Each limit is tested at its edge.

/// Characters of a list's name.
pub(crate) const NAME_CHARACTERS: usize = 200;
/// Characters of a list's description.
pub(crate) const DESCRIPTION_CHARACTERS: usize = 2_000;
/// Characters of an item's note.
pub(crate) const ITEM_NOTE_CHARACTERS: usize = 500;
/// Characters of a search for items.
pub(crate) const SEARCH_CHARACTERS: usize = 512;
/// Days that count as lately when matches are counted.
pub(crate) const RECENT_DAYS: i64 = 30;
/// Bytes of an import.
pub(crate) const IMPORT_BYTES: u64 = 1 << 30;
/// Lines of an import; blank ones, comments and the header are counted.
pub(crate) const IMPORT_LINES: u64 = 10_000_000;
/// Lines of a file whose effect is asked before it is imported.
pub(crate) const IMPACT_LINES: u64 = 200_000;
/// Bytes of such a file.
pub(crate) const IMPACT_BYTES: u64 = 32 << 20;
/// Items to add, and items to remove, whose effect is asked at once.
pub(crate) const IMPACT_ITEMS: usize = 1_000;
/// Bytes of one line of an import, without its end.
pub(crate) const IMPORT_LINE_BYTES: usize = 8_192;
