//! Looking through lists is work that is counted, and bounded where it could grow with the square of the items.

use pointsman_domain::ids::ListId;
use pointsman_domain::list::{ItemPart, ItemValue, ListKind, ListType, WrittenItem};
use pointsman_domain::workflow::Document;
use pointsman_engine::prove::{
    KnownLists, ListContents, ListItems, Present, PresentLists, prove_within,
};
use pointsman_engine::{ListDirectory, ListIndex, ListRef, check, compile};
use serde_json::{Value, json};

use super::{Lists, one};
use crate::fixtures::list_id;

const ITEMS: u64 = 10_000;
const TOO_MUCH: &str = "takes more work than is allowed";

fn present(kind: &ListKind, lists: &[(ListId, Vec<ItemValue>)]) -> PresentLists {
    within(kind, lists, pointsman_engine::prove::limits::LOOKED_THROUGH)
}

fn within(kind: &ListKind, lists: &[(ListId, Vec<ItemValue>)], steps: u64) -> PresentLists {
    let contents: Vec<ListContents<'_>> = lists
        .iter()
        .map(|(list, items)| ListContents { list: *list, kind, items: ListItems::All(items) })
        .collect();
    PresentLists::within(&contents, &ListIndex::new(), steps)
}

/// First names in which hardly any two are alike.
fn name(number: u64, last: &str, threshold: Option<&str>) -> ItemValue {
    let letters: String =
        number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
    let mut written = WrittenItem::of_one(ListType::Name, last).with(ItemPart::First, letters);
    if let Some(threshold) = threshold {
        written = written.with(ItemPart::Threshold, threshold);
    }
    ItemValue::parse(&ListKind::Name, &written).unwrap().value
}

#[test]
fn ten_thousand_namesakes_are_no_work_without_thresholds() {
    let names = |from: u64| (from..from + ITEMS / 2).map(|n| name(n, "Doe", None)).collect();
    let lists = [(list_id(1), names(0)), (list_id(2), names(ITEMS / 4))];
    let found = present(&ListKind::Name, &lists);
    assert_eq!(found.work(), 0, "each name is looked up");
    assert!(!format!("{found:?}").contains(TOO_MUCH));
}

#[test]
fn ten_thousand_names_with_thresholds_are_work_in_proportion_where_last_names_differ() {
    let names = |from: u64| -> Vec<ItemValue> {
        (from..from + ITEMS / 2).map(|n| name(n, &format!("Doe {}", n / 4), Some("0.9"))).collect()
    };
    let lists = [(list_id(1), names(0)), (list_id(2), names(ITEMS / 4))];
    let found = present(&ListKind::Name, &lists);
    assert!(found.work() > 0 && found.work() < 64 * ITEMS, "{}", found.work());
    assert!(!format!("{found:?}").contains(TOO_MUCH));
}

#[test]
fn ten_thousand_namesakes_with_thresholds_are_looked_through_as_far_as_is_allowed() {
    let names =
        |from: u64| (from..from + ITEMS / 2).map(|n| name(n, "Doe", Some("0.99"))).collect();
    let lists = [(list_id(1), names(0)), (list_id(2), names(ITEMS / 2))];
    let steps = 20 * ITEMS;
    let found = within(&ListKind::Name, &lists, steps);
    assert_eq!(found.work(), steps + 1, "it ends with the first step that is too much");
    assert!(format!("{found:?}").contains(TOO_MUCH));
}

#[test]
fn to_ask_about_a_name_is_work_for_each_namesake_that_the_index_goes_through() {
    let kind = ListKind::Name;
    let names = |from, to| (from..to).map(|n| name(n, "Doe", None)).collect::<Vec<_>>();
    let (large, small) = (names(0, ITEMS), names(ITEMS, ITEMS + 100));
    let lists = [(list_id(1), kind.clone(), large), (list_id(2), kind.clone(), small.clone())];
    let index = Lists(lists.into()).index();
    let contents = [
        ListContents { list: list_id(1), kind: &kind, items: ListItems::Some(&[]) },
        ListContents { list: list_id(2), kind: &kind, items: ListItems::All(&small) },
    ];
    let steps = 20 * ITEMS;
    let found = PresentLists::within(&contents, &index, steps);
    assert!(found.work() > steps && found.work() < steps + 2 * ITEMS, "{}", found.work());
    assert!(format!("{found:?}").contains(TOO_MUCH));
    let found = PresentLists::within(&contents, &index, 200 * ITEMS);
    assert!(found.work() > 100 * ITEMS, "{}", found.work());
    assert!(!format!("{found:?}").contains(TOO_MUCH));
}

