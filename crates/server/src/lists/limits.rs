//! How large lists and imports may be. Each limit is tested at its edge.

/// Characters of a list's name.
pub const NAME_CHARACTERS: usize = 200;
/// Characters of a list's description.
pub const DESCRIPTION_CHARACTERS: usize = 2_000;
/// Characters of an item's note.
pub const ITEM_NOTE_CHARACTERS: usize = 500;
/// Characters of a search for items.
pub const SEARCH_CHARACTERS: usize = 512;
/// Bytes of an import.
pub const IMPORT_BYTES: u64 = 1 << 30;
/// Lines of an import; blank ones, comments and the header are counted.
pub const IMPORT_LINES: u64 = 10_000_000;
/// Bytes of one line of an import, without its end.
pub const IMPORT_LINE_BYTES: usize = 8_192;
/// Bad lines that an import keeps; the others are counted.
pub const KEPT_BAD_LINES: usize = 1_000;
