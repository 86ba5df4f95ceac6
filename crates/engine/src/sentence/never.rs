//! What must never happen, in words.

use pointsman_domain::workflow::{Condition, DecisionAction};

use super::{OPEN, condition_sentence};
use crate::directory::ListDirectory;

/// An invariant, such as `Nobody on “Sanctions” is ever approved.`
pub fn never_sentence(whom: &Condition, never: &[DecisionAction], lists: &ListDirectory) -> String {
    let whom_in_words = condition_sentence(whom, lists);
    let done: Vec<&str> = never.iter().map(|action| done(*action)).collect();
    let done = if done.is_empty() { OPEN.to_owned() } else { done.join(" or ") };
    match whom_in_words.strip_prefix("the inquiry is ").filter(|_| is_one_test(whom)) {
        Some(place) => format!("Nobody {place} is ever {done}."),
        None => format!("Nobody is ever {done} if {whom_in_words}."),
    }
}

/// What differs between two versions of an invariant, each with its name and its sentence.
pub fn never_changes(was: (&str, &str), is: (&str, &str)) -> Vec<String> {
    let mut lines = Vec::new();
    if was.0 != is.0 {
        lines.push(format!("Renamed the invariant from “{}” to “{}”.", was.0, is.0));
    }
    if was.1 != is.1 {
        lines.push(format!("Changed what it says. Was: {} Now: {}", was.1, is.1));
    }
    lines
}

fn is_one_test(condition: &Condition) -> bool {
    match condition {
        Condition::Test(_) => true,
        Condition::All(members) | Condition::Any(members) => {
            matches!(members.as_slice(), [member] if is_one_test(member))
        }
        Condition::Not(_) => false,
    }
}

const fn done(action: DecisionAction) -> &'static str {
    match action {
        DecisionAction::Approve => "approved",
        DecisionAction::Decline => "declined",
        DecisionAction::MarkForReview => "marked for review",
        DecisionAction::DoNothing => "left as it is",
    }
}
