//! A copy of the files elsewhere: whole at every moment, brought to the present, and enough to begin with.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::{Arc, Mutex};

use pointsman_history::segments::{Brought, Copied, SegmentError, Shelf};
use pointsman_history::{Folder, Keys, PastInquiry, Segments};

use crate::fixtures::list_id;
use crate::generate::{self, Random};
use crate::past::{LISTS, Past};
use crate::segments::{at, kept, open};

/// A store in memory that fails when it is told to.
#[derive(Clone, Debug, Default)]
struct Store {
    files: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    /// So many more calls succeed.
    calls_left: Arc<Mutex<Option<usize>>>,
}

impl Store {
    fn call(&self, file: &str) -> Result<(), SegmentError> {
        let mut left = self.calls_left.lock().unwrap();
        match left.as_mut() {
            Some(0) => Err(SegmentError::Store { file: file.to_owned(), detail: "away".into() }),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn fail_after(&self, calls: Option<usize>) {
        *self.calls_left.lock().unwrap() = calls;
    }

    fn names_now(&self) -> BTreeSet<String> {
        self.files.lock().unwrap().keys().cloned().collect()
    }
}

impl Shelf for Store {
    fn get(&self, file: &str) -> Result<Option<Vec<u8>>, SegmentError> {
        self.call(file)?;
        Ok(self.files.lock().unwrap().get(file).cloned())
    }

    fn put(&self, file: &str, content: &[u8]) -> Result<(), SegmentError> {
        self.call(file)?;
        self.files.lock().unwrap().insert(file.to_owned(), content.to_owned());
        Ok(())
    }

    fn remove(&self, file: &str) -> Result<(), SegmentError> {
        self.call(file)?;
        self.files.lock().unwrap().remove(file);
        Ok(())
    }

    fn names(&self) -> Result<Vec<String>, SegmentError> {
        self.call(".")?;
        Ok(self.names_now().into_iter().collect())
    }
}

fn copied(store: &Store) -> Copied {
    Copied::open(Box::new(store.clone())).unwrap()
}

/// Everything that a history says.
#[derive(Debug, PartialEq)]
struct Said {
    inquiries: Vec<PastInquiry>,
    keys: Vec<String>,
    lists: BTreeMap<String, Vec<u64>>,
}

fn said(segments: &mut Segments) -> Said {
    let mut inquiries = segments.load(2).unwrap();
    let lists = segments.lists_now(&mut inquiries, |error| panic!("{error}"));
    let on = |list| (0..inquiries.len()).filter(|row| inquiries.is_on_now(list, *row)).collect();
    let lists = lists.into_iter().map(|list| (list.to_string(), on(list))).collect();
    let mut keys = Vec::new();
    segments.keys(|id, values| keys.push(format!("{id} {values:?}"))).unwrap();
    let rows = (0..inquiries.len()).map(|row| inquiries.read(row).unwrap().unwrap());
    Said { inquiries: rows.collect(), keys, lists }
}

/// What a server would begin with that has nothing but the store.
fn fetched(store: &Store) -> (tempfile::TempDir, Said) {
    let folder = tempfile::tempdir().unwrap();
    copied(store).fetch(&Folder::open(folder.path()).unwrap(), 2, &|| true).unwrap();
    let said = said(&mut open(&folder));
    (folder, said)
}

#[test]
fn whatever_fails_the_copy_is_whole_and_comes_to_be_the_same() {
    for seed in 0..8 {
        let mut random = Random::seeded(seed);
        let document = generate::document(&mut random);
        let (folder, store) = (tempfile::tempdir().unwrap(), Store::default());
        let (mut past, mut segments, mut copy) = (Past::default(), open(&folder), copied(&store));
        let mut before = None;
        for position in 1..8 {
            let first = past.plain.len();
            let count = u64::try_from(random.between(0, 60)).unwrap();
            past.grow(&mut random, &document, count);
            segments.append(&kept(&past.plain[first..], first), at(position)).unwrap();
            if random.percent(50) && first > 0 {
                let row = random.below(first);
                past.plain[row].keys = Keys::Erased;
                let (number, erased) = (u64::try_from(row).unwrap(), past.plain[row].clone());
                past.columns.bring_to(&[(number, &erased)]).unwrap();
                segments.rewrite(&[erased], at(position)).unwrap();
            }
            segments.keep_lists(&past.columns, LISTS.map(list_id)).unwrap();
            let wanted = said(&mut segments);
            // The store is away after some calls; what is in it is still what it was, or all of what comes.
            store.fail_after(Some(random.between(0, 12)));
            let went_on = copy.bring(folder.path(), &|| true).is_ok();
            store.fail_after(None);
            if store.names_now().contains("manifest.json") {
                let found = fetched(&store).1;
                assert!(found == wanted || !went_on && Some(&found) == before.as_ref());
            }
            if random.percent(30) {
                copy = copied(&store);
            }
            assert!(went_on || !copy.is_present(folder.path()).unwrap(), "what failed is known");
            copy.bring(folder.path(), &|| true).unwrap();
            assert!(copy.is_present(folder.path()).unwrap());
            assert_eq!(fetched(&store).1, wanted, "seed {seed}");
            let files = 1 + segments.files().count() * 2 + LISTS.len();
            assert!(store.names_now().len() <= files, "nothing that was erased stays");
            assert_eq!(copy.bring(folder.path(), &|| true).unwrap(), Brought::default());
            before = Some(wanted);
        }
    }
}

fn small() -> (tempfile::TempDir, Segments, Store, Copied) {
    let mut random = Random::seeded(4);
    let document = generate::document(&mut random);
    let (folder, store) = (tempfile::tempdir().unwrap(), Store::default());
    let mut past = Past::default();
    past.grow(&mut random, &document, 80);
    let mut segments = open(&folder);
    segments.append(&kept(&past.plain, 0), at(1)).unwrap();
    let mut copy = copied(&store);
    copy.bring(folder.path(), &|| true).unwrap();
    (folder, segments, store, copy)
}

#[test]
fn files_of_others_stay_and_files_of_ours_that_nobody_names_go() {
    let (folder, mut segments, store, mut copy) = small();
    let left = format!("keys-{}.parquet", "a".repeat(40));
    for name in ["report.parquet", "keys-2024.parquet", "keys-zz.parquet", &left] {
        store.put(name, b"?").unwrap();
    }
    segments.append(&[], at(2)).unwrap();
    assert!(!copy.is_present(folder.path()).unwrap());
    assert_eq!(copy.bring(folder.path(), &|| true).unwrap().removed, 1);
    assert!(!store.names_now().contains(&left));
    assert_eq!(store.names_now().len(), 3 + 3);
}

#[test]
fn a_damaged_file_is_not_begun_with_and_is_put_again() {
    let (folder, mut segments, store, mut copy) = small();
    let wanted = said(&mut segments);
    let damaged = |name: &String| name.starts_with("inquiries-");
    let name = store.names_now().into_iter().find(damaged).unwrap();
    store.files.lock().unwrap().get_mut(&name).unwrap()[40] ^= 1;
    let elsewhere = tempfile::tempdir().unwrap();
    let into = Folder::open(elsewhere.path()).unwrap();
    let error = copied(&store).fetch(&into, 1, &|| true).unwrap_err();
    drop(into);
    assert!(matches!(&error, SegmentError::DamagedCopy { file, .. } if *file == name), "{error}");
    assert_eq!(open(&elsewhere).complete_to(), None, "a part never passes for the whole");
    copy.distrust();
    assert!(!copy.is_present(folder.path()).unwrap());
    copy.bring(folder.path(), &|| true).unwrap();
    assert_eq!(fetched(&store).1, wanted);
    // One that is gone is noticed when something is put the next time.
    store.remove(&name).unwrap();
    segments.append(&[], at(3)).unwrap();
    assert_eq!(copy.bring(folder.path(), &|| true).unwrap().put, 1);
    assert_eq!(fetched(&store).1, wanted);
}

#[test]
fn it_is_broken_off_between_files_and_goes_on_with_the_rest() {
    let (folder, store) = (tempfile::tempdir().unwrap(), Store::default());
    let (own, ..) = small();
    for entry in fs::read_dir(own.path()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let mut copy = copied(&store);
    let left = Mutex::new(1);
    let goes_on = || {
        let mut left = left.lock().unwrap();
        *left -= 1;
        *left >= 0
    };
    let error = copy.bring(folder.path(), &goes_on).unwrap_err();
    assert!(matches!(error, SegmentError::BrokenOff));
    assert_eq!((store.names_now().len(), copied(&store).complete_to()), (1, None));
    assert_eq!(copy.bring(folder.path(), &|| true).unwrap().put, 1);
}

/// A store in which the files that a manifest names are replaced once, while somebody fetches them.
#[derive(Debug)]
struct Replaced(Store, Mutex<Option<BTreeMap<String, Vec<u8>>>>);

impl Shelf for Replaced {
    fn get(&self, file: &str) -> Result<Option<Vec<u8>>, SegmentError> {
        if file != "manifest.json"
            && let Some(next) = self.1.lock().unwrap().take()
        {
            *self.0.files.lock().unwrap() = next;
        }
        self.0.get(file)
    }

    fn put(&self, file: &str, content: &[u8]) -> Result<(), SegmentError> {
        self.0.put(file, content)
    }

    fn remove(&self, file: &str) -> Result<(), SegmentError> {
        self.0.remove(file)
    }

    fn names(&self) -> Result<Vec<String>, SegmentError> {
        self.0.names()
    }
}

#[test]
fn who_fetches_while_files_are_replaced_begins_again() {
    let (folder, mut segments, store, mut copy) = small();
    let before = store.files.lock().unwrap().clone();
    segments.append(&[], at(2)).unwrap();
    let erased = PastInquiry { keys: Keys::Erased, ..said(&mut segments).inquiries[3].clone() };
    segments.rewrite(&[erased], at(3)).unwrap();
    copy.bring(folder.path(), &|| true).unwrap();
    let after = std::mem::replace(&mut *store.files.lock().unwrap(), before);
    let replaced = Replaced(store, Mutex::new(Some(after)));
    let elsewhere = tempfile::tempdir().unwrap();
    let mut copy = Copied::open(Box::new(replaced)).unwrap();
    copy.fetch(&Folder::open(elsewhere.path()).unwrap(), 2, &|| true).unwrap();
    assert_eq!(said(&mut open(&elsewhere)), said(&mut segments));
    let broken_off = copy.fetch(&Folder::open(elsewhere.path()).unwrap(), 2, &|| false);
    assert!(matches!(broken_off, Err(SegmentError::BrokenOff)));
    assert_eq!(open(&elsewhere).complete_to(), None);
}

#[test]
fn what_failed_to_be_removed_is_removed_the_next_time() {
    let (folder, mut segments, store, mut copy) = small();
    let first = said(&mut segments).inquiries[3].clone();
    segments.rewrite(&[PastInquiry { keys: Keys::Erased, ..first }], at(2)).unwrap();
    // A listing, two files and the manifest; the removals are refused.
    store.fail_after(Some(4));
    copy.bring(folder.path(), &|| true).unwrap_err();
    store.fail_after(None);
    assert_eq!(store.names_now().len(), 5);
    for mut copy in [copy, copied(&store)] {
        assert!(!copy.is_present(folder.path()).unwrap());
        copy.bring(folder.path(), &|| true).unwrap();
        assert!(copy.is_present(folder.path()).unwrap());
    }
    assert_eq!(store.names_now().len(), 3);
}

#[test]
fn a_folder_of_an_earlier_moment_does_not_replace_the_copy() {
    let (folder, mut segments, store, mut copy) = small();
    let earlier = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, earlier.path().join(path.file_name().unwrap())).unwrap();
    }
    segments.append(&[], at(9)).unwrap();
    copy.bring(folder.path(), &|| true).unwrap();
    let now = store.names_now();
    let error = copied(&store).bring(earlier.path(), &|| true).unwrap_err();
    assert!(matches!(error, SegmentError::Behind));
    assert_eq!((store.names_now(), copied(&store).complete_to()), (now, Some(at(9))));
}
