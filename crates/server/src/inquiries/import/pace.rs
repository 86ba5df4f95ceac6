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

/// How many to write at once when so many have been written, which took so long.
pub(super) fn next_at_a_time(now: usize, company: Company, took: Duration) -> usize {
    if took > LONG {
        return (now / 2).max(AT_A_TIME);
    }
    match company {
        Company::Writing => AT_A_TIME,
        Company::Silent => (now * 2).min(AT_A_TIME_IN_SILENCE),
        Company::Absent => (now * 2).min(AT_A_TIME_ALONE),
    }
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
            sizes.push(next_at_a_time(now, company, LONG));
        }
        let due = [500, 1000, 2000, 500, 1000, 2000, 4000, 8000, 8000, 16000];
        assert_eq!(sizes, [&due[..], &[32000, 32000, 8000, 16000, 500]].concat());
    }

    #[test]
    fn batches_shrink_while_one_takes_long() {
        let long = LONG + Duration::from_millis(1);
        for company in [Company::Absent, Company::Silent, Company::Writing] {
            assert_eq!(next_at_a_time(32_000, company, long), 16_000);
            assert_eq!(next_at_a_time(AT_A_TIME, company, long), AT_A_TIME);
        }
    }
}
