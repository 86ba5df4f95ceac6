//! The limits that editors should know before they run into them.

use std::collections::BTreeMap;

use pointsman_domain::list::{ItemValue, ListKey};
use pointsman_domain::workflow::limits;

use crate::lists::limits as lists;
use crate::workflows::NOTE_CHARACTERS;

/// Name of each limit and the greatest value.
pub(super) fn all() -> BTreeMap<&'static str, u64> {
    let counts = [
        ("routes", limits::ROUTES),
        ("conditions_per_route", limits::CONDITIONS_PER_ROUTE),
        ("depth", limits::DEPTH),
        ("values", limits::VALUES),
        ("document_bytes", limits::DOCUMENT_BYTES),
        ("name_characters", limits::NAME_CHARACTERS),
        ("note_characters", NOTE_CHARACTERS),
        ("list_name_characters", lists::NAME_CHARACTERS),
        ("list_description_characters", lists::DESCRIPTION_CHARACTERS),
        ("list_key_characters", ListKey::CHARACTERS),
        ("item_characters", ItemValue::CHARACTERS),
        ("item_note_characters", lists::ITEM_NOTE_CHARACTERS),
        ("import_line_bytes", lists::IMPORT_LINE_BYTES),
    ];
    let counts =
        counts.into_iter().map(|(name, most)| (name, u64::try_from(most).unwrap_or(u64::MAX)));
    let large = [("import_bytes", lists::IMPORT_BYTES), ("import_lines", lists::IMPORT_LINES)];
    counts.chain(large).collect()
}
