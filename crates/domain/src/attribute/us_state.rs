//! The states, the District of Columbia and the territories of the United States.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Code;
use super::code::CodeTable;

/// USPS code and English name: 50 states, DC, and the inhabited territories.
const STATES: [(&str, &str); 56] = [
    ("AL", "Alabama"),
    ("AK", "Alaska"),
    ("AS", "American Samoa"),
    ("AZ", "Arizona"),
    ("AR", "Arkansas"),
    ("CA", "California"),
    ("CO", "Colorado"),
    ("CT", "Connecticut"),
    ("DE", "Delaware"),
    ("DC", "District of Columbia"),
    ("FL", "Florida"),
    ("GA", "Georgia"),
    ("GU", "Guam"),
    ("HI", "Hawaii"),
    ("ID", "Idaho"),
    ("IL", "Illinois"),
    ("IN", "Indiana"),
    ("IA", "Iowa"),
    ("KS", "Kansas"),
    ("KY", "Kentucky"),
    ("LA", "Louisiana"),
    ("ME", "Maine"),
    ("MD", "Maryland"),
    ("MA", "Massachusetts"),
    ("MI", "Michigan"),
    ("MN", "Minnesota"),
    ("MS", "Mississippi"),
    ("MO", "Missouri"),
    ("MT", "Montana"),
    ("NE", "Nebraska"),
    ("NV", "Nevada"),
    ("NH", "New Hampshire"),
    ("NJ", "New Jersey"),
    ("NM", "New Mexico"),
    ("NY", "New York"),
    ("NC", "North Carolina"),
    ("ND", "North Dakota"),
    ("MP", "Northern Mariana Islands"),
    ("OH", "Ohio"),
    ("OK", "Oklahoma"),
    ("OR", "Oregon"),
    ("PA", "Pennsylvania"),
    ("PR", "Puerto Rico"),
    ("RI", "Rhode Island"),
    ("SC", "South Carolina"),
    ("SD", "South Dakota"),
    ("TN", "Tennessee"),
    ("TX", "Texas"),
    ("UT", "Utah"),
    ("VT", "Vermont"),
    ("VI", "Virgin Islands"),
    ("VA", "Virginia"),
    ("WA", "Washington"),
    ("WV", "West Virginia"),
    ("WI", "Wisconsin"),
    ("WY", "Wyoming"),
];

/// Whether `code` is one of them.
pub fn is_state(code: Code) -> bool {
    static CODES: LazyLock<CodeTable> = LazyLock::new(|| states().into_iter().collect());
    CODES.contains(code)
}

/// The English name of a state.
pub fn name(code: Code) -> Option<&'static str> {
    let text = code.to_string();
    STATES.iter().find(|(state, _)| *state == text).map(|(_, name)| *name)
}

/// All codes, in the order of their names.
pub fn states() -> Vec<Code> {
    STATES.iter().filter_map(|(code, _)| Code::parse(code)).collect()
}

/// Recognises a USPS code (`CA`), an ISO 3166-2 code (`US-CA`) or a full name (`California`), in any case and
/// with any white space around and between words. Anything else is `None`: the attribute is missing.
pub fn normalise(text: &str) -> Option<Code> {
    static NAMES: LazyLock<HashMap<String, Code>> = LazyLock::new(names);
    let words = upper_case_words(text);
    let bare = words.strip_prefix("US-").unwrap_or(&words);
    if let Some(code) = Code::parse(bare).filter(|code| is_state(*code)) {
        return Some(code);
    }
    NAMES.get(&words).copied()
}

/// What states are called, in capitals.
fn names() -> HashMap<String, Code> {
    let states = STATES.iter().filter_map(|(code, name)| Some((*name, Code::parse(code)?)));
    let all = states.chain([
        ("WASHINGTON DC", Code::DC),
        ("WASHINGTON, DC", Code::DC),
        ("WASHINGTON, D.C.", Code::DC),
        ("WASHINGTON D.C.", Code::DC),
        ("D.C.", Code::DC),
        ("U.S. VIRGIN ISLANDS", Code::VI),
        ("US VIRGIN ISLANDS", Code::VI),
        ("VIRGIN ISLANDS, U.S.", Code::VI),
    ]);
    all.map(|(name, code)| (name.to_uppercase(), code)).collect()
}

/// The words of a text in capitals, with one space between them.
fn upper_case_words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    if words.is_ascii() {
        words.make_ascii_uppercase();
        return words;
    }
    words.to_uppercase()
}
