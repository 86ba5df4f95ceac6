//! What reviewers do about decisions: when they come to it, and what they say.

use pointsman_domain::clock::Timestamp;
use pointsman_storage::inquiries::Outcome;

use super::batch::{ByHand, Reactions};
use super::dice::Dice;
use super::schedule::{Kind, Span, midnight, weekday};
use super::{DAY_SECONDS, HOUR_SECONDS};
use crate::author::Author;

/// Reviewers work from eight to six, in UTC.
const FROM_HOUR: i64 = 8;
const TO_HOUR: i64 = 18;
/// Of a thousand that are younger than so many days, how many nobody has come to yet.
const LEFT_PERMILLE: [(i64, i64); 3] = [(1, 300), (3, 160), (9, 50)];
/// Of a thousand decisions, how many somebody overturns.
const OVERTURNED_PERMILLE: i64 = 1;
/// The same of the approvals of the bad night.
const RING_OVERTURNED_PERMILLE: i64 = 550;

const APPROVING: [&str; 6] = [
    "Called back, everything is in order.",
    "Second document is good, same person.",
    "Photo is dark, but the same face.",
    "Known customer of the branch.",
    "Selfie taken again under better light.",
    "Name and address confirmed by the bank.",
];
const DECLINING: [&str; 5] = [
    "Portrait does not match the document.",
    "Screen in front of the camera.",
    "Document number was reported stolen.",
    "Did not answer within a week.",
    "Same face under two names.",
];

/// The people who decide by hand.
#[derive(Clone)]
pub(super) struct Reviewers {
    /// Reviews every day.
    pub(super) analyst: Author,
    /// Helps out.
    pub(super) administrator: Author,
}

impl Reviewers {
    /// What they will do about the decision of an inquiry that completes at `at`.
    pub(super) fn reactions(
        &self,
        dice: &mut Dice,
        span: Span,
        at: Timestamp,
        kind: Kind,
    ) -> Reactions {
        let age = (span.to.microseconds() - at.microseconds()) / 1_000_000;
        let left = LEFT_PERMILLE.iter().find(|(days, _)| age < days * DAY_SECONDS);
        let left = left.is_some_and(|(_, permille)| dice.permille(*permille));
        let overturned = match kind {
            Kind::Ring => RING_OVERTURNED_PERMILLE,
            Kind::Usual | Kind::Outage => OVERTURNED_PERMILLE,
        };
        Reactions {
            review: (!left).then(|| self.review(dice, at, kind)),
            approval: dice.permille(overturned).then(|| {
                self.overturn(
                    dice,
                    at,
                    Outcome::Decline,
                    "Part of the ring of that night; called the owner of the name.",
                )
            }),
            decline: dice.permille(OVERTURNED_PERMILLE).then(|| {
                self.overturn(
                    dice,
                    at,
                    Outcome::Approve,
                    "Birthdate was mistyped; passport seen at the branch.",
                )
            }),
        }
    }

    fn review(&self, dice: &mut Dice, at: Timestamp, kind: Kind) -> ByHand {
        let declines = match kind {
            Kind::Ring => 900,
            Kind::Usual => 330,
            Kind::Outage => 80,
        };
        let (outcome, comments): (_, &[&'static str]) = if dice.permille(declines) {
            (Outcome::Decline, &DECLINING)
        } else {
            (Outcome::Approve, &APPROVING)
        };
        let comment = dice.pick(comments).copied().unwrap_or_default();
        let delay = *dice.weighted(&[(500, 20), (350, 70), (150, 300)]).unwrap_or(&20);
        let begins = at.plus_seconds(60 * dice.between(4, 4 + delay));
        ByHand { at: at_work(dice, begins), outcome, comment, by: self.one(dice) }
    }

    fn overturn(
        &self,
        dice: &mut Dice,
        at: Timestamp,
        outcome: Outcome,
        comment: &'static str,
    ) -> ByHand {
        let begins = at.plus_seconds(dice.between(3 * HOUR_SECONDS, 2 * DAY_SECONDS));
        ByHand { at: at_work(dice, begins), outcome, comment, by: self.one(dice) }
    }

    fn one(&self, dice: &mut Dice) -> Author {
        if dice.permille(860) { self.analyst.clone() } else { self.administrator.clone() }
    }
}

/// The moment itself if somebody is at work, else some time in the next morning on which somebody is. Half a
/// team works on Saturdays.
fn at_work(dice: &mut Dice, wanted: Timestamp) -> Timestamp {
    let mut day = midnight(wanted);
    let into_day = (wanted.microseconds() - day.microseconds()) / 1_000_000;
    if weekday(day) < 6 && (FROM_HOUR * HOUR_SECONDS..TO_HOUR * HOUR_SECONDS).contains(&into_day) {
        return wanted;
    }
    if into_day >= FROM_HOUR * HOUR_SECONDS {
        day = day.plus_seconds(DAY_SECONDS);
    }
    if weekday(day) == 6 {
        day = day.plus_seconds(DAY_SECONDS);
    }
    day.plus_seconds(FROM_HOUR * HOUR_SECONDS + dice.between(0, 3 * HOUR_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reviewers_rest_at_night_and_on_sundays() {
        let mut dice = Dice::new(3);
        for (wanted, day) in [
            ("2026-11-26T10:00:00Z", "2026-11-26"),
            ("2026-11-26T03:00:00Z", "2026-11-26"),
            ("2026-11-26T19:00:00Z", "2026-11-27"),
            ("2026-11-28T19:00:00Z", "2026-11-30"),
            ("2026-11-29T12:00:00Z", "2026-11-30"),
        ] {
            let found = at_work(&mut dice, wanted.parse().unwrap());
            assert!(found >= wanted.parse().unwrap(), "{wanted}");
            assert_eq!(found.date().to_string(), day, "{wanted}");
            let hour = (found.microseconds() - midnight(found).microseconds()) / 3_600_000_000;
            assert!((8..18).contains(&hour), "{found}");
        }
    }
}
