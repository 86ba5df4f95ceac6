//! One file without a name, gone when the process ends, in which pieces are written and read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The file, and which parts of it are free.
#[derive(Debug)]
pub(crate) struct SpillFile {
    file: File,
    space: Mutex<Space>,
}

#[derive(Debug, Default)]
struct Space {
    end: u64,
    /// By their start, how long they are; no two touch each other.
    free: BTreeMap<u64, u64>,
}

/// A piece of the file. Its room is free again when nobody has it any more.
#[derive(Debug)]
pub(crate) struct Extent {
    file: Arc<SpillFile>,
    start: u64,
    length: u64,
}

impl SpillFile {
    /// In this folder, or where the system keeps such files.
    pub(crate) fn new(folder: Option<&Path>) -> io::Result<Self> {
        let file = match folder {
            Some(folder) => tempfile::tempfile_in(folder)?,
            None => tempfile::tempfile()?,
        };
        Ok(Self { file, space: Mutex::default() })
    }

    /// Writes a piece.
    pub(crate) fn put(self: &Arc<Self>, bytes: &[u8]) -> io::Result<Extent> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let start = self.space().take(length);
        let extent = Extent { file: Arc::clone(self), start, length };
        self.file.write_all_at(bytes, start)?;
        Ok(extent)
    }

    /// Bytes of pieces that somebody has.
    pub(crate) fn used(&self) -> u64 {
        let space = self.space();
        space.end - space.free.values().sum::<u64>()
    }

    fn space(&self) -> std::sync::MutexGuard<'_, Space> {
        self.space.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Extent {
    /// Reads a part of the piece.
    pub(crate) fn read(&self, part: Range<u64>) -> io::Result<Vec<u8>> {
        let length = part.end.saturating_sub(part.start);
        if part.end > self.length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
        self.file.file.read_exact_at(&mut bytes, self.start + part.start)?;
        Ok(bytes)
    }
}

impl Drop for Extent {
    fn drop(&mut self) {
        let mut space = self.file.space();
        let before = space.end;
        space.give_back(self.start, self.length);
        if space.end < before {
            // Nobody writes behind the end while the space is held. If it fails the file is only longer than it need be.
            drop(self.file.file.set_len(space.end));
        }
    }
}

impl Space {
    /// The first free part that is long enough, or what comes behind all.
    fn take(&mut self, length: u64) -> u64 {
        let found = self.free.iter().find(|(_, free)| **free >= length);
        let Some((start, free)) = found.map(|(start, free)| (*start, *free)) else {
            let start = self.end;
            self.end += length;
            return start;
        };
        self.free.remove(&start);
        if free > length {
            self.free.insert(start + length, free - length);
        }
        start
    }

    fn give_back(&mut self, mut start: u64, mut length: u64) {
        if length == 0 {
            return;
        }
        if let Some(behind) = self.free.remove(&(start + length)) {
            length += behind;
        }
        let before = self.free.range(..start).next_back().map(|(own, free)| (*own, *free));
        if let Some((own, free)) = before.filter(|(own, free)| own + free == start) {
            self.free.remove(&own);
            (start, length) = (own, free + length);
        }
        if start + length == self.end {
            self.end = start;
        } else {
            self.free.insert(start, length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces of all lengths come and go; what is read is what was written, and at last nothing is used.
    #[test]
    fn pieces_keep_what_was_written_and_give_their_room_back() {
        let file = Arc::new(SpillFile::new(None).unwrap());
        let mut kept: Vec<(Extent, Vec<u8>)> = Vec::new();
        let mut turn = 7_u64;
        for number in 0..2_000_u64 {
            turn = turn
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            if turn >> 60 < 7 && !kept.is_empty() {
                let place = usize::try_from(turn >> 33).unwrap() % kept.len();
                kept.swap_remove(place);
            } else {
                let length = usize::try_from(turn >> 40).unwrap() % 5_000;
                let bytes = vec![number.to_le_bytes()[0]; length];
                kept.push((file.put(&bytes).unwrap(), bytes));
            }
        }
        for (extent, bytes) in &kept {
            assert_eq!(&extent.read(0..extent.length).unwrap(), bytes);
            assert!(extent.read(0..extent.length + 1).is_err());
        }
        let used: usize = kept.iter().map(|(_, bytes)| bytes.len()).sum();
        assert_eq!(file.used(), u64::try_from(used).unwrap());
        drop(kept);
        assert_eq!((file.used(), file.space().end), (0, 0));
        assert_eq!(file.file.metadata().unwrap().len(), 0, "the disk has its room back");
    }
}
