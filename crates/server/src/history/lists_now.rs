//! Who is on the lists now: a bitmap of past inquiries for each list that somebody asks about, kept with the list's
//! revision and caught up from what has changed.
//!
//! An inquiry whose membership changes has a key that an added or a removed item matches. So the changed items alone are
//! looked up for everybody, and the few that they concern are asked again of the index that decisions use. What the
//! index knows beyond the noted revision is found again the next time, and changes nothing then.

use std::collections::{BTreeMap, BTreeSet};

use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::list::{ItemValue, ListKeys};
use pointsman_engine::ListIndex;
use pointsman_history::NowState;
use pointsman_storage::inquiries::keys_after;
use pointsman_storage::{StorageError, Transaction, lists};
use tokio::sync::MutexGuard;

use super::keeper::{KeepError, Keeper, Past};
use crate::app::App;

/// Changed items of one list that are looked up apart; beyond that everybody is asked anew.
const MOST_CHANGES: usize = 50_000;
/// Inquiries whose keys are read at a time.
const PAGE: usize = 2_000;
/// The revision of a list that is not there: it matches nobody.
const ABSENT: i64 = -1;

/// An inquiry's row and what lists match on.
pub(super) type Touched = (u64, ListKeys);

/// Notes of rows that were just written who is on the lists that are known.
pub(super) fn note(past: &mut Past, app: &App, touched: Vec<Touched>) {
    if past.lists.is_empty() {
        return;
    }
    let states: BTreeMap<ListId, i64> = past
        .lists
        .iter()
        .filter_map(|list| Some((*list, past.inquiries.now(*list)?.revision)))
        .collect();
    let lists: BTreeSet<ListId> = states.keys().copied().collect();
    let found = ask(app, touched, &lists);
    write(past, &states, found);
}

/// Makes known who is on these lists now.
pub(super) async fn know(
    keeper: &Keeper,
    turn: &MutexGuard<'_, ()>,
    app: &App,
    wanted: &BTreeSet<ListId>,
) -> Result<(), KeepError> {
    if wanted.is_empty() {
        return Ok(());
    }
    app.decider().refresh(app.storage()).await?;
    let mut next = Past::clone(&keeper.snapshot());
    let present = app.decider().revisions_of(wanted.iter().copied());
    let (mut known, mut unknown) = (BTreeMap::new(), BTreeMap::new());
    for list in wanted {
        let state = next.inquiries.now(*list).filter(|_| next.lists.contains(list));
        match (present.get(list), state.map(|state| state.revision)) {
            (None, Some(ABSENT)) => {}
            (None, _) => {
                next.inquiries.set_now(*list, ABSENT, []);
                next.lists.insert(*list);
            }
            (Some(revision), None | Some(ABSENT)) => {
                unknown.insert(*list, *revision);
            }
            (Some(revision), Some(since)) if *revision == since => {}
            (Some(_), Some(since)) => {
                known.insert(*list, since);
            }
        }
    }
    let changes = changes_of(app, known).await?;
    unknown.extend(changes.too_many);
    if !changes.revisions.is_empty() {
        // What was read is in the index as well, or the other way round.
        app.decider().refresh(app.storage()).await?;
        let touched = whom(app, &next, &changes.index).await?;
        let lists: BTreeSet<ListId> = changes.revisions.keys().copied().collect();
        write(&mut next, &changes.revisions, ask(app, touched, &lists));
    }
    if !unknown.is_empty() {
        build(app, &mut next, &unknown).await?;
    }
    keeper.show(turn, next);
    Ok(())
}

/// What is known of some rows: for each list, who is on it and who is not.
type Found = BTreeMap<ListId, (Vec<u64>, Vec<u64>)>;

