//! Lists that change while history grows: with what was on them then and with what is on them now, from columns that
//! were kept up to date and from files that were opened again, counts, flows and lens are what deciding one by one
//! answers, and `DuckDB` counts the same over the same files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, ListId};
use pointsman_domain::workflow::Document;
use pointsman_engine::compile;
use pointsman_history::segments::{Kept, MeetKeys};
use pointsman_history::{
    Cache, Cancel, Dialect, Effort, Files, Folder, Inquiries, KeyValues, Keys, Lists, NowState,
    Question, Segments, Watermark, Window, preview, read_beside, to_sql,
};

use crate::agreement::edit;
use crate::fixtures::{checked_document, list_id};
use crate::generate::{self, Random};
use crate::past::{self, LISTS, Past};
use crate::sql::{self, Asked};
use crate::{lens, naive};

const HISTORIES: u64 = 16;
const STEPS: usize = 5;
/// Beyond, deciding one by one for every point of a lens takes too long.
const MOST_FOR_LENSES: usize = 10_000;
/// Values that inquiries have and items match.
const VALUES: usize = 12;

/// An item of a list: on it from one revision on and before another.
struct Item {
    list: ListId,
    value: String,
    added: i64,
    removed: Option<i64>,
}

/// A history with the items of its lists, and the files that it lies in.
struct World {
    folder: tempfile::TempDir,
    segments: Segments,
    past: Past,
    /// By row and list: the value that the list matches on. Nothing is ever forgotten here.
    values: Vec<BTreeMap<ListId, String>>,
    items: Vec<Item>,
    revision: i64,
    position: i64,
}

fn field(list: ListId) -> String {
    format!("of_{list}")
}

fn open(folder: &Path) -> Segments {
    Segments::open(Box::new(Folder::open(folder).unwrap())).unwrap()
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let segments = open(folder.path());
        let past = Past::default();
        Self {
            folder,
            segments,
            past,
            values: Vec::new(),
            items: Vec::new(),
            revision: 1,
            position: 0,
        }
    }

    /// Whether a value was on a list at a revision.
    fn was_on(&self, list: ListId, value: &str, revision: i64) -> bool {
        self.items.iter().any(|item| {
            item.list == list
                && item.value == value
                && item.added <= revision
                && item.removed.is_none_or(|removed| revision < removed)
        })
    }

    fn watermark(&mut self) -> Watermark {
        self.position += 1;
        Watermark { position: self.position, at: Timestamp::from_microseconds(self.position) }
    }

    /// Items come and go; who is concerned is looked up in the files, as a server does.
    fn change_lists(&mut self, random: &mut Random) {
        self.revision += 1;
        for list in LISTS.map(list_id) {
            let mut changed = BTreeSet::new();
            for value in (0..VALUES).map(|value| format!("v{value}")) {
                if !random.percent(20) {
                    continue;
                }
                let present = self.items.iter_mut().find(|item| {
                    item.list == list && item.value == value && item.removed.is_none()
                });
                if let Some(item) = present {
                    item.removed = Some(self.revision);
                } else {
                    let (value, added) = (value.clone(), self.revision);
                    self.items.push(Item { list, value, added, removed: None });
                }
                changed.insert(value);
            }
            let named = BTreeSet::from([field(list)]);
            let threads = random.between(1, 3);
            let part = |_| Concerned { field: field(list), changed: &changed, met: Vec::new() };
            let parts = self.segments.meet_keys(&named, threads, part).unwrap();
            let concerned = parts.into_iter().flatten();
            let rows = self.past.columns.find(concerned).unwrap();
            self.ask(list, rows.into_values());
        }
        self.show_now();
    }

    /// Says of some rows whether they are on a list now.
    fn ask(&mut self, list: ListId, rows: impl Iterator<Item = u64>) {
        let (on, off): (Vec<u64>, Vec<u64>) = rows.partition(|row| self.is_on(list, *row));
        let state = NowState { revision: self.revision, rows: self.past.columns.len() };
        self.past.columns.change_now(list, state, on, off);
    }

    fn is_on(&self, list: ListId, row: u64) -> bool {
        let values = &self.values[usize::try_from(row).unwrap()];
        self.was_on(list, &values[&list], self.revision)
    }

    /// Tells those who decide one by one who is on which list now.
    fn show_now(&mut self) {
        for list in LISTS.map(list_id) {
            let rows = (0..self.past.columns.len()).filter(|row| self.is_on(list, *row));
            let rows = rows.collect();
            self.past.now.insert(list, rows);
        }
    }

    /// Inquiries complete, with the lists as they are at this moment, and are written.
    fn grow(&mut self, random: &mut Random, document: &Document, count: u64) {
        let first = self.past.columns.len();
        let mut kept = Vec::new();
        for row in first..first + count {
            let mut inquiry = past::inquiry(random, document, row);
            let own: BTreeMap<ListId, String> = LISTS
                .map(|list| (list_id(list), format!("v{}", random.below(VALUES))))
                .into_iter()
                .collect();
            if inquiry.lists_then.is_some() {
                let on =
                    own.iter().filter(|(list, value)| self.was_on(**list, value, self.revision));
                inquiry.lists_then = Some(on.map(|(list, _)| *list).collect());
            }
            let fields = own.iter().map(|(list, value)| (field(*list), value.clone()));
            let values = match inquiry.keys {
                Keys::Kept => KeyValues { fields: fields.collect(), ..KeyValues::default() },
                Keys::Never | Keys::Erased => KeyValues::default(),
            };
            self.values.push(own);
            kept.push(Kept { inquiry, values });
        }
        self.past.plain.extend(kept.iter().map(|kept| kept.inquiry.clone()));
        self.past.columns.append(kept.iter().map(|kept| &kept.inquiry)).unwrap();
        let watermark = self.watermark();
        self.segments.append(&kept, watermark).unwrap();
        for list in LISTS.map(list_id) {
            self.ask(list, first..first + count);
        }
        self.show_now();
    }

    /// Some are erased that are in the files already.
    fn erase(&mut self, random: &mut Random) {
        let mut changed = BTreeMap::new();
        for _ in 0..random.between(1, 30) {
            let row = random.below(self.past.plain.len());
            let inquiry = &mut self.past.plain[row];
            inquiry.keys = Keys::Erased;
            self.past.columns.bring_to(&[(u64::try_from(row).unwrap(), inquiry)]).unwrap();
            changed.insert(inquiry.id, inquiry.clone());
        }
        let watermark = self.watermark();
        let changed: Vec<_> = changed.into_values().collect();
        self.segments.rewrite(&changed, watermark).unwrap();
    }

    /// The folder once more, as another process reads it: who is on lists now comes from the files' keys.
    fn opened_again(&self) -> Inquiries {
        let read = read_beside(self.folder.path(), |segments| {
            let mut inquiries = segments.load(2)?;
            let mut on: BTreeMap<ListId, Vec<InquiryId>> = BTreeMap::new();
            segments.keys(|id, values| {
                for list in LISTS.map(list_id) {
                    let value = &values.fields[&field(list)];
                    if self.was_on(list, value, self.revision) {
                        on.entry(list).or_default().push(id);
                    }
                }
            })?;
            for list in LISTS.map(list_id) {
                let rows = inquiries.find(on.remove(&list).unwrap_or_default()).unwrap();
                inquiries.set_now(list, self.revision, rows.into_values());
            }
            Ok(inquiries)
        });
        read.unwrap().unwrap()
    }

    /// The files as they are at this moment, elsewhere.
    fn copied(&self) -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        for file in self.segments.files() {
            std::fs::copy(self.folder.path().join(file), copy.path().join(file)).unwrap();
        }
        copy
    }

    fn window(&self, random: &mut Random) -> Window {
        let mut moment = || {
            let row = random.below(self.past.plain.len());
            random.percent(50).then_some(self.past.plain[row].completed_at)
        };
        Window { from: moment(), to: moment() }
    }
}

