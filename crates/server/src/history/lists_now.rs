//! Who is on the lists now: a bitmap of past inquiries for each list that somebody asks about, kept with the list's
//! revision and caught up from what has changed.
//!
//! An inquiry whose membership changes has a key that an added or a removed item matches. So the changed items alone are
//! looked up for everybody, and the few that they concern are asked again of the index that decisions use. New rows are
//! asked of that index as well, which may be ahead of the noted revision; so items that came and went since then are
//! looked up, too. What the index knew already is found again, and changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pointsman_domain::attribute::Code;
use pointsman_domain::ids::{InquiryId, ItemId, ListId};
use pointsman_domain::list::{ItemValue, ListKeys, ListKind};
use pointsman_engine::ListIndex;
use pointsman_engine::checked::CodeAttribute;
use pointsman_history::segments::MeetKeys;
use pointsman_history::{KeyValues, Known, NowState, SpillError};
use pointsman_storage::inquiries::keys_after;
use pointsman_storage::{StorageError, Transaction, lists};

use super::files::Files;
use super::keeper::{KeepError, Keeper, Past};
use super::keys::{Names, PAGE, add_names, keys_of};
use super::rows::{Rows, RowsById};
use crate::app::App;
use crate::deciding::Decider;

/// Changed items of one list that are looked up apart; beyond that everybody is asked anew.
const MOST_CHANGES: usize = 50_000;
/// The revision of a list that is not there: it matches nobody.
pub(super) const ABSENT: i64 = -1;

/// An inquiry's row and what lists match on.
pub(super) type Touched = (u64, ListKeys);

/// Notes of rows that were just written who is on the lists that are known.
pub(super) fn note(past: &mut Past, app: &App, touched: &[Touched]) {
    if past.lists.is_empty() {
        return;
    }
    let states: BTreeMap<ListId, i64> = past
        .lists
        .iter()
        .filter_map(|list| Some((*list, past.inquiries.now(*list)?.revision)))
        .collect();
    let lists: BTreeSet<ListId> = states.keys().copied().collect();
    let found = ask(app.decider(), touched, &lists);
    write(past, &states, found);
}

/// Whether it is known of everybody who is on these lists now, and not as they were before.
pub(super) fn are_known(past: &Past, app: &App, lists: &BTreeSet<ListId>) -> bool {
    let present = app.decider().revisions_of(lists.iter().copied());
    lists.iter().all(|list| {
        let known = past.inquiries.now(*list).filter(|_| past.lists.contains(list));
        let revision = present.get(list).copied().unwrap_or(ABSENT);
        known == Some(NowState { revision, rows: past.inquiries.len() })
    })
}

/// Makes known who is on these lists now.
pub(super) async fn know(
    keeper: &Keeper,
    files: &mut Files,
    app: &App,
    wanted: &BTreeSet<ListId>,
) -> Result<(), KeepError> {
    if wanted.is_empty() {
        return Ok(());
    }
    app.decider().refresh(app.storage()).await?;
    let mut next = Past::clone(&keeper.snapshot());
    next.asked.extend(wanted);
    let present = app.decider().revisions_of(wanted.iter().copied());
    let (mut known, mut unknown, mut has_gone) = (BTreeMap::new(), BTreeMap::new(), false);
    for list in wanted {
        let state = next.inquiries.now(*list).filter(|_| next.lists.contains(list));
        match (present.get(list), state.map(|state| state.revision)) {
            (None, Some(ABSENT)) => {}
            (None, _) => {
                next.inquiries.set_now(*list, ABSENT, []);
                next.lists.insert(*list);
                has_gone = true;
            }
            (Some(revision), None | Some(ABSENT)) => {
                unknown.insert(*list, *revision);
            }
            (Some(revision), Some(since)) if *revision == since => {}
            // Of another database, or of a later state of it.
            (Some(revision), Some(since)) if *revision < since => {
                unknown.insert(*list, *revision);
            }
            (Some(_), Some(since)) => {
                known.insert(*list, since);
            }
        }
    }
    let Changes { revisions, index, names, too_many, countries } = changes_of(app, known).await?;
    unknown.extend(too_many);
    let unknown = kinds_of(app, unknown).await?;
    // What was read is in the index as well, or the other way round.
    app.decider().refresh(app.storage()).await?;
    let has_countries = !countries.is_empty() || !unknown.countries.is_empty();
    if has_countries || has_gone || !revisions.is_empty() || !unknown.revisions.is_empty() {
        files.note_lists();
    }
    let asking = |next, revisions, names, concerned: Option<ListIndex>| Asking {
        decider: Arc::clone(app.decider()),
        past: Arc::new(Mutex::new(next)),
        revisions: Arc::new(revisions),
        concerned: concerned.map(Arc::new),
        names: Arc::new(names),
    };
    if !revisions.is_empty() {
        next = ask_all(app, files, asking(next, revisions, names, Some(index))).await?;
    }
    if !unknown.revisions.is_empty() {
        for (list, revision) in &unknown.revisions {
            next.inquiries.set_now(*list, *revision, []);
            next.lists.insert(*list);
        }
        next = ask_all(app, files, asking(next, unknown.revisions, unknown.names, None)).await?;
    }
    let countries: Vec<_> = countries.into_iter().chain(unknown.countries).collect();
    if !countries.is_empty() {
        let app = app.clone();
        // A column of everybody is read, perhaps from the disk.
        let work = move || -> Result<Past, SpillError> {
            for (list, revision) in countries {
                set_country(&mut next, &app, list, revision)?;
            }
            Ok(next)
        };
        next = match tokio::task::spawn_blocking(work).await {
            Ok(done) => done?,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => return Err(StorageError::Closed.into()),
            },
        };
    }
    keeper.show(next);
    Ok(())
}

