//! The bytes of a file on their way into chunks. Pure. A file that is sent again is read from its first byte, so
//! that header, line ends and numbers are as they were; what was taken before is compared and skipped.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::IdSource;
use pointsman_domain::list::ListKind;
use pointsman_storage::lists::{Chunk, Import};
use sha2::{Digest, Sha256};

use super::batch::Batch;
use super::csv::{CsvReader, UnreadableFile};
use super::layout;
use crate::lists::limits::{IMPORT_BYTES, IMPORT_LINES};

/// Progress is stored at least this often while bytes arrive.
const PROGRESS_MICROSECONDS: i64 = 2_000_000;

/// Why a file is not read on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ReadError {
    /// Too many bytes.
    #[error("a file has at most {IMPORT_BYTES} bytes; nothing was kept, send it in parts")]
    TooLarge,
    /// Too many lines.
    #[error("a file has at most {IMPORT_LINES} lines; nothing was kept, send it in parts")]
    TooManyLines,
    /// Not a text that can be cut into lines.
    #[error(transparent)]
    Unreadable(#[from] UnreadableFile),
    /// The import was begun with another file.
    #[error(
        "the first {bytes} bytes are not those that the import took before; send the same file again, or \
         discard the import and begin anew"
    )]
    OtherFile {
        /// How many were taken.
        bytes: u64,
    },
}

/// What earlier uploads of the file have brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    lines: u64,
    bytes: u64,
    digest: Option<[u8; 32]>,
}

impl Taken {
    /// What the import says.
    pub(super) fn of(import: &Import) -> Self {
        Self {
            lines: u64::try_from(import.lines).unwrap_or(0),
            bytes: u64::try_from(import.bytes).unwrap_or(0),
            digest: import.digest,
        }
    }
}

/// What has arrived so far.
pub(super) struct Reading {
    reader: CsvReader,
    batch: Batch,
    bytes: u64,
    hasher: Sha256,
    taken: Taken,
    /// Whether what was taken before has been compared; nothing new is kept before that.
    compared: bool,
}

impl Reading {
    /// Nothing yet.
    pub(super) fn new(kind: ListKind, taken: Taken, now: Timestamp) -> Self {
        Self {
            reader: CsvReader::new(layout::of(&kind)),
            batch: Batch::new(kind, now),
            bytes: 0,
            hasher: Sha256::new(),
            taken,
            compared: taken.bytes == 0,
        }
    }

    /// Reads the next piece of the file.
    pub(super) fn feed(
        &mut self,
        piece: &[u8],
        ids: &dyn IdSource,
        now: Timestamp,
    ) -> Result<(), ReadError> {
        if self.compared {
            return self.take_in(piece, ids, now);
        }
        let left = usize::try_from(self.taken.bytes - self.bytes).unwrap_or(usize::MAX);
        let (before, beyond) = piece.split_at(left.min(piece.len()));
        self.take_in(before, ids, now)?;
        if self.bytes == self.taken.bytes {
            if self.taken.digest != Some(self.digest()) {
                return Err(ReadError::OtherFile { bytes: self.taken.bytes });
            }
            self.compared = true;
        }
        if beyond.is_empty() { Ok(()) } else { self.take_in(beyond, ids, now) }
    }

    /// Reads what stands after the last line end.
    pub(super) fn finish(&mut self, ids: &dyn IdSource, now: Timestamp) -> Result<(), ReadError> {
        if !self.compared {
            return Err(ReadError::OtherFile { bytes: self.taken.bytes });
        }
        let before = self.reader.lines();
        let (taken, batch) = (self.taken.lines, &mut self.batch);
        self.reader.finish(&mut |line| {
            if line.number() > taken {
                batch.push(line, ids, now);
            }
        })?;
        self.advance(before, 0)
    }

    /// Whether what has arrived should be stored now.
    pub(super) fn wants_storing(&self, now: Timestamp) -> bool {
        let waited = now.microseconds() - self.batch.since().microseconds();
        self.batch.is_full() || waited >= PROGRESS_MICROSECONDS
    }

    /// What is new since the last chunk. While a repeated beginning is skipped this only shows that the upload is
    /// alive.
    pub(super) fn chunk(&mut self, now: Timestamp) -> Chunk {
        let digest = self.compared.then(|| self.digest());
        self.batch.take(digest, now)
    }

    fn take_in(
        &mut self,
        piece: &[u8],
        ids: &dyn IdSource,
        now: Timestamp,
    ) -> Result<(), ReadError> {
        let bytes = piece.len() as u64;
        self.bytes += bytes;
        if self.bytes > IMPORT_BYTES {
            return Err(ReadError::TooLarge);
        }
        self.hasher.update(piece);
        let before = self.reader.lines();
        let (compared, taken, batch) = (self.compared, self.taken.lines, &mut self.batch);
        self.reader.feed(piece, &mut |line| {
            // Of another file lines may end earlier: until the comparison none is kept.
            if compared && line.number() > taken {
                batch.push(line, ids, now);
            }
        })?;
        self.advance(before, if self.compared { bytes } else { 0 })
    }

    fn advance(&mut self, lines_before: u64, bytes: u64) -> Result<(), ReadError> {
        if self.reader.lines() > IMPORT_LINES {
            return Err(ReadError::TooManyLines);
        }
        let lines = self.reader.lines().saturating_sub(lines_before.max(self.taken.lines));
        self.batch.advance(if self.compared { lines } else { 0 }, bytes);
        Ok(())
    }

