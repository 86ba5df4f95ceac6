//! Who is on the lists now: a bitmap of past inquiries for each list that somebody asks about, kept with the list's
//! revision and caught up from what has changed.
//!
//! An inquiry whose membership changes has a key that an added or a removed item matches. So the changed items alone are
//! looked up for everybody, and the few that they concern are asked again of the index that decisions use. New rows are
//! asked of that index as well, which may be ahead of the noted revision; so items that came and went since then are
//! looked up, too. What the index knew already is found again, and changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pointsman_domain::attribute::{Attributes, Code};
use pointsman_domain::ids::{InquiryId, ItemId, ListId};
use pointsman_domain::inquiry::Submission;
use pointsman_domain::list::{ItemValue, ListKeys, ListKind};
use pointsman_engine::ListIndex;
use pointsman_engine::checked::CodeAttribute;
use pointsman_history::{Inquiries, KeyValues, Known, NowState};
use pointsman_storage::inquiries::keys_after;
use pointsman_storage::{StorageError, Transaction, lists};

use super::files::Files;
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
    let found = ask(app, touched, &lists);
    write(past, &states, found);
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
        let index = changes.index;
        let concerned =
            move |row, keys: ListKeys| (!index.matches(&keys).is_empty()).then_some((row, keys));
        let touched: Vec<Touched> = select(app, files, &next, &changes.names, concerned).await?;
        let lists: BTreeSet<ListId> = changes.revisions.keys().copied().collect();
        write(&mut next, &changes.revisions, ask(app, &touched, &lists));
    }
    if !unknown.is_empty() {
        build(app, files, &mut next, &unknown).await?;
    }
    keeper.show(next);
    Ok(())
}

/// What is known of some rows: for each list, who is on it and who is not.
type Found = BTreeMap<ListId, (Vec<u64>, Vec<u64>)>;

fn ask(app: &App, touched: &[Touched], lists: &BTreeSet<ListId>) -> Found {
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
async fn build(
    app: &App,
    files: &mut Files,
    past: &mut Past,
    lists: &BTreeMap<ListId, i64>,
) -> Result<(), KeepError> {
    let wanted: BTreeSet<ListId> = lists.keys().copied().collect();
    let asked = wanted.clone();
    let kinds = move |transaction: &mut Transaction<'_>| -> Result<Names, StorageError> {
        let mut names = Names::default();
        for list in asked {
            if let Some(list) = lists::get(transaction, list)? {
                add_names(&list.kind, &mut names);
            }
        }
        Ok(names)
    };
    let names = app.storage().read(kinds).await?;
    let decider = Arc::clone(app.decider());
    let on_wanted = move |row: u64, keys: ListKeys| {
        let found = decider.matches_of([&keys]).pop()?;
        let found: Vec<ListId> =
            found.iter().map(|found| found.list).filter(|list| wanted.contains(list)).collect();
        (!found.is_empty()).then_some((row, found))
    };
    let found: Vec<(u64, Vec<ListId>)> = select(app, files, past, &names, on_wanted).await?;
    let mut on: BTreeMap<ListId, Vec<u64>> = BTreeMap::new();
    for (row, lists) in found {
        for list in lists {
            on.entry(list).or_default().push(row);
        }
    }
    for (list, revision) in lists {
        past.inquiries.set_now(*list, *revision, on.remove(list).unwrap_or_default());
        past.lists.insert(*list);
    }
    Ok(())
}

/// What some lists match on.
#[derive(Clone, Debug, Default)]
struct Names {
    /// Names of fields and session values.
    values: BTreeSet<String>,
    /// The attribute.
    country: bool,
}

