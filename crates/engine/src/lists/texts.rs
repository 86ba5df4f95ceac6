//! Many short texts in one piece of memory.

use std::collections::BTreeMap;

const LENGTH_BITS: u32 = 16;

/// Where a text stands: its offset, and its length in the lowest 16 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextRef(u64);

/// Texts of at most 65,535 bytes. The room of a removed one is given to the next of the same length.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    bytes: Vec<u8>,
    free: BTreeMap<usize, Vec<TextRef>>,
}

impl Texts {
    /// Makes room for a bulk of this many bytes, without doubling on the way.
    pub(super) fn reserve(&mut self, bytes: usize) {
        if bytes > self.bytes.len() / 8 {
            self.bytes.reserve_exact(bytes);
        }
    }

    /// Keeps the text that these parts make together.
    pub(super) fn add(&mut self, parts: &[&[u8]]) -> TextRef {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        if let Some(reused) = self.free.get_mut(&length).and_then(Vec::pop) {
            let bytes = parts.iter().copied().flatten();
            for (slot, byte) in self.bytes.iter_mut().skip(reused.offset()).zip(bytes) {
                *slot = *byte;
            }
            return reused;
        }
        let offset = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        for part in parts {
            self.bytes.extend_from_slice(part);
        }
        TextRef((offset << LENGTH_BITS) | u64::try_from(length).unwrap_or(u64::MAX))
    }

    /// Gives up a text.
    pub(super) fn remove(&mut self, text: TextRef) {
        self.free.entry(text.length()).or_default().push(text);
    }

    /// The text.
    pub(super) fn get(&self, text: TextRef) -> &[u8] {
        let start = text.offset();
        self.bytes.get(start..start + text.length()).unwrap_or_default()
    }
}

impl TextRef {
    fn offset(self) -> usize {
        usize::try_from(self.0 >> LENGTH_BITS).unwrap_or(usize::MAX)
    }

    fn length(self) -> usize {
        usize::try_from(self.0 & ((1 << LENGTH_BITS) - 1)).unwrap_or(0)
    }
}
