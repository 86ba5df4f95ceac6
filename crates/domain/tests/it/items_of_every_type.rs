//! What holds for items of all types, and the types of exact texts.

use std::collections::BTreeSet;

use pointsman_domain::attribute::Attributes;
use pointsman_domain::inquiry::Submission;
use pointsman_domain::list::{
    FieldName, GovernmentId, InvalidListKind, ItemPart, ItemValue, ListKeys, ListKind, ListType,
    WrittenItem, beginning,
};
use serde_json::json;

use crate::items::{canonical, kind, parse};

#[test]
fn texts_are_composed_and_trimmed() {
    for (text, expected) in [
        (" Cafe\u{301} Ltd ", Ok("Café Ltd")),
        ("ACME", Ok("ACME")),
        ("a  b", Ok("a  b")),
        ("\u{3000}x\u{3000}", Ok("x")),
        (" ", Err("required")),
        ("a\0b", Err("invalid_text")),
        (&"x".repeat(512), Ok(&"x".repeat(512))),
        (&"x".repeat(513), Err("too_long")),
        (&"\u{1D11E}".repeat(512), Ok(&"\u{1D11E}".repeat(512))),
    ] {
        for list_type in [ListType::Text, ListType::Fingerprint] {
            if list_type == ListType::Text || text.is_ascii() {
                assert_eq!(canonical(list_type, text), expected.map(str::to_owned), "{text}");
            }
        }
    }
    let decomposed = "Cafe\u{301}";
    assert_eq!(canonical(ListType::Fingerprint, decomposed), Ok(decomposed.to_owned()));
}

#[test]
fn government_ids_are_letters_and_digits() {
    for (class, number, expected) in [
        ("", "s123-45.67 ", Ok("S1234567")),
        ("dl", "S1234567", Ok("S1234567\tDL")),
        ("Driver’s licence", "ß1", Ok("SS1\tDRIVERSLICENCE")),
        ("", "Ａ１", Ok("A1")),
        ("", "e\u{301}1", Ok("É1")),
        ("", "", Err((ItemPart::Number, "required"))),
        ("", "---", Err((ItemPart::Number, "invalid_government_id"))),
        ("-", "1", Err((ItemPart::Class, "invalid_government_id"))),
    ] {
        let written =
            WrittenItem::default().with(ItemPart::Class, class).with(ItemPart::Number, number);
        let read = ItemValue::parse(&ListKind::GovernmentIdNumber, &written)
            .map(|item| item.value.to_string())
            .map_err(|error| (error.part, error.code));
        assert_eq!(read, expected.map(str::to_owned), "{class} {number}");
    }
    let of = |number, class| GovernmentId::of_inquiry(number, class).expect("a government id");
    let (any, licence) = (of("s-1", None), of("S1", Some("dl")));
    assert!(any.matches(&licence) && any.matches(&of("S 1", None)));
    assert!(licence.matches(&of("s1", Some("D.L."))));
    assert!(!licence.matches(&of("s1", Some("pp"))) && !licence.matches(&any));
    assert_eq!(GovernmentId::of_inquiry("-", Some("dl")), None);
}

/// Letters whose capitals are several letters or carry marks.
#[test]
fn the_number_of_a_government_id_holds_no_marks_and_reads_again_as_itself() {
    for (number, kept) in
        [("1\u{390}", "1\u{3aa}"), ("\u{1f0}2", "J2"), ("ß", "SS"), ("\u{149}", "\u{2bc}N")]
    {
        let id = GovernmentId::of_inquiry(number, None).expect("a number");
        let again = GovernmentId::of_inquiry(&id.number, None).expect("a number");
        assert_eq!((id.number.as_str(), &again), (kept, &id), "{number}");
    }
}

/// One or several items of each type, by all the texts of their parts.
fn examples(list_type: ListType) -> Vec<WrittenItem> {
    let whole = list_type
        .parts()
        .iter()
        .fold(WrittenItem::default(), |item, part| item.with(*part, part.example(list_type)));
    vec![WrittenItem::of_one(list_type, list_type.main_part().example(list_type)), whole]
}

#[test]
fn the_canonical_text_is_read_back_as_the_same_value() {
    let mut seen = BTreeSet::new();
    for list_type in ListType::ALL {
        for written in examples(list_type) {
            let parsed = ItemValue::parse(&kind(list_type), &written).expect("the example");
            let canonical = parsed.value.to_string();
            assert_eq!(ItemValue::read(&kind(list_type), &canonical), Ok(parsed.value.clone()));
            assert_eq!(parsed.value.list_type(), list_type);
            assert!(seen.insert((list_type, canonical.clone())) || list_type.parts().len() == 1);
            let main = written.get(list_type.main_part()).expect("the main part");
            assert!(canonical.starts_with(&beginning(&kind(list_type), main)), "{canonical}");
        }
        assert!(ItemValue::read(&kind(list_type), "").is_err(), "{list_type}");
    }
    for (list_type, damaged) in [
        (ListType::Name, "a\tb\t0.7"),
        (ListType::Name, "a\tb\t0.9\tc"),
        (ListType::Name, "\tb"),
        (ListType::PhoneNumber, "14155550123"),
        (ListType::PhoneNumber, "+1 415 555 0123"),
        (ListType::IpAddress, " 192.0.2.1"),
        (ListType::IpAddress, "192.0.2.1\u{7}"),
        (ListType::EmailAddress, " *@example.com"),
        (ListType::EmailAddress, "*@example.com"),
        (ListType::EmailAddress, "a\u{7}@example.com"),
        (ListType::Country, "DE "),
    ] {
        assert!(ItemValue::read(&kind(list_type), damaged).is_err(), "{damaged:?}");
    }
}

