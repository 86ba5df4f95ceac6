//! Proofs beside lists that are too large to look through: the index is asked what it holds of the values that are here.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use pointsman_domain::attribute::{AttributeKey, Attributes};
use pointsman_domain::ids::ListId;
use pointsman_domain::list::{ItemValue, ListKeys, ListKind, ListType, WrittenItem};
use pointsman_engine::prove::{
    Finding, KnownLists, ListContents, ListItems, Matched, Matching, Present, PresentLists, Proofs,
    Reachable, Scope, Witness, prove,
};
use pointsman_engine::{ListIndex, Plan, Taken};

use super::{Lists, blocked_above_allowed, inquiries, ip, one, overlap, random_lists};
use crate::fixtures::{checked_document, list_id};
use crate::generate::Random;
use crate::oracle;
use crate::proofs::brute::{Case, inquiry};
use crate::proofs::{small, workflows};

const LARGE: usize = 250_000;

/// Proofs that are told only so many items of the first list.
fn prove_with(lists: &Lists, index: &ListIndex, plan: &Plan, told: Option<usize>) -> Proofs {
    let mut contents: Vec<ListContents<'_>> = Vec::new();
    for (place, (list, kind, items)) in lists.0.iter().enumerate() {
        let items = match told {
            _ if place > 0 => ListItems::All(items),
            Some(told) => ListItems::Some(&items[..told.min(items.len())]),
            None => ListItems::Unknown,
        };
        contents.push(ListContents { list: *list, kind, items });
    }
    let present = PresentLists::new(&contents, index);
    let kinds = lists.0.iter().map(|(list, kind, _)| (*list, kind.clone()));
    let present = Some(Present { lists: &present, matching: index });
    prove(plan, &KnownLists { kinds: kinds.collect(), present })
}

/// The lists that an example is on, by the index alone.
fn lists_of(index: &ListIndex, witness: &Witness) -> Vec<ListId> {
    let keys = ListKeys::new(&witness.submission, &Attributes::default());
    index.matches(&keys).into_iter().map(|found| found.list).collect()
}

#[test]
fn what_is_said_beside_a_large_list_agrees_with_going_through_every_inquiry() {
    let mut tally = BTreeMap::<&str, usize>::new();
    for seed in 0..workflows() {
        let mut random = Random::seeded(seed ^ 0x1a46e);
        let keys = vec![AttributeKey::Country, AttributeKey::ListMatches];
        let lists = random_lists(&mut random);
        let workflow = checked_document(&small::document(&mut random, &keys));
        let case = Case::new(workflow.clone(), inquiries(&keys, &lists), seed);
        let index = lists.index();
        let told = random.below(2);
        let proofs = prove_with(&lists, &index, &case.plan, Some(told));
        let blind = prove_with(&lists, &index, &case.plan, None);
        let last = (&proofs.everything_else, &blind.everything_else, Taken::EverythingElse);
        let routes = proofs.routes.iter().zip(&blind.routes).enumerate();
        let routes = routes.map(|(place, (one, other))| (one, other, Taken::Route(place)));
        for (reachable, blind, taken) in routes.chain([last]) {
            let somebody = case.matching.iter().any(|matching| Case::taken(matching) == taken);
            let kind = match reachable {
                Reachable::Yes { witness, .. } => {
                    assert!(somebody, "seed {seed}: nobody takes {taken:?}");
                    assert_eq!(witness.scope, Scope::PresentLists);
                    assert_eq!(oracle::decide(&workflow, &inquiry(witness)), taken, "seed {seed}");
                    let is_mentioned =
                        |list: &ListId| workflow.lists.iter().any(|own| own.id == *list);
                    let mut on = lists_of(&index, witness);
                    on.retain(is_mentioned);
                    let mut stated = witness.lists.clone();
                    stated.retain(|list| *list != list_id(3));
                    assert_eq!(on, stated, "seed {seed}");
                    if matches!(blind, Reachable::Undecided { .. }) {
                        "yes, by the index"
                    } else {
                        "yes"
                    }
                }
                Reachable::No { .. } => {
                    assert!(!somebody, "seed {seed}: somebody takes {taken:?}");
                    if matches!(blind, Reachable::Undecided { .. }) {
                        "no, by the index"
                    } else {
                        "no"
                    }
                }
                Reachable::Undecided { because, .. } => {
                    assert_eq!(because, "a list holds more items than are looked through");
                    assert!(matches!(blind, Reachable::Undecided { .. }), "seed {seed}");
                    "undecided"
                }
            };
            *tally.entry(kind).or_default() += 1;
        }
        for finding in &proofs.findings {
            let Finding::Overlap(found) = finding else { continue };
            if found.witness.scope == Scope::PresentLists {
                // Perhaps nobody takes one of them: that can be undecided.
                let [upper, lower] = found.routes;
                let both = case.matching.iter().any(|matching| matching[upper] && matching[lower]);
                assert!(both, "seed {seed}: {:?}", found.routes);
                *tally.entry("overlap").or_default() += 1;
            }
        }
    }
    eprintln!("{tally:?}");
    assert_eq!(tally.len(), 6, "some kind was never met: {tally:?}");
    assert!(tally["yes, by the index"] > tally["undecided"], "{tally:?}");
}

