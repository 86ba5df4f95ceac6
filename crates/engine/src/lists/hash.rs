//! A fast hash that is the same in every process.
//!
//! Keys are put in by people who may edit lists. What they block may be what applicants wrote, so chosen keys could
//! collide and make changes of one segment slow; answers stay exact, since the key itself is always compared. A seed
//! would make the index differ from run to run.

const FIRST: u64 = 0x9e37_79b9_7f4a_7c15;
const SECOND: u64 = 0xd6e8_feb8_6659_fd93;

/// The hash of a number.
#[inline]
pub(super) const fn of_number(number: u64) -> u64 {
    fold(fold(number ^ FIRST, SECOND), FIRST)
}

/// The hash of bytes.
#[inline]
pub(super) fn of_bytes(bytes: &[u8]) -> u64 {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let (words, rest) = bytes.as_chunks::<8>();
    let word = |hash: u64, word: u64| fold(hash ^ word, SECOND);
    let whole = words.iter().fold(length ^ FIRST, |hash, one| word(hash, u64::from_le_bytes(*one)));
    let last = if rest.is_empty() { 0 } else { last_word(bytes, rest) };
    // Once more, so that the last letters reach all bits.
    fold(word(whole, last), FIRST)
}

/// What is behind the last whole word. Some of it may stand in that word as well, for one read is quicker than seven.
fn last_word(bytes: &[u8], rest: &[u8]) -> u64 {
    if let Some(word) = bytes.last_chunk::<8>() {
        return u64::from_le_bytes(*word);
    }
    match (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
        }
        _ => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// One of so many equal shares, chosen by the upper half of a hash.
#[inline]
pub(super) fn share(hash: u64, shares: usize) -> usize {
    let shares = u64::try_from(shares).unwrap_or(u64::MAX);
    usize::try_from(((hash >> 32) * shares) >> 32).unwrap_or(0)
}

/// The lowest bits of a hash.
#[inline]
pub(super) fn low(hash: u64) -> usize {
    usize::try_from(hash & 0xff_ffff).unwrap_or(0)
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
