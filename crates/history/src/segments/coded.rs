//! Columns as they lie in the file: each value once, and for each row its place among them. Most columns are written so,
//! and understanding each value once instead of once a row makes reading several times quicker. Whatever is not written
//! so is left to the library, which also says what is wrong with a damaged file.

use std::ops::Range;

use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::column::page::Page;
use parquet::errors::Result;

use super::table::GroupReader;

/// How values lie in a dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Physical {
    /// Four bytes.
    Number,
    /// Four bytes that say how many follow.
    Text,
}

/// How deep a column is nested: the greatest levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Depth {
    pub(super) repetition: u16,
    pub(super) definition: u16,
}

/// A column with or without a value in each row.
pub(super) const OPTIONAL: Depth = Depth { repetition: 0, definition: 1 };

/// Entries that a page can have: a damaged one may speak of thousands of millions.
const MOST_OF_A_PAGE: usize = 1 << 22;

/// The values of a column, each once, and where they are.
#[derive(Debug, Default)]
pub(super) struct Coded {
    pub(super) dictionary: Dictionary,
    /// One for each row, or for each member of a list and each list without one.
    pub(super) definitions: Vec<u16>,
    pub(super) repetitions: Vec<u16>,
    /// For each that is defined, its place in the dictionary.
    pub(super) places: Vec<u16>,
}

/// Values, each once, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    bytes: Bytes,
    places: Vec<Range<usize>>,
}

impl Dictionary {
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.places.iter().map(|place| self.bytes.get(place.clone()).unwrap_or_default())
    }

    fn read(bytes: Bytes, values: usize, physical: Physical) -> Option<Self> {
        let (mut rest, mut places) = (bytes.as_ref(), Vec::with_capacity(values.min(bytes.len())));
        for _ in 0..values {
            let length = match physical {
                Physical::Number => 4,
                Physical::Text => usize::try_from(word(&mut rest)?).ok()?,
            };
            let start = bytes.len() - rest.len();
            rest = rest.get(length..)?;
            places.push(start..start + length);
        }
        Some(Self { bytes, places })
    }
}

impl GroupReader<'_> {
    /// A column as it lies there; `None` if that is in another way.
    pub(super) fn coded(
        &self,
        column: usize,
        physical: Physical,
        depth: Depth,
    ) -> Result<Option<Coded>> {
        let mut pages = self.group.get_column_page_reader(column)?;
        let mut coded = Coded::default();
        while let Some(page) = pages.get_next_page()? {
            let understood = match page {
                Page::DictionaryPage { buf, num_values, .. } => {
                    let dictionary = Dictionary::read(buf, num_values as usize, physical);
                    dictionary.map(|dictionary| coded.dictionary = dictionary)
                }
                Page::DataPage { buf, num_values, encoding, def_level_encoding, .. }
                    if matches!(
                        encoding,
                        Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY
                    ) && def_level_encoding == Encoding::RLE =>
                {
                    coded.page(&buf, num_values as usize, depth)
                }
                Page::DataPage { .. } | Page::DataPageV2 { .. } => None,
            };
            if understood.is_none() {
                return Ok(None);
            }
        }
        let rows = match depth.repetition {
            0 => coded.definitions.len(),
            _ => coded.repetitions.iter().filter(|level| **level == 0).count(),
        };
        let known =
            coded.places.iter().all(|place| usize::from(*place) < coded.dictionary.places.len());
        Ok((rows == self.rows && known).then_some(coded))
    }
}

impl Coded {
    fn page(&mut self, mut page: &[u8], values: usize, depth: Depth) -> Option<()> {
        if values > MOST_OF_A_PAGE {
            return None;
        }
        if depth.repetition > 0 {
            levels(&mut page, depth.repetition, values, &mut self.repetitions)?;
        }
        let before = self.definitions.len();
        levels(&mut page, depth.definition, values, &mut self.definitions)?;
        let defined = self.definitions.get(before..)?.iter();
        let defined = defined.filter(|level| **level == depth.definition).count();
        if defined == 0 {
            return Some(());
        }
        let (width, mut page) = page.split_first()?;
        hybrid(&mut page, u32::from(*width), defined, &mut self.places)
    }
}

fn word(bytes: &mut &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.split_off(..4)?.first_chunk()?))
}

fn levels(page: &mut &[u8], greatest: u16, values: usize, into: &mut Vec<u16>) -> Option<()> {
    let length = usize::try_from(word(page)?).ok()?;
    hybrid(&mut page.split_off(..length)?, u16::BITS - greatest.leading_zeros(), values, into)
}

/// Parquet's mixture of runs and packed bits. `None` if it ends too early or values have more than 16 bits.
fn hybrid(bytes: &mut &[u8], width: u32, count: usize, into: &mut Vec<u16>) -> Option<()> {
    if width > u16::BITS {
        return None;
    }
    let size = usize::try_from(width).ok()?;
    let end = into.len() + count;
    into.reserve(count + 8);
    while into.len() < end {
        let header = variable(bytes)?;
        let many = usize::try_from(header >> 1).ok()?;
        if header & 1 == 0 {
            let mut value = [0; 2];
            let own = bytes.split_off(..size.div_ceil(8))?;
            value.get_mut(..own.len())?.copy_from_slice(own);
            let until = (into.len() + many).min(end);
            into.resize(until, u16::from_le_bytes(value));
        } else {
            // The last group may be cut short where the file ends.
            let packed = bytes.split_off(..many.checked_mul(size)?.min(bytes.len()))?;
            unpack(packed, width, many.min((end - into.len()).div_ceil(8)), into);
        }
        if many == 0 {
            return None;
        }
    }
    into.truncate(end);
    Some(())
}

/// Groups of eight values, which take as many bytes as each value has bits.
fn unpack(packed: &[u8], width: u32, groups: usize, into: &mut Vec<u16>) {
    if width == 0 {
        return into.resize(into.len() + groups * 8, 0);
    }
    let mask = (1_u64 << width) - 1;
    for group in packed.chunks(usize::try_from(width).unwrap_or(1)).take(groups) {
        let mut padded = [0; 16];
        for (own, byte) in padded.iter_mut().zip(group) {
            *own = *byte;
        }
        // Four values of at most 16 bits fit into 64.
        let bits = u128::from_le_bytes(padded);
        let (low, high) = (lowest(bits), lowest(bits >> (4 * width)));
        let value = |bits: u64, place: u32| {
            u16::try_from(bits >> (place * width) & mask).unwrap_or(u16::MAX)
        };
        into.extend_from_slice(&[
            value(low, 0),
            value(low, 1),
            value(low, 2),
            value(low, 3),
            value(high, 0),
            value(high, 1),
            value(high, 2),
            value(high, 3),
        ]);
    }
}

/// The lowest 64 bits.
fn lowest(bits: u128) -> u64 {
    u64::try_from(bits & u128::from(u64::MAX)).unwrap_or(0)
}

/// Seven bits a byte, the lowest first.
fn variable(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let byte = *bytes.split_off_first()?;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
