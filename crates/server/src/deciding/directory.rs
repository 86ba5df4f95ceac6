//! All lists as the engine wants to know them: for checking documents and for sentences.

use pointsman_engine::{ListDirectory, ListRef};
use pointsman_storage::lists::{self, ArchivedFilter};
use pointsman_storage::{StorageError, Transaction};

/// Lists read at a time.
const AT_A_TIME: usize = 1_000;

/// All lists, archived ones included.
pub(crate) fn load(transaction: &mut Transaction<'_>) -> Result<ListDirectory, StorageError> {
    let mut found: Vec<ListRef> = Vec::new();
    let mut after = None;
    loop {
        let page = lists::page(transaction, ArchivedFilter::All, None, after.as_ref(), AT_A_TIME)?;
        found.extend(page.rows.into_iter().map(|list| ListRef {
            id: list.id,
            key: list.key,
            name: list.name,
            archived: list.archived_at.is_some(),
            items: u64::try_from(list.items).unwrap_or(0),
        }));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(ListDirectory::new(found)),
        }
    }
}
