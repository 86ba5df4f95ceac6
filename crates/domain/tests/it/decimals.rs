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
    /// The text of a number says the same, whichever way it is read.
    #[test]
    fn a_number_is_what_its_text_says(
        number in prop_oneof![
            any::<i64>().prop_map(Number::from),
            any::<u64>().prop_map(Number::from),
            any::<f64>().prop_filter_map("finite", Number::from_f64),
            "-?[0-9]{1,15}\\.[0-9]{1,6}".prop_filter_map("a number", |text| Number::from_f64(text.parse().ok()?)),
            "-?[0-9]{1,5}\\.[0-9]{1,5}".prop_filter_map("a number", |text| Number::from_f64(text.parse().ok()?)),
        ],
    ) {
        prop_assert_eq!(Decimal::from_json(&number), Decimal::parse(&number.to_string()));
    }

    #[test]
    fn what_is_printed_reads_back(count in -9_000_000_000_i64..9_000_000_000) {
        let decimal = Decimal::from_ten_thousandths(count);
        prop_assert_eq!(Decimal::parse(&decimal.to_string()).expect("printed"), decimal);
        let json = Value::Number(decimal.to_json()).to_string();
        let back: Number = serde_json::from_str(&json).expect("json");
        prop_assert_eq!(Decimal::from_json(&back).expect("json"), decimal);
    }
}
