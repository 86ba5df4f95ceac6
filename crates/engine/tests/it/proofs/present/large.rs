//! Proofs beside lists that are too large to look through.

use std::collections::BTreeMap;

use pointsman_domain::list::{ItemValue, ListKind};
use pointsman_engine::prove::{
    KnownLists, ListContents, ListItems, Present, PresentLists, Proofs, Reachable, prove,
};

use super::{Lists, blocked_above_allowed, ip, one, overlap};
use crate::fixtures::list_id;

/// *Blocked*, whose items are not known, above *Allowed*.
fn beside_a_large_list(large: &ListKind, kind: &ListKind, allowed: &[ItemValue]) -> Proofs {
    let contents = [
        ListContents { list: list_id(1), kind: large, items: ListItems::Unknown },
        ListContents { list: list_id(2), kind, items: ListItems::All(allowed) },
    ];
    let index = Lists(vec![(list_id(2), kind.clone(), allowed.to_vec())]).index();
    let lists = PresentLists::new(&contents, &index);
    let kinds = BTreeMap::from([(list_id(1), large.clone()), (list_id(2), kind.clone())]);
    let present = Some(Present { lists: &lists, matching: &index });
    prove(&blocked_above_allowed(), &KnownLists { kinds, present })
}

#[test]
fn what_a_known_list_holds_may_be_on_a_large_one_too() {
    let kind = ListKind::IpAddress;
    let found = beside_a_large_list(&kind, &kind, &[ip("203.0.113.7")]);
    let Reachable::Undecided { because, .. } = &found.routes[1] else { panic!("{found:?}") };
    assert_eq!(because, "a list holds more items than are looked through");
    assert_eq!(overlap(&found), None);
    assert_eq!(found.undecided_overlaps, 1);
    // Who has no address is on neither list for sure.
    assert!(matches!(found.everything_else, Reachable::Yes { .. }));
}

#[test]
fn a_large_list_of_texts_may_hold_a_mail_address_of_another_list() {
    let mails = ListKind::EmailAddress;
    let texts = ListKind::Text { field: "email_address".parse().unwrap() };
    let found = beside_a_large_list(&texts, &mails, &[one(&mails, "ann@example.com")]);
    assert!(matches!(found.routes[1], Reachable::Undecided { .. }), "{found:?}");
}

#[test]
fn a_list_of_countries_that_is_not_known_may_hold_any_country() {
    let kind = ListKind::Country;
    let us = [one(&kind, "US")];
    let found = beside_a_large_list(&kind, &kind, &us);
    assert!(matches!(found.routes[1], Reachable::Undecided { .. }), "{found:?}");
}

#[test]
fn a_large_list_that_no_condition_asks_about_leaves_no_doubt() {
    let kind = ListKind::IpAddress;
    let (blocked, allowed) = ([ip("203.0.113.7")], [ip("203.0.113.8")]);
    let contents = [
        ListContents { list: list_id(1), kind: &kind, items: ListItems::All(&blocked) },
        ListContents { list: list_id(2), kind: &kind, items: ListItems::All(&allowed) },
        ListContents { list: list_id(9), kind: &kind, items: ListItems::Unknown },
    ];
    let known = vec![
        (list_id(1), kind.clone(), blocked.to_vec()),
        (list_id(2), kind.clone(), allowed.to_vec()),
    ];
    let index = Lists(known).index();
    let lists = PresentLists::new(&contents, &index);
    let kinds = [1, 2, 9].map(|list| (list_id(list), kind.clone()));
    let present = Some(Present { lists: &lists, matching: &index });
    let found =
        prove(&blocked_above_allowed(), &KnownLists { kinds: BTreeMap::from(kinds), present });
    assert!(found.routes.iter().all(|route| matches!(route, Reachable::Yes { .. })));
    assert_eq!(found.undecided_overlaps, 0);
}
