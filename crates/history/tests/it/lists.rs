//! Who is on the lists now outlives the server, in files that are written anew when somebody came or went.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use pointsman_domain::ids::ListId;
use pointsman_history::{Inquiries, NowState, Segments};

use crate::fixtures::list_id;
use crate::generate::{self, Random};
use crate::past::{LISTS, Past};
use crate::segments::{at, kept, look, open};

/// Lists by revision, with the rows that are on them.
type Known = BTreeMap<ListId, (NowState, BTreeSet<u64>)>;

fn known(inquiries: &Inquiries, lists: impl IntoIterator<Item = ListId>) -> Known {
    let of = |list| {
        let on = (0..inquiries.len()).filter(|row| inquiries.is_on_now(list, *row));
        Some((list, (inquiries.now(list)?, on.collect())))
    };
    lists.into_iter().filter_map(of).collect()
}

fn read_back(folder: &tempfile::TempDir) -> (Segments, Known, Vec<String>) {
    let mut segments = look(folder);
    let mut inquiries = segments.load(2).unwrap();
    let mut lost = Vec::new();
    let lists = segments.lists_now(&mut inquiries, |error| lost.push(error.to_string()));
    let known = known(&inquiries, lists);
    (segments, known, lost)
}

fn files(folder: &tempfile::TempDir) -> BTreeSet<String> {
    let entries = fs::read_dir(folder.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("list-")).collect()
}

fn saved(past: &Past, segments: &mut Segments, position: i64, first: usize) {
    segments.append(&kept(&past.plain[first..], first), at(position)).unwrap();
    segments.keep_lists(&past.columns, LISTS.map(list_id)).unwrap();
}

#[test]
fn who_is_on_the_lists_is_read_back_after_growing_changing_and_beginning_again() {
    for seed in 0..6 {
        let mut random = Random::seeded(seed);
        let document = generate::document(&mut random);
        let folder = tempfile::tempdir().unwrap();
        let (mut past, mut segments) = (Past::default(), open(&folder));
        for position in 1..6 {
            let first = past.plain.len();
            let count = if (seed, position) == (0, 3) { 66_000 } else { random.between(0, 400) };
            past.grow(&mut random, &document, u64::try_from(count).unwrap());
            saved(&past, &mut segments, position, first);
            drop(segments);
            let (reopened, found, lost) = read_back(&folder);
            assert_eq!(lost, Vec::<String>::new());
            assert_eq!(found, known(&past.columns, LISTS.map(list_id)), "seed {seed}");
            assert_eq!(files(&folder).len(), LISTS.len());
            segments = reopened;
        }
    }
}

fn small() -> (tempfile::TempDir, Past, Segments) {
    let mut random = Random::seeded(5);
    let document = generate::document(&mut random);
    let (folder, mut past) = (tempfile::tempdir().unwrap(), Past::default());
    past.grow(&mut random, &document, 500);
    let mut segments = open(&folder);
    saved(&past, &mut segments, 1, 0);
    (folder, past, segments)
}

#[test]
fn only_a_list_on_which_somebody_came_or_went_is_written_anew() {
    let (folder, mut past, mut segments) = small();
    let before = files(&folder);
    let (one, other) = (list_id(LISTS[0]), list_id(LISTS[1]));
    let state = |revision| NowState { revision, rows: 500 };
    let on = past.now[&one].clone();
    let off: Vec<u64> = (0..500).filter(|row| !on.contains(row)).collect();
    // It is said of everybody anew, and nothing is otherwise than before.
    past.columns.change_now(one, state(2), on, off.clone());
    segments.keep_lists(&past.columns, LISTS.map(list_id)).unwrap();
    assert_eq!(files(&folder), before);
    past.columns.change_now(other, state(3), past.now[&other].clone(), off.first().copied());
    segments.keep_lists(&past.columns, LISTS.map(list_id)).unwrap();
    assert!(files(&folder).difference(&before).count() <= 1);
    let found = read_back(&folder).1;
    assert_eq!(found, known(&past.columns, LISTS.map(list_id)));
    assert_eq!(found[&one].0.revision, 2);
    // After a start, too, what is as it was is left as it is.
    let (before, mut segments) = (files(&folder), read_back(&folder).0);
    let mut inquiries = segments.load(1).unwrap();
    let lists = segments.lists_now(&mut inquiries, |_| {});
    segments.append(&[], at(2)).unwrap();
    segments.keep_lists(&inquiries, lists).unwrap();
    assert_eq!(files(&folder), before);
}

#[test]
fn a_list_that_is_no_longer_known_leaves_no_file() {
    let (folder, past, mut segments) = small();
    segments.keep_lists(&past.columns, [list_id(LISTS[0])]).unwrap();
    assert_eq!(files(&folder).len(), 1);
    segments.keep_lists(&past.columns, []).unwrap();
    assert_eq!(files(&folder).len(), 0);
    assert_eq!(read_back(&folder).1, Known::new());
}

#[test]
fn what_is_complete_to_another_moment_than_the_rest_is_not_used() {
    let (folder, past, mut segments) = small();
    segments.append(&kept(&past.plain[..3], 500), at(2)).unwrap();
    assert_eq!(read_back(&folder).1, Known::new());
    // What is known is of 500 rows, and there are 503.
    segments.keep_lists(&past.columns, LISTS.map(list_id)).unwrap();
    assert_eq!(files(&folder).len(), 0);
}

#[test]
fn a_damaged_file_costs_its_list_alone() {
    let (folder, past, segments) = small();
    drop(segments);
    let file = folder.path().join(files(&folder).first().unwrap());
    let mut content = fs::read(&file).unwrap();
    content[9] ^= 1;
    fs::write(&file, content).unwrap();
    let (mut segments, found, lost) = read_back(&folder);
    assert_eq!((found.len(), lost.len()), (LISTS.len() - 1, 1));
    assert!(lost[0].contains("list-"), "{lost:?}");
    // It is made anew with the next.
    segments.keep_lists(&past.columns, LISTS.map(list_id)).unwrap();
    let (_, found, lost) = read_back(&folder);
    assert_eq!((found, lost), (known(&past.columns, LISTS.map(list_id)), Vec::new()));
    assert!(!file.exists());
}

#[test]
fn who_matched_by_another_release_is_asked_anew() {
    let (folder, _, segments) = small();
    drop(segments);
    let manifest = folder.path().join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let own = format!("\"matching\": \"{}-", env!("CARGO_PKG_VERSION"));
    assert_eq!(text.matches(&own).count(), LISTS.len());
    fs::write(&manifest, text.replacen(&own, "\"matching\": \"0.0.9-", 2)).unwrap();
    let (_, found, lost) = read_back(&folder);
    assert_eq!((found.len(), lost), (LISTS.len() - 2, Vec::new()));
}
