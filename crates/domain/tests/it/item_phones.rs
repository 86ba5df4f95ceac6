//! Phone numbers: items in E.164, and what inquiries write.

use pointsman_domain::attribute::{Code, code};
use pointsman_domain::list::{ListType, PhoneNumber};
use proptest::prelude::*;

use crate::items::canonical;

#[test]
fn items_are_e164_however_they_are_spaced() {
    let bad = Err("invalid_phone_number");
    for (text, expected) in [
        ("+14155550123", Ok("+14155550123")),
        (" +1 (415) 555-0123 ", Ok("+14155550123")),
        ("tel:+1-415-555-0123", Ok("+14155550123")),
        ("TEL:+14155550123", Ok("+14155550123")),
        ("＋１４１５５５５０１２３", Ok("+14155550123")),
        ("+٤٤٢٠٧٩٤٦٠٠١٨", Ok("+442079460018")),
        ("\u{202a}+44 20 7946 0018\u{202c}", Ok("+442079460018")),
        ("+44 (0)20 7946 0018", Ok("+442079460018")),
        ("+39 06 698 12345", Ok("+390669812345")),
        ("+39 (0)6 698 12345", Ok("+390669812345")),
        ("+6834002", Ok("+6834002")),
        ("+683400", bad),
        ("+123456789012345", Ok("+123456789012345")),
        ("+1234567890123456", bad),
        ("+14155550123 ext. 5", bad),
        ("(415) 555-0123", bad),
        ("0014155550123", bad),
        ("+0123456789", bad),
        ("+999123456789", bad),
        ("+1415CALLNOW", bad),
        ("+1+4155550123", bad),
        ("+", bad),
        ("", Err("required")),
    ] {
        assert_eq!(canonical(ListType::PhoneNumber, text), expected.map(str::to_owned), "{text}");
    }
}

#[test]
fn inquiries_may_leave_out_the_country() {
    for (text, region, expected) in [
        ("+1 415 555 0123", None, Some("+14155550123")),
        ("+1 415 555 0123 ext. 5", None, Some("+14155550123")),
        ("+1 415 555 0123 x 5", None, Some("+14155550123")),
        ("+14155550123;ext=5", None, Some("+14155550123")),
        ("+1 415 555 0123", Some("GB"), Some("+14155550123")),
        ("(415) 555-0123", Some("US"), Some("+14155550123")),
        ("1 415 555 0123", Some("US"), Some("+14155550123")),
        ("011 44 20 7946 0018", Some("US"), Some("+442079460018")),
        ("020 7946 0018", Some("GB"), Some("+442079460018")),
        ("٠٢٠٧٩٤٦٠٠١٨", Some("GB"), Some("+442079460018")),
        ("00 1 415 555 0123", Some("GB"), Some("+14155550123")),
        ("06 698 12345", Some("IT"), Some("+390669812345")),
        ("01 23 45 67 89", Some("FR"), Some("+33123456789")),
        ("030 123456", Some("DE"), Some("+4930123456")),
        ("8 912 345-67-89", Some("RU"), Some("+79123456789")),
        ("(11) 96123-4567", Some("BR"), Some("+5511961234567")),
        ("(415) 555-0123", None, None),
        ("(415) 555-0123 at home", Some("US"), None),
        ("911", Some("US"), None),
        ("12345678", Some("AQ"), None),
        ("", Some("US"), None),
        ("é", Some("US"), None),
        ("tel", Some("US"), None),
    ] {
        let region = region.map(|region| Code::country(region).expect("a country"));
        let number = PhoneNumber::of_inquiry(text, region).map(|number| number.to_string());
        assert_eq!(number.as_deref(), expected, "{text} {region:?}");
    }
}

/// Anybody may write anything into a field; the numbering plans of all countries must bear it.
#[test]
fn no_country_trips_over_digits() {
    let mut read = 0;
    for region in code::countries() {
        for start in ["", "00", "1", "06", "80", "0000"] {
            for length in [0, 1, 4, 9, 12, 18] {
                let digits: String = "2079460018123456789".chars().take(length).collect();
                let text = format!("{start}{digits}");
                if let Some(number) = PhoneNumber::of_inquiry(&text, Some(region)) {
                    assert!(number.digits() < 1_000_000_000_000_000, "{text} {region}");
                    read += 1;
                }
            }
        }
    }
    assert!(read > 1_000, "{read}");
}

proptest! {
    #[test]
    fn any_text_is_a_number_or_none(text in "\\PC{0,20}", digits in "[+0-9 ()x;-]{0,24}") {
        for text in [text, digits] {
            for region in [None, Some(Code::US), Code::country("GB")] {
                if let Some(number) = PhoneNumber::of_inquiry(&text, region) {
                    let written = number.to_string();
                    let again = PhoneNumber::of_inquiry(&written, None);
                    prop_assert_eq!(again, Some(number), "{}", written);
                }
            }
        }
    }
}
