//! Identifiers: a prefix that names the kind and a `UUIDv7` in 26 letters of Crockford's base 32.
//!
//! The text form follows the `TypeID` convention (<https://github.com/jetify-com/typeid>): sortable by time of
//! creation, without look-alike letters, safe in addresses and file names.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

use crate::clock::Timestamp;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const SUFFIX_LENGTH: usize = 26;
const NO_DIGIT: u8 = u8::MAX;
/// By letter, what it stands for. History reads millions of ids at once.
#[expect(
    clippy::indexing_slicing,
    reason = "done by the compiler, to which a place out of range is an error"
)]
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut digit = 0;
    while digit < 32 {
        digits[ALPHABET[digit as usize] as usize] = digit;
        digit += 1;
    }
    digits
};

/// Why a text is not an identifier of the wanted kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an id of the form `{prefix}_` and 26 letters or digits")]
pub struct InvalidId {
    /// The text as given.
    pub text: String,
    /// The prefix that was wanted.
    pub prefix: &'static str,
}

/// Where new identifiers come from. The binary hands in a random source, tests a counting one.
pub trait IdSource: Send + Sync {
    /// A new UUID whose leading bits carry `now`.
    fn next(&self, now: Timestamp) -> Uuid;
}

/// Random identifiers (`UUIDv7`), from the operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    fn next(&self, now: Timestamp) -> Uuid {
        let seconds = now.milliseconds() / 1_000;
        let nanoseconds = u32::try_from(now.milliseconds() % 1_000).unwrap_or(0) * 1_000_000;
        Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanoseconds))
    }
}

/// Identifiers that count upwards: the same run gives the same ids. For tests and seeded examples.
#[derive(Debug, Default)]
pub struct CountingIds(AtomicU64);

impl CountingIds {
    /// Starts counting after `start`.
    pub const fn starting_at(start: u64) -> Self {
        Self(AtomicU64::new(start))
    }
}

impl IdSource for CountingIds {
    fn next(&self, now: Timestamp) -> Uuid {
        let count = self.0.fetch_add(1, Ordering::Relaxed);
        let mut random = [0_u8; 10];
        for (target, byte) in random.iter_mut().skip(2).zip(count.to_be_bytes()) {
            *target = byte;
        }
        uuid::Builder::from_unix_timestamp_millis(now.milliseconds(), &random).into_uuid()
    }
}

macro_rules! define_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The letters before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// A new id, taken from `source` at `now`.
            pub fn new(source: &dyn IdSource, now: Timestamp) -> Self {
                Self(source.next(now))
            }

            /// The UUID behind the text.
            pub const fn uuid(self) -> Uuid {
                self.0
            }

            /// Its bytes, in the order in which ids are compared.
            pub const fn to_bytes(self) -> [u8; 16] {
                self.0.into_bytes()
            }

            /// The id with these bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The id of a known UUID.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!($prefix, "_"))?;
                f.write_str(std::str::from_utf8(&encode(self.0)).unwrap_or_default())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(decode)
                    .map(Self)
                    .ok_or_else(|| InvalidId { text: text.to_owned(), prefix: $prefix })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}

define_id!(/** An inquiry. */ InquiryId, "inq");
define_id!(/** A workflow. */ WorkflowId, "wfl");
define_id!(/** A run. */ RunId, "run");
define_id!(/** A list. */ ListId, "lst");
define_id!(/** An item of a list. */ ItemId, "itm");
define_id!(/** An import into a list. */ ImportId, "imp");
define_id!(/** An event. */ EventId, "evt");
define_id!(/** A member. */ MemberId, "mbr");
define_id!(/** An API key. */ KeyId, "key");
define_id!(/** A session of a member. */ SessionId, "ses");
define_id!(/** An invitation to become a member. */ InvitationId, "inv");
define_id!(/** An invariant of workflows. */ InvariantId, "ivr");
define_id!(/** A test of a workflow. */ TestId, "tst");

fn encode(uuid: Uuid) -> [u8; SUFFIX_LENGTH] {
    let mut rest = uuid.as_u128();
    let mut letters = [b'0'; SUFFIX_LENGTH];
    for letter in letters.iter_mut().rev() {
        let digit = usize::try_from(rest & 31).unwrap_or(0);
        *letter = ALPHABET.get(digit).copied().unwrap_or(b'0');
        rest >>= 5;
    }
    letters
}

fn decode(text: &str) -> Option<Uuid> {
    if text.len() != SUFFIX_LENGTH || !text.starts_with(|first: char| first <= '7') {
        return None;
    }
    let mut value = 0_u128;
    for byte in text.bytes() {
        let digit = DIGITS.get(usize::from(byte)).copied().filter(|digit| *digit != NO_DIGIT)?;
        value = (value << 5) | u128::from(digit);
    }
    Some(Uuid::from_u128(value))
}
