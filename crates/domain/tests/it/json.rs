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
