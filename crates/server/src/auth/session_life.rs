//! When a session ends.

use pointsman_domain::clock::Timestamp;

/// Without a request for 12 hours it is over.
pub(crate) const IDLE_SECONDS: i64 = 12 * 60 * 60;
/// After 7 days it is over whatever happens.
pub(crate) const ABSOLUTE_SECONDS: i64 = 7 * 24 * 60 * 60;
/// How stale the moment of last use may be, so that not every request writes.
pub(crate) const TOUCH_SECONDS: i64 = 60;

/// The moment at which a session ends if it is not used any more.
pub(crate) fn expires_at(created_at: Timestamp, last_used_at: Timestamp) -> Timestamp {
    let idle = last_used_at.plus_seconds(IDLE_SECONDS);
    idle.min(created_at.plus_seconds(ABSOLUTE_SECONDS))
}

/// Whether the last use is stale enough to be written down again.
pub(crate) fn is_stale(last_used_at: Timestamp, now: Timestamp) -> bool {
    now >= last_used_at.plus_seconds(TOUCH_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_at_the_earlier_of_idle_and_absolute() {
        let start = Timestamp::from_microseconds(0);
        assert_eq!(expires_at(start, start), start.plus_seconds(IDLE_SECONDS));
        let late = start.plus_seconds(ABSOLUTE_SECONDS - 1);
        assert_eq!(expires_at(start, late), start.plus_seconds(ABSOLUTE_SECONDS));
    }
}