fn add_names(kind: &ListKind, names: &mut Names) {
    let fixed: &[&str] = match kind {
        ListKind::IpAddress => &["ip_address"],
        ListKind::EmailAddress => &["email_address"],
        ListKind::PhoneNumber => &["phone_number", "address_country_code"],
        ListKind::Name => &["name_first", "name_last"],
        ListKind::Country => {
            names.country = true;
            &[]
        }
        ListKind::GovernmentIdNumber => &["identification_number", "identification_class"],
        ListKind::Fingerprint => &["browser_fingerprint", "device_fingerprint"],
        ListKind::Text { field } => {
            names.values.insert(field.to_string());
            &[]
        }
    };
    names.values.extend(fixed.iter().map(|name| (*name).to_owned()));
}

/// Asks `pick` about everybody of whom it is known what lists match on, and gathers what it gives. From the files, with
/// the named values alone, or else from the database.
async fn select<T: Send + 'static>(
    app: &App,
    files: &mut Files,
    past: &Past,
    names: &Names,
    pick: impl Fn(u64, ListKeys) -> Option<T> + Send + Sync + 'static,
) -> Result<Vec<T>, KeepError> {
    let pick = Arc::new(pick);
    let (own, inquiries, wanted) = (Arc::clone(&pick), past.inquiries.clone(), names.clone());
    let mut rows = Rows { inquiries, next: 0 };
    let of_file = move |id, values: &KeyValues| {
        let row = rows.row_of(id)?;
        own(row, rows.keys(row, values, &wanted))
    };
    if let Some(mut found) = files.keys(names.values.clone(), of_file).await {
        if names.country {
            // Those without any value are in no file of keys.
            found.extend(countries(past).filter_map(|(row, keys)| pick(row, keys)));
        }
        return Ok(found);
    }
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = app.storage().read(move |t| keys_after(t, after, PAGE)).await?;
        let rows = past.inquiries.find(page.rows.iter().map(|(id, _)| *id));
        let keys = page.rows.into_iter();
        found.extend(keys.filter_map(|(id, keys)| pick(*rows.get(&id)?, keys)));
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

/// Rows as they are met in the order of the files.
struct Rows {
    inquiries: Inquiries,
    next: u64,
}

impl Rows {
    fn row_of(&mut self, id: InquiryId) -> Option<u64> {
        let last = self.inquiries.len();
        let ahead = (self.next..last).find(|row| self.inquiries.id(*row) == Some(id));
        let row = ahead.or_else(|| self.inquiries.find([id]).remove(&id))?;
        self.next = row + 1;
        Some(row)
    }

    fn keys(&self, row: u64, values: &KeyValues, wanted: &Names) -> ListKeys {
        let some_of = |values: &BTreeMap<String, String>| {
            let some = values.iter().filter(|(name, _)| wanted.values.contains(*name));
            some.map(|(name, text)| (name.clone(), text.clone())).collect()
        };
        let submission = Submission {
            fields: some_of(&values.fields),
            session: some_of(&values.session),
            ..Submission::default()
        };
        let mut keys = ListKeys::new(&submission, &Attributes::default());
        keys.country = country(&self.inquiries, row);
        keys
    }
}

fn country(inquiries: &Inquiries, row: u64) -> Option<Code> {
    match inquiries.code(row, CodeAttribute::Country) {
        Known::Value(code) => Some(code),
        Known::Missing | Known::NotRecorded => None,
    }
}

/// Everybody's country alone.
fn countries(past: &Past) -> impl Iterator<Item = (u64, ListKeys)> {
    (0..past.inquiries.len()).filter_map(|row| {
        let country = Some(country(&past.inquiries, row)?);
        Some((row, ListKeys { country, ..ListKeys::default() }))
    })
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
}

async fn changes_of(app: &App, known: BTreeMap<ListId, i64>) -> Result<Changes, KeepError> {
    if known.is_empty() {
        return Ok(Changes::default());
    }
    let read = move |transaction: &mut Transaction<'_>| -> Result<Changes, StorageError> {
        let mut changes = Changes::default();
        for (list, since) in known {
            let Some(present) = lists::get(transaction, list)? else { continue };
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
