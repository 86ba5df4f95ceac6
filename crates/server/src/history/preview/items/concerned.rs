//! Whom items concern: past inquiries that an item to add or to remove matches.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use pointsman_domain::ids::{ItemId, ListId};
use pointsman_engine::ListIndex;
use pointsman_history::{Cancel, Inquiries};

use super::remarks::Sorted;
use crate::app::App;
use crate::history::keeper::{KeepError, Past};
use crate::lists::proposal::Proposal;

/// An inquiry that an item matches.
struct Concerned {
    row: u64,
    /// The items that would come.
    items: Vec<ItemId>,
    is_on: bool,
    would_be_on: bool,
}

/// All of them.
pub(super) struct Counted {
    pub(super) past: Arc<Past>,
    /// By item that would come: inquiries that it matches.
    pub(super) by_item: HashMap<ItemId, u64>,
    pub(super) matched: u64,
    pub(super) newly_on: u64,
    pub(super) no_longer_on: u64,
    /// Rows that would be on the list, and rows that would not.
    changed: (Vec<u64>, Vec<u64>),
}

/// Asks everybody whom the items match. Those who are on the list by another item are asked of the index that decisions
/// use, and only if one of these items matches them: of all others nothing changes.
pub(super) async fn concerned(
    app: &App,
    proposal: &Proposal,
    sorted: &Sorted,
    cancel: Arc<Cancel>,
) -> Result<Counted, KeepError> {
    let list = proposal.list.id;
    let mut index = ListIndex::new();
    let added: Vec<_> = sorted.new.iter().map(|line| (line.item, line.value.clone())).collect();
    index.apply(list, proposal.list.revision, &added, &[]);
    index.apply(list, proposal.list.revision, &proposal.removed, &[]);
    let removed: BTreeSet<ItemId> = proposal.removed.iter().map(|(item, _)| *item).collect();
    let decider = Arc::clone(app.decider());
    let pick = move |_: &Past, row, keys: pointsman_domain::list::ListKeys| {
        if cancel.is_cancelled() {
            return None;
        }
        let found = index.every_match(&keys);
        if found.is_empty() {
            return None;
        }
        let items = found.into_iter().filter_map(|found| found.item);
        let items: Vec<ItemId> = items.filter(|item| !removed.contains(item)).collect();
        let now = decider.every_match_of(&keys);
        let now = || now.iter().filter(|found| found.list == list);
        let stays = now().any(|found| found.item.is_none_or(|item| !removed.contains(&item)));
        let would_be_on = !items.is_empty() || stays;
        Some(Concerned { row, items, is_on: now().next().is_some(), would_be_on })
    };
    let (past, found) = app.history().pick(app, proposal.list.kind.clone(), pick).await?;
    Ok(counted(past, found))
}

fn counted(past: Arc<Past>, found: Vec<Concerned>) -> Counted {
    let mut counted = Counted {
        past,
        by_item: HashMap::new(),
        matched: 0,
        newly_on: 0,
        no_longer_on: 0,
        changed: (Vec::new(), Vec::new()),
    };
    for one in found {
        counted.matched += u64::from(!one.items.is_empty());
        counted.newly_on += u64::from(one.would_be_on && !one.is_on);
        counted.no_longer_on += u64::from(one.is_on && !one.would_be_on);
        let (on, off) = &mut counted.changed;
        if one.would_be_on {
            on.push(one.row);
        } else {
            off.push(one.row);
        }
        for item in one.items {
            *counted.by_item.entry(item).or_default() += 1;
        }
    }
    counted
}

impl Counted {
    /// The past with the copy of the list as it would be.
    pub(super) fn with_copy(&self, list: ListId, copy: ListId) -> Inquiries {
        let mut inquiries = self.past.inquiries.clone();
        if let Some(state) = inquiries.now(list) {
            inquiries.copy_now(list, copy);
            let (on, off) = self.changed.clone();
            inquiries.change_now(copy, state, on, off);
        }
        inquiries
    }
}
