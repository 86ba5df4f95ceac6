//! One attribute of the rows of a chunk, bit by bit: all lowest bits together, all next ones, and so on.
//!
//! Comparing 64 rows with a constant takes two operations for each bit that the values use, wherever the constant lies,
//! and a set of codes costs no look-up. Bits that no value has take no room and no time: scores in whole points are as
//! small as whole points are. *Missing* and *not recorded then* are bits of their own, and the value beside them is 0.

use pointsman_domain::attribute::Code;
use pointsman_domain::decimal::Decimal;

use crate::bits::{ALL_ROWS, Bits, Block, NO_ROWS, WORD, and, and_not, or_not};
use crate::record::Known;

/// Bits of each of the two fractional parts of a number: hundreds need seven.
const FRACTION_BITS: u32 = 7;
/// The greatest whole number that an attribute can have.
const GREATEST: i64 = 1_000_000;
const STEPS: i64 = 10_000;
/// Bits of a letter.
const LETTER_BITS: u32 = 5;

/// A value of each row of a chunk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    /// From the lowest bit.
    planes: Vec<Bits>,
    /// Rows without a value, for whichever reason.
    pub(crate) missing: Bits,
    /// Rows without a value because the attribute was not recorded then.
    pub(crate) unrecorded: Bits,
}

impl Column {
    /// Writes a row.
    pub(crate) fn put(&mut self, row: usize, value: Known<u64>) {
        let code = match value {
            Known::Value(code) => code,
            Known::Missing | Known::NotRecorded => 0,
        };
        self.missing.put(row, !matches!(value, Known::Value(_)));
        self.unrecorded.put(row, matches!(value, Known::NotRecorded));
        self.widen(code);
        for (place, plane) in self.planes.iter_mut().enumerate() {
            plane.put(row, code >> place & 1 == 1);
        }
    }

    /// Writes the first rows of an empty column at once.
    pub(crate) fn fill(&mut self, values: &[Known<u64>]) {
        for (word, values) in values.chunks(WORD).enumerate() {
            let (mut codes, mut missing, mut unrecorded) = ([0; WORD], 0, 0);
            for ((row, value), code) in values.iter().enumerate().zip(&mut codes) {
                match value {
                    Known::Value(own) => *code = *own,
                    Known::Missing => missing |= 1 << row,
                    Known::NotRecorded => {
                        missing |= 1 << row;
                        unrecorded |= 1 << row;
                    }
                }
            }
            self.put_word(word, &codes, missing, unrecorded);
        }
    }

    fn put_word(&mut self, word: usize, codes: &[u64; WORD], missing: u64, unrecorded: u64) {
        self.missing.put_word(word, missing);
        self.unrecorded.put_word(word, unrecorded);
        let all = codes.iter().fold(0, |all, code| all | code);
        self.widen(all);
        let used = usize::try_from(u64::BITS - all.leading_zeros()).unwrap_or(0);
        let first = usize::try_from(all.trailing_zeros()).unwrap_or(0).min(used);
        let (below, planes) = self.planes.split_at_mut(first);
        for plane in below {
            plane.put_word(word, 0);
        }
        for (lane, planes) in planes.chunks_mut(8).enumerate() {
            let bits = lane_planes(codes, first + lane * 8);
            for (plane, bits) in planes.iter_mut().zip(bits) {
                plane.put_word(word, bits);
            }
        }
    }

    /// Writes the first rows of an empty column at once, a word at a time: `word` gives codes, 0 where there is none, and says
    /// which rows lack one.
    pub(crate) fn fill_words(
        &mut self,
        rows: usize,
        mut word: impl FnMut(&mut [u64; WORD], usize) -> u64,
    ) {
        let mut codes = [0; WORD];
        for place in 0..rows.div_ceil(WORD) {
            let wanted = (rows - place * WORD).min(WORD);
            codes.fill(0);
            let missing = word(&mut codes, wanted);
            self.put_word(place, &codes, missing, 0);
        }
    }

    fn widen(&mut self, code: u64) {
        let wanted = usize::try_from(u64::BITS - code.leading_zeros()).unwrap_or(0);
        if wanted > self.planes.len() {
            self.planes.resize_with(wanted, Bits::default);
        }
    }

    /// The bits of all rows, from the lowest.
    pub(crate) fn planes(&self) -> &[Bits] {
        &self.planes
    }

    /// Gives it the bits of all rows.
    pub(crate) fn set_planes(&mut self, planes: Vec<Bits>) {
        self.planes = planes;
    }

    /// Reads a row.
    pub(crate) fn get(&self, row: usize) -> Known<u64> {
        if self.unrecorded.get(row) {
            return Known::NotRecorded;
        }
        if self.missing.get(row) {
            return Known::Missing;
        }
        let bits = self.planes.iter().enumerate();
        Known::Value(bits.fold(0, |code, (place, plane)| code | u64::from(plane.get(row)) << place))
    }

    /// Keeps the rows that have this code.
    pub(crate) fn equal(&self, block: usize, code: u64) -> Block {
        if code >> self.planes.len() != 0 {
            return NO_ROWS;
        }
        let mut rows = ALL_ROWS;
        for (place, plane) in self.planes.iter().enumerate() {
            match (plane.block(block), code >> place & 1 == 1) {
                (Some(bits), true) => and(&mut rows, bits),
                (Some(bits), false) => and_not(&mut rows, bits),
                (None, true) => return NO_ROWS,
                (None, false) => {}
            }
        }
        rows
    }

