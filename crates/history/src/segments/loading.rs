//! Reading all that the segments hold, by several threads and within a bound of memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::threads::each_place;
use super::{SegmentError, Segments};
use crate::chunk::Chunk;
use crate::inquiries::Inquiries;
use crate::spill::{Room, Slot};

impl Segments {
    /// Reads everything but the keys.
    pub fn load(&self, threads: usize) -> Result<Inquiries, SegmentError> {
        self.load_watched(threads, None, &|_| {})
    }

    /// The same, within a bound of memory if there is one; `watch` hears how many rows each segment had that was read.
    pub fn load_watched(
        &self,
        threads: usize,
        room: Option<&Room>,
        watch: &(dyn Fn(u64) + Sync),
    ) -> Result<Inquiries, SegmentError> {
        let segments = &self.manifest.segments;
        let held = AtomicUsize::new(0);
        // The newest first: they stay in memory.
        let slots = each_place(segments.len(), threads, |place| {
            let Some(segment) = segments.get(place) else { return Ok(Vec::new()) };
            let chunks = self.chunks(segment)?;
            let slots = settled(chunks, room, &held, place + 1 == segments.len());
            watch(segment.rows);
            Ok(slots)
        })?;
        let mut inquiries = room.cloned().map(Inquiries::within).unwrap_or_default();
        inquiries.append_slots(slots.into_iter().flatten());
        Ok(inquiries)
    }
}

/// Chunks that were read, in memory or out of it. Of the last segment the last one is written to, and stays.
fn settled(
    chunks: Vec<Chunk>,
    room: Option<&Room>,
    held: &AtomicUsize,
    is_last: bool,
) -> Vec<Slot> {
    let last = chunks.len().saturating_sub(1);
    let chunks = chunks.into_iter().enumerate();
    chunks
        .map(|(place, chunk)| {
            let bytes = chunk.bytes();
            let before = held.fetch_add(bytes, Ordering::Relaxed);
            let room = room.filter(|room| before + bytes > room.bound());
            let room = room.filter(|_| !(is_last && place == last));
            let spilled = room.and_then(|room| room.spill(&chunk));
            if spilled.is_some() {
                held.fetch_sub(bytes, Ordering::Relaxed);
            }
            spilled.unwrap_or_else(|| Slot::Whole(Arc::new(chunk)))
        })
        .collect()
}