fn address(number: usize) -> ItemValue {
    ip(&Ipv4Addr::from_bits(0x0a00_0000 + u32::try_from(number).unwrap()).to_string())
}

/// *Blocked* with a quarter of a million items, of which a thousand are told, above *Allowed*.
fn beside_a_quarter_of_a_million(allowed: &[usize]) -> Proofs {
    let kind = ListKind::IpAddress;
    let blocked: Vec<ItemValue> = (0..LARGE).map(address).collect();
    let allowed: Vec<ItemValue> = allowed.iter().copied().map(address).collect();
    let lists =
        Lists(vec![(list_id(1), kind.clone(), blocked), (list_id(2), kind.clone(), allowed)]);
    let index = lists.index();
    prove_with(&lists, &index, &blocked_above_allowed(), Some(1_000))
}

#[test]
fn a_list_beside_a_quarter_of_a_million_items_is_decided() {
    let apart = beside_a_quarter_of_a_million(&[LARGE, LARGE + 7, LARGE + 9]);
    assert!(apart.routes.iter().all(|route| matches!(route, Reachable::Yes { .. })), "{apart:?}");
    assert!(matches!(apart.everything_else, Reachable::Yes { .. }));
    assert_eq!((overlap(&apart), apart.undecided_overlaps), (None, 0));

    let touching = beside_a_quarter_of_a_million(&[LARGE - 1, LARGE]);
    assert!(touching.routes.iter().all(|route| matches!(route, Reachable::Yes { .. })));
    let witness = overlap(&touching).unwrap();
    assert_eq!(witness["session"]["ip_address"], "10.3.208.143");

    let inside = beside_a_quarter_of_a_million(&[77_777, 200_000]);
    assert!(matches!(inside.routes[1], Reachable::No { scope: Scope::PresentLists, .. }));
    assert!(overlap(&inside).is_none(), "nobody takes the lower one");
}

#[test]
fn what_only_other_values_of_a_large_list_could_show_is_undecided() {
    let mails = ListKind::EmailAddress;
    let mail = |text: &str| one(&mails, text);
    let lists = |allowed: &[ItemValue]| {
        let blocked = vec![mail("ann@example.com"), mail("bob@example.org")];
        Lists(vec![
            (list_id(1), mails.clone(), blocked),
            (list_id(2), mails.clone(), allowed.to_vec()),
        ])
    };
    let undecided = |allowed: &[ItemValue]| {
        let lists = lists(allowed);
        let found = prove_with(&lists, &lists.index(), &blocked_above_allowed(), Some(0));
        assert!(matches!(found.routes[1], Reachable::Yes { .. }), "{found:?}");
        // Nobody has told any of its items.
        assert!(
            matches!(found.routes[0], Reachable::Undecided { .. }) || overlap(&found).is_some()
        );
        found.undecided_overlaps
    };
    assert_eq!(undecided(&[mail("cat@example.com")]), 0);
    assert_eq!(undecided(&[mail("cat@example.com"), mail("bob@example.org")]), 0);
    assert_eq!(undecided(&[mail("example.com")]), 1, "somebody else at the domain");
}

