//! Two ways to read a text, held against each other.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::tree::{Document, Tree};
use super::{quick, strict};

/// Pieces of texts: what decides how a document is read, and what goes wrong.
const PIECES: [&str; 58] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    " ",
    "\n",
    "\t",
    "\r\n",
    "\u{a0}",
    "null",
    "true",
    "false",
    "nul",
    "\"a\"",
    "\"b\"",
    "\"a\":1",
    "\"\":",
    "\"é\"",
    "\"\u{1F600}\"",
    "\"\\u00e9\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"\\ude00\\ud83d\"",
    "\"\\ud83d\\u0041\"",
    "\"\\u0000\"",
    "\"\\u00E\"",
    "\"\\n\\t\\/\\\\\"",
    "\"\\x\"",
    "\"\u{1}\"",
    "\"\u{7f}\"",
    "{\"a\":",
    "\"\\u0061\":",
    "-",
    "0",
    "-0",
    "-0.0",
    "0.0",
    "00",
    "1",
    "-7",
    "1.5",
    "85.1234",
    "1.",
    ".5",
    "1e5",
    "1E-5",
    "9e-999",
    "1e999",
    "123456789012345",
    "1234567890123456",
    "18446744073709551616",
    "0.1234567890123456",
    "{\"a\":1,\"a\":2}",
    "\u{feff}",
];

/// Whether both say the same of a text, and whether the quick one reads it.
fn agree(text: &str) -> Result<bool, TestCaseError> {
    let Some(quick) = quick::read(text) else { return Ok(false) };
    let strict = match strict::read(text) {
        Ok(strict) => strict,
        Err(error) => return Err(TestCaseError::fail(format!("{text:?} is refused: {error}"))),
    };
    prop_assert!(is_same(quick.root(), strict.root()), "{:?}: {:?} and {:?}", text, quick, strict);
    Ok(true)
}

/// Equal, and the same numbers to the bit.
fn is_same(one: Tree<'_>, two: Tree<'_>) -> bool {
    let written = |tree: Tree<'_>| tree.to_value().to_string();
    one == two && written(one) == written(two)
}

fn corpus() -> Vec<String> {
    let fuzzed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let files = ["inquiry", "document"].map(|name| std::fs::read_dir(fuzzed.join(name)).unwrap());
    let texts =
        files.into_iter().flatten().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    let bodies = texts.flat_map(|text| {
        let bodies = text.split(|byte| *byte == 0).map(String::from_utf8_lossy);
        bodies.map(std::borrow::Cow::into_owned).collect::<Vec<_>>()
    });
    bodies.collect()
}

fn value() -> impl Strategy<Value = Value> {
    let text = || prop_oneof!["[a-z_]{0,12}", "\\PC{0,20}", "[\\x01-\\x7f]{0,12}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        (-10_000_000_i64..10_000_000)
            .prop_map(|steps| json!(f64::from(i32::try_from(steps).unwrap()) / 1e4)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 60, 12, move |inner| {
        let entries = proptest::collection::vec((text(), inner.clone()), 0..12);
        prop_oneof![
            proptest::collection::vec(inner, 0..8).prop_map(Value::from),
            entries.prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A text with a piece put somewhere, over so many bytes of it.
fn changed(text: &str, at: usize, over: usize, piece: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = at % (letters.len() + 1);
    let behind = letters.iter().skip(at + over);
    letters.iter().take(at).copied().chain(piece.chars()).chain(behind.copied()).collect()
}

#[test]
fn the_corpus_is_read_alike_both_ways() {
    let corpus = corpus();
    let quick = corpus.iter().filter(|text| agree(text).unwrap()).count();
    let valid = corpus.iter().filter(|text| strict::read(text).is_ok()).count();
    assert!(quick * 2 > valid, "{quick} of {valid}");
}

#[test]
fn whoever_is_not_sure_leaves_it_alone() {
    for (text, is_quick) in [
        ("{\"a\":[1,-2,3.25,true,null,\"\\u00e9\"],\"b\":{}}", true),
        (" [ ] ", true),
        ("0", true),
        ("", false),
        ("-0", false),
        ("1e5", false),
        ("\"\\u0000\"", false),
        ("{\"a\":1,\"b\":2,\"a\":3}", false),
        ("{\"\\u0061\":1}", false),
        ("[1,]", false),
        ("{\"a\":1,}", false),
        ("1 2", false),
    ] {
        assert_eq!(agree(text).unwrap(), is_quick, "{text}");
    }
    for (depth, is_quick) in [(64, true), (65, false)] {
        let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(agree(&text).unwrap(), is_quick, "{depth}");
    }
    for (keys, is_quick) in [(64, true), (65, false)] {
        let keys: Vec<String> = (0..keys).map(|key| format!("\"key {key}\":{key}")).collect();
        assert_eq!(agree(&format!("{{{}}}", keys.join(","))).unwrap(), is_quick);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_written_is_read_alike_both_ways(value in value(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let text = text.unwrap();
        agree(&text)?;
        prop_assert_eq!(&Document::of(&value).root().to_value(), &value);
    }

    #[test]
    fn pieces_in_any_order_are_read_alike_both_ways(pieces in proptest::collection::vec(0..PIECES.len(), 0..12)) {
        let text: String = pieces.into_iter().map(|place| PIECES[place]).collect();
        agree(&text)?;
    }

    #[test]
    fn what_was_changed_is_read_alike_both_ways(
        which in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<usize>(), 0..6_usize, 0..PIECES.len()), 1..4),
    ) {
        static CORPUS: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(corpus);
        let mut text = which.get(&CORPUS).clone();
        for (at, over, piece) in changes {
            text = changed(&text, at, over, PIECES[piece]);
            agree(&text)?;
        }
    }

    #[test]
    fn a_number_has_the_same_bits_both_ways(
        digits in "-?[0-9]{1,17}(\\.[0-9]{1,17})?(e-?[0-9]{1,3})?",
    ) {
        agree(&digits)?;
    }
}
