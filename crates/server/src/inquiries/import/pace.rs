//! How many inquiries of an import share a transaction. Pure.

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

/// How many to write at once when so many have been written.
pub(super) fn next_at_a_time(now: usize, company: Company) -> usize {
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
            sizes.push(next_at_a_time(now, company));
        }
        let due = [500, 1000, 2000, 500, 1000, 2000, 4000, 8000, 8000, 16000];
        assert_eq!(sizes, [&due[..], &[32000, 32000, 8000, 16000, 500]].concat());
    }
}
