//! How many may ask at the same time, and who waits.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// Questions that are answered at the same time. Each has a thread, and decisions need some too.
const AT_ONCE: usize = 2;
/// Callers that may wait for one another.
const MOST_WAITING: usize = 64;

/// Room for a few who ask. Of one caller only the newest question of a kind waits: a person who types on does not want the
/// older answer any more.
#[derive(Debug)]
pub(crate) struct Room {
    places: Arc<Semaphore>,
    waiting: Mutex<Waiting>,
}

/// Those who wait. No number comes twice: who was superseded and leaves late must not take a newer one along.
#[derive(Debug, Default)]
struct Waiting {
    by_asker: HashMap<Asker, (u64, oneshot::Sender<()>)>,
    last: u64,
}

/// Who asks what.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Asker {
    /// The member or key.
    pub(crate) caller: String,
    /// Which of those who ask as this caller, if they tell themselves apart.
    pub(crate) part: Option<String>,
    /// The kind of question.
    pub(crate) kind: &'static str,
}

/// A place, until it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoPlace {
    /// The caller asked something newer while this waited.
    #[error("a newer question of the same caller took the place of this one")]
    Superseded,
    /// Too many wait.
    #[error("too many questions about the past wait already; try again in a moment")]
    Full,
}

impl Default for Room {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), waiting: Mutex::default() }
    }
}

impl Room {
    /// Waits for a place.
    pub(crate) async fn enter(&self, asker: Asker) -> Result<Place, NoPlace> {
        if let Ok(permit) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(Place { _permit: permit });
        }
        let (waiter, given_up) = self.wait(asker)?;
        tokio::select! {
            permit = Arc::clone(&self.places).acquire_owned() => {
                drop(waiter);
                // Nobody closes it.
                permit.map(|permit| Place { _permit: permit }).map_err(|_| NoPlace::Full)
            }
            _ = given_up => Err(NoPlace::Superseded),
        }
    }

    fn wait(&self, asker: Asker) -> Result<(Waiter<'_>, oneshot::Receiver<()>), NoPlace> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.by_asker.len() >= MOST_WAITING && !waiting.by_asker.contains_key(&asker) {
            return Err(NoPlace::Full);
        }
        waiting.last += 1;
        let number = waiting.last;
        let (newer, given_up) = oneshot::channel();
        // Dropping the sender of an older one tells it.
        drop(waiting.by_asker.insert(asker.clone(), (number, newer)));
        Ok((Waiter { room: self, asker, number }, given_up))
    }
}

/// One that waits, until it is dropped.
struct Waiter<'r> {
    room: &'r Room,
    asker: Asker,
    number: u64,
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        let mut waiting = self.room.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = waiting.by_asker.get(&self.asker);
        if newest.is_some_and(|(number, _)| *number == self.number) {
            waiting.by_asker.remove(&self.asker);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn asker(caller: &str) -> Asker {
        Asker { caller: caller.to_owned(), part: None, kind: "counts" }
    }

    #[tokio::test]
    async fn of_one_caller_the_newest_waits() {
        let room = Room::default();
        let first = room.enter(asker("ann")).await.unwrap();
        let second = room.enter(asker("ann")).await.unwrap();
        let mut older = Box::pin(room.enter(asker("ann")));
        assert!((&mut older).now_or_never().is_none());
        let mut other = Box::pin(room.enter(asker("bob")));
        assert!((&mut other).now_or_never().is_none());
        let mut newer = Box::pin(room.enter(asker("ann")));
        assert!((&mut newer).now_or_never().is_none());
        assert_eq!(older.await.unwrap_err(), NoPlace::Superseded);
        drop((first, second));
        other.await.unwrap();
        newer.await.unwrap();
        assert!(room.waiting.lock().unwrap().by_asker.is_empty());
    }

    #[tokio::test]
    async fn who_leaves_late_takes_no_newer_one_along() {
        let room = Room::default();
        let _all = [room.enter(asker("x")).await.unwrap(), room.enter(asker("y")).await.unwrap()];
        let (first, _given_up) = room.wait(asker("ann")).unwrap();
        let (second, _given_up) = room.wait(asker("ann")).unwrap();
        drop(second);
        let (_third, mut given_up) = room.wait(asker("ann")).unwrap();
        drop(first);
        assert!(given_up.try_recv() == Err(oneshot::error::TryRecvError::Empty));
        assert!(room.waiting.lock().unwrap().by_asker.contains_key(&asker("ann")));
    }

    #[tokio::test]
    async fn two_tabs_of_one_caller_both_wait() {
        let room = Room::default();
        let all = [room.enter(asker("x")).await.unwrap(), room.enter(asker("y")).await.unwrap()];
        let tab = |part: &str| Asker { part: Some(part.to_owned()), ..asker("ann") };
        let mut one = Box::pin(room.enter(tab("one")));
        assert!((&mut one).now_or_never().is_none());
        let mut other = Box::pin(room.enter(tab("other")));
        assert!((&mut other).now_or_never().is_none());
        drop(all);
        one.await.unwrap();
        other.await.unwrap();
    }

    #[tokio::test]
    async fn so_many_wait_and_no_more() {
        let room = Room::default();
        let _all =
            [room.enter(asker("ann")).await.unwrap(), room.enter(asker("ann")).await.unwrap()];
        let mut waiting: Vec<_> =
            (0..MOST_WAITING).map(|n| Box::pin(room.enter(asker(&n.to_string())))).collect();
        assert!(waiting.iter_mut().all(|one| one.now_or_never().is_none()));
        assert_eq!(room.enter(asker("one more")).await.unwrap_err(), NoPlace::Full);
        waiting.pop();
        assert!(room.enter(asker("one more")).now_or_never().is_none());
    }
}