fn ask(app: &App, touched: Vec<Touched>, lists: &BTreeSet<ListId>) -> Found {
    let matches = app.decider().matches_of(touched.iter().map(|(_, keys)| keys));
    let mut found: Found = lists.iter().map(|list| (*list, (Vec::new(), Vec::new()))).collect();
    for ((row, _), matches) in touched.iter().zip(matches) {
        for (list, (on, off)) in &mut found {
            let is_on = matches.iter().any(|found| found.list == *list);
            if is_on { on.push(*row) } else { off.push(*row) }
        }
    }
    found
}

fn write(past: &mut Past, revisions: &BTreeMap<ListId, i64>, found: Found) {
    let rows = past.inquiries.len();
    for (list, (on, off)) in found {
        let Some(revision) = revisions.get(&list).copied() else { continue };
        past.inquiries.change_now(list, NowState { revision, rows }, on, off);
    }
}

/// Asks everybody about lists of which nothing is known.
async fn build(app: &App, past: &mut Past, lists: &BTreeMap<ListId, i64>) -> Result<(), KeepError> {
    let mut on: BTreeMap<ListId, Vec<u64>> = lists.keys().map(|list| (*list, Vec::new())).collect();
    let mut after = None;
    loop {
        let page = app.storage().read(move |t| keys_after(t, after, PAGE)).await?;
        let rows = past.inquiries.find(page.rows.iter().map(|(id, _)| *id));
        let matches = app.decider().matches_of(page.rows.iter().map(|(_, keys)| keys));
        for ((id, _), matches) in page.rows.iter().zip(matches) {
            let Some(row) = rows.get(id) else { continue };
            for found in matches {
                if let Some(on) = on.get_mut(&found.list) {
                    on.push(*row);
                }
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    for (list, revision) in lists {
        past.inquiries.set_now(*list, *revision, on.remove(list).unwrap_or_default());
        past.lists.insert(*list);
    }
    Ok(())
}

/// Those for whom an item of this index matches.
async fn whom(app: &App, past: &Past, index: &ListIndex) -> Result<Vec<Touched>, KeepError> {
    let (mut touched, mut after) = (Vec::new(), None);
    loop {
        let page = app.storage().read(move |t| keys_after(t, after, PAGE)).await?;
        let some: Vec<_> =
            page.rows.into_iter().filter(|(_, keys)| !index.matches(keys).is_empty()).collect();
        let rows = past.inquiries.find(some.iter().map(|(id, _)| *id));
        touched.extend(some.into_iter().filter_map(|(id, keys)| Some((*rows.get(&id)?, keys))));
        after = page.next;
        if after.is_none() {
            return Ok(touched);
        }
    }
}

/// What has changed on some lists.
#[derive(Default)]
struct Changes {
    /// To which revisions the changes lead.
    revisions: BTreeMap<ListId, i64>,
    /// The items that came and went.
    index: ListIndex,
    /// Lists that are asked anew, and their revisions.
    too_many: BTreeMap<ListId, i64>,
}

async fn changes_of(app: &App, known: BTreeMap<ListId, i64>) -> Result<Changes, KeepError> {
    if known.is_empty() {
        return Ok(Changes::default());
    }
    let read = move |transaction: &mut Transaction<'_>| -> Result<Changes, StorageError> {
        let mut changes = Changes::default();
        for (list, since) in known {
            let Some(present) = lists::get(transaction, list)? else { continue };
            let found = lists::changes(transaction, list, since, MOST_CHANGES)?;
            let items = found.and_then(|found| {
                let all = found.removed.into_iter().chain(found.added);
                all.map(|item| readable(&present, item)).collect::<Option<Vec<_>>>()
            });
            match items {
                Some(items) => {
                    changes.index.apply(list, present.revision, &items, &[]);
                    changes.revisions.insert(list, present.revision);
                }
                None => drop(changes.too_many.insert(list, present.revision)),
            }
        }
        Ok(changes)
    };
    Ok(app.storage().read(read).await?)
}

/// An item by its value; `None` where that was erased.
fn readable(list: &lists::List, item: lists::PresentItem) -> Option<(ItemId, ItemValue)> {
    Some((item.id, ItemValue::read(&list.kind, &item.value).ok()?))
}