    fn digest(&self) -> [u8; 32] {
        self.hasher.clone().finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use pointsman_domain::ids::CountingIds;

    use super::*;

    const NOW: Timestamp = Timestamp::from_microseconds(0);

    fn reading() -> Reading {
        Reading::new(ListKind::Country, Taken::default(), NOW)
    }

    fn values(chunk: &Chunk) -> Vec<&str> {
        chunk.items.iter().map(|item| item.value.as_str()).collect()
    }

    #[test]
    fn the_last_byte_is_taken_and_the_next_is_not() {
        let ids = CountingIds::default();
        let mut reading = Reading { bytes: IMPORT_BYTES - 1, ..reading() };
        reading.feed(b"\n", &ids, NOW).expect("the last byte");
        assert_eq!(reading.feed(b"\n", &ids, NOW), Err(ReadError::TooLarge));
    }

    #[test]
    fn the_last_line_is_taken_and_the_next_is_not() {
        let ids = CountingIds::default();
        let mut reading = reading();
        let lines = vec![b'\n'; 1_000_000];
        for _ in 0..10 {
            reading.feed(&lines, &ids, NOW).expect("at most ten million lines");
        }
        reading.finish(&ids, NOW).expect("nothing is left");
        assert_eq!(reading.feed(b"\n", &ids, NOW), Err(ReadError::TooManyLines));
    }

    #[test]
    fn progress_is_stored_after_a_while_even_if_little_came() {
        let mut reading = reading();
        reading.feed(b"CA\n", &CountingIds::default(), NOW).expect("a line");
        assert!(!reading.wants_storing(NOW));
        assert!(reading.wants_storing(NOW.plus_seconds(2)));
        reading.chunk(NOW.plus_seconds(2));
        assert!(!reading.wants_storing(NOW.plus_seconds(3)));
    }

    /// Everything that can be cut: a byte-order mark, a header, both line ends, a bad line, blank ones, and no
    /// line end at the end.
    const FILE: &[u8] =
        b"\xEF\xBB\xBFcountry,note\r\nCA,\"a \"\"b\"\"\"\r\n\r\nXX\r\nUS\n# c\nFR\rDE";

    #[test]
    fn a_file_that_is_sent_again_goes_on_wherever_it_was_cut() {
        let ids = CountingIds::default();
        let mut whole = reading();
        whole.feed(FILE, &ids, NOW).and_then(|()| whole.finish(&ids, NOW)).expect("a file");
        let whole = whole.chunk(NOW);
        for cut in 0..=FILE.len() {
            let mut first = reading();
            first.feed(&FILE[..cut], &ids, NOW).expect("the beginning");
            let first = first.chunk(NOW);
            let taken = Taken {
                lines: u64::try_from(first.lines).unwrap(),
                bytes: cut as u64,
                digest: first.digest,
            };
            for size in [1, 7, FILE.len()] {
                let mut again = Reading::new(ListKind::Country, taken, NOW);
                for piece in FILE.chunks(size) {
                    again.feed(piece, &ids, NOW).expect("the same file");
                }
                again.finish(&ids, NOW).expect("the end");
                let rest = again.chunk(NOW);
                let mut found = values(&first);
                found.extend(values(&rest));
                assert_eq!(found, values(&whole), "cut at {cut}, in pieces of {size}");
                let bad: Vec<_> = first.bad.iter().chain(&rest.bad).cloned().collect();
                assert_eq!(bad, whole.bad);
                let counts = (first.lines + rest.lines, first.bytes + rest.bytes, rest.digest);
                assert_eq!(counts, (whole.lines, whole.bytes, whole.digest));
            }
        }
    }

    #[test]
    fn a_file_that_ended_before_its_last_step_adds_nothing_again() {
        let ids = CountingIds::default();
        let mut first = reading();
        first.feed(FILE, &ids, NOW).and_then(|()| first.finish(&ids, NOW)).expect("a file");
        let first = first.chunk(NOW);
        let taken = Taken {
            lines: u64::try_from(first.lines).unwrap(),
            bytes: FILE.len() as u64,
            digest: first.digest,
        };
        let mut again = Reading::new(ListKind::Country, taken, NOW);
        again.feed(FILE, &ids, NOW).and_then(|()| again.finish(&ids, NOW)).expect("the same");
        let rest = again.chunk(NOW);
        assert_eq!((rest.items.len(), rest.bad.len(), rest.lines, rest.bytes), (0, 0, 0, 0));
    }

    #[test]
    fn another_file_is_noticed_before_anything_is_kept() {
        let ids = CountingIds::default();
        let mut first = reading();
        first.feed(b"CA\nUS\nF", &ids, NOW).expect("the beginning");
        let digest = first.chunk(NOW).digest;
        let taken = Taken { lines: 2, bytes: 7, digest };
        for other in [&b"CA\nUS\nD"[..], b"\n\n\n\n\n\n\nUS\n", b"CA\nUS\n", b""] {
            let mut again = Reading::new(ListKind::Country, taken, NOW);
            let fed = other.chunks(2).try_for_each(|piece| again.feed(piece, &ids, NOW));
            let read = fed.and_then(|()| again.finish(&ids, NOW));
            assert_eq!(read, Err(ReadError::OtherFile { bytes: 7 }), "{other:?}");
            let kept = again.chunk(NOW);
            assert_eq!((kept.items.len(), kept.lines, kept.bytes, kept.digest), (0, 0, 0, None));
        }
    }
}
