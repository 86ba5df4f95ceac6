//! Where a value shows through in other texts, however it was written there. Pure.

use pointsman_domain::list::folded_name;

/// Letters and digits that a text must share with a value before it counts inside a word.
const INSIDE_A_WORD: usize = 5;

/// What a value leaves behind in texts: its letters and digits, whatever stands between them.
pub(crate) struct Traces(String);

impl Traces {
    /// The traces of a canonical value.
    pub(crate) fn of(value: &str) -> Self {
        Self(folded(value))
    }

    /// Whether a text may hold the value. Too much is better than too little: what is erased here is a remark about
    /// a line that was not taken.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        if self.0.chars().count() < INSIDE_A_WORD {
            let mut words = text.split(|letter: char| !letter.is_alphanumeric());
            return words.any(|word| folded(word) == self.0);
        }
        folded(text).contains(&self.0)
    }
}

fn folded(text: &str) -> String {
    folded_name(text).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_however_it_was_written() {
        for (value, text, found) in [
            ("ada@example.com", "Ada@Example.COM;x", true),
            ("+12025550123", "`+1 (202) 555-0123` is no …", true),
            ("203.0.113.0/24", "203.0.113.0/24,a,b", true),
            ("ada@example.com", "grace@example.com", false),
            ("José García", "jose,GARCIA", true),
            ("CA", "canada", false),
            ("CA", "ca;US", true),
            ("CA", "", false),
            ("", "anything", false),
        ] {
            assert_eq!(Traces::of(value).are_in(text), found, "{value} in {text}");
        }
    }
}
