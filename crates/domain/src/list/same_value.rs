//! Which stored texts say the same about somebody, however broadly their items match.

use super::{FirstName, GovernmentId, ListType, NamePattern};

/// The canonical texts of all items that say what one item says: a name whatever its threshold, a government id
/// whatever its class. When one is erased, so are the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameValue {
    /// This text.
    pub text: String,
    /// And all that begin so, where the type has more to say.
    pub beginning: Option<String>,
}

impl SameValue {
    /// From the canonical text of one of them.
    pub fn of_stored(list_type: ListType, value: &str) -> Self {
        let (text, is_longer) = match list_type {
            ListType::IpAddress
            | ListType::EmailAddress
            | ListType::PhoneNumber
            | ListType::Country
            | ListType::Fingerprint
            | ListType::Text => (value.to_owned(), false),
            ListType::Name => match NamePattern::read(value) {
                Some(NamePattern { last, first: Some(FirstName { name, threshold: _ }) }) => {
                    let first = Some(FirstName { name, threshold: None });
                    (NamePattern { last, first }.to_string(), true)
                }
                // A last name alone means everybody who has it, not one person less exactly.
                Some(NamePattern { first: None, .. }) | None => (value.to_owned(), false),
            },
            ListType::GovernmentIdNumber => (GovernmentId::read(value).number, true),
        };
        // Parts are divided by a character that none of them holds.
        let beginning = is_longer.then(|| format!("{text}\t"));
        Self { text, beginning }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_widens_an_item_does_not_count() {
        for (list_type, value, text, beginning) in [
            (ListType::Name, "quack\tzeb\t0.9", "quack\tzeb", Some("quack\tzeb\t")),
            (ListType::Name, "quack\tzeb", "quack\tzeb", Some("quack\tzeb\t")),
            (ListType::Name, "quack", "quack", None),
            (ListType::GovernmentIdNumber, "C1\tPP", "C1", Some("C1\t")),
            (ListType::GovernmentIdNumber, "C1", "C1", Some("C1\t")),
            (ListType::Country, "US", "US", None),
            (ListType::Text, "a\tb", "a\tb", None),
        ] {
            let expected =
                SameValue { text: text.to_owned(), beginning: beginning.map(str::to_owned) };
            assert_eq!(SameValue::of_stored(list_type, value), expected, "{value:?}");
        }
    }
}
