//! Pages of things. A cursor is opaque to callers; inside it is the text that storage goes on from.

use std::fmt::Display;
use std::str::FromStr;

use serde::Deserialize;
use utoipa::IntoParams;

use crate::problem::Problem;

/// Things on a page if the caller does not say.
pub const DEFAULT_LIMIT: u32 = 25;
/// The most things on a page.
pub const MOST_LIMIT: u32 = 100;
/// The longest cursor that we read, in characters: two for each byte of what it carries, and the longest thing
/// that one carries is the name of a list or the value of an item.
const CURSOR_CHARACTERS: usize = 4_096;

/// Which page is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// How many things, 1 to [`MOST_LIMIT`].
    pub limit: u32,
    /// Where to go on; `None` for the first page.
    pub cursor: Option<Cursor>,
}

/// The parameters of a page, for the contract: `params(PageParams)`.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields::page` reads")]
pub struct PageParams {
    /// How many things.
    #[param(minimum = 1, maximum = 100, default = 25)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl PageRequest {
    /// How many things, as storage counts them.
    pub fn limit(&self) -> usize {
        usize::try_from(self.limit).unwrap_or(1)
    }

    /// What the cursor carries, read back; a cursor that carries something else is 400 `invalid_cursor`.
    pub fn after<T: FromStr>(&self) -> Result<Option<T>, Problem> {
        let Some(Cursor(inside)) = &self.cursor else { return Ok(None) };
        inside.parse().map(Some).map_err(|_| invalid_cursor())
    }
}

/// Where a page goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    /// A cursor that carries `inside`.
    pub fn carrying(inside: impl Display) -> Self {
        Self(inside.to_string())
    }

    /// The form that callers see: hexadecimal digits.
    pub fn to_wire(&self) -> String {
        self.0.bytes().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(hex_digit).collect()
    }

    /// Reads one that came in a body.
    pub(crate) fn read(text: &str) -> Result<Self, Problem> {
        Self::from_wire(text).ok_or_else(invalid_cursor)
    }

    pub(super) fn from_wire(text: &str) -> Option<Self> {
        if text.len() > CURSOR_CHARACTERS || !text.len().is_multiple_of(2) {
            return None;
        }
        let digits: Option<Vec<u8>> = text.chars().map(digit_value).collect();
        let bytes = digits?
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |sum, digit| sum * 16 + digit))
            .collect();
        String::from_utf8(bytes).ok().map(Self)
    }
}

/// 400: a cursor that no page has given.
pub(super) fn invalid_cursor() -> Problem {
    let detail = "the cursor is not one that a page has given; begin again without a cursor";
    Problem::bad_request("invalid_cursor", detail)
}

fn hex_digit(value: u8) -> Option<char> {
    char::from_digit(u32::from(value), 16)
}

fn digit_value(digit: char) -> Option<u8> {
    let lower_case = !digit.is_ascii_uppercase();
    digit.to_digit(16).filter(|_| lower_case).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::Cursor;

    #[test]
    fn a_cursor_survives_the_wire() {
        let cursor = Cursor::carrying("inq_01 · ä");
        assert_eq!(Cursor::from_wire(&cursor.to_wire()), Some(cursor));
    }

    #[test]
    fn what_no_page_gave_is_no_cursor() {
        for text in ["x", "zz", "abc", "ff", "AB", "+1"] {
            assert_eq!(Cursor::from_wire(text), None, "{text}");
        }
    }
}