    /// Rows whose code is less than `end`: from the lowest bit up, a bit of `end` that is set lets in what lacks it, one
    /// that is not set puts out what has it.
    pub(crate) fn below(&self, block: usize, end: u64, rows: &mut Block) {
        if end >> self.planes.len() != 0 {
            *rows = ALL_ROWS;
            return;
        }
        *rows = NO_ROWS;
        let first = usize::try_from(end.trailing_zeros()).unwrap_or(0);
        for (place, plane) in self.planes.iter().enumerate().skip(first) {
            match (plane.block(block), end >> place & 1 == 1) {
                (Some(bits), true) => or_not(rows, bits),
                (Some(bits), false) => and_not(rows, bits),
                (None, true) => *rows = ALL_ROWS,
                (None, false) => {}
            }
        }
    }

    /// Hands out the codes of some rows of a word.
    pub(crate) fn each(
        &self,
        block: usize,
        word: usize,
        mut rows: u64,
        mut each: impl FnMut(u32, u64),
    ) {
        let planes: Vec<(usize, u64)> = self
            .planes
            .iter()
            .enumerate()
            .filter_map(|(place, plane)| Some((place, *plane.block(block)?.get(word)?)))
            .collect();
        while rows != 0 {
            let row = rows.trailing_zeros();
            let code =
                planes.iter().fold(0, |code, (place, bits)| code | (bits >> row & 1) << place);
            each(row, code);
            rows &= rows - 1;
        }
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        let own = self.planes.capacity() * size_of::<Bits>();
        own + self
            .planes
            .iter()
            .chain([&self.missing, &self.unrecorded])
            .map(Bits::bytes)
            .sum::<usize>()
    }
}

/// Eight bits of each code from a place on: for each bit, those that have it.
fn lane_planes(codes: &[u64; WORD], place: usize) -> [u64; 8] {
    let mut planes = [[0; 8]; 8];
    let (groups, _) = codes.as_chunks::<8>();
    for (group, codes) in groups.iter().enumerate() {
        let bytes = codes.map(|code| u8::try_from(code >> place & 0xff).unwrap_or(0));
        let turned = transposed(u64::from_le_bytes(bytes)).to_le_bytes();
        for (plane, byte) in planes.iter_mut().zip(turned) {
            if let Some(slot) = plane.get_mut(group) {
                *slot = byte;
            }
        }
    }
    planes.map(u64::from_le_bytes)
}

/// Eight bytes of eight bits, turned so that the first bits of all make the first byte.
const fn transposed(bytes: u64) -> u64 {
    const fn swapped(bits: u64, shift: u32, mask: u64) -> u64 {
        let moved = (bits ^ bits >> shift) & mask;
        bits ^ moved ^ moved << shift
    }
    let bits = swapped(bytes, 7, 0x00aa_00aa_00aa_00aa);
    let bits = swapped(bits, 14, 0x0000_cccc_0000_cccc);
    swapped(bits, 28, 0x0000_0000_f0f0_f0f0)
}

/// The letters of a code from 1, so that 0 is none.
fn letters(code: Code) -> [u64; 2] {
    code.bytes().map(|letter| u64::from(letter.saturating_sub(b'@')))
}

/// A code as a column keeps it.
pub(crate) fn code_to_bits(code: Code) -> u64 {
    let [first, second] = letters(code);
    first << LETTER_BITS | second
}

/// The code that a column keeps.
pub(crate) fn bits_to_code(bits: u64) -> Option<Code> {
    let mask = (1 << LETTER_BITS) - 1;
    let letter = |bits: u64| u8::try_from(bits & mask).ok().map(|letter| char::from(b'@' + letter));
    Code::parse(&String::from_iter([letter(bits >> LETTER_BITS)?, letter(bits)?]))
}

/// A number as a column keeps it: the whole part, then hundredths, then ten-thousandths, in order of the numbers.
/// `None` if no attribute can have it.
pub(crate) fn number_to_bits(number: Decimal) -> Option<u64> {
    let steps = number.ten_thousandths();
    if !(0..=GREATEST * STEPS).contains(&steps) {
        return None;
    }
    let steps = steps.cast_unsigned();
    let (whole, rest) = (steps / 10_000, steps % 10_000);
    Some((((whole << FRACTION_BITS) | (rest / 100)) << FRACTION_BITS) | (rest % 100))
}

/// The number that a column keeps.
pub(crate) fn bits_to_number(bits: u64) -> Decimal {
    let mask = (1 << FRACTION_BITS) - 1;
    let whole = bits >> (2 * FRACTION_BITS);
    let steps = whole * 10_000 + (bits >> FRACTION_BITS & mask) * 100 + (bits & mask);
    Decimal::from_ten_thousandths(steps.cast_signed())
}

/// The first kept number that is at least `steps` ten-thousandths; `None` if no attribute has one.
pub(crate) fn first_bits_from(steps: i64) -> Option<u64> {
    number_to_bits(Decimal::from_ten_thousandths(steps.max(0)))
}
