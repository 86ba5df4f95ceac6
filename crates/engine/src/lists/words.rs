//! Bytes, eight at a time.

/// The highest bit of each byte of `word` that is `byte`, and no other.
pub(super) const fn equal(word: u64, byte: u8) -> u64 {
    const LOWER: u64 = u64::from_le_bytes([0x7f; 8]);
    let different = word ^ u64::from_le_bytes([byte; 8]);
    !(((different & LOWER) + LOWER) | different | LOWER)
}

/// How often a byte occurs.
#[inline]
pub(super) fn count(bytes: &[u8], byte: u8) -> u32 {
    let (words, rest) = bytes.as_chunks::<8>();
    let whole = words.iter().map(|word| equal(u64::from_le_bytes(*word), byte).count_ones());
    let last = match bytes.last_chunk::<8>() {
        // What is in whole words as well is shifted out.
        Some(last) if !rest.is_empty() => {
            (equal(u64::from_le_bytes(*last), byte) >> (64 - 8 * rest.len())).count_ones()
        }
        _ => rest.iter().map(|other| u32::from(*other == byte)).sum(),
    };
    whole.sum::<u32>() + last
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn a_byte_is_counted_wherever_it_stands() {
        for length in 0..40 {
            for seed in 0..64_u32 {
                let bytes: Vec<u8> = (0..length)
                    .map(|place: u32| {
                        if seed.wrapping_mul(0x9e37_79b9).rotate_left(place) & 1 == 1 {
                            b'.'
                        } else {
                            b'.' ^ 1
                        }
                    })
                    .collect();
                let naive = String::from_utf8(bytes.clone()).unwrap().matches('.').count();
                assert_eq!(usize::try_from(count(&bytes, b'.')).unwrap(), naive, "{bytes:?}");
            }
        }
    }
}
