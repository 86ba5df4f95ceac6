use pointsman_domain::workflow::{Document, limits};
use serde_json::{Value, json};

fn with_condition(condition: &Value) -> Value {
    json!({"format": 1, "name": "n", "event": "inquiry.completed",
           "routes": [{"id": "rt_01", "name": "r", "if": condition, "then": [{"action": "approve"}]}],
           "everything_else": [{"action": "do_nothing"}]})
}

fn age(value: &Value) -> Value {
    with_condition(&json!({"attribute": "age", "operator": "less_than", "value": value}))
}

fn nested(depth: usize) -> Value {
    let leaf = json!({"attribute": "age", "operator": "is_missing"});
    (0..depth).fold(leaf, |inner, _| json!({"all": [inner]}))
}

fn routes(count: usize) -> Value {
    let routes: Value = (0..count).map(|n| json!({"id": format!("rt_{n}"), "name": "r"})).collect();
    json!({"name": "n", "routes": routes})
}

fn conditions(count: usize) -> Value {
    let members: Value =
        (0..count).map(|_| json!({"attribute": "age", "operator": "is_missing"})).collect();
    with_condition(&json!({"any": members}))
}

fn countries(count: usize) -> Value {
    let values: Value = (0..count).map(|_| json!("US")).collect();
    with_condition(&json!({"attribute": "country", "operator": "any_of", "value": values}))
}

#[test]
fn each_error_has_its_place_and_code() {
    let value = "/routes/0/if/value";
    for (document, expected) in [
        (json!([]), vec![("", "wrong_type")]),
        (json!({"routes": {}}), vec![("/routes", "wrong_type")]),
        (json!({"extra": 1, "name": 2}), vec![("/extra", "unknown_key"), ("/name", "wrong_type")]),
        (json!({"format": 2}), vec![("/format", "unsupported_format")]),
        (json!({"routes": [{"id": "x"}]}), vec![("/routes/0/id", "invalid_route_id")]),
        (
            json!({"routes": [{"id": "rt_a"}, {"id": "rt_a"}]}),
            vec![("/routes/1/id", "duplicate_route_id")],
        ),
        (
            json!({"routes": [{"then": [{"act": 1}]}]}),
            vec![("/routes/0/then/0/act", "unknown_key"), ("/routes/0/then/0", "required")],
        ),
        (json!({"routes": [{"if": {"all": [], "x": 1}}]}), vec![("/routes/0/if/x", "unknown_key")]),
        (age(&json!("18")), vec![(value, "wrong_type")]),
        (age(&json!(true)), vec![(value, "wrong_type")]),
        (age(&json!(null)), vec![(value, "wrong_type")]),
        (age(&json!([18])), vec![(value, "wrong_type")]),
        (age(&json!(18.123_45)), vec![(value, "too_many_fraction_digits")]),
        (
            with_condition(&json!({"attribute": "country", "operator": "equals", "value": 1})),
            vec![(value, "wrong_type")],
        ),
        (
            with_condition(
                &json!({"attribute": "country", "operator": "any_of", "value": ["US", 1]}),
            ),
            vec![("/routes/0/if/value/0", "wrong_type")],
        ),
        (
            with_condition(&nested(limits::DEPTH + 1)),
            vec![("/routes/0/if/all/0/all/0/all/0/all/0/all/0", "too_deep")],
        ),
        (routes(limits::ROUTES + 1), vec![("/routes", "too_many_routes")]),
        (
            conditions(limits::CONDITIONS_PER_ROUTE + 1),
            vec![("/routes/0/if", "too_many_conditions")],
        ),
        (countries(limits::VALUES + 1), vec![(value, "too_many_values")]),
        (json!({"name": "x".repeat(limits::NAME_CHARACTERS + 1)}), vec![("/name", "too_long")]),
    ] {
        let errors = Document::from_json(&document).expect_err(&document.to_string());
        let found: Vec<_> = errors.iter().map(|e| (e.pointer.as_str(), e.code.as_str())).collect();
        assert_eq!(found, expected, "{document}");
    }
}

#[test]
fn at_the_limit_is_allowed() {
    for document in [
        with_condition(&nested(limits::DEPTH)),
        routes(limits::ROUTES),
        conditions(limits::CONDITIONS_PER_ROUTE),
        countries(limits::VALUES),
        json!({"name": "x".repeat(limits::NAME_CHARACTERS)}),
    ] {
        assert!(Document::from_json(&document).is_ok(), "{:.200}", document.to_string());
    }
}

#[test]
fn an_unfinished_document_is_kept_as_it_is() {
    let document = json!({"format": 1, "name": "", "event": "", "routes": [
        {"id": "rt_01", "name": "", "if": {"all": []}, "then": []},
        {"id": "rt_02", "name": "x", "if": {"not": {"attribute": "age"}}, "then": [{"action": "approve"}]}]});
    assert_eq!(Document::from_json(&document).expect("well-formed").to_json(), document);
}

#[test]
fn an_operator_that_does_not_fit_is_left_to_the_check() {
    let unfit = json!({"attribute": "country", "operator": "less_than", "value": 3});
    assert!(Document::from_json(&with_condition(&unfit)).is_ok());
}

#[test]
fn absent_route_ids_are_assigned_without_a_clash() {
    let document = json!({"routes": [{"name": "a"}, {"id": "rt_01", "name": "b"}, {"name": "c"}]});
    let read = Document::from_json(&document).expect("well-formed");
    let ids: Vec<_> = read.routes.iter().map(|route| route.id.as_str()).collect();
    assert_eq!(ids, ["rt_02", "rt_01", "rt_03"]);
}
