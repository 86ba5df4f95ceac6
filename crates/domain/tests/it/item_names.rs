//! Names: what folding leaves, and which first names are alike.

use std::collections::BTreeMap;

use pointsman_domain::list::{
    InvalidItem, ItemKeys, ItemPart, ItemValue, ListKind, ListType, NameMatch, NamePattern,
    PersonName, ShortName, SimilarityReader, Threshold, WrittenItem, folded_name,
};
use proptest::prelude::*;

#[test]
fn case_accents_and_spacing_do_not_count() {
    for (name, folded) in [
        ("  Mary   Ann ", "mary ann"),
        ("José", "jose"),
        ("Jose\u{301}", "jose"),
        ("GARCÍA", "garcia"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("ẞ", "ss"),
        ("İpek", "ipek"),
        ("I\u{307}pek", "ipek"),
        ("ﬁona", "fiona"),
        ("Ａｄａ", "ada"),
        ("Ångström", "angstrom"),
        ("ΣΟΦΊΑΣ", "σοφιασ"),
        ("Σοφίας", "σοφιασ"),
        ("Nguyễn\u{a0}Văn", "nguyen van"),
        ("O’Brien", "o’brien"),
        ("\u{301}", ""),
        (" \t ", ""),
    ] {
        assert_eq!(folded_name(name), folded, "{name:?}");
    }
}

#[test]
fn folding_again_changes_nothing_for_any_character() {
    for letter in '\0'..=char::MAX {
        let once = folded_name(&format!("a{letter}b"));
        assert_eq!(folded_name(&once), once, "{letter:?} {:x}", u32::from(letter));
        assert!(!once.contains('\t'), "{letter:?}");
    }
}

fn pattern(
    first: Option<&str>,
    last: &str,
    threshold: Option<&str>,
) -> Result<NamePattern, InvalidItem> {
    let mut written = WrittenItem::default().with(ItemPart::Last, last);
    for (part, text) in [(ItemPart::First, first), (ItemPart::Threshold, threshold)] {
        if let Some(text) = text {
            written = written.with(part, text);
        }
    }
    let value = ItemValue::parse(&ListKind::Name, &written)?.value;
    let pattern = if let ItemValue::Name(pattern) = value { Some(pattern) } else { None };
    Ok(pattern.expect("an item of a list of names"))
}

#[test]
fn items_say_what_they_need() {
    for (first, last, threshold, part, code) in [
        (Some("Ada"), " ", None, ItemPart::Last, "required"),
        (None, "\u{301}", None, ItemPart::Last, "invalid_name"),
        (Some("\u{301}"), "Byron", None, ItemPart::First, "invalid_name"),
        (None, "Byron", Some("0.9"), ItemPart::Threshold, "without_first_name"),
        (Some("Ada"), "Byron", Some("0.7999"), ItemPart::Threshold, "out_of_range"),
        (Some("Ada"), "Byron", Some("1.0001"), ItemPart::Threshold, "out_of_range"),
        (Some("Ada"), "Byron", Some("0.90001"), ItemPart::Threshold, "too_many_fraction_digits"),
        (Some("Ada"), "Byron", Some("high"), ItemPart::Threshold, "out_of_range"),
        (Some("A\u{7}"), "Byron", None, ItemPart::First, "invalid_text"),
    ] {
        let error = pattern(first, last, threshold).expect_err(last);
        assert_eq!((error.part, error.code), (part, code), "{error}");
    }
    for threshold in ["0.8", "1", "0.95000"] {
        pattern(Some("Ada"), "Byron", Some(threshold)).expect(threshold);
    }
    assert_eq!(pattern(None, &"a".repeat(513), None).expect_err("long").code, "too_long");
    // Folding makes some letters longer; what is kept must fit into an index.
    let longest = "a".repeat(ItemValue::CHARACTERS);
    assert!(pattern(Some(&longest), &longest, Some("0.9")).is_ok());
    assert_eq!(pattern(None, &"ﷺ".repeat(512), None).expect_err("long").code, "too_long");
}

#[test]
fn the_canonical_text_is_folded_and_people_read_what_was_written() {
    for (written, canonical, keeps, shown) in [
        (
            ["José", "García", "0.90"],
            "garcia\tjose\t0.9",
            Some("García\tJosé"),
            "José García, first name alike from 0.9",
        ),
        (["", " de  la  Cruz", ""], "de la cruz", Some("de la Cruz"), "de la Cruz, any first name"),
        (["ada", "byron", ""], "byron\tada", None, "ada byron"),
    ] {
        let [first, last, threshold] = written;
        let item = WrittenItem::default()
            .with(ItemPart::First, first)
            .with(ItemPart::Last, last)
            .with(ItemPart::Threshold, threshold);
        let parsed = ItemValue::parse(&ListKind::Name, &item).expect("a name");
        assert_eq!(parsed.value.to_string(), canonical);
        assert_eq!(parsed.written.as_deref(), keeps);
        let keys = ItemKeys::of_stored(ListType::Name, canonical, parsed.written.as_deref());
        assert_eq!(keys.to_string(), shown);
        let erased = ItemKeys::of_stored(ListType::Name, canonical, None).to_string();
        assert_eq!(
            folded_name(&erased),
            folded_name(shown),
            "the writing is not needed to read it"
        );
    }
}

fn is_alike(ours: &str, theirs: &str, threshold: &str) -> bool {
    let item = pattern(Some(ours), "Smith", Some(threshold)).expect("an item");
    let name = PersonName::of_inquiry(Some(theirs), "Smith").expect("a name");
    item.matches(&name).is_some()
}

/// The greatest threshold that is reached, from the definition: (m/a + m/b + (m-t)/m)/3, then plus l·0.1·(1-j).
#[test]
fn similarity_is_jaro_winkler_at_the_very_edge() {
    for (ours, theirs, reached) in [
        // 7 of 9 match in order: 0.9259…; the beginnings differ at once.
        ("Catherine", "Katherine", "0.9259"),
        // j = 0.9444…, prefix 3: 0.9611…
        ("Martha", "Marhta", "0.9611"),
        // j = 0.8222…, prefix 1: 0.84
        ("Dwayne", "Duane", "0.84"),
        // j = 0.7666…, prefix 2: 0.8133…
        ("Dixon", "Dicksonx", "0.8133"),
        // j = 0.9166…, prefix 4: 0.95 exactly.
        ("Michaela", "Michel", "0.95"),
        // j = 0.6666…, prefix 4: 0.8 exactly. A beginning counts, however little alike the rest is.
        ("abcdefgh", "abcdijkl", "0.8"),
    ] {
        let Ok(reached) = reached.parse::<f64>() else { panic!("{reached} is a number") };
        let next = format!("{:.4}", reached + 0.0001);
        if is_alike(ours, theirs, &next) || !is_alike(ours, theirs, &format!("{reached:.4}")) {
            let found =
                (8_000..10_000).rev().find(|count| is_alike(ours, theirs, &format!("0.{count}")));
            panic!("{ours} and {theirs} reach {found:?}, not {reached}");
        }
    }
    assert!(is_alike("Ann", "ANN", "1") && !is_alike("Ann", "Anne", "1"));
    assert!(!is_alike("Ann", "Bob", "0.8"));
}

#[test]
fn the_last_name_decides_first_and_the_kind_of_match_is_told() {
    let name = |first, last| PersonName::of_inquiry(first, last).expect("a name");
    let cases = [
        (None, None, name(Some("Anyone"), "SMITH"), Some(NameMatch::LastName)),
        (None, None, name(None, "Smith"), Some(NameMatch::LastName)),
        (None, None, name(None, "Smit"), None),
        (Some("Ann"), None, name(Some("ánn"), "Smith"), Some(NameMatch::Same)),
        (Some("Ann"), None, name(Some("Anne"), "Smith"), None),
        (Some("Ann"), None, name(None, "Smith"), None),
        (Some("Ann"), Some("0.9"), name(Some(" "), "Smith"), None),
        (Some("Ann"), Some("0.9"), name(Some("Anne"), "Smith"), Some(NameMatch::Alike)),
        (Some("Ann"), Some("0.9"), name(Some("Anne"), "Smyth"), None),
    ];
    for (first, threshold, name, expected) in cases {
        let item = pattern(first, "Smith", threshold).expect("an item");
        assert_eq!(item.matches(&name), expected, "{item:?} {name:?}");
    }
    assert!(NameMatch::Same < NameMatch::Alike && NameMatch::Alike < NameMatch::LastName);
    assert_eq!(PersonName::of_inquiry(Some("Ada"), " \u{301}"), None);
}

/// The textbook formula in floating point, without cleverness.
fn textbook(ours: &[char], theirs: &[char]) -> f64 {
    let reach = (ours.len().max(theirs.len()) / 2).saturating_sub(1);
    let (mut matching, mut taken) = (Vec::new(), BTreeMap::new());
    for (i, letter) in ours.iter().enumerate() {
        let free = theirs.iter().enumerate().find(|(j, other)| {
            i.abs_diff(*j) <= reach && !taken.contains_key(j) && *other == letter
        });
        if let Some((j, other)) = free {
            taken.insert(j, *other);
            matching.push(*letter);
        }
    }
    let moved =
        matching.iter().zip(taken.values()).filter(|(ours, theirs)| ours != theirs).count() / 2;
    let prefix =
        ours.iter().zip(theirs).take(4).take_while(|(ours, theirs)| ours == theirs).count();
    let [m, a, b, moved, prefix] = [matching.len(), ours.len(), theirs.len(), moved, prefix]
        .map(|count| f64::from(u32::try_from(count).expect("few")));
    let jaro = if matching.is_empty() { 0.0 } else { (m / a + m / b + (m - moved) / m) / 3.0 };
    jaro + prefix * 0.1 * (1.0 - jaro)
}

proptest! {
    #[test]
    fn short_names_are_as_alike_as_by_character(
        ours in "[abc]{0,70}|[ab]{62,66}|[a-z -~]{0,12}|[ab]{8}|[aé]{0,6}",
        theirs in "[abc]{0,70}|[ab]{62,66}|[a-z -~]{0,12}|[ab]{7,9}|[aé]{0,6}",
    ) {
        let short = ShortName::new(theirs.as_bytes()).and_then(|theirs| theirs.compare(ours.as_bytes()));
        let is_short = |name: &str| name.len() <= 64 && name.is_ascii();
        prop_assert_eq!(short.is_some(), is_short(&ours) && is_short(&theirs));
        let [ours, theirs] = [ours, theirs].map(|name| name.chars().collect::<Vec<_>>());
        let expected = SimilarityReader::default().compare(&ours, &theirs);
        // Both are the same fraction, not only of the same size.
        let is_same = short.is_none_or(|short| format!("{short:?}") == format!("{expected:?}"));
        prop_assert!(is_same);
    }

    #[test]
    fn similarity_agrees_with_the_textbook(
        ours in "[abcd]{0,12}", theirs in "[abcd]{0,12}", threshold in 8_000_u16..=10_000,
    ) {
        let [ours, theirs] = [ours, theirs].map(|name| name.chars().collect::<Vec<_>>());
        let decimal = pointsman_domain::decimal::Decimal::from_ten_thousandths(threshold.into());
        let threshold = Threshold::new(decimal).expect("a threshold");
        let exact = SimilarityReader::default().compare(&ours, &theirs).reaches(threshold);
        let textbook = textbook(&ours, &theirs);
        let edge = f64::from(threshold.ten_thousandths()) / 10_000.0;
        // Floating point cannot tell at the edge; that is why it is not used.
        if (textbook - edge).abs() > 1e-9 {
            prop_assert_eq!(exact, textbook >= edge, "{}", textbook);
        }
    }
}
