//! Work on all segments, by several threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::SegmentError;

/// Does `work` for each of so many places, the last one first, and answers in their order. After an error nothing new is
/// begun.
pub(super) fn each_place<T: Send>(
    places: usize,
    threads: usize,
    work: impl Fn(usize) -> Result<T, SegmentError> + Sync,
) -> Result<Vec<T>, SegmentError> {
    let begun = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, T)>, SegmentError> {
        let mut done = Vec::new();
        loop {
            let turn = begun.fetch_add(1, Ordering::Relaxed);
            let Some(place) = places.checked_sub(turn.saturating_add(1)) else { return Ok(done) };
            match work(place) {
                Ok(one) => done.push((place, one)),
                Err(error) => {
                    begun.store(places, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
    };
    let parts: Result<Vec<_>, SegmentError> = thread::scope(|scope| {
        let others: Vec<_> =
            (1..threads.clamp(1, places.max(1))).map(|_| scope.spawn(work)).collect();
        let own = work();
        let others = others.into_iter().map(|thread| match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        others.chain([own]).collect()
    });
    let mut parts: Vec<_> = parts?.into_iter().flatten().collect();
    parts.sort_by_key(|(place, _)| *place);
    Ok(parts.into_iter().map(|(_, one)| one).collect())
}
