//! A bounded queue between the callers and the threads that own connections.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::measured::{Connections, DoorMeasured};
use crate::error::StorageError;

/// Work waits here until a thread takes it. Full means "busy", closed means "no new work".
///
/// Short work goes first, and there may be takers who take nothing else: so it never waits for long work.
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    arrived: Condvar,
    short_arrived: Condvar,
    capacity: usize,
    refused: AtomicU64,
    connections: Connections,
}

struct State<T> {
    short: VecDeque<T>,
    /// Takers that take nothing but short work, and have none.
    idle_takers_of_short: usize,
    /// Since when each has waited.
    waiting: VecDeque<(Instant, T)>,
    closed: bool,
}

impl<T> State<T> {
    fn count(&self) -> usize {
        self.short.len() + self.waiting.len()
    }
}

/// Who gets into a full queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Nobody: the work is new.
    IfThereIsRoom,
    /// Whoever ends what was accepted before; there is at most one of them for each request.
    Always,
    /// Nobody either. The work is short, and comes before what is not; it fills a queue of its own.
    Short,
}

impl<T> Queue<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            state: Mutex::new(State {
                short: VecDeque::new(),
                idle_takers_of_short: 0,
                waiting: VecDeque::new(),
                closed: false,
            }),
            arrived: Condvar::new(),
            short_arrived: Condvar::new(),
            capacity,
            refused: AtomicU64::new(0),
            connections: Connections::default(),
        }
    }

    /// Adds work, or says why not.
    pub(super) fn push(&self, work: T, entry: Entry) -> Result<(), StorageError> {
        let mut state = self.lock();
        if state.closed {
            return Err(StorageError::Closed);
        }
        match entry {
            Entry::IfThereIsRoom => self.require_room(state.waiting.len())?,
            Entry::Short => self.require_room(state.short.len())?,
            Entry::Always => {}
        }
        let told = match entry {
            Entry::IfThereIsRoom | Entry::Always => {
                state.waiting.push_back((Instant::now(), work));
                &self.arrived
            }
            Entry::Short => {
                state.short.push_back(work);
                // One is woken, and takes all that is there by then.
                if state.idle_takers_of_short > 0 { &self.short_arrived } else { &self.arrived }
            }
        };
        drop(state);
        told.notify_one();
        Ok(())
    }

    /// Refuses who would only wait to be refused.
    pub(super) fn admit(&self) -> Result<(), StorageError> {
        let state = self.lock();
        if state.closed {
            return Err(StorageError::Closed);
        }
        self.require_room(state.waiting.len())
    }

    fn require_room(&self, waiting: usize) -> Result<(), StorageError> {
        if waiting >= self.capacity {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Err(StorageError::Busy);
        }
        Ok(())
    }

    /// Whether it is open, and nobody waits or works.
    pub(super) fn is_at_rest(&self) -> bool {
        let (_, busy) = self.connections.counts();
        let state = self.lock();
        busy == 0 && state.count() == 0 && !state.closed
    }

    /// The connections that take work from here.
    pub(super) fn connections(&self) -> &Connections {
        &self.connections
    }

    pub(super) fn measured(&self) -> DoorMeasured {
        let (connections, busy) = self.connections.counts();
        let state = self.lock();
        let oldest = state.waiting.front();
        DoorMeasured {
            waiting: state.count(),
            oldest_wait: oldest.map_or(Duration::ZERO, |(since, _)| since.elapsed()),
            capacity: self.capacity,
            refused: self.refused.load(Ordering::Relaxed),
            connections,
            busy,
        }
    }

    /// Waits for work and takes what is there, oldest first, at most `most`. Empty once closed and drained.
    pub(super) fn take(&self, most: usize) -> Vec<T> {
        let mut state = self.wait();
        let short = state.short.len().min(most);
        let mut taken: Vec<T> = state.short.drain(..short).collect();
        let others = state.waiting.len().min(most - short);
        taken.extend(state.waiting.drain(..others).map(|(_, work)| work));
        taken
    }

    /// Waits for short work and takes what is there, at most `most`. Empty once closed and drained.
    pub(super) fn take_short(&self, most: usize) -> Vec<T> {
        let mut state = self.lock();
        while state.short.is_empty() && !state.closed {
            state.idle_takers_of_short += 1;
            state = self.short_arrived.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle_takers_of_short -= 1;
        }
        let count = state.short.len().min(most);
        state.short.drain(..count).collect()
    }

    /// Waits for work and takes one, or what is short, of which it may be several.
    pub(super) fn take_one(&self, most_short: usize) -> Vec<T> {
        let mut state = self.wait();
        let short = state.short.len().min(most_short);
        if short > 0 {
            return state.short.drain(..short).collect();
        }
        state.waiting.pop_front().map(|(_, work)| work).into_iter().collect()
    }

    /// Waits for work and takes the share of one of several takers: the oldest, and with it what is of the same kind, of which the others are left
    /// their share. What has no kind is taken alone. So nobody owns work that he does not begin at once, while others
    /// could.
    pub(super) fn take_alike<K: PartialEq>(
        &self,
        most: usize,
        takers: usize,
        kind: impl Fn(&T) -> Option<K>,
    ) -> Vec<T> {
        let mut state = self.wait();
        if let Some(short) = state.short.pop_front() {
            return vec![short];
        }
        let Some((_, oldest)) = state.waiting.pop_front() else { return Vec::new() };
        let wanted = kind(&oldest);
        let is_alike = |work: &T| wanted.is_some() && kind(work) == wanted;
        let alike = state.waiting.iter().filter(|(_, work)| is_alike(work)).count() + 1;
        let count = alike.div_ceil(takers).min(most);
        let mut taken = vec![oldest];
        if count > taken.len() {
            for (since, work) in std::mem::take(&mut state.waiting) {
                if taken.len() < count && is_alike(&work) {
                    taken.push(work);
                } else {
                    state.waiting.push_back((since, work));
                }
            }
        }
        taken
    }

    /// Waits until there is work, or none will come any more.
    fn wait(&self) -> MutexGuard<'_, State<T>> {
        let mut state = self.lock();
        while state.count() == 0 && !state.closed {
            state = self.arrived.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state
    }

    /// Takes no new work; what waits is still done.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_all();
        self.short_arrived.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Work of a kind, or of none.
    type Named = (Option<char>, u32);

    fn queue(waiting: &[Named]) -> Queue<Named> {
        let queue = Queue::new(100);
        for work in waiting {
            queue.push(*work, Entry::IfThereIsRoom).unwrap();
        }
        queue
    }

    #[test]
    fn whoever_takes_a_share_takes_only_what_is_done_together() {
        let (a, b) = (Some('a'), Some('b'));
        let queue = queue(&[(a, 1), (None, 2), (a, 3), (b, 4), (None, 5), (a, 6), (a, 7), (b, 8)]);
        for due in [
            // Half of those of its kind, also from behind others.
            vec![(a, 1), (a, 3)],
            vec![(None, 2)],
            vec![(b, 4)],
            vec![(None, 5)],
            vec![(a, 6)],
            vec![(a, 7)],
            vec![(b, 8)],
        ] {
            assert_eq!(queue.take_alike(64, 2, |(kind, _)| *kind), due);
        }
        queue.close();
        assert!(queue.take_alike(64, 2, |(kind, _)| *kind).is_empty());
    }

    #[test]
    fn nobody_takes_more_than_is_wanted() {
        let queue = queue(&[(Some('a'), 1), (Some('a'), 2), (Some('a'), 3)]);
        assert_eq!(queue.take_alike(2, 1, |(kind, _)| *kind).len(), 2);
        assert_eq!(queue.take(64).len(), 1);
    }
}
