//! Two-letter codes: countries and states.

use std::fmt;
use std::sync::LazyLock;

/// Two upper-case ASCII letters. Which set they belong to is the attribute's business.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code([u8; 2]);

impl Code {
    /// Reads two letters in either case; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().as_bytes() {
            [first, second] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
                Some(Self([first.to_ascii_uppercase(), second.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    /// A country of ISO 3166-1, in either case.
    pub fn country(text: &str) -> Option<Self> {
        Self::parse(text).filter(|code| is_country(*code))
    }

    /// The two letters as bytes.
    pub const fn bytes(self) -> [u8; 2] {
        self.0
    }

    /// The places of its letters in the alphabet, from 0.
    fn letters(self) -> [usize; 2] {
        self.0.map(|letter| usize::from(letter.wrapping_sub(b'A')))
    }

    /// The United States.
    pub const US: Self = Self(*b"US");
    /// The District of Columbia.
    pub(super) const DC: Self = Self(*b"DC");
    /// The Virgin Islands of the United States.
    pub(super) const VI: Self = Self(*b"VI");
}

/// Whether ISO 3166-1 assigns `code`.
pub fn is_country(code: Code) -> bool {
    static COUNTRIES: LazyLock<CodeTable> = LazyLock::new(|| countries().into_iter().collect());
    COUNTRIES.contains(code)
}

/// A set of codes, by a bit for each: every inquiry asks.
pub(super) struct CodeTable([u32; 26]);

impl CodeTable {
    pub(super) fn contains(&self, code: Code) -> bool {
        let [first, second] = code.letters();
        self.0.get(first).is_some_and(|row| row & (1 << second) != 0)
    }
}

impl FromIterator<Code> for CodeTable {
    fn from_iter<I: IntoIterator<Item = Code>>(codes: I) -> Self {
        let mut table = Self([0; 26]);
        for [first, second] in codes.into_iter().map(Code::letters) {
            if let Some(row) = table.0.get_mut(first) {
                *row |= 1 << second;
            }
        }
        table
    }
}

/// All countries in the order of their codes.
pub fn countries() -> Vec<Code> {
    let mut codes: Vec<Code> =
        rust_iso3166::ALL_ALPHA2.iter().filter_map(|text| Code::parse(text)).collect();
    codes.sort_unstable();
    codes
}

/// The English name of a country, without the formal tail after a comma or in brackets.
pub fn country_name(code: Code) -> Option<String> {
    match &code.bytes() {
        b"US" => return Some("United States".to_owned()),
        b"GB" => return Some("United Kingdom".to_owned()),
        _ => {}
    }
    let name = rust_iso3166::from_alpha2(&code.to_string())?.name.to_owned();
    let short = name.split([',', '(']).next().unwrap_or(&name).trim().to_owned();
    // "Korea, Republic of" and "Congo (…)" name two countries each; those stay whole.
    Some(if matches!(short.as_str(), "Korea" | "Congo" | "Virgin Islands" | "Saint Martin") {
        name
    } else {
        short
    })
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.0;
        write!(f, "{}{}", char::from(first), char::from(second))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
