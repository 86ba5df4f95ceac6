//! Reading beside whoever writes: each reading is one moment, whatever the writer does meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::{fs, thread};

use pointsman_domain::clock::Timestamp;
use pointsman_domain::workflow::DecisionAction;
use pointsman_history::segments::Kept;
use pointsman_history::{Folder, KeyValues, PastInquiry, Segments, Watermark, read_beside};

use crate::generate::{self, Random};
use crate::past::Past;

const WRITES: usize = 200;

fn history(count: usize) -> Vec<PastInquiry> {
    let mut random = Random::seeded(21);
    let document = generate::document(&mut random);
    let mut past = Past::default();
    past.grow(&mut random, &document, u64::try_from(count).unwrap());
    past.plain
}

fn at(position: usize) -> Watermark {
    let position = i64::try_from(position).unwrap();
    Watermark { position, at: Timestamp::from_microseconds(position) }
}

/// Ends the reader even if the writer fails.
struct Writing<'w>(&'w AtomicBool);

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

#[test]
fn a_reader_sees_one_moment_while_files_are_replaced() {
    let folder = tempfile::tempdir().unwrap();
    assert!(read_beside(folder.path(), |segments| segments.load(1)).unwrap().is_none());
    let mut rows = history(2 * WRITES);
    let mut segments = Segments::open(Box::new(Folder::open(folder.path()).unwrap())).unwrap();
    segments.append(&[], at(0)).unwrap();
    let writing = AtomicBool::new(true);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut read = 0_usize;
            while writing.load(Ordering::Relaxed) {
                let seen = read_beside(folder.path(), |segments| {
                    Ok((segments.complete_to().unwrap(), segments.load(2)?))
                });
                let (complete_to, inquiries) = seen.unwrap().unwrap();
                let number = u64::try_from(complete_to.position).unwrap();
                assert_eq!(inquiries.len(), 2 * number, "each write adds two");
                if let Some(last) = number.checked_sub(1) {
                    let first = inquiries.read(2 * last).unwrap().unwrap();
                    assert_eq!(first.outcome, Some(DecisionAction::MarkForReview));
                }
                read += 1;
            }
            read
        });
        let ended = Writing(&writing);
        for number in 0..WRITES {
            let own = &mut rows[2 * number..2 * number + 2];
            own[0].outcome = Some(DecisionAction::MarkForReview);
            let written: Vec<_> = own
                .iter()
                .map(|inquiry| Kept { inquiry: inquiry.clone(), values: KeyValues::default() })
                .collect();
            segments.append(&written, at(number + 1)).unwrap();
        }
        drop(ended);
        let read = reader.join().unwrap();
        eprintln!("{read} readings beside {WRITES} writes");
        assert!(read > 0);
    });
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "the reader made nothing");
}

#[test]
fn what_a_reader_cannot_read_is_named_and_nothing_is_cleared_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut segments = Segments::open(Box::new(Folder::open(folder.path()).unwrap())).unwrap();
    let kept = history(10).into_iter();
    let kept: Vec<_> = kept.map(|inquiry| Kept { inquiry, values: KeyValues::default() }).collect();
    segments.append(&kept, at(1)).unwrap();
    fs::write(folder.path().join("inquiries-00000099.parquet"), "half").unwrap();
    assert!(read_beside(folder.path(), |segments| segments.load(1)).unwrap().is_some());
    assert!(folder.path().join("inquiries-00000099.parquet").exists(), "somebody writes it");
    let file = segments.files().next().unwrap().to_owned();
    fs::remove_file(folder.path().join(&file)).unwrap();
    let error = read_beside(folder.path(), |segments| segments.load(1)).unwrap_err().to_string();
    assert!(error.contains(&file), "{error}");
}
