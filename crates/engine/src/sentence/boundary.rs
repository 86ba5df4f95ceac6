//! What a test at a boundary is called.

use std::fmt;

use pointsman_domain::attribute::{AttributeKey, AttributeValue};
use pointsman_domain::ids::ListId;

use super::words;
use crate::directory::ListDirectory;

/// The most characters of such a name.
const CHARACTERS: usize = 160;
/// The most characters that the name of a route takes of it.
const ROUTE_CHARACTERS: usize = 50;

/// Something that an inquiry states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated {
    /// The value of an attribute; `None` is missing.
    Value(AttributeKey, Option<AttributeValue>),
    /// Whether it is on a list.
    List(ListId, bool),
}

/// A name such as `Minors: age 17`, or `Minors: age 18 goes to Everything else`.
#[derive(Clone, Copy, Debug)]
pub struct BoundaryName<'a> {
    /// The route that it is about; `None` for *Everything else*.
    pub route: Option<&'a str>,
    /// What tells the inquiry from its neighbours.
    pub stated: &'a [Stated],
    /// The route that takes it; `None` for *Everything else*.
    pub goes_to: Option<&'a str>,
    /// What lists are called.
    pub lists: &'a ListDirectory,
}

impl fmt::Display for BoundaryName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let route = |name: Option<&str>| cut(name.unwrap_or("Everything else"), ROUTE_CHARACTERS);
        let stated: Vec<String> = self.stated.iter().map(|one| one.in_words(self.lists)).collect();
        let stated = if stated.is_empty() { "anybody else".to_owned() } else { stated.join(", ") };
        let goes_to = if self.route == self.goes_to {
            String::new()
        } else {
            format!(" goes to {}", route(self.goes_to))
        };
        let start = format!("{}: ", route(self.route));
        let left = CHARACTERS.saturating_sub(start.chars().count() + goes_to.chars().count());
        write!(f, "{start}{}{goes_to}", cut(&stated, left))
    }
}

impl Stated {
    fn in_words(self, lists: &ListDirectory) -> String {
        match self {
            Self::Value(key, None) => format!("no {}", words::subject(key, None)),
            Self::Value(key, Some(AttributeValue::Number(number))) => {
                format!("{} {number}", words::subject(key, None))
            }
            Self::Value(key, Some(AttributeValue::Code(code))) => {
                let name = words::named(Some(key), &code.to_string(), lists);
                format!("{} {name}", words::subject(key, None))
            }
            Self::List(list, is_on) => {
                let name = words::named(Some(AttributeKey::ListMatches), &list.to_string(), lists);
                format!("{} {name}", if is_on { "on" } else { "not on" })
            }
        }
    }
}

fn cut(text: &str, characters: usize) -> String {
    if text.chars().count() <= characters {
        return text.to_owned();
    }
    text.chars().take(characters.saturating_sub(1)).chain(['…']).collect()
}
