//! A bounded queue between the callers and the threads that own connections.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::measured::{Connections, DoorMeasured};
use crate::error::StorageError;

/// Work waits here until a thread takes it. Full means "busy", closed means "no new work".
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    arrived: Condvar,
    capacity: usize,
    refused: AtomicU64,
    connections: Connections,
}

struct State<T> {
    /// Since when each has waited.
    waiting: VecDeque<(Instant, T)>,
    closed: bool,
}

/// Who gets into a full queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Nobody: the work is new.
    IfThereIsRoom,
    /// Whoever ends what was accepted before; there is at most one of them for each request.
    Always,
}

impl<T> Queue<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            state: Mutex::new(State { waiting: VecDeque::new(), closed: false }),
            arrived: Condvar::new(),
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
        if entry == Entry::IfThereIsRoom && state.waiting.len() >= self.capacity {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Err(StorageError::Busy);
        }
        state.waiting.push_back((Instant::now(), work));
        drop(state);
        self.arrived.notify_one();
        Ok(())
    }

    /// Refuses who would only wait to be refused.
    pub(super) fn admit(&self) -> Result<(), StorageError> {
        let state = self.lock();
        if state.closed {
            return Err(StorageError::Closed);
        }
        if state.waiting.len() >= self.capacity {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Err(StorageError::Busy);
        }
        Ok(())
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
            waiting: state.waiting.len(),
            oldest_wait: oldest.map_or(Duration::ZERO, |(since, _)| since.elapsed()),
            capacity: self.capacity,
            refused: self.refused.load(Ordering::Relaxed),
            connections,
            busy,
        }
    }

    /// Waits for work and takes what is there, oldest first, at most `most`. Empty once closed and drained.
    pub(super) fn take(&self, most: usize) -> Vec<T> {
        self.take_share(most, 1)
    }

    /// The same for one of several takers, who leaves the others their share.
    pub(super) fn take_share(&self, most: usize, takers: usize) -> Vec<T> {
        let mut state = self.lock();
        while state.waiting.is_empty() && !state.closed {
            state = self.arrived.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let count = state.waiting.len().div_ceil(takers).min(most);
        state.waiting.drain(..count).map(|(_, work)| work).collect()
    }

    /// Takes no new work; what waits is still done.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
