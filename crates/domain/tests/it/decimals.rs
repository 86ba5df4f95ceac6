use pointsman_domain::decimal::Decimal;
use proptest::prelude::*;
use serde_json::{Number, Value};

fn read(json: &str) -> Result<String, &'static str> {
    let number: Number = serde_json::from_str(json).expect("a JSON number");
    Decimal::from_json(&number).map(|decimal| decimal.to_string()).map_err(|error| error.code())
}

#[test]
fn reads_exactly_or_says_why_not() {
    let many = Err("too_many_fraction_digits");
    for (json, expected) in [
        ("18", Ok("18")),
        ("18.0", Ok("18")),
        ("18.00000", Ok("18")),
        ("-0.5", Ok("-0.5")),
        ("85.1234", Ok("85.1234")),
        ("85.12345", many),
        ("0.00001", many),
        ("1e-4", Ok("0.0001")),
        ("1.5e2", Ok("150")),
        ("1e-7", many),
        ("1e300", Err("out_of_range")),
        ("922337203685477", Ok("922337203685477")),
        ("9223372036854775807", Err("out_of_range")),
    ] {
        assert_eq!(read(json), expected.map(str::to_owned), "{json}");
    }
}

#[test]
fn text_that_is_no_number_is_refused() {
    for text in ["", "-", ".5", "5.", "1_000", "１", "0x10", "NaN", "--1", "1.2.3"] {
        assert!(Decimal::parse(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(count in -9_000_000_000_i64..9_000_000_000) {
        let decimal = Decimal::from_ten_thousandths(count);
        prop_assert_eq!(Decimal::parse(&decimal.to_string()).expect("printed"), decimal);
        let json = Value::Number(decimal.to_json()).to_string();
        let back: Number = serde_json::from_str(&json).expect("json");
        prop_assert_eq!(Decimal::from_json(&back).expect("json"), decimal);
    }
}
