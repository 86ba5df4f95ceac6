//! The similarity of first names: Jaro-Winkler with p = 0.1 and a prefix of at most 4, as an exact fraction.
//!
//! Nothing is rounded, so every machine finds the same items, also at the very edge of a threshold.

use super::Threshold;

/// Characters of a common beginning that count.
const PREFIX_CHARACTERS: usize = 4;
/// Tenths that one character of a common beginning adds: p = 0.1.
const TENTHS: u64 = 10;
/// A threshold counts ten-thousandths; with the tenths of p taken out, thousandths are left.
const THOUSANDTHS: u64 = 1_000;
/// Longer names do not occur: a text has 2,000 characters, and folding makes at most 18 of one. With this many
/// nothing below overflows.
const MOST_CHARACTERS: usize = 65_535;
/// Names of up to this many letters are compared by bits.
const SHORT: usize = 64;

/// How much two names are alike, from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub struct Similarity {
    numerator: u64,
    denominator: u64,
    prefix: u64,
}

impl Similarity {
    /// Of two names with these lengths, at most 65,535, of which `matching` characters match, `moved` pairs of them
    /// in another order, and the first `prefix` characters are the same. More of `matching` and `prefix` is never
    /// less.
    #[inline]
    pub fn of(lengths: (usize, usize), matching: usize, moved: usize, prefix: usize) -> Self {
        let [ours, theirs, matching, moved, prefix] =
            [lengths.0, lengths.1, matching, moved, prefix.min(PREFIX_CHARACTERS)]
                .map(|count| u64::try_from(count.min(MOST_CHARACTERS)).unwrap_or(0));
        if matching == 0 {
            return Self { numerator: 0, denominator: 1, prefix };
        }
        // (m/a + m/b + (m-t)/m) / 3
        Self {
            numerator: matching * matching * (ours + theirs) + (matching - moved) * ours * theirs,
            denominator: 3 * matching * ours * theirs,
            prefix,
        }
    }

    /// Whether it is the threshold or more: j + l·p·(1−j) ≥ t, without a division.
    #[inline]
    pub const fn reaches(self, threshold: Threshold) -> bool {
        let tenths = (TENTHS - self.prefix) * self.numerator + self.prefix * self.denominator;
        THOUSANDTHS * tenths >= threshold.ten_thousandths() as u64 * self.denominator
    }
}

/// A name of at most 64 letters, marks or digits of ASCII, to be compared with others of its kind: the same answer,
/// with a bit for each letter in place of memory.
#[derive(Clone, Copy, Debug)]
pub struct ShortName<'n> {
    letters: &'n [u8],
    /// Eight letters each; behind the last one are bytes that no letter is.
    words: [u64; SHORT / 8],
}

impl<'n> ShortName<'n> {
    /// `None` of a longer one, or of one with other letters.
    pub fn new(letters: &'n [u8]) -> Option<Self> {
        if letters.len() > SHORT || !letters.is_ascii() {
            return None;
        }
        let mut words = [u64::MAX; SHORT / 8];
        for (word, letters) in words.iter_mut().zip(letters.chunks(8)) {
            *word =
                letters.iter().rev().fold(u64::MAX, |word, letter| word << 8 | u64::from(*letter));
        }
        Some(Self { letters, words })
    }

    /// How much this name, of an inquiry, and one of an item are alike; `None` if that one is longer or has other
    /// letters.
    #[inline]
    pub fn compare(&self, ours: &[u8]) -> Option<Similarity> {
        if ours.len() > SHORT || !ours.is_ascii() {
            return None;
        }
        let theirs = self.letters;
        let reach = (ours.len().max(theirs.len()) / 2).saturating_sub(1);
        let (mut taken, mut matching) = (0_u64, 0_u64);
        for (place, letter) in ours.iter().enumerate() {
            let (first, last) = (place.saturating_sub(reach), (place + reach).min(SHORT - 1));
            let near = u64::MAX << first & u64::MAX >> (SHORT - 1 - last);
            let free = self.places_of(*letter) & near & !taken;
            taken |= free & free.wrapping_neg();
            matching |= u64::from(free != 0) << place;
        }
        let count = usize::try_from(matching.count_ones()).unwrap_or(0);
        let mut out_of_order = 0;
        while matching != 0 {
            let places =
                [matching, taken].map(|set| usize::try_from(set.trailing_zeros()).unwrap_or(0));
            out_of_order += usize::from(ours.get(places[0]) != theirs.get(places[1]));
            (matching, taken) = (matching & (matching - 1), taken & taken.wrapping_sub(1));
        }
        let prefix = ours.iter().zip(theirs).take_while(|(ours, theirs)| ours == theirs).count();
        Some(Similarity::of((ours.len(), theirs.len()), count, out_of_order / 2, prefix))
    }

    /// A bit for each place of a letter.
    #[inline]
    fn places_of(&self, letter: u8) -> u64 {
        let words = self.letters.len().div_ceil(8);
        let sets = self.words.iter().take(words).enumerate();
        sets.fold(0, |all, (number, word)| all | equal(*word, letter) << (8 * number))
    }
}

/// A bit for each byte of `word` that is `byte`, from the lowest on.
const fn equal(word: u64, byte: u8) -> u64 {
    const LOWER: u64 = u64::from_le_bytes([0x7f; 8]);
    /// Brings the highest bits of eight bytes together, in the highest byte.
    const TOGETHER: u64 = 0x0002_0408_1020_4081;
    let different = word ^ u64::from_le_bytes([byte; 8]);
    let highest = !(((different & LOWER) + LOWER) | different | LOWER);
    highest.wrapping_mul(TOGETHER) >> 56
}

/// Compares names, one after the other, without new memory for each.
#[derive(Clone, Debug, Default)]
pub struct SimilarityReader {
    /// Of the second name, by place: whether a character of the first has taken it.
    taken: Vec<bool>,
    /// The characters of the first name that match, in its order.
    matching: Vec<char>,
}

impl SimilarityReader {
    /// How much `ours`, of an item, and `theirs`, of an inquiry, are alike. Both are folded.
    pub fn compare(&mut self, ours: &[char], theirs: &[char]) -> Similarity {
        let reach = (ours.len().max(theirs.len()) / 2).saturating_sub(1);
        self.taken.clear();
        self.taken.resize(theirs.len(), false);
        self.matching.clear();
        for (place, letter) in ours.iter().enumerate() {
            let first = place.saturating_sub(reach);
            let near =
                theirs.iter().zip(&mut self.taken).skip(first).take(place + reach + 1 - first);
            let free = near.into_iter().find(|(other, taken)| *other == letter && !**taken);
            if let Some((_, taken)) = free {
                *taken = true;
                self.matching.push(*letter);
            }
        }
        let theirs_matching =
            theirs.iter().zip(&self.taken).filter(|(_, taken)| **taken).map(|(letter, _)| letter);
        let out_of_order = self
            .matching
            .iter()
            .zip(theirs_matching)
            .filter(|(ours, theirs)| ours != theirs)
            .count();
        let prefix = ours.iter().zip(theirs).take_while(|(ours, theirs)| ours == theirs).count();
        let lengths = (ours.len(), theirs.len());
        Similarity::of(lengths, self.matching.len(), out_of_order / 2, prefix)
    }
}
