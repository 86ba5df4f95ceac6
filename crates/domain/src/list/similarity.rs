//! The similarity of first names: Jaro-Winkler with p = 0.1 and a prefix of at most 4, as an exact fraction.
//!
//! Nothing is rounded, so every machine finds the same items, also at the very edge of a threshold.

use super::Threshold;

/// Characters of a common beginning that count.
const PREFIX_CHARACTERS: usize = 4;
/// Tenths that one character of a common beginning adds: p = 0.1.
const TENTHS: u128 = 10;
/// A threshold counts ten-thousandths; with the tenths of p taken out, thousandths are left.
const THOUSANDTHS: u128 = 1_000;

/// How much two names are alike, from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub struct Similarity {
    numerator: u128,
    denominator: u128,
    prefix: u128,
}

impl Similarity {
    /// Of two names with these lengths, of which `matching` characters match, `moved` pairs of them in another
    /// order, and the first `prefix` characters are the same. More of `matching` and `prefix` is never less.
    pub fn of(lengths: (usize, usize), matching: usize, moved: usize, prefix: usize) -> Self {
        let [ours, theirs, matching, moved, prefix] =
            [lengths.0, lengths.1, matching, moved, prefix.min(PREFIX_CHARACTERS)]
                .map(|count| u128::try_from(count).unwrap_or(u128::MAX));
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
    pub const fn reaches(self, threshold: Threshold) -> bool {
        let tenths = (TENTHS - self.prefix) * self.numerator + self.prefix * self.denominator;
        THOUSANDTHS * tenths >= threshold.ten_thousandths() as u128 * self.denominator
    }
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
