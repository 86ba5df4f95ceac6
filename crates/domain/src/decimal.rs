//! Decimal numbers with at most four fraction digits, kept exactly.

use std::fmt;

use serde_json::Number;

/// Steps per unit: four fraction digits.
const SCALE: i64 = 10_000;
const FRACTION_DIGITS: usize = 4;
const TEN_THOUSAND: f64 = 10_000.0;
/// Below so many steps a number has at most fifteen digits.
const EXACT_STEPS: f64 = 1e15;

/// An exact decimal, counted in ten-thousandths. `18.0` equals `18`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

/// Why a number cannot be kept exactly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDecimal {
    /// More than four fraction digits.
    #[error("`{text}` has more than four digits after the point")]
    TooManyFractionDigits {
        /// The number as given.
        text: String,
    },
    /// Not a plain decimal number, or too large.
    #[error("`{text}` is not a decimal number between -922337203685477 and 922337203685477")]
    OutOfRange {
        /// The number as given.
        text: String,
    },
}

impl InvalidDecimal {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooManyFractionDigits { .. } => "too_many_fraction_digits",
            Self::OutOfRange { .. } => "out_of_range",
        }
    }
}

impl Decimal {
    /// The smallest value.
    pub const MIN: Self = Self(i64::MIN);
    /// The greatest value.
    pub const MAX: Self = Self(i64::MAX);

    /// From a whole number of ten-thousandths.
    pub const fn from_ten_thousandths(count: i64) -> Self {
        Self(count)
    }

    /// How many ten-thousandths this is.
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }

    /// From a whole number that fits.
    pub const fn from_whole(whole: i32) -> Self {
        Self(whole as i64 * SCALE)
    }

    /// Whether there is no fraction.
    pub const fn is_whole(self) -> bool {
        self.0 % SCALE == 0
    }

    /// The whole part, if there is no fraction.
    pub const fn whole(self) -> Option<i64> {
        if self.is_whole() { Some(self.0 / SCALE) } else { None }
    }

    /// From a JSON number, exactly.
    pub fn from_json(number: &Number) -> Result<Self, InvalidDecimal> {
        Self::usual(number).map_or_else(|| Self::parse(&number.to_string()), Ok)
    }

    /// The same of nearly all numbers, without their text.
    fn usual(number: &Number) -> Option<Self> {
        if let Some(whole) = number.as_i64() {
            return whole.checked_mul(SCALE).map(Self);
        }
        let value = number.as_f64()?;
        let steps = (value * TEN_THOUSAND).round();
        // A number has one text of at most fifteen digits. This is it, or there are more digits behind the point.
        let is_it =
            steps.abs() < EXACT_STEPS && (steps / TEN_THOUSAND).to_bits() == value.to_bits();
        is_it.then(|| Self(whole_part(steps)))
    }

    /// As a JSON number: whole numbers without a point.
    pub fn to_json(self) -> Number {
        match self.whole() {
            Some(whole) => Number::from(whole),
            None => self
                .to_string()
                .parse::<f64>()
                .ok()
                .and_then(Number::from_f64)
                .unwrap_or_else(|| Number::from(self.0 / SCALE)),
        }
    }

    /// From text such as `18`, `-0.5`, `85.1234` or `1e2`. Zeros beyond the fourth digit are allowed.
    pub fn parse(text: &str) -> Result<Self, InvalidDecimal> {
        let out_of_range = || InvalidDecimal::OutOfRange { text: text.to_owned() };
        if text.contains(['e', 'E']) {
            return Self::parse_exponent(text);
        }
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        if digits.ends_with('.')
            || whole.is_empty()
            || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        {
            return Err(out_of_range());
        }
        if fraction.len() > FRACTION_DIGITS {
            return Err(InvalidDecimal::TooManyFractionDigits { text: text.to_owned() });
        }
        let whole: i64 = whole.parse().map_err(|_| out_of_range())?;
        let fraction: i64 =
            format!("{fraction:0<FRACTION_DIGITS$}").parse().map_err(|_| out_of_range())?;
        let magnitude = whole
            .checked_mul(SCALE)
            .and_then(|scaled| scaled.checked_add(fraction))
            .ok_or_else(out_of_range)?;
        Ok(Self(if negative { -magnitude } else { magnitude }))
    }

    /// `serde_json` prints very large and very small numbers with an exponent; shift the point by text.
    fn parse_exponent(text: &str) -> Result<Self, InvalidDecimal> {
        let out_of_range = || InvalidDecimal::OutOfRange { text: text.to_owned() };
        let (mantissa, exponent) = text.split_once(['e', 'E']).ok_or_else(out_of_range)?;
        let exponent: i32 = exponent.parse().map_err(|_| out_of_range())?;
        if !(-40..=20).contains(&exponent) {
            return Err(if exponent < 0 {
                InvalidDecimal::TooManyFractionDigits { text: text.to_owned() }
            } else {
                out_of_range()
            });
        }
        let (sign, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", mantissa),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let point = i32::try_from(whole.len()).map_err(|_| out_of_range())? + exponent;
        let all = format!("{whole}{fraction}");
        let shifted = match usize::try_from(point) {
            Ok(point) if point > 0 => {
                let padded = format!("{all:0<point$}");
                let (head, tail) = padded.split_at_checked(point).ok_or_else(out_of_range)?;
                format!("{sign}{head}.{tail}")
            }
            _ => format!("{sign}0.{}{all}", "0".repeat(usize::try_from(-point).unwrap_or(0))),
        };
        Self::parse(&shifted).map_err(|error| match error {
            InvalidDecimal::TooManyFractionDigits { .. } => {
                InvalidDecimal::TooManyFractionDigits { text: text.to_owned() }
            }
            InvalidDecimal::OutOfRange { .. } => out_of_range(),
        })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a whole number far below 2^63")]
const fn whole_part(number: f64) -> i64 {
    number as i64
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let (whole, fraction) =
            (magnitude / SCALE.unsigned_abs(), magnitude % SCALE.unsigned_abs());
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{fraction:0FRACTION_DIGITS$}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}