#[test]
fn ten_thousand_fingerprints_on_as_many_sets_of_lists_are_looked_through_as_far_as_is_allowed() {
    // A number in binary: each fingerprint is on other lists.
    let on = |bit: u32| {
        let prints = (1..=ITEMS).filter(|print| print & (1 << bit) != 0);
        prints.map(|print| one(&ListKind::Fingerprint, &format!("print {print}"))).collect()
    };
    let lists: Vec<(ListId, Vec<ItemValue>)> =
        (0..14).map(|bit| (list_id(100 + u64::from(bit)), on(bit))).collect();
    let found = present(&ListKind::Fingerprint, &lists);
    assert_eq!(found.work(), 0, "there are too many ways before any two are put together");
    assert!(format!("{found:?}").contains("overlap in more than"));
    // Any two of these are as many lists as each of them: it would never be too many ways.
    let few: Vec<(ListId, Vec<ItemValue>)> = lists.into_iter().take(10).collect();
    let found = within(&ListKind::Fingerprint, &few, ITEMS);
    assert_eq!(found.work(), ITEMS + 1);
    assert!(format!("{found:?}").contains(TOO_MUCH));
}

#[test]
fn ten_thousand_texts_and_numbers_are_no_work() {
    let text = ListKind::Text { field: "company".parse().unwrap() };
    let value = |kind: &ListKind, n: u64| one(kind, &format!("A{n}"));
    for kind in [text, ListKind::GovernmentIdNumber] {
        let items = |from: u64| (from..from + ITEMS / 2).map(|n| value(&kind, n)).collect();
        let lists = [(list_id(1), items(0)), (list_id(2), items(ITEMS / 4))];
        assert_eq!(present(&kind, &lists).work(), 0);
    }
}

/// Routes of several lists each, in which two thousand combinations would be gone through for each pair.
fn many_lists(lists: &[ListId], routes: u64) -> Value {
    let route = |number: u64| {
        let on = |place: u64| {
            let place = usize::try_from((number * 7 + place * 3) % 30).unwrap();
            json!({ "attribute": "list_matches", "operator": "contains", "value": lists[place] })
        };
        let any: Vec<Value> = (0..10).map(on).collect();
        let action = ["approve", "decline"][usize::try_from(number % 2).unwrap()];
        json!({ "id": format!("rt_{number}"), "name": format!("Route {number}"),
            "if": { "all": [{ "any": any }, { "not": on(11) }, { "not": on(12) }] },
            "then": [{ "action": action }] })
    };
    json!({ "format": 1, "name": "Many", "event": "inquiry.completed",
        "routes": (0..routes).map(route).collect::<Vec<_>>(),
        "everything_else": [{ "action": "do_nothing" }] })
}

#[test]
fn pairs_of_routes_beside_thirty_thousand_items_on_many_lists_are_compared_as_far_as_is_allowed() {
    let kind = ListKind::Text { field: "company".parse().unwrap() };
    let contents: Vec<(ListId, Vec<ItemValue>)> = (0..30)
        .map(|bit| {
            let is_on = |n: &u64| ((n * 2_654_435_761) >> bit) & 1 == 1;
            let items = (0..2_000).filter(is_on).map(|n| one(&kind, &format!("A{n}")));
            (list_id(100 + bit), items.collect())
        })
        .collect();
    let lists: Vec<ListId> = contents.iter().map(|(list, _)| *list).collect();
    let reference = |(number, list): (usize, &ListId)| ListRef {
        id: *list,
        key: format!("list_{number}").parse().unwrap(),
        name: format!("List {number}"),
        archived: false,
        items: 1_000,
    };
    let directory = ListDirectory::new(lists.iter().enumerate().map(reference));
    let document = Document::from_json(&many_lists(&lists, 24)).unwrap();
    let plan = compile(&check(&document, &directory).workflow.unwrap());
    let present = present(&kind, &contents);
    let kinds = lists.iter().map(|list| (*list, kind.clone())).collect();
    let index = ListIndex::new();
    let known = KnownLists { kinds, present: Some(Present { lists: &present, matching: &index }) };
    let steps = 400_000;
    let found = prove_within(&plan, &known, steps);
    assert!(found.undecided_overlaps > 0, "it is too much, and that is said");
    assert_eq!(prove_within(&plan, &known, steps), found, "the same on every machine");
}
