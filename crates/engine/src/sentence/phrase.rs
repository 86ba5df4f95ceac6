//! Putting words together, with brackets where nesting could be misread.

use pointsman_domain::workflow::Condition;

use super::{OPEN, words};
use crate::directory::ListDirectory;

/// A condition in words, with its structure.
pub(super) enum Phrase {
    /// Two or more, joined by the same word.
    Group { joint: &'static str, members: Vec<Phrase> },
    /// The opposite of one.
    Not(Box<Phrase>),
    /// One condition. `several` values could run into the words around them.
    Plain { text: String, several: bool },
}

/// A group of one member reads like the member.
pub(super) fn phrase(condition: &Condition, lists: &ListDirectory) -> Phrase {
    match condition {
        Condition::All(members) => group(" and ", members, lists),
        Condition::Any(members) => group(" or ", members, lists),
        Condition::Not(member) => opposite(member, lists),
        Condition::Test(test) => {
            let (words, several) = words::test(test, lists);
            Phrase::Plain { text: words, several }
        }
    }
}

fn opposite(member: &Condition, lists: &ListDirectory) -> Phrase {
    let words = match member {
        Condition::Test(test) => words::opposite(test, lists),
        Condition::All(_) | Condition::Any(_) | Condition::Not(_) => None,
    };
    match words {
        Some((text, several)) => Phrase::Plain { text, several },
        None => Phrase::Not(Box::new(phrase(member, lists))),
    }
}

fn group(joint: &'static str, members: &[Condition], lists: &ListDirectory) -> Phrase {
    match members {
        [] => Phrase::Plain { text: OPEN.to_owned(), several: false },
        [member] => phrase(member, lists),
        members => Phrase::Group {
            joint,
            members: members.iter().map(|member| phrase(member, lists)).collect(),
        },
    }
}

impl Phrase {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Group { joint, members } => {
                members.iter().map(Self::inside_a_group).collect::<Vec<_>>().join(joint)
            }
            Self::Not(member) => format!("not ({})", member.text()),
            Self::Plain { text, .. } => text.clone(),
        }
    }

    fn inside_a_group(&self) -> String {
        match self {
            Self::Group { .. } | Self::Plain { several: true, .. } => format!("({})", self.text()),
            Self::Not(_) | Self::Plain { several: false, .. } => self.text(),
        }
    }
}