#[test]
fn the_longest_item_fits_and_one_character_more_does_not() {
    for part in ItemPart::ALL.into_iter().filter(|part| !part.is_number()) {
        for list_type in ListType::ALL.into_iter().filter(|list| list.parts().contains(&part)) {
            let of_length = |length| {
                WrittenItem::of_one(list_type, list_type.main_part().example(list_type))
                    .with(part, "a".repeat(length))
            };
            let code = |length| {
                ItemValue::parse(&kind(list_type), &of_length(length)).err().map(|error| error.code)
            };
            assert_ne!(code(ItemValue::CHARACTERS), Some("too_long"), "{list_type} {part:?}");
            assert_eq!(code(ItemValue::CHARACTERS + 1), Some("too_long"), "{list_type} {part:?}");
        }
    }
}

#[test]
fn a_search_begins_as_values_begin() {
    for (list_type, text, expected) in [
        (ListType::IpAddress, "203.0.113.7/24", "203.0.113.0/24"),
        (ListType::IpAddress, "2001:DB8", "2001:db8"),
        (ListType::IpAddress, " 203.0.", "203.0."),
        (ListType::EmailAddress, "Bücher.example", "xn--bcher-kva.example"),
        (ListType::EmailAddress, "*.Exam", "*.exam"),
        (ListType::Country, "c", "C"),
        (ListType::PhoneNumber, "+1 (415", "+1415"),
        (ListType::PhoneNumber, "1 415", "+1415"),
        (ListType::Name, " GARCÍA", "garcia"),
        (ListType::Name, "García, Jo", "garcia\tjo"),
        (ListType::GovernmentIdNumber, "s-12", "S12"),
        (ListType::Fingerprint, " f3A", "f3A"),
        (ListType::Text, "Cafe\u{301}", "Café"),
    ] {
        assert_eq!(beginning(&kind(list_type), text), expected, "{text}");
    }
}

#[test]
fn only_a_list_of_texts_names_a_field() {
    let field: FieldName = "company".parse().expect("a field");
    for list_type in ListType::ALL {
        let (with, without) =
            (ListKind::new(list_type, Some(field.clone())), ListKind::new(list_type, None));
        if list_type == ListType::Text {
            assert_eq!(without, Err(InvalidListKind::FieldMissing));
            assert_eq!(with.as_ref().map(ListKind::field), Ok(Some(&field)));
        } else {
            assert_eq!(with, Err(InvalidListKind::FieldGiven(list_type)));
            assert_eq!(without.map(|kind| kind.list_type()), Ok(list_type));
        }
    }
    for (name, valid) in [("a", true), ("a_1", true), ("", false), ("1a", false), ("A", false)] {
        assert_eq!(name.parse::<FieldName>().is_ok(), valid, "{name}");
    }
    assert!("a".repeat(64).parse::<FieldName>().is_ok());
    assert!("a".repeat(65).parse::<FieldName>().is_err());
}

#[test]
fn an_inquiry_is_asked_by_raw_fields_and_session() {
    let submission = Submission::from_json(&json!({
        "fields": {
            "name_first": " Zoë", "name_last": "Ångström", "phone_number": "020 7946 0018",
            "address_country_code": "gb", "identification_number": "ab-1",
            "identification_class": "pp", "company": " Cafe\u{301} ", "empty": " ",
        },
        "session": {"browser_fingerprint": " f1 ", "device_fingerprint": "", "user_agent": "x"},
        "attributes": {"country": "US"}, "verifications": [],
    }))
    .expect("a submission");
    let keys = ListKeys::new(&submission, &Attributes::default());
    let name = keys.name.expect("a name");
    assert_eq!((name.last.as_str(), name.first.as_deref()), ("angstrom", Some("zoe")));
    let number = keys.phone_number.map(|number| number.to_string());
    assert_eq!(number.as_deref(), Some("+442079460018"), "of the address country, as sent");
    assert_eq!(keys.government_id, GovernmentId::of_inquiry("AB1", Some("PP")));
    assert_eq!(keys.fingerprints, ["f1"]);
    let texts: Vec<&str> = keys.texts.keys().map(FieldName::as_str).collect();
    assert!(texts.contains(&"company") && !texts.contains(&"empty"), "{texts:?}");
    assert_eq!(keys.texts[&"company".parse().expect("a field")], "Café");
    assert_eq!(ListKeys::new(&Submission::default(), &Attributes::default()), ListKeys::default());
    assert!(parse(ListType::Text, "x").is_ok());
}
