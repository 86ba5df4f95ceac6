//! Whom items concern: past inquiries that an item to add or to remove matches.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use pointsman_domain::ids::{ItemId, ListId};
use pointsman_engine::ListIndex;
use pointsman_history::{Cancel, Inquiries};
use pointsman_storage::StorageError;

use super::remarks::Sorted;
use crate::app::App;
use crate::history::keeper::{KeepError, Past};
use crate::history::preview::request::Window;
use crate::lists::proposal::Proposal;

/// An inquiry that an item matches. There may be as many as there are inquiries, so it is small.
struct Concerned {
    row: u64,
    /// The items that would come, by their place among them.
    items: Items,
    is_on: bool,
    would_be_on: bool,
}

/// Mostly it is one.
enum Items {
    None,
    One(u32),
    Several(Box<[u32]>),
}

impl Items {
    fn of(mut items: Vec<u32>) -> Self {
        // Browser and device may match the same item.
        items.sort_unstable();
        items.dedup();
        match items.as_slice() {
            [] => Self::None,
            [one] => Self::One(*one),
            _ => Self::Several(items.into()),
        }
    }

    fn places(&self) -> &[u32] {
        match self {
            Self::None => &[],
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        }
    }
}

/// Who would be on the list and who would not, of all whom the items concern.
#[derive(Debug)]
pub(super) struct Whom {
    pub(super) past: Arc<Past>,
    /// Rows, and whether they would be on it.
    rows: Vec<(u64, bool)>,
}

/// How many those are that completed in a window.
pub(super) struct Counted {
    /// By item that would come: inquiries that it matches.
    pub(super) by_item: HashMap<ItemId, u64>,
    pub(super) matched: u64,
    pub(super) newly_on: u64,
    pub(super) no_longer_on: u64,
}

/// Asks everybody whom the items match. Those who are on the list by another item are asked of the index that decisions
/// use, and only if one of these items matches them: of all others nothing changes.
pub(super) async fn concerned(
    app: &App,
    proposal: &Proposal,
    sorted: &Sorted,
    window: Window,
    cancel: Arc<Cancel>,
) -> Result<(Whom, Counted), KeepError> {
    let list = proposal.list.id;
    let mut index = ListIndex::new();
    let added: Vec<_> = sorted.new.iter().map(|line| (line.item, line.value.clone())).collect();
    index.apply(list, proposal.list.revision, &added, &[]);
    index.apply(list, proposal.list.revision, &proposal.removed, &[]);
    let removed: BTreeSet<ItemId> = proposal.removed.iter().map(|(item, _)| *item).collect();
    let places: HashMap<ItemId, u32> = added.iter().map(|(item, _)| *item).zip(0..).collect();
    let decider = Arc::clone(app.decider());
    let pick = move |_: &Past, row, keys: pointsman_domain::list::ListKeys| {
        if cancel.is_cancelled() {
            return None;
        }
        let found = index.every_match(&keys);
        if found.is_empty() {
            return None;
        }
        let items = found.into_iter().filter_map(|found| places.get(&found.item?).copied());
        let items = Items::of(items.collect());
        let now = decider.every_match_of(&keys);
        let now = || now.iter().filter(|found| found.list == list);
        let stays = now().any(|found| found.item.is_none_or(|item| !removed.contains(&item)));
        let would_be_on = !items.places().is_empty() || stays;
        Some(Concerned { row, items, is_on: now().next().is_some(), would_be_on })
    };
    let (past, mut found) = app.history().pick(app, proposal.list.kind.clone(), pick).await?;
    // Millions may be concerned, and when they completed may have to be read from the disk.
    let work = move || {
        let rows = found.iter().map(|one| (one.row, one.would_be_on)).collect();
        past.inquiries.retain_within(&window.asked(), &mut found, |one| one.row)?;
        Ok((Whom { past, rows }, counted(&found, &added)))
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(StorageError::Closed.into()),
        },
    }
}

fn counted(found: &[Concerned], added: &[(ItemId, pointsman_domain::list::ItemValue)]) -> Counted {
    let mut by_place = vec![0; added.len()];
    let (mut matched, mut newly_on, mut no_longer_on) = (0, 0, 0);
    for one in found {
        matched += u64::from(!one.items.places().is_empty());
        newly_on += u64::from(one.would_be_on && !one.is_on);
        no_longer_on += u64::from(one.is_on && !one.would_be_on);
        for place in one.items.places() {
            let count = usize::try_from(*place).ok().and_then(|place| by_place.get_mut(place));
            if let Some(count) = count {
                *count += 1;
            }
        }
    }
    let by_item = added.iter().map(|(item, _)| *item).zip(by_place);
    Counted { by_item: by_item.collect(), matched, newly_on, no_longer_on }
}

impl Whom {
    /// How many it are.
    pub(super) const fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The past with the copy of the list as it would be.
    pub(super) fn with_copy(&self, list: ListId, copy: ListId) -> Inquiries {
        let mut inquiries = self.past.inquiries.clone();
        if let Some(state) = inquiries.now(list) {
            inquiries.copy_now(list, copy);
            let of = |wanted: bool| {
                self.rows.iter().filter(move |(_, on)| *on == wanted).map(|(row, _)| *row)
            };
            inquiries.change_now(copy, state, of(true), of(false));
        }
        inquiries
    }
}
