//! Where the record ends, as people keep it.

use std::fmt;
use std::str::FromStr;

use super::chain::HASH_BYTES;

/// Where the record ends: keep it somewhere else, and nobody can rewrite the past unseen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last entry; 0 while there is none.
    pub seq: i64,
    /// Its hash; zeros while there is none.
    pub hash: [u8; HASH_BYTES],
}

impl Head {
    /// The head of an empty record.
    pub const EMPTY: Self = Self { seq: 0, hash: [0; HASH_BYTES] };
}

/// A text that is no head.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a head: a number, a colon and 64 hexadecimal digits, as `audit head` prints it"
)]
pub struct InvalidHead(pub String);

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.seq)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Head {
    type Err = InvalidHead;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidHead(text.to_owned());
        let (seq, hash) = text.trim().split_once(':').ok_or_else(invalid)?;
        let digits: Option<Vec<u8>> = hash
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        let bytes: Vec<u8> = digits
            .filter(|digits| digits.len() == 2 * HASH_BYTES)
            .ok_or_else(invalid)?
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |sum, digit| sum * 16 + digit))
            .collect();
        let seq = seq.parse().ok().filter(|seq| *seq >= 0).ok_or_else(invalid)?;
        Ok(Self { seq, hash: bytes.try_into().map_err(|_| invalid())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_printed() {
        let head = Head { seq: 12, hash: [0xa5; HASH_BYTES] };
        assert_eq!(head.to_string(), format!("12:{}", "a5".repeat(32)));
        assert_eq!(head.to_string().parse(), Ok(head));
        let short = format!("1:{}", "a5".repeat(31));
        let long = format!("1:{}", "a5".repeat(33));
        let negative = format!("-1:{}", "a5".repeat(32));
        for text in ["", "12", "12:", "x:00", short.as_str(), &long, &negative] {
            assert_eq!(text.parse::<Head>(), Err(InvalidHead(text.to_owned())));
        }
    }
}
