//! Replaying every run: piece by piece, several pieces at a time, in constant memory. Changes nothing, and a server
//! may run beside it.

use std::collections::VecDeque;
use std::sync::Arc;

use pointsman_domain::ids::RunId;
use pointsman_storage::runs::{self, FoundRun};
use pointsman_storage::{Storage, StorageError, Transaction};
use serde::Serialize;

use super::comparison::{Difference, Versions, differences};
use crate::lists;

/// Numbers of runs in one piece.
const PIECE: i64 = 1_000;
/// Pieces that are under way at the same time: more than there are connections that read.
const AT_ONCE: usize = 8;

/// A run and its replay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReplayedRun {
    /// `run_…`
    pub run: String,
    /// Whether the same came out.
    pub agrees: bool,
    /// In what they differ.
    pub differences: Vec<Difference>,
}

/// One piece that was replayed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplayedPiece {
    /// Runs in it.
    pub runs: u64,
    /// Those that do not agree, oldest first.
    pub disagreeing: Vec<ReplayedRun>,
    /// Which part of all runs is done, in numbers of runs: this many…
    pub done: u64,
    /// … of so many.
    pub of: u64,
}

/// Replays one run; `None` if there is none.
pub async fn replay_one(storage: &Storage, id: RunId) -> Result<Option<ReplayedRun>, StorageError> {
    storage
        .read(move |transaction| {
            let versions = Versions::new(lists::directory(transaction)?);
            let found = runs::recorded(transaction, id)?;
            found.map(|found| replayed(transaction, &versions, found)).transpose()
        })
        .await
}

/// Replays every run that there is when it begins, oldest first, and hands over each piece.
pub async fn replay_all<E: From<StorageError>>(
    storage: &Storage,
    mut each: impl FnMut(ReplayedPiece) -> Result<(), E>,
) -> Result<(), E> {
    let (numbers, lists) = storage
        .read(|transaction| -> Result<_, StorageError> {
            Ok((runs::numbers(transaction)?, lists::directory(transaction)?))
        })
        .await?;
    let Some((first, last)) = numbers else { return Ok(()) };
    let versions = Arc::new(Versions::new(lists));
    let of = (last - first).unsigned_abs() + 1;
    let mut begin = first;
    let mut under_way = VecDeque::new();
    loop {
        while begin <= last && under_way.len() < AT_ONCE {
            let end = last.min(begin.saturating_add(PIECE - 1));
            let (storage, versions) = (storage.clone(), Arc::clone(&versions));
            under_way.push_back(tokio::spawn(async move {
                let done = (end - first).unsigned_abs() + 1;
                piece(&storage, versions, (begin, end)).await.map(|piece| ReplayedPiece {
                    done,
                    of,
                    ..piece
                })
            }));
            begin = end.saturating_add(1);
        }
        let Some(next) = under_way.pop_front() else { return Ok(()) };
        // A piece that panicked is an error of the storage, in which it ran.
        each(next.await.unwrap_or(Err(StorageError::Closed))?)?;
    }
}

async fn piece(
    storage: &Storage,
    versions: Arc<Versions>,
    (first, last): (i64, i64),
) -> Result<ReplayedPiece, StorageError> {
    storage
        .read(move |transaction| {
            let mut piece = ReplayedPiece::default();
            for found in runs::recorded_between(transaction, first, last)? {
                piece.runs += 1;
                let replayed = replayed(transaction, &versions, found)?;
                if !replayed.agrees {
                    piece.disagreeing.push(replayed);
                }
            }
            Ok(piece)
        })
        .await
}

fn replayed(
    transaction: &mut Transaction<'_>,
    versions: &Versions,
    found: FoundRun,
) -> Result<ReplayedRun, StorageError> {
    let differences = differences(transaction, versions, &found)?;
    Ok(ReplayedRun { run: found.id, agrees: differences.is_empty(), differences })
}
