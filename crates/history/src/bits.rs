//! Bits by row: 64 in a word, so many words to a block that blocks stay in the fastest cache, blocks to a chunk.

/// Rows of a word.
pub(crate) const WORD: usize = 64;
/// Words that are looked at together.
pub(crate) const BLOCK_WORDS: usize = 64;
/// Blocks of a chunk.
pub(crate) const BLOCKS: usize = 16;
/// Words of a chunk.
pub(crate) const CHUNK_WORDS: usize = BLOCK_WORDS * BLOCKS;
/// Rows of a chunk.
pub(crate) const CHUNK_ROWS: usize = CHUNK_WORDS * WORD;

/// A bit for each row of a block.
pub(crate) type Block = [u64; BLOCK_WORDS];

/// A block without a row.
pub(crate) const NO_ROWS: Block = [0; BLOCK_WORDS];
/// A block of every row.
pub(crate) const ALL_ROWS: Block = [u64::MAX; BLOCK_WORDS];

/// A bit for each row of a chunk. Where none is set nothing is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits(Option<Box<[Block; BLOCKS]>>);

impl Bits {
    /// Of the blocks that `block` gives.
    pub(crate) fn from_blocks(mut block: impl FnMut(usize) -> Block) -> Self {
        let mut blocks = Box::new([NO_ROWS; BLOCKS]);
        let mut any = 0;
        for (place, own) in blocks.iter_mut().enumerate() {
            *own = block(place);
            any |= own.iter().fold(0, |any, word| any | word);
        }
        Self((any != 0).then_some(blocks))
    }

    /// The rows of a block, or `None` if no row of the chunk is set.
    #[inline]
    pub(crate) fn block(&self, place: usize) -> Option<&Block> {
        self.0.as_ref().and_then(|blocks| blocks.get(place))
    }

    /// Whether a row is set.
    pub(crate) fn get(&self, row: usize) -> bool {
        let (place, word, bit) = place_of(row);
        let word = self.block(place).and_then(|block| block.get(word));
        word.is_some_and(|word| word & bit != 0)
    }

    /// Sets a row or clears it.
    pub(crate) fn put(&mut self, row: usize, set: bool) {
        self.change(row, set);
    }

    /// The same, and says whether it was otherwise.
    pub(crate) fn change(&mut self, row: usize, set: bool) -> bool {
        if self.get(row) == set {
            return false;
        }
        let (place, word, bit) = place_of(row);
        let blocks = self.0.get_or_insert_with(|| Box::new([NO_ROWS; BLOCKS]));
        if let Some(word) = blocks.get_mut(place).and_then(|block| block.get_mut(word)) {
            *word ^= bit;
        }
        true
    }

    /// The rows that are set, in order.
    fn iter(&self) -> impl Iterator<Item = usize> {
        let words = self.0.iter().flat_map(|blocks| blocks.iter().flatten());
        words.enumerate().flat_map(|(place, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(place * WORD + bit)
            })
        })
    }

    /// Replaces a whole word.
    pub(crate) fn put_word(&mut self, word: usize, bits: u64) {
        if bits == 0 && self.0.is_none() {
            return;
        }
        let blocks = self.0.get_or_insert_with(|| Box::new([NO_ROWS; BLOCKS]));
        let block = blocks.get_mut(word / BLOCK_WORDS);
        if let Some(word) = block.and_then(|block| block.get_mut(word % BLOCK_WORDS)) {
            *word = bits;
        }
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.0.as_ref().map_or(0, |blocks| size_of_val(blocks.as_ref()))
    }
}

/// Some rows of a chunk: in order while they are few, as bits when they are many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// In ascending order.
    Few(Vec<u16>),
    /// As bits.
    Many(Bits),
}

/// With so many rows, bits take less room.
const FEW: usize = CHUNK_ROWS / 16;

impl Default for Rows {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Rows {
    /// Whether a row is set.
    pub(crate) fn get(&self, row: usize) -> bool {
        match self {
            Self::Few(rows) => short(row).is_some_and(|row| rows.binary_search(&row).is_ok()),
            Self::Many(bits) => bits.get(row),
        }
    }

    /// Sets a row or clears it.
    pub(crate) fn put(&mut self, row: usize, set: bool) {
        self.change(row, set);
    }

    /// The same, and says whether it was otherwise.
    pub(crate) fn change(&mut self, row: usize, set: bool) -> bool {
        match self {
            Self::Few(rows) => {
                let Some(row) = short(row) else { return false };
                match (rows.binary_search(&row), set) {
                    (Err(place), true) => rows.insert(place, row),
                    (Ok(place), false) => drop(rows.remove(place)),
                    (Ok(_), true) | (Err(_), false) => return false,
                }
                if rows.len() > FEW {
                    *self = Self::Many(self.to_bits());
                }
                true
            }
            Self::Many(bits) => bits.change(row, set),
        }
    }

    /// The rows that are set, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        let (few, many) = match self {
            Self::Few(rows) => (Some(rows), None),
            Self::Many(bits) => (None, Some(bits)),
        };
        let few = few.into_iter().flatten().map(|row| usize::from(*row));
        few.chain(many.into_iter().flat_map(Bits::iter))
    }

    /// As bits.
    pub(crate) fn to_bits(&self) -> Bits {
        match self {
            Self::Few(rows) => {
                let mut bits = Bits::default();
                for row in rows {
                    bits.put(usize::from(*row), true);
                }
                bits
            }
            Self::Many(bits) => bits.clone(),
        }
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Few(rows) => rows.capacity() * size_of::<u16>(),
            Self::Many(bits) => bits.bytes(),
        }
    }
}

fn short(row: usize) -> Option<u16> {
    u16::try_from(row).ok()
}

/// Block, word in the block, and the bit of a row of a chunk.
const fn place_of(row: usize) -> (usize, usize, u64) {
    let word = row / WORD;
    (word / BLOCK_WORDS, word % BLOCK_WORDS, 1 << (row % WORD))
}

/// How many rows of a block are set.
#[inline]
pub(crate) fn count(block: &Block) -> u64 {
    block.iter().map(|word| u64::from(word.count_ones())).sum()
}

/// How many rows of both blocks are set.
#[inline]
pub(crate) fn count_both(one: &Block, other: &Block) -> u64 {
    one.iter().zip(other).map(|(one, other)| u64::from((one & other).count_ones())).sum()
}

/// Whether no row is set.
#[inline]
pub(crate) fn is_empty(block: &Block) -> bool {
    block.iter().fold(0, |any, word| any | word) == 0
}

/// Keeps the rows of a block that another has too.
#[inline]
pub(crate) fn and(block: &mut Block, other: &Block) {
    for (word, other) in block.iter_mut().zip(other) {
        *word &= other;
    }
}

/// Keeps the rows of a block that another lacks.
#[inline]
pub(crate) fn and_not(block: &mut Block, other: &Block) {
    for (word, other) in block.iter_mut().zip(other) {
        *word &= !other;
    }
}

/// Adds the rows of another block.
#[inline]
pub(crate) fn or(block: &mut Block, other: &Block) {
    for (word, other) in block.iter_mut().zip(other) {
        *word |= other;
    }
}

/// Adds the rows that another block lacks.
#[inline]
pub(crate) fn or_not(block: &mut Block, other: &Block) {
    for (word, other) in block.iter_mut().zip(other) {
        *word |= !other;
    }
}
