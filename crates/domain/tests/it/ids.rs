use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{CountingIds, InquiryId, ListId, RandomIds};
use proptest::prelude::*;
use uuid::Uuid;

#[test]
fn ids_are_a_prefix_and_26_letters() {
    let now = Timestamp::from_microseconds(1_700_000_000_000_000);
    let text = InquiryId::new(&RandomIds, now).to_string();
    assert!(text.starts_with("inq_"), "{text}");
    assert_eq!(text.len(), 30, "{text}");
    assert!(text.parse::<ListId>().is_err(), "an inquiry is not a list");
}

#[test]
fn wrong_texts_are_refused() {
    let good = InquiryId::new(&CountingIds::default(), Timestamp::from_microseconds(0)).to_string();
    let too_large = format!("inq_8{}", "0".repeat(25));
    let upper = good.to_uppercase();
    for text in [
        "",
        "inq_",
        "inq_0",
        "inq-00000000000000000000000000",
        &too_large,
        &upper,
        &format!("{good}0"),
    ] {
        assert!(text.parse::<InquiryId>().is_err(), "{text}");
    }
    assert!(
        "inq_ilou0000000000000000000000".parse::<InquiryId>().is_err(),
        "letters that look alike"
    );
}

#[test]
fn later_ids_sort_later() {
    let ids = RandomIds;
    let early = InquiryId::new(&ids, Timestamp::from_microseconds(1_000_000)).to_string();
    let late = InquiryId::new(&ids, Timestamp::from_microseconds(2_000_000)).to_string();
    assert!(early < late);
}

proptest! {
    #[test]
    fn text_and_uuid_are_one_to_one(bits in any::<u128>()) {
        let id = ListId::from_uuid(Uuid::from_u128(bits));
        prop_assert_eq!(id.to_string().parse::<ListId>().expect("own text"), id);
    }
}
