//! Bytes in pieces of any size become pieces of whole lines. Pure; it knows nothing of what lines say.

use memchr::{memchr, memchr_iter, memrchr};

use super::limits::LINE_BYTES;

/// Bytes that are read by one thread at a time.
const PIECE_BYTES: usize = 256 * 1_024;

/// Some whole lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// How many lines come before them.
    pub(super) before: u64,
    /// The lines with their ends; the last line of a file may have none.
    pub(super) bytes: Vec<u8>,
}

/// What may stand around a line and does not count: a byte order mark and a carriage return.
const AROUND: usize = 4;

/// Gathers lines. A line that is too long is cut off behind the limit, so that whoever reads it sees that whatever stands
/// around it, and never stands in memory as a whole.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    gathered: Vec<u8>,
    /// How much of it is whole lines.
    whole: usize,
    /// How many lines have been handed out.
    lines: u64,
    /// All bytes so far.
    bytes: u64,
}

impl Cutter {
    /// All bytes so far.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        let (Some(first), Some(last)) = (memchr(b'\n', bytes), memrchr(b'\n', bytes)) else {
            return self.extend_line(bytes);
        };
        let (head, rest) = bytes.split_at(first);
        self.extend_line(head);
        let (lines, tail) = rest.split_at(last + 1 - first);
        self.gathered.extend_from_slice(lines);
        self.whole = self.gathered.len();
        self.extend_line(tail);
    }

    /// Lines to be read now, if there are enough of them.
    pub(super) fn piece(&mut self) -> Option<Piece> {
        (self.whole >= PIECE_BYTES).then(|| self.take(self.whole))
    }

    /// What is left at the end of the file.
    pub(super) fn rest(&mut self) -> Option<Piece> {
        (!self.gathered.is_empty()).then(|| self.take(self.gathered.len()))
    }

    fn extend_line(&mut self, bytes: &[u8]) {
        let room = (LINE_BYTES + AROUND + 1).saturating_sub(self.gathered.len() - self.whole);
        self.gathered.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    fn take(&mut self, length: usize) -> Piece {
        let rest = self.gathered.split_off(length);
        let bytes = std::mem::replace(&mut self.gathered, rest);
        self.whole = 0;
        let before = self.lines;
        self.lines += memchr_iter(b'\n', &bytes).count() as u64;
        Piece { before, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(file: &[u8], size: usize) -> (Vec<u8>, u64) {
        let mut cutter = Cutter::default();
        let (mut whole, mut lines) = (Vec::new(), 0);
        let mut pieces = Vec::new();
        for bytes in file.chunks(size) {
            cutter.feed(bytes);
            pieces.extend(cutter.piece());
        }
        pieces.extend(cutter.rest());
        for piece in pieces {
            assert_eq!(piece.before, lines);
            lines += memchr_iter(b'\n', &piece.bytes).count() as u64;
            whole.extend(piece.bytes);
        }
        (whole, cutter.bytes())
    }

    #[test]
    fn every_line_comes_once_wherever_it_was_cut() {
        let file = b"{}\r\n\n{\"a\":1}\nlast".repeat(3);
        for size in 1..=file.len() {
            assert_eq!(cut(&file, size), (file.clone(), file.len() as u64), "in pieces of {size}");
        }
        let long = b"0123456789abcde\n".repeat(PIECE_BYTES / 4);
        for size in [1_000, 65_536, long.len()] {
            assert_eq!(cut(&long, size).0, long);
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_not_gathered() {
        for (length, kept) in [(LINE_BYTES, LINE_BYTES), (5 * LINE_BYTES, LINE_BYTES + AROUND + 1)]
        {
            let mut file = b"{}\n".to_vec();
            file.resize(length + 3, b'x');
            file.extend_from_slice(b"\n{}");
            let mut expected = b"{}\n".to_vec();
            expected.resize(kept + 3, b'x');
            expected.extend_from_slice(b"\n{}");
            assert_eq!(cut(&file, 10_000).0.len(), expected.len());
            assert!(cut(&file, 10_000).0 == expected);
        }
    }

    #[test]
    fn a_piece_waits_for_enough_lines() {
        let mut cutter = Cutter::default();
        cutter.feed(&b"x".repeat(PIECE_BYTES));
        assert_eq!(cutter.piece(), None);
        cutter.feed(b"\ny");
        assert_eq!(cutter.piece().map(|piece| piece.bytes.len()), Some(PIECE_BYTES + 1));
        assert_eq!(cutter.rest(), Some(Piece { before: 1, bytes: b"y".to_vec() }));
        assert_eq!(cutter.rest(), None);
    }
}