/// What is known of some rows: for each list, who is on it and who is not.
type Found = BTreeMap<ListId, (Vec<u64>, Vec<u64>)>;

fn ask(decider: &Decider, touched: &[Touched], lists: &BTreeSet<ListId>) -> Found {
    let matches = decider.matches_of(touched.iter().map(|(_, keys)| keys));
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

/// Asks who is on some lists, and writes it as people are met, so that no more than a few of them are in memory at once.
#[derive(Clone)]
struct Asking {
    decider: Arc<Decider>,
    /// Written to by all parts.
    past: Arc<Mutex<Past>>,
    /// The lists, and the revisions that will be known of them.
    revisions: Arc<BTreeMap<ListId, i64>>,
    /// Items; those whom none of them matches stay as they are. Without it everybody is asked, and nobody was on a list.
    concerned: Option<Arc<ListIndex>>,
    names: Arc<Names>,
}

/// Asks those of one part.
struct AskingPart {
    asking: Asking,
    rows: Option<Rows>,
    waiting: Vec<Touched>,
}

impl Asking {
    fn part(&self, rows: Option<Rows>) -> AskingPart {
        AskingPart { asking: self.clone(), rows, waiting: Vec::new() }
    }

    fn past(&self) -> MutexGuard<'_, Past> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AskingPart {
    fn meet_row(&mut self, row: u64, keys: ListKeys) {
        let concerned = self.asking.concerned.as_ref();
        if concerned.is_none_or(|items| !items.matches(&keys).is_empty()) {
            self.waiting.push((row, keys));
        }
        if self.waiting.len() >= PAGE {
            self.ask();
        }
    }

    fn ask(&mut self) {
        let Asking { decider, revisions, concerned, .. } = &self.asking;
        let lists: BTreeSet<ListId> = revisions.keys().copied().collect();
        let mut found = ask(decider, &self.waiting, &lists);
        if concerned.is_none() {
            for (_, off) in found.values_mut() {
                off.clear();
            }
        }
        write(&mut self.asking.past(), revisions, found);
        self.waiting.clear();
    }
}

impl MeetKeys for AskingPart {
    type Found = ();

    fn meet(&mut self, id: InquiryId, values: KeyValues) {
        if let Some(row) = self.rows.as_mut().and_then(|rows| rows.row_of(id)) {
            let keys = keys_of(values, &self.asking.names);
            self.meet_row(row, keys);
        }
    }

    fn found(mut self) {
        self.ask();
    }
}

/// Asks everybody of whom it is known what lists match on. From the files, with the named values alone, or else from the
/// database.
async fn ask_all(app: &App, files: &mut Files, asking: Asking) -> Result<Past, KeepError> {
    let inquiries = asking.past().inquiries.clone();
    let rows = Arc::new(RowsById::of(inquiries.clone()));
    let part = {
        let (asking, rows) = (asking.clone(), Arc::clone(&rows));
        move |first| asking.part(Some(Rows::from(&rows, first)))
    };
    if files.meet(Names::clone(&asking.names), part).await.is_some() {
        rows.ended()?;
    } else {
        let (mut part, mut after) = (asking.part(None), None);
        loop {
            let page = app.storage().read(move |t| keys_after(t, after, PAGE)).await?;
            let rows = inquiries.find(page.rows.iter().map(|(id, _)| *id))?;
            for (id, keys) in page.rows {
                if let Some(row) = rows.get(&id) {
                    part.meet_row(*row, keys);
                }
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        part.found();
    }
    let done = asking.past().clone();
    Ok(done)
}

/// Says of a list of countries who is on it: from the column alone, and each country is looked up once.
fn set_country(past: &mut Past, app: &App, list: ListId, revision: i64) -> Result<(), SpillError> {
    let inquiries = past.inquiries.clone();
    let mut known: BTreeMap<Code, bool> = BTreeMap::new();
    let mut is_on = |code: Code| {
        let keys = ListKeys { country: Some(code), ..ListKeys::default() };
        let ask = || ask(app.decider(), &[(0, keys)], &BTreeSet::from([list]));
        *known.entry(code).or_insert_with(|| ask().values().any(|(on, _)| !on.is_empty()))
    };
    let mut on = Vec::new();
    inquiries.codes(CodeAttribute::Country, |row, code| match code {
        Known::Value(code) if is_on(code) => on.push(row),
        Known::Value(_) | Known::Missing | Known::NotRecorded => {}
    })?;
    past.inquiries.set_now(list, revision, on);
    past.lists.insert(list);
    Ok(())
}

/// What has changed on some lists.
#[derive(Default)]
struct Changes {
    /// To which revisions the changes lead.
    revisions: BTreeMap<ListId, i64>,
    /// The items that came and went.
    index: ListIndex,
    /// What they match on.
    names: Names,
    /// Lists that are asked anew, and their revisions.
    too_many: BTreeMap<ListId, i64>,
    /// Lists of countries, and their revisions.
    countries: BTreeMap<ListId, i64>,
}

/// Lists of which nothing is known, by what they match on.
#[derive(Default)]
struct Unknown {
    revisions: BTreeMap<ListId, i64>,
    names: Names,
    countries: BTreeMap<ListId, i64>,
}

async fn kinds_of(app: &App, lists: BTreeMap<ListId, i64>) -> Result<Unknown, KeepError> {
    if lists.is_empty() {
        return Ok(Unknown::default());
    }
    let read = move |transaction: &mut Transaction<'_>| -> Result<Unknown, StorageError> {
        let mut unknown = Unknown::default();
        for (list, revision) in lists {
            let present = lists::get(transaction, list)?;
            let has_values =
                present.is_none_or(|present| add_names(&present.kind, &mut unknown.names));
            let of_kind = if has_values { &mut unknown.revisions } else { &mut unknown.countries };
            of_kind.insert(list, revision);
        }
        Ok(unknown)
    };
    Ok(app.storage().read(read).await?)
}

async fn changes_of(app: &App, known: BTreeMap<ListId, i64>) -> Result<Changes, KeepError> {
    if known.is_empty() {
        return Ok(Changes::default());
    }
    let read = move |transaction: &mut Transaction<'_>| -> Result<Changes, StorageError> {
        let mut changes = Changes::default();
        for (list, since) in known {
            let Some(present) = lists::get(transaction, list)? else { continue };
            if present.kind == ListKind::Country {
                changes.countries.insert(list, present.revision);
                continue;
            }
            let found = lists::touched(transaction, list, since, MOST_CHANGES)?;
            let items = found.and_then(|found| {
                found.iter().map(|item| readable(&present, item)).collect::<Option<Vec<_>>>()
            });
            match items {
                Some(items) => {
                    changes.index.apply(list, present.revision, &items, &[]);
                    changes.revisions.insert(list, present.revision);
                    add_names(&present.kind, &mut changes.names);
                }
                None => drop(changes.too_many.insert(list, present.revision)),
            }
        }
        Ok(changes)
    };
    Ok(app.storage().read(read).await?)
}

/// An item by its value; `None` where that was erased.
fn readable(list: &lists::List, item: &lists::PresentItem) -> Option<(ItemId, ItemValue)> {
    Some((item.id, ItemValue::read(&list.kind, &item.value).ok()?))
}
