//! Segments: what was written is read back, changes replace it, and what was erased is in no file.

use std::collections::BTreeMap;
use std::fs;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::workflow::DecisionAction;
use pointsman_history::segments::{Kept, read_beside};
use pointsman_history::{Folder, KeyValues, Keys, PastInquiry, Segments, Watermark};

use crate::generate::{self, Random};
use crate::past::Past;

pub(crate) fn at(position: i64) -> Watermark {
    Watermark { position, at: Timestamp::from_microseconds(position * 1_000_000) }
}

pub(crate) fn open(folder: &tempfile::TempDir) -> Segments {
    Segments::open(Box::new(Folder::open(folder.path()).unwrap())).unwrap()
}

/// What lies there, beside who writes.
pub(crate) fn look(folder: &tempfile::TempDir) -> Segments {
    Segments::open(Box::new(Folder::to_read(folder.path()))).unwrap()
}

fn values(row: usize) -> KeyValues {
    let fields = [("email_address", format!("p{row}@example.com")), ("custom", format!("c{row}"))];
    KeyValues {
        fields: fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
        session: BTreeMap::from([("ip_address".to_owned(), format!("192.0.2.{}", row % 250))]),
    }
}

pub(crate) fn kept(rows: &[PastInquiry], first: usize) -> Vec<Kept> {
    rows.iter()
        .enumerate()
        .map(|(row, inquiry)| {
            let values = match inquiry.keys {
                Keys::Kept => values(first + row),
                Keys::Never | Keys::Erased => KeyValues::default(),
            };
            Kept { inquiry: inquiry.clone(), values }
        })
        .collect()
}

fn history(count: u64) -> Vec<PastInquiry> {
    let mut random = Random::seeded(3);
    let document = generate::document(&mut random);
    let mut past = Past::default();
    past.grow(&mut random, &document, count);
    past.plain
}

fn read_back(segments: &Segments) -> Vec<PastInquiry> {
    let inquiries = segments.load(2).unwrap();
    let mut read: Vec<_> =
        (0..inquiries.len()).map(|row| inquiries.read(row).unwrap().unwrap()).collect();
    for inquiry in &mut read {
        inquiry.runs.sort_by_key(|run| run.workflow);
    }
    read
}

#[test]
fn what_was_written_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let rows = history(66_500);
    let mut segments = open(&folder);
    assert_eq!(segments.complete_to(), None);
    for (position, range) in [(1, 0..10), (2, 10..700), (3, 700..66_000), (4, 66_000..66_500)] {
        let added = kept(&rows[range.clone()], range.start);
        segments.append(&added, at(position)).unwrap();
        assert_eq!(look(&folder).complete_to(), Some(at(position)));
    }
    segments.append(&[], at(5)).unwrap();
    let again = look(&folder);
    assert_eq!(again.complete_to(), Some(at(5)), "nothing new is news, too");
    assert_eq!(read_back(&again), rows);
    assert_eq!(again.files().count(), 2, "one whole chunk and the rest");
    let mut keys = Vec::new();
    again.keys(|id, values| keys.push((id, values.clone()))).unwrap();
    let wanted = kept(&rows, 0).into_iter().filter(|row| row.inquiry.keys == Keys::Kept);
    assert_eq!(keys, wanted.map(|row| (row.inquiry.id, row.values)).collect::<Vec<_>>());
    let size = again.size();
    assert_eq!(size.rows, 66_500);
    eprintln!(
        "{} bytes of attributes and {} of keys a row",
        size.inquiries / size.rows,
        size.keys / size.rows
    );
}

#[test]
fn a_later_decision_and_an_erasure_replace_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = history(300);
    rows[7].keys = Keys::Kept;
    let mut segments = open(&folder);
    segments.append(&kept(&rows, 0), at(1)).unwrap();
    rows[7].keys = Keys::Erased;
    rows[9].outcome = Some(DecisionAction::Decline);
    segments.rewrite(&[rows[7].clone(), rows[9].clone()], at(2)).unwrap();
    let again = look(&folder);
    assert_eq!(again.complete_to(), Some(at(2)));
    assert_eq!(read_back(&again), rows);
    let mut erased = true;
    again.keys(|id, _| erased &= id != rows[7].id).unwrap();
    assert!(erased);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        4,
        "two files, the manifest and the lock"
    );
}

#[test]
fn a_damaged_or_missing_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut segments = open(&folder);
    segments.append(&kept(&history(100), 0), at(1)).unwrap();
    let file = segments.files().next().unwrap().to_owned();
    let mut content = fs::read(folder.path().join(&file)).unwrap();
    content[50] ^= 1;
    fs::write(folder.path().join(&file), content).unwrap();
    let error = look(&folder).load(1).unwrap_err().to_string();
    assert!(error.contains(&file) && error.contains("built anew"), "{error}");
    fs::remove_file(folder.path().join(&file)).unwrap();
    let error = look(&folder).load(1).unwrap_err().to_string();
    assert!(error.contains(&file) && error.contains("missing"), "{error}");
}

#[test]
fn what_a_broken_write_left_is_cleared_away() {
    let folder = tempfile::tempdir().unwrap();
    let rows = history(20);
    open(&folder).append(&kept(&rows, 0), at(1)).unwrap();
    fs::write(folder.path().join("inquiries-00000099.parquet"), "half").unwrap();
    fs::write(folder.path().join(".pointsman-x1"), "half").unwrap();
    let of_others = ["export.parquet", "inquiries-may.parquet", "inquiries-1.parquet", ".tmp1"];
    for name in of_others {
        fs::write(folder.path().join(name), "somebody's").unwrap();
    }
    fs::create_dir(folder.path().join("spark.parquet")).unwrap();
    assert_eq!(read_back(&open(&folder)), rows);
    assert!(!folder.path().join("inquiries-00000099.parquet").exists());
    assert!(!folder.path().join(".pointsman-x1").exists());
    for name in of_others.iter().chain(&["spark.parquet"]) {
        assert!(folder.path().join(name).exists(), "{name} is nobody's business");
    }
}

#[test]
fn a_folder_has_one_writer_and_many_readers() {
    let folder = tempfile::tempdir().unwrap();
    let rows = history(20);
    let mut first = open(&folder);
    first.append(&kept(&rows, 0), at(1)).unwrap();
    let second = Folder::open(folder.path()).unwrap_err().to_string();
    assert!(second.contains("--history-folder"), "{second}");
    let beside = read_beside(folder.path(), |segments| segments.load(1)).unwrap().unwrap();
    assert_eq!(beside.len(), 20);
    drop(first);
    assert_eq!(read_back(&open(&folder)), rows);
}
