//! The log of events in a copy: each event's new number, and where followers are then.
//!
//! On PostgreSQL the log is ordered by `mark`, the number of the transaction that wrote the event, because row numbers
//! are given before commits are (see [`crate::events`]); on SQLite by the row's number alone. Marks mean nothing on
//! another server: its transactions may have lower numbers, and new events would come before old ones, or be hidden.
//! So a copy holds events in the order in which they are followed, all with the mark 0, and numbers that rise in that
//! order: the number that the event had, or one more than its predecessor's where that would not rise. Events of
//! SQLite, and those that were copied before, keep their numbers by this. On either database what is copied comes
//! before everything new: marks of new transactions are above 0, and the counter goes on after the last number.
//!
//! A follower stands behind the last event that it handed on. In the copy that is the new number of the last event not
//! after its position, whether or not the event at the position itself is still there; what comes next is the same.

use crate::events::EventPosition;

/// Before the first event.
const BEGINNING: EventPosition = EventPosition { mark: -1, number: 0 };

/// Gives numbers to events as they pass, and remembers where followers are.
pub(super) struct Renumbering {
    last: EventPosition,
    followers: Vec<(EventPosition, EventPosition)>,
}

impl Renumbering {
    /// `followers` are the positions to be moved.
    pub(super) fn new(followers: Vec<EventPosition>) -> Self {
        let followers = followers.into_iter().map(|old| (old, BEGINNING)).collect();
        Self { last: BEGINNING, followers }
    }

    /// The position in the copy of the event at `old`. Events come in the order in which they are followed.
    pub(super) fn event(&mut self, old: EventPosition) -> EventPosition {
        let new = EventPosition { mark: 0, number: old.number.max(self.last.number + 1) };
        self.last = new;
        for (follower, moved) in &mut self.followers {
            if old <= *follower {
                *moved = new;
            }
        }
        new
    }

    /// The number of the last event.
    pub(super) fn last_number(&self) -> i64 {
        self.last.number
    }

    /// Where a follower at `old` is in the copy, when all events have passed.
    pub(super) fn follower(&self, old: EventPosition) -> EventPosition {
        let found = self.followers.iter().find(|(follower, _)| *follower == old);
        found.map_or(BEGINNING, |(_, moved)| *moved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(mark: i64, number: i64) -> EventPosition {
        EventPosition { mark, number }
    }

    fn numbers(events: &[EventPosition], followers: &[EventPosition]) -> (Vec<i64>, Vec<i64>) {
        let mut renumbering = Renumbering::new(followers.to_vec());
        let events = events.iter().map(|event| renumbering.event(*event).number).collect();
        let followers = followers.iter().map(|old| renumbering.follower(*old).number).collect();
        (events, followers)
    }

    #[test]
    fn numbers_that_rise_are_kept() {
        let events = [at(0, 3), at(0, 4), at(0, 9)];
        let followers = [BEGINNING, at(0, 2), at(0, 4), at(0, 7), at(0, 99)];
        assert_eq!(numbers(&events, &followers), (vec![3, 4, 9], vec![0, 0, 4, 4, 9]));
    }

    #[test]
    fn who_committed_first_has_the_lower_number() {
        let events = [at(0, 2), at(700, 12), at(701, 10), at(701, 11), at(702, 20)];
        let followers = [at(700, 12), at(701, 10), at(702, 20)];
        assert_eq!(numbers(&events, &followers), (vec![2, 12, 13, 14, 20], vec![12, 13, 20]));
    }
}
