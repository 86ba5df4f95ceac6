use pointsman_domain::decimal::{Decimal, InvalidDecimal};
use pointsman_domain::json::{canonical, parse_strict};
use serde_json::json;

#[test]
fn a_key_that_stands_twice_is_refused() {
    for (text, accepted) in [
        (r#"{"a":1,"b":{"a":2}}"#, true),
        (r#"{"a":1,"a":1}"#, false),
        (r#"{"b":{"a":1,"a":2}}"#, false),
        (r#"[{"a":1},{"a":1}]"#, true),
        (r#"{"a":"\u0000"}"#, false),
        ("{} {}", false),
        ("", false),
    ] {
        assert_eq!(parse_strict(text.as_bytes()).is_ok(), accepted, "{text}");
    }
}

#[test]
fn invalid_utf8_names_the_byte() {
    let error = parse_strict(b"{\"a\":\"\xff\"}").expect_err("invalid");
    assert!(error.to_string().contains("byte 6"), "{error}");
}

#[test]
fn nesting_is_bounded() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert!(parse_strict(deep.as_bytes()).is_err());
}

#[test]
fn equal_documents_have_one_canonical_text() {
    let one = canonical(&json!({"b": [1.0, {"y": null, "x": "t"}], "a": 18.50}));
    let two = canonical(&json!({"a": 18.5, "b": [1, {"x": "t", "y": null}]}));
    assert_eq!(one, two);
}

/// A number that floating point has no number for must not pass for zero.
#[test]
fn what_is_nearly_zero_is_not_zero() {
    for (text, is_zero) in [
        ("85.11e-4234", false),
        ("-0.1e-999999", false),
        ("0.0", true),
        ("-0.000e-5", true),
        ("0e99", true),
    ] {
        let document = format!(r#"{{"0.0": [0.0, {text}, 1]}}"#);
        let read = parse_strict(document.as_bytes()).unwrap();
        let number = read["0.0"][1].as_number().unwrap();
        let decimal = Decimal::from_json(number);
        assert_eq!(decimal == Ok(Decimal::from_whole(0)), is_zero, "{text}");
        let refused = matches!(decimal, Err(InvalidDecimal::TooManyFractionDigits { .. }));
        assert_eq!(refused, !is_zero, "{text}");
    }
}

/// Anybody may send a body full of them; looking each up among all others would take minutes.
#[test]
fn a_hundred_thousand_that_are_nearly_zero_are_read_like_one() {
    let numbers = vec!["9e-999,0.0"; 150_000].join(",");
    let read = parse_strict(format!("[{numbers}]").as_bytes()).unwrap();
    let values = read.as_array().unwrap();
    let zeros = values.iter().filter(|value| value.as_f64() == Some(0.0)).count();
    assert_eq!((values.len(), zeros), (300_000, 150_000));
}

#[test]
fn a_key_that_stands_twice_is_found_among_many() {
    let keys: Vec<String> = (0..100).map(|number| format!("\"k{number}\": {number}")).collect();
    for twice in [0, 31, 32, 33, 99] {
        let once = format!("{{{}}}", keys.join(","));
        assert!(parse_strict(once.as_bytes()).is_ok());
        let text = format!("{{{}, \"k{twice}\": 1}}", keys.join(","));
        let error = parse_strict(text.as_bytes()).expect_err("twice").to_string();
        assert!(error.contains(&format!("key `k{twice}` stands twice in one object")), "{error}");
    }
}