/// Both kinds of lists, both kinds of columns, and the query for `DuckDB`.
fn check(
    world: &World,
    random: &mut Random,
    documents: [&Document; 2],
) -> (Asked, tempfile::TempDir) {
    let [baseline, plan] = documents.map(|document| compile(&checked_document(document)));
    let window = world.window(random);
    let cancel = Cancel::default();
    let effort = Effort { threads: 2, part: u64::MAX, cancel: &cancel };
    let again = world.opened_again();
    let mut counted = None;
    for lists in [Lists::Now, Lists::Then] {
        let question =
            Question { plan: &plan, baseline: Some(&baseline), window, lists, earlier: &[] };
        let wanted = naive::answer(&world.past, &question);
        for columns in [&world.past.columns, &again] {
            let answer = preview(columns, &question, &Cache::new(1 << 20), effort, |_| {}).unwrap();
            assert_eq!(answer, wanted, "{question:?}");
        }
        if world.past.plain.len() < MOST_FOR_LENSES {
            lens::check(&world.past, &again, documents[1], &question, random);
        }
        counted = Some(wanted);
    }
    let copy = world.copied();
    let files = copy.path().join("inquiries-*.parquet");
    let query =
        to_sql(&plan, window, &Files::Pattern(files.to_str().unwrap().to_owned()), Dialect::DuckDb);
    let wanted = sql::wanted(&plan, &counted.unwrap());
    (Asked { query, wanted, in_any_order: false }, copy)
}

#[test]
fn lists_that_change_over_time_count_as_they_were_and_as_they_are() {
    let (mut asked, mut copies) = (Vec::new(), Vec::new());
    for seed in 0..HISTORIES {
        let mut random = Random::seeded(seed + 9_000);
        let mut document = generate::document(&mut random);
        let mut world = World::new();
        world.change_lists(&mut random);
        // The first of them is longer than a chunk.
        let (steps, mut count) =
            if seed == 0 { (2, 65_400) } else { (STEPS, random.between(1, 400)) };
        for _ in 0..steps {
            world.grow(&mut random, &document, u64::try_from(count).unwrap());
            world.change_lists(&mut random);
            if random.percent(70) {
                world.erase(&mut random);
            }
            if random.percent(30) {
                // The writer stops and starts.
                // Whoever had the folder lets go of it first.
                let folder = Folder::to_read(world.folder.path());
                world.segments = Segments::open(Box::new(folder)).unwrap();
                world.segments = open(world.folder.path());
            }
            let baseline = document.clone();
            edit(&mut random, &mut document);
            let (query, copy) = check(&world, &mut random, [&baseline, &document]);
            asked.push(query);
            copies.push(copy);
            count = random.between(1, 300);
        }
    }
    assert!(asked.len() >= 60);
    sql::compare("duckdb", asked);
}

/// Those of one part whose value of a field has changed.
struct Concerned<'c> {
    field: String,
    changed: &'c BTreeSet<String>,
    met: Vec<InquiryId>,
}

impl MeetKeys for Concerned<'_> {
    type Found = Vec<InquiryId>;

    fn meet(&mut self, id: InquiryId, values: KeyValues) {
        let value = values.fields.get(&self.field);
        self.met.extend(value.filter(|value| self.changed.contains(*value)).map(|_| id));
    }

    fn found(self) -> Self::Found {
        self.met
    }
}
