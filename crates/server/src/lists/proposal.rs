//! Items that somebody thinks of adding to a list, or of taking off it: read like those that are kept, and not kept.

use std::collections::BTreeSet;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{IdSource, ItemId, ListId};
use pointsman_domain::list::{ItemValue, ListKind};
use pointsman_storage::lists::{self, List};
use pointsman_storage::{StorageError, Transaction};
use serde_json::Value;

use super::item_body;
use super::limits::IMPACT_ITEMS;
use crate::body::{Fault, Fields, readers};
use crate::problem::Problem;
use crate::workflows::contents::{self, ITEMS};

/// An item that would be added.
#[derive(Clone, Debug)]
pub(crate) struct ProposedLine {
    /// Its line in the file, or its place in the request, from 1.
    pub(crate) number: u64,
    /// The id that it has as long as somebody thinks of it.
    pub(crate) item: ItemId,
    /// The value.
    pub(crate) value: ItemValue,
}

/// What is on a list, and what would come and go.
#[derive(Debug)]
pub(crate) struct Proposal {
    /// The list.
    pub(crate) list: List,
    /// What is on it; `None` where that is more than anybody compares with.
    pub(crate) present: Option<Vec<(ItemId, ItemValue)>>,
    /// Those that would come.
    pub(crate) lines: Vec<ProposedLine>,
    /// Those that would go.
    pub(crate) removed: Vec<(ItemId, ItemValue)>,
    /// Lines that are no item.
    pub(crate) bad: u64,
}

/// Why nothing can be said about items.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProposalError {
    /// There is no such list.
    #[error("there is no list `{0}`")]
    NoList(ListId),
    /// It changes no more.
    #[error("list `{0}` is archived")]
    Archived(ListId),
    /// An item is not on it.
    #[error("list `{0}` has no item `{1}`")]
    NoItem(ListId, ItemId),
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ProposalError> for Problem {
    fn from(error: ProposalError) -> Self {
        match error {
            ProposalError::NoList(id) => super::no_list(id),
            ProposalError::Archived(id) => super::archived(id),
            ProposalError::NoItem(list, item) => {
                let id = format!("{item} on list {list}");
                Self::not_found("item", id)
            }
            ProposalError::Storage(error) => error.into(),
        }
    }
}

/// The list that items are thought of for.
pub(crate) fn list(transaction: &mut Transaction<'_>, id: ListId) -> Result<List, ProposalError> {
    let list = lists::get(transaction, id)?.ok_or(ProposalError::NoList(id))?;
    if list.archived_at.is_some() { Err(ProposalError::Archived(id)) } else { Ok(list) }
}

/// Items as they stand in a request.
#[derive(Debug, Default)]
pub(crate) struct Written<'v> {
    add: Vec<&'v Value>,
    remove: BTreeSet<ItemId>,
}

/// Reads the items of a request; of which kind they are is not known yet.
pub(crate) fn written<'v>(fields: &mut Fields<'v>) -> Written<'v> {
    let each = |value: &'v Value| -> Result<Vec<&'v Value>, Fault> {
        readers::array(IMPACT_ITEMS, |_| Ok(()))(value)?;
        Ok(value.as_array().into_iter().flatten().collect())
    };
    let add = fields.optional("add", each).unwrap_or_default();
    let item = readers::parsed::<ItemId>("invalid_id");
    let remove = fields.optional("remove", readers::array(IMPACT_ITEMS, item));
    Written { add, remove: remove.unwrap_or_default().into_iter().collect() }
}

impl Written<'_> {
    /// Reads them for a list of this kind.
    pub(crate) fn read(
        self,
        kind: &ListKind,
        ids: &dyn IdSource,
        now: Timestamp,
    ) -> Result<(Vec<ProposedLine>, BTreeSet<ItemId>), Problem> {
        let mut lines = Vec::new();
        for (number, body) in (1..).zip(self.add) {
            let read = item_body::read(kind, body)
                .map_err(|problem| problem.below(&format!("/add/{}", number - 1)))?;
            lines.push(ProposedLine {
                number,
                item: ItemId::new(ids, now),
                value: read.item.value,
            });
        }
        Ok((lines, self.remove))
    }
}

/// Reads what is on the list besides.
pub(crate) fn proposal(
    transaction: &mut Transaction<'_>,
    id: ListId,
    lines: Vec<ProposedLine>,
    bad: u64,
    remove: &BTreeSet<ItemId>,
) -> Result<Proposal, ProposalError> {
    let list = list(transaction, id)?;
    let mut removed = Vec::new();
    for item in remove {
        let found = lists::item(transaction, id, *item)?.filter(|found| found.removed.is_none());
        let found = found.ok_or(ProposalError::NoItem(id, *item))?;
        let value = found.value.and_then(|value| ItemValue::read(&list.kind, &value).ok());
        removed.extend(value.map(|value| (*item, value)));
    }
    let present =
        if list.items <= ITEMS { Some(contents::items(transaction, &list)?) } else { None };
    Ok(Proposal { list, present, lines, removed, bad })
}
