//! Phone numbers in E.164.
//!
//! A number with `+` is read by its digits alone. Only one without goes through the numbering plan of its region.

use std::fmt;

use phonenumber::metadata::DATABASE;
use phonenumber::{Mode, country};

use super::{InvalidItem, ItemPart};
use crate::attribute::Code;

/// The fewest digits that a number has in practice (Niue has seven).
const LEAST_DIGITS: usize = 7;
/// The most that E.164 allows.
const MOST_DIGITS: usize = 15;
/// The most digits of an extension.
const MOST_EXTENSION_DIGITS: usize = 7;
/// The most digits of a country's code.
const CODE_DIGITS: usize = 3;
/// The zero of the scripts that numbers are typed in; the other nine digits follow it.
const ZEROS: [char; 5] = ['0', '\u{660}', '\u{6F0}', '\u{966}', '\u{FF10}'];
/// A zero that is dialled inside the country alone, as people write it behind the country's code.
const TRUNK_ZERO: &str = "(0)";
/// Codes of countries whose numbers begin with a zero of their own.
const CODES_BEFORE_ZERO: [&str; 6] = ["39", "225", "241", "242", "378", "379"];

/// A phone number: the digits after the `+`, of which the first is no zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber(u64);

impl PhoneNumber {
    /// What an inquiry's field says. Without a `+` it is a number of `region`; then without one it is none. An
    /// extension does not count.
    pub fn of_inquiry(text: &str, region: Option<Code>) -> Option<Self> {
        let typed = Typed::read(text)?;
        if typed.plus { Self::of_digits(&typed.digits) } else { national(&typed.digits, region?) }
    }

    pub(super) fn parse(text: &str) -> Result<Self, InvalidItem> {
        let refused =
            |detail: String| InvalidItem::new(ItemPart::Value, "invalid_phone_number", detail);
        let none =
            || format!("`{text}` is not a phone number with its country, such as +14155550123");
        let typed = Typed::read(text).ok_or_else(|| refused(none()))?;
        if !typed.plus {
            let detail = format!(
                "`{text}` does not begin with + and the country's code, as in +14155550123"
            );
            return Err(refused(detail));
        }
        if typed.extension {
            return Err(refused(format!("`{text}` has an extension; leave it out")));
        }
        let number = Self::of_digits(&typed.digits).ok_or_else(|| refused(none()))?;
        if !has_country(&typed.digits) {
            return Err(refused(format!("`{text}` does not begin with the code of a country")));
        }
        Ok(number)
    }

    /// Reads back what `Display` wrote; `None` for anything else.
    pub(super) fn read(text: &str) -> Option<Self> {
        Self::of_digits(text.strip_prefix('+')?)
    }

    /// The digits, without the `+`.
    pub const fn digits(self) -> u64 {
        self.0
    }

    fn of_digits(digits: &str) -> Option<Self> {
        let fits = (LEAST_DIGITS..=MOST_DIGITS).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit());
        if fits { digits.parse().ok().map(Self) } else { None }
    }
}

/// Reads the numbering plans, so that the first inquiry with a local number does not wait for that.
pub fn read_numbering_plans() {
    DATABASE.iter().next();
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.0)
    }
}

/// What somebody typed, without what only makes it easier to read.
struct Typed {
    plus: bool,
    digits: String,
    extension: bool,
}

impl Typed {
    /// `None` if something stands there that belongs into no phone number.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = match text.get(..4) {
            Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => text.get(4..)?,
            Some(_) | None => text,
        };
        let text = text.trim_start_matches(is_separator);
        let (plus, text) = match text.strip_prefix(['+', '\u{FF0B}']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (number, extension) = match text.find(['x', 'X', ';', '#', 'e', 'E', ',']) {
            None => (text, false),
            Some(start) => {
                let (number, rest) = text.split_at_checked(start)?;
                (number, is_extension(rest).then_some(true)?)
            }
        };
        let all = digits_of(number)?;
        let inner_zero = plus && !CODES_BEFORE_ZERO.iter().any(|code| all.starts_with(code));
        let digits = match number.split_once(TRUNK_ZERO) {
            Some((code, rest)) if inner_zero => format!("{}{}", digits_of(code)?, digits_of(rest)?),
            Some(_) | None => all,
        };
        Some(Self { plus, digits, extension })
    }
}

/// The digits as ASCII; `None` if there is anything but digits and separators.
fn digits_of(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(text.len());
    for letter in text.chars() {
        match digit(letter) {
            Some(digit) => digits.push(digit),
            None if is_separator(letter) => {}
            None => return None,
        }
    }
    Some(digits)
}

fn digit(letter: char) -> Option<char> {
    let value = ZEROS.iter().find_map(|zero| {
        u32::from(letter).checked_sub(u32::from(*zero)).filter(|value| *value < 10)
    })?;
    char::from_digit(value, 10)
}

/// Spaces, dashes, brackets and the marks that come along when a number is copied.
const fn is_separator(letter: char) -> bool {
    matches!(
        letter,
        '-' | '.' | '/' | '(' | ')' | '[' | ']' | '~' | ' ' | '\t'
            | '\u{A0}' | '\u{AD}' | '\u{2000}'..='\u{2015}' | '\u{202A}'..='\u{202F}'
            | '\u{2060}'..='\u{2069}' | '\u{2212}' | '\u{3000}' | '\u{30FC}' | '\u{FEFF}'
            | '\u{FF08}' | '\u{FF09}' | '\u{FF0D}'..='\u{FF0F}'
    )
}

/// `x12`, `ext. 12`, `;ext=12`, `#12`, `,12`.
fn is_extension(text: &str) -> bool {
    let mark = text.trim_start_matches([';', ',', '#', ' ']).to_ascii_lowercase();
    let words = ["extension", "extn", "ext", "x", ""];
    let rest = words.iter().find_map(|word| mark.strip_prefix(word)).unwrap_or_default();
    let digits = rest.trim_matches(['.', ':', '=', ' ']);
    (1..=MOST_EXTENSION_DIGITS).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
}

/// A number as it is dialled in its region.
fn national(digits: &str, region: Code) -> Option<PhoneNumber> {
    let region: country::Id = region.to_string().parse().ok()?;
    // A region without a numbering plan of its own has no numbers.
    DATABASE.by_id(region.as_ref())?;
    let number = phonenumber::parse(Some(region), digits).ok()?;
    PhoneNumber::read(&number.format().mode(Mode::E164).to_string())
}

fn has_country(digits: &str) -> bool {
    (1..=CODE_DIGITS)
        .filter_map(|length| digits.get(..length)?.parse::<u16>().ok())
        .any(|code| DATABASE.by_code(&code).is_some())
}