#[test]
fn the_index_is_asked_about_values_of_every_type() {
    let name = |first: Option<&str>, last: &str| {
        let mut written = WrittenItem::of_one(ListType::Name, last);
        if let Some(first) = first {
            written = written.with(pointsman_domain::list::ItemPart::First, first);
        }
        ItemValue::parse(&ListKind::Name, &written).unwrap().value
    };
    let text = ListKind::Text { field: "company".parse().unwrap() };
    let cases = [
        (ListKind::PhoneNumber, "+442079460001", "+442079460002"),
        (ListKind::Fingerprint, "one", "two"),
        (ListKind::GovernmentIdNumber, "C123", "D456"),
        (ListKind::EmailAddress, "ann@example.com", "bob@example.com"),
        (text, "Acme", "Other"),
    ];
    let mut all: Vec<(ListKind, [ItemValue; 2])> = Vec::new();
    for (kind, shared, own) in cases {
        let values = [one(&kind, shared), one(&kind, own)];
        all.push((kind, values));
    }
    all.push((ListKind::Name, [name(Some("Ann"), "Doe"), name(Some("Bob"), "Doe")]));
    all.push((ListKind::Name, [name(None, "Doe"), name(None, "Roe")]));
    for (kind, [shared, own]) in all {
        let lists = Lists(vec![
            (list_id(1), kind.clone(), vec![shared.clone()]),
            (list_id(2), kind.clone(), vec![shared, own]),
        ]);
        let index = lists.index();
        let found = prove_with(&lists, &index, &blocked_above_allowed(), Some(0));
        for (place, reachable) in found.routes.iter().enumerate() {
            let Reachable::Yes { witness, .. } = reachable else { panic!("{kind:?}: {found:?}") };
            assert_eq!(lists_of(&index, witness), witness.lists, "{kind:?}, route {place}");
        }
        assert!(overlap(&found).is_some(), "{kind:?}: {found:?}");
    }
}

/// An index that says nothing any more once lists have changed.
struct Moving<'i> {
    index: &'i ListIndex,
    has_moved: Cell<bool>,
    asked: Cell<usize>,
}

impl<'i> Moving<'i> {
    fn new(index: &'i ListIndex, has_moved: bool) -> Self {
        Self { index, has_moved: Cell::new(has_moved), asked: Cell::new(0) }
    }
}

impl Matching for Moving<'_> {
    fn matches(&self, keys: &ListKeys) -> Option<Matched> {
        self.asked.set(self.asked.get() + 1);
        if self.has_moved.get() { None } else { Matching::matches(self.index, keys) }
    }
}

#[test]
fn nobody_is_shown_once_a_large_list_cannot_be_asked_any_more() {
    let kind = ListKind::IpAddress;
    let (blocked, allowed) = ([address(1)], [address(2)]);
    let lists = Lists(vec![
        (list_id(1), kind.clone(), blocked.to_vec()),
        (list_id(2), kind.clone(), allowed.to_vec()),
    ]);
    let index = lists.index();
    let matching = Moving::new(&index, false);
    let contents = [
        ListContents { list: list_id(1), kind: &kind, items: ListItems::Some(&blocked) },
        ListContents { list: list_id(2), kind: &kind, items: ListItems::All(&allowed) },
    ];
    let present = PresentLists::new(&contents, &matching);
    let kinds = BTreeMap::from([1, 2].map(|list| (list_id(list), kind.clone())));
    let present = Some(Present { lists: &present, matching: &matching });
    let known = KnownLists { kinds, present };
    let before = prove(&blocked_above_allowed(), &known);
    assert!(before.routes.iter().all(|route| matches!(route, Reachable::Yes { .. })));

    // Whoever is on Allowed may have come onto Blocked: not to find them there says nothing.
    matching.has_moved.set(true);
    let after = prove(&blocked_above_allowed(), &known);
    for reachable in &after.routes {
        let Reachable::Undecided { because, .. } = reachable else { panic!("{after:?}") };
        assert_eq!(because, "a list has changed while it was asked; look again");
    }
    assert_eq!(overlap(&after), None);
}

#[test]
fn looking_through_lists_ends_with_the_first_answer_that_is_missing() {
    let kind = ListKind::IpAddress;
    let allowed: Vec<ItemValue> = (0..1_000).map(|number| address(2 * number)).collect();
    let contents = [
        ListContents { list: list_id(1), kind: &kind, items: ListItems::Some(&[]) },
        ListContents { list: list_id(2), kind: &kind, items: ListItems::All(&allowed) },
    ];
    let index = ListIndex::new();
    let matching = Moving::new(&index, true);
    let found = PresentLists::new(&contents, &matching);
    assert_eq!(matching.asked.get(), 1);
    assert!(format!("{found:?}").contains("has changed while it was gone through"));
}
