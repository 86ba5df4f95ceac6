//! Answers of literals by chunk, kept across edits: an edit asks anew only what it touched.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pointsman_engine::plan::literals::Literal;

use crate::bits::Bits;
use crate::chunk::Stamp;
use crate::question::Lists;

/// What is kept apart: only answers about lists depend on which lists are meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    literal: Literal,
    lists: Option<Lists>,
}

impl Key {
    pub(crate) fn new(literal: &Literal, lists: Lists) -> Self {
        let lists = match literal {
            Literal::List { .. } | Literal::ListsKnown { .. } => Some(lists),
            Literal::Number { .. } | Literal::Code { .. } => None,
        };
        Self { literal: literal.clone(), lists }
    }
}

/// A bounded store of answers. What was used longest ago goes first.
#[derive(Debug)]
pub struct Cache {
    budget: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    entries: HashMap<Key, Entry>,
    bytes: usize,
    questions: u64,
}

#[derive(Debug, Default)]
struct Entry {
    last_used: u64,
    bytes: usize,
    chunks: Vec<Option<([Stamp; 2], Arc<Bits>)>>,
}

/// What an answer takes besides its bits.
const OVERHEAD: usize = size_of::<Option<([Stamp; 2], Arc<Bits>)>>() + size_of::<Bits>() + 16;

impl Cache {
    /// A cache that keeps at most so many bytes.
    pub fn new(budget: usize) -> Self {
        Self { budget, kept: Mutex::default() }
    }

    /// Bytes that are kept.
    pub fn bytes(&self) -> usize {
        self.kept().bytes
    }

    /// Marks what a question needs, so that nothing of it goes while it is answered.
    pub(crate) fn begin(&self, keys: &[Key]) -> u64 {
        let mut kept = self.kept();
        kept.questions += 1;
        let question = kept.questions;
        kept.entries.retain(|_, entry| entry.bytes > 0);
        for key in keys {
            kept.entries.entry(key.clone()).or_default().last_used = question;
        }
        question
    }

    /// The answers that are known for a chunk.
    pub(crate) fn get(
        &self,
        chunk: usize,
        wanted: impl Iterator<Item = (Key, [Stamp; 2])>,
    ) -> Vec<Option<Arc<Bits>>> {
        let kept = self.kept();
        wanted
            .map(|(key, stamps)| {
                let (own, bits) = kept.entries.get(&key)?.chunks.get(chunk)?.as_ref()?;
                (*own == stamps).then(|| bits.clone())
            })
            .collect()
    }

    /// Keeps an answer if there is room, or room can be made without what is needed since `question`.
    pub(crate) fn put(
        &self,
        question: u64,
        key: &Key,
        chunk: usize,
        stamps: [Stamp; 2],
        bits: &Arc<Bits>,
    ) {
        let size = bits.bytes() + OVERHEAD;
        let mut kept = self.kept();
        if !kept.make_room(self.budget.saturating_sub(size), question) {
            return;
        }
        let entry = kept.entries.entry(key.clone()).or_default();
        entry.last_used = entry.last_used.max(question);
        if entry.chunks.len() <= chunk {
            entry.chunks.resize_with(chunk + 1, || None);
        }
        let mut before = 0;
        if let Some(slot) = entry.chunks.get_mut(chunk) {
            before = slot.as_ref().map_or(0, |(_, bits)| bits.bytes() + OVERHEAD);
            *slot = Some((stamps, bits.clone()));
        }
        entry.bytes = entry.bytes + size - before;
        kept.bytes = kept.bytes + size - before;
    }

    /// Whether there is room for so many bytes more, or can be made. What is asked in vain is not kept in vain.
    pub(crate) fn has_room(&self, question: u64, bytes: usize) -> bool {
        self.kept().make_room(self.budget.saturating_sub(bytes), question)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        // What is kept is right even if somebody panicked while holding it: an entry is written whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn make_room(&mut self, budget: usize, question: u64) -> bool {
        while self.bytes > budget {
            let unused = self.entries.iter().filter(|(_, entry)| entry.last_used < question);
            let oldest = unused.min_by_key(|(_, entry)| entry.last_used);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else { return false };
            let entry = self.entries.remove(&key);
            self.bytes -= entry.map_or(0, |entry| entry.bytes);
        }
        true
    }
}
