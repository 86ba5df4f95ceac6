//! A fast hash that is the same in every process.
//!
//! Keys are put in by people who may edit lists, not by applicants, so nobody who is looked up can choose keys
//! that collide; a seed would make the index differ from run to run for nothing.

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND: u64 = 0xd6e8_feb8_6659_fd93;

/// The hash of a number.
pub(super) const fn of_number(value: u128) -> u64 {
    let [low, high] = halves(value);
    fold(fold(low ^ FIRST, SECOND) ^ high, FIRST)
}

/// The hash of bytes.
pub(super) fn of_bytes(bytes: &[u8]) -> u64 {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let (words, rest) = bytes.as_chunks::<8>();
    let word = |hash: u64, word: u64| fold(hash ^ word, SECOND);
    let whole = words.iter().fold(length ^ FIRST, |hash, one| word(hash, u64::from_le_bytes(*one)));
    if rest.is_empty() {
        return whole;
    }
    word(whole, rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)))
}

/// One hash of two numbers, in this order.
pub(super) const fn of_two(first: u128, second: u64) -> u64 {
    fold(of_number(first) ^ second, FIRST)
}

/// Multiplies to twice the width and puts the halves on top of each other.
const fn fold(left: u64, right: u64) -> u64 {
    let [low, high] = halves(left as u128 * right as u128);
    low ^ high
}

#[expect(clippy::cast_possible_truncation, reason = "taking the low half is the purpose")]
const fn halves(value: u128) -> [u64; 2] {
    [value as u64, (value >> 64) as u64]
}
