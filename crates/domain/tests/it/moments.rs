use pointsman_domain::clock::Timestamp;
use proptest::prelude::*;

/// What the library makes of a text.
fn known(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond)
}

fn read(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::microseconds)
}

#[test]
fn moments_at_the_edges_are_what_the_library_says() {
    for text in [
        "2026-11-22T10:42:07Z",
        "2026-11-22T10:42:07.123456Z",
        "2026-11-22T10:42:07.1234567Z",
        "2026-11-22T10:42:07.Z",
        "2026-11-22T10:42:07.5+02:00",
        "2026-11-22t10:42:07z",
        "2026-11-22 10:42:07Z",
        "2026-02-29T00:00:00Z",
        "2024-02-29T24:00:00Z",
        "2024-02-29T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "1582-10-10T00:00:00.000001Z",
        "1969-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59Z",
        "9999-12-30T22:00:00Z",
        "2026-11-22T10:42:07",
        "2026-1-22T10:42:07Z",
        "2026-11-22T10:42:07Z ",
        "２026-11-22T10:42:07Z",
    ] {
        assert_eq!(read(text), known(text), "{text}");
    }
}

proptest! {
    #[test]
    fn a_moment_is_what_the_library_says(
        text in "[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,8})?(Z|z|\\+0[0-9]:00|)",
    ) {
        prop_assert_eq!(read(&text), known(&text));
    }

    #[test]
    fn a_printed_moment_reads_back(microseconds in -62_000_000_000_000_000_i64..253_000_000_000_000_000) {
        let moment = Timestamp::from_microseconds(microseconds);
        prop_assert_eq!(read(&moment.to_string()), Some(microseconds));
        prop_assert_eq!(known(&moment.to_string()), Some(microseconds));
        let date = jiff::Timestamp::from_microsecond(microseconds).unwrap();
        prop_assert_eq!(moment.date(), date.to_zoned(jiff::tz::TimeZone::UTC).date());
    }
}
