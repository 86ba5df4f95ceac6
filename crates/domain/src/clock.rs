//! Moments in time, and the one seam through which "now" enters.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use jiff::civil::{Date, Time};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A moment in UTC, in whole microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// Why a text is not a moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an RFC 3339 time such as 2026-11-22T10:42:07Z")]
pub struct InvalidTimestamp {
    /// The text as given.
    pub text: String,
}

impl Timestamp {
    /// From microseconds since the epoch.
    pub const fn from_microseconds(microseconds: i64) -> Self {
        Self(microseconds)
    }

    /// Microseconds since the epoch.
    pub const fn microseconds(self) -> i64 {
        self.0
    }

    /// Whole milliseconds since the epoch, never negative: what a `UUIDv7` carries.
    pub fn milliseconds(self) -> u64 {
        u64::try_from(self.0.div_euclid(1_000)).unwrap_or(0)
    }

    /// This moment moved by whole seconds, held at the ends of the representable range.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The calendar date in UTC.
    pub fn date(self) -> jiff::civil::Date {
        jiff::tz::Offset::UTC.to_datetime(self.jiff()).date()
    }

    fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.jiff())
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(moment) = usual(text) {
            return Ok(moment);
        }
        let parsed: jiff::Timestamp =
            text.parse().map_err(|_| InvalidTimestamp { text: text.to_owned() })?;
        Ok(Self(parsed.as_microsecond()))
    }
}

/// A date such as `1990-12-31`, or in another form of ISO 8601.
pub(crate) fn date(text: &str) -> Option<Date> {
    text.as_bytes().as_array().and_then(usual_date).or_else(|| text.parse().ok())
}

/// A date in its usual form, which is read much quicker than any.
fn usual_date(text: &[u8; 10]) -> Option<Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else { return None };
    let (century, years) = (two_digits(y1, y2)?, two_digits(y3, y4)?);
    let (month, day) = (two_digits(m1, m2)?, two_digits(d1, d2)?);
    Date::new(i16::from(century) * 100 + i16::from(years), month, day).ok()
}

/// A moment such as `2026-11-22T10:42:07.123Z`, likewise.
fn usual(text: &str) -> Option<Timestamp> {
    let (date, rest) = text.as_bytes().split_first_chunk::<10>()?;
    let (&[b'T', h1, h2, b':', m1, m2, b':', s1, s2], rest) = rest.split_first_chunk::<9>()? else {
        return None;
    };
    let microseconds = match rest {
        b"Z" => 0,
        [b'.', digits @ .., b'Z'] if (1..=6).contains(&digits.len()) => {
            let number = digits.iter().try_fold(0, |number, digit| {
                digit.is_ascii_digit().then(|| number * 10 + i32::from(digit - b'0'))
            });
            number? * 10_i32.pow(6 - u32::try_from(digits.len()).ok()?)
        }
        _ => return None,
    };
    let (hour, minute, second) = (two_digits(h1, h2)?, two_digits(m1, m2)?, two_digits(s1, s2)?);
    let time = Time::new(hour, minute, second, microseconds * 1_000).ok()?;
    let moment = jiff::tz::Offset::UTC.to_timestamp(usual_date(date)?.to_datetime(time)).ok()?;
    Some(Timestamp(moment.as_microsecond()))
}

fn two_digits(tens: u8, ones: u8) -> Option<i8> {
    let are_digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    are_digits.then(|| (tens - b'0').cast_signed() * 10 + (ones - b'0').cast_signed())
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// Where "now" comes from. The binary hands in the machine's clock, tests a frozen one.
pub trait Clock: Send + Sync {
    /// The present moment. Whoever sets the machine's clock moves it, backwards too.
    fn now(&self) -> Timestamp;

    /// What has passed since some moment in the life of the process: it never goes back. For waits that are kept in
    /// memory alone.
    fn steady(&self) -> Duration;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the machine's clock is read"
    )]
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_microsecond())
    }

    fn steady(&self) -> Duration {
        static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
        BEGAN.elapsed()
    }
}
