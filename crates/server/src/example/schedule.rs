//! When people arrive: by day and by hour, with one bad night and one morning on which the camera service failed.

use pointsman_domain::clock::Timestamp;

use super::dice::Dice;
use super::person::within_second;
use super::{DAY_SECONDS, HOUR_SECONDS};

/// How often people come, hour by hour in UTC: nights are quiet.
const HOURS: [i64; 24] =
    [14, 10, 8, 7, 8, 12, 20, 32, 46, 58, 64, 66, 64, 66, 72, 78, 82, 84, 80, 70, 56, 42, 30, 20];
/// How often they come on each day, Monday first.
const WEEKDAYS: [i64; 7] = [104, 110, 108, 106, 98, 58, 52];
/// How many of a hundred more come at the end than at the beginning.
const GROWTH_PERCENT: i64 = 24;
/// Of a hundred inquiries, how many belong to the ring of the bad night.
const RING_PERCENT: i64 = 2;
/// How long before the end the bad night begins, and how long it lasts.
const RING_DAYS_BEFORE: i64 = 12;
const RING_HOURS: i64 = 6;
/// How long before the end the camera service failed, and for how long.
const OUTAGE_HOURS_BEFORE: i64 = 6;
const OUTAGE_MINUTES: i64 = 100;

/// Who arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anybody.
    Usual,
    /// One of the ring that tries many stolen identities from one network.
    Ring,
    /// Somebody whose liveness score was lost while the camera service failed.
    Outage,
}

/// An inquiry to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arrival {
    pub(super) at: Timestamp,
    pub(super) kind: Kind,
}

/// The days of the example.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// The beginning.
    pub(super) from: Timestamp,
    /// The present.
    pub(super) to: Timestamp,
}

impl Span {
    /// When the bad night begins: two o'clock, so many days before the end.
    pub(super) fn ring(self) -> (Timestamp, Timestamp) {
        let begin = midnight(self.to.plus_seconds(-RING_DAYS_BEFORE * DAY_SECONDS))
            .plus_seconds(2 * HOUR_SECONDS);
        (begin, begin.plus_seconds(RING_HOURS * HOUR_SECONDS))
    }

    fn outage(self) -> (Timestamp, Timestamp) {
        let begin = self.to.plus_seconds(-OUTAGE_HOURS_BEFORE * HOUR_SECONDS);
        (begin, begin.plus_seconds(OUTAGE_MINUTES * 60))
    }

    /// Of how often people come in the hour that begins at `at`.
    fn weight(self, at: Timestamp) -> i64 {
        let into_span = at.microseconds() - self.from.microseconds();
        let length = (self.to.microseconds() - self.from.microseconds()).max(1);
        let grown = 100 + GROWTH_PERCENT * (into_span / 1_000) / (length / 1_000).max(1);
        let hour = at.microseconds().div_euclid(1_000_000).rem_euclid(DAY_SECONDS) / HOUR_SECONDS;
        of(&HOURS, hour) * of(&WEEKDAYS, weekday(at)) * grown
    }
}

/// Everybody who comes, in order: `total` people, give or take what rounding does.
pub(super) fn arrivals(dice: &mut Dice, span: Span, total: i64) -> Vec<Arrival> {
    let length = (span.to.microseconds() - span.from.microseconds()) / 1_000_000;
    let hours: Vec<Timestamp> = (0..=length / HOUR_SECONDS)
        .map(|hour| span.from.plus_seconds(hour * HOUR_SECONDS))
        .filter(|hour| *hour < span.to)
        .collect();
    let weights: i64 = hours.iter().map(|hour| span.weight(*hour)).sum();
    let ring = total * RING_PERCENT / 100;
    let usual = total - ring;
    let mut found = Vec::with_capacity(usize::try_from(total).unwrap_or(0));
    let (mut weight, mut placed) = (0, 0);
    for hour in hours {
        weight += span.weight(hour);
        let due = usual * weight / weights.max(1);
        let length = (span.to.microseconds() - hour.microseconds()) / 1_000_000;
        for _ in placed..due {
            let second = dice.between(0, length.clamp(1, HOUR_SECONDS) - 1);
            found.push(usual_at(dice, span, hour.plus_seconds(second)));
        }
        placed = due;
    }
    let (begin, _) = span.ring();
    for _ in 0..ring {
        let at = begin.plus_seconds(dice.between(0, RING_HOURS * HOUR_SECONDS - 1));
        found.push(Arrival { at: within_second(dice, at), kind: Kind::Ring });
    }
    found.retain(|arrival| arrival.at >= span.from && arrival.at < span.to);
    found.sort_by_key(|arrival| arrival.at);
    found
}

fn usual_at(dice: &mut Dice, span: Span, at: Timestamp) -> Arrival {
    let at = within_second(dice, at);
    let (begin, end) = span.outage();
    let kind = if at >= begin && at < end { Kind::Outage } else { Kind::Usual };
    Arrival { at, kind }
}

/// The midnight in UTC at or before a moment.
pub(super) fn midnight(at: Timestamp) -> Timestamp {
    let into_day = at.microseconds().rem_euclid(DAY_SECONDS * 1_000_000);
    Timestamp::from_microseconds(at.microseconds() - into_day)
}

/// The day of the week, Monday is 0: 1970 began on a Thursday.
pub(super) fn weekday(at: Timestamp) -> i64 {
    (at.microseconds().div_euclid(DAY_SECONDS * 1_000_000) + 3).rem_euclid(7)
}

fn of(weights: &[i64], place: i64) -> i64 {
    usize::try_from(place).ok().and_then(|place| weights.get(place)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span() -> Span {
        let to: Timestamp = "2026-11-26T10:55:00Z".parse().unwrap();
        Span { from: to.plus_seconds(-90 * DAY_SECONDS), to }
    }

    #[test]
    fn days_of_the_week_are_told_apart() {
        for (moment, day) in [
            ("1970-01-01T00:00:00Z", 3),
            ("2026-11-23T23:59:59Z", 0),
            ("2026-11-26T00:00:00Z", 3),
            ("2026-11-29T12:00:00Z", 6),
        ] {
            assert_eq!(weekday(moment.parse().unwrap()), day, "{moment}");
        }
    }

    #[test]
    fn people_come_by_day_and_hour_with_a_bad_night() {
        let (span, total) = (span(), 50_000);
        let found = arrivals(&mut Dice::new(1), span, total);
        assert!((49_900..=50_000).contains(&found.len()), "{}", found.len());
        assert!(found.is_sorted_by_key(|arrival| arrival.at));
        assert!(found.iter().all(|arrival| arrival.at >= span.from && arrival.at < span.to));
        let hour_of = |at: Timestamp| at.microseconds() / 1_000_000 % DAY_SECONDS / HOUR_SECONDS;
        let usual = |of: &dyn Fn(&Arrival) -> bool| {
            found.iter().filter(|a| a.kind == Kind::Usual && of(a)).count()
        };
        assert!(usual(&|a| hour_of(a.at) == 16) > 5 * usual(&|a| hour_of(a.at) == 3));
        assert!(usual(&|a| weekday(a.at) == 1) > usual(&|a| weekday(a.at) == 6) * 3 / 2);
        let (begin, end) = span.ring();
        let ring = found.iter().filter(|a| a.kind == Kind::Ring).count();
        assert_eq!(ring, 1_000);
        assert!(found.iter().all(|a| a.kind != Kind::Ring || (a.at >= begin && a.at < end)));
        let outage = found.iter().filter(|a| a.kind == Kind::Outage).count();
        assert!((5..200).contains(&outage), "{outage}");
    }
}
