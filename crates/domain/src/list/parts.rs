//! The parts of an item as people write it: keys of a JSON body, columns of a file, fields of a form.

use std::collections::BTreeMap;
use std::fmt;

use super::ListType;

/// One part of an item. Most types have one, the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemPart {
    /// The whole item.
    Value,
    /// A person's first name.
    First,
    /// A person's last name.
    Last,
    /// From which similarity on another first name matches too.
    Threshold,
    /// The class of a document.
    Class,
    /// The number of a document.
    Number,
}

impl ItemPart {
    /// All parts.
    pub const ALL: [Self; 6] =
        [Self::Value, Self::First, Self::Last, Self::Threshold, Self::Class, Self::Number];

    /// The key on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::First => "first",
            Self::Last => "last",
            Self::Threshold => "threshold",
            Self::Class => "class",
            Self::Number => "number",
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Value => "Value",
            Self::First => "First name",
            Self::Last => "Last name",
            Self::Threshold => "Similarity of first names",
            Self::Class => "Class",
            Self::Number => "Number",
        }
    }

    /// What a person who fills it in should know.
    pub const fn hint(self) -> Option<&'static str> {
        match self {
            Self::Value | Self::Last => None,
            Self::First => Some("Leave it empty to match everyone with this last name."),
            Self::Threshold => Some(
                "From 0.8 to 1; leave it empty if only the same first name shall match. 0.9 also matches \
                 Katherine for Catherine.",
            ),
            Self::Class => Some("Such as dl or pp; leave it empty to match any class."),
            Self::Number => Some("Only letters and digits count."),
        }
    }

    /// Whether an item can go without it.
    pub const fn is_optional(self) -> bool {
        match self {
            Self::Value | Self::Last | Self::Number => false,
            Self::First | Self::Threshold | Self::Class => true,
        }
    }

    /// Whether it is a number in JSON.
    pub const fn is_number(self) -> bool {
        match self {
            Self::Threshold => true,
            Self::Value | Self::First | Self::Last | Self::Class | Self::Number => false,
        }
    }

    /// An example.
    pub const fn example(self, list_type: ListType) -> &'static str {
        match self {
            Self::Value => list_type.item_example(),
            Self::First => "Catherine",
            Self::Last => "Smith",
            Self::Threshold => "0.9",
            Self::Class => "dl",
            Self::Number => "S1234567",
        }
    }
}

impl ListType {
    /// The parts of its items, in the order of a form and of the columns of a file.
    pub const fn parts(self) -> &'static [ItemPart] {
        match self {
            Self::IpAddress
            | Self::EmailAddress
            | Self::PhoneNumber
            | Self::Country
            | Self::Fingerprint
            | Self::Text => &[ItemPart::Value],
            Self::Name => &[ItemPart::First, ItemPart::Last, ItemPart::Threshold],
            Self::GovernmentIdNumber => &[ItemPart::Class, ItemPart::Number],
        }
    }

    /// The part that stands alone: what one column holds, and what a search looks at first.
    pub const fn main_part(self) -> ItemPart {
        match self {
            Self::IpAddress
            | Self::EmailAddress
            | Self::PhoneNumber
            | Self::Country
            | Self::Fingerprint
            | Self::Text => ItemPart::Value,
            Self::Name => ItemPart::Last,
            Self::GovernmentIdNumber => ItemPart::Number,
        }
    }
}

/// An item as someone wrote it, not yet read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenItem(BTreeMap<ItemPart, String>);

impl WrittenItem {
    /// An item of which one text is given, that of the part which stands alone.
    pub fn of_one(list_type: ListType, text: impl Into<String>) -> Self {
        Self::default().with(list_type.main_part(), text)
    }

    /// This item with one part more.
    #[must_use]
    pub fn with(mut self, part: ItemPart, text: impl Into<String>) -> Self {
        self.0.insert(part, text.into());
        self
    }

    /// A part without the white space around it; `None` if nothing is left.
    pub fn get(&self, part: ItemPart) -> Option<&str> {
        self.0.get(&part).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// All parts that are given.
    pub fn parts(&self) -> impl Iterator<Item = (ItemPart, &str)> {
        self.0.iter().map(|(part, text)| (*part, text.as_str()))
    }
}

/// The parts one after the other, as in a line of a file.
impl fmt::Display for WrittenItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (_, text)) in self.parts().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{text}")?;
        }
        Ok(())
    }
}
