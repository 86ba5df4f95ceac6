//! How many inquiries of an import share a transaction. Pure.

use std::time::Duration;

use super::limits::{AT_A_TIME, AT_A_TIME_ALONE, AT_A_TIME_IN_SILENCE, BYTES_AT_A_TIME};

/// Who else may want to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Company {
    /// Somebody has.
    Writing,
    /// Somebody could.
    Silent,
    /// Nobody is there.
    Absent,
}

/// Whoever opens the database waits for a transaction to end, and gives up after five seconds: none is to take longer.
const LONG: Duration = Duration::from_secs(1);
/// Behind a transaction that ends so long after their last turn other processes get one, even if it seems that there are none:
/// somebody may be there whom nobody can count, in a folder that may not be read, say.
const AT_LEAST_EVERY: Duration = Duration::from_secs(1);

/// How many to write at once when so many have been written, which took so long.
pub(super) fn next_at_a_time(now: usize, company: Company, took: Duration) -> usize {
    let most = match company {
        Company::Writing => return AT_A_TIME,
        Company::Silent => AT_A_TIME_IN_SILENCE,
        Company::Absent => AT_A_TIME_ALONE,
    };
    let next = if took > LONG {
        now / 2
    } else if took > LONG / 2 {
        now
    } else {
        now * 2
    };
    next.clamp(AT_A_TIME, most)
}

/// Whether other processes get a turn now, when their last one was so long ago.
pub(super) fn is_turn_of_others(company: Company, since: Duration) -> bool {
    company != Company::Absent || since >= AT_LEAST_EVERY
}

/// Bytes of the lines of one transaction that may hold so many.
pub(super) fn bytes_at_a_time(inquiries: usize) -> usize {
    BYTES_AT_A_TIME * (inquiries / AT_A_TIME_IN_SILENCE).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_grow_while_nobody_else_writes_and_shrink_at_once() {
        use Company::{Absent, Silent, Writing};
        let mut sizes = vec![AT_A_TIME];
        let company = [Silent, Silent, Writing, Silent, Silent, Silent, Silent, Silent, Absent];
        for company in company.into_iter().chain([Absent, Absent, Silent, Absent, Writing]) {
            let now = sizes.last().copied().expect("a size");
            sizes.push(next_at_a_time(now, company, LONG / 2));
        }
        let due = [500, 1000, 2000, 500, 1000, 2000, 4000, 8000, 8000, 16000];
        assert_eq!(sizes, [&due[..], &[32000, 32000, 8000, 16000, 500]].concat());
    }

    #[test]
    fn batches_shrink_while_one_takes_long_and_grow_while_two_would_not() {
        use Company::{Absent, Silent, Writing};
        let moment = Duration::from_millis(1);
        for (company, now, took, next) in [
            (Absent, 32_000, LONG + moment, 16_000),
            (Silent, 8_000, LONG + moment, 4_000),
            (Silent, AT_A_TIME, LONG + moment, AT_A_TIME),
            (Absent, 16_000, LONG, 16_000),
            (Absent, 16_000, LONG / 2 + moment, 16_000),
            (Absent, 16_000, LONG / 2, 32_000),
            (Silent, 32_000, LONG, 8_000),
            (Writing, 32_000, LONG + moment, AT_A_TIME),
        ] {
            assert_eq!(next_at_a_time(now, company, took), next, "{company:?} {now} {took:?}");
        }
    }

    #[test]
    fn others_get_a_turn_every_second() {
        for (company, since, due) in [
            (Company::Writing, Duration::ZERO, true),
            (Company::Silent, Duration::ZERO, true),
            (Company::Absent, Duration::from_millis(999), false),
            (Company::Absent, AT_LEAST_EVERY, true),
        ] {
            assert_eq!(is_turn_of_others(company, since), due, "{company:?} {since:?}");
        }
    }
}
