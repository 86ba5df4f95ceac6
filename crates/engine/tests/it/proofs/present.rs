//! Proofs about the present contents of lists: real values, decided by the index that decides inquiries.

mod large;
mod partly;
mod work;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use pointsman_domain::attribute::{AttributeKey, AttributeValue};
use pointsman_domain::ids::ListId;
use pointsman_domain::list::{ItemPart, ItemValue, ListKind, ListType, WrittenItem};
use pointsman_engine::prove::{
    Finding, KnownLists, ListContents, ListItems, Present, PresentLists, Proofs, Reachable, Scope,
    prove,
};
use pointsman_engine::{ListIndex, Plan, Taken, compile};
use serde_json::{Value, json};

use super::brute::{Case, inquiry};
use super::{small, workflows};
use crate::fixtures::{checked, checked_document, item_id, list_id};
use crate::generate::Random;
use crate::oracle;

struct Lists(Vec<(ListId, ListKind, Vec<ItemValue>)>);

impl Lists {
    fn index(&self) -> ListIndex {
        let mut index = ListIndex::new();
        let mut next = 0;
        for (list, _, items) in &self.0 {
            let items: Vec<_> = items
                .iter()
                .map(|value| {
                    next += 1;
                    (item_id(next), value.clone())
                })
                .collect();
            index.apply(*list, 1, &items, &[]);
        }
        index
    }

    fn prove(&self, plan: &Plan) -> Proofs {
        let contents: Vec<ListContents<'_>> = self
            .0
            .iter()
            .map(|(list, kind, items)| ListContents {
                list: *list,
                kind,
                items: ListItems::All(items),
            })
            .collect();
        let index = self.index();
        let lists = PresentLists::new(&contents, &index);
        let kinds = self.0.iter().map(|(list, kind, _)| (*list, kind.clone()));
        let present = Some(Present { lists: &lists, matching: &index });
        prove(plan, &KnownLists { kinds: kinds.collect(), present })
    }
}

fn ip(text: &str) -> ItemValue {
    one(&ListKind::IpAddress, text)
}

fn one(kind: &ListKind, text: &str) -> ItemValue {
    ItemValue::parse(kind, &WrittenItem::of_one(kind.list_type(), text)).unwrap().value
}

/// Networks within sixteen addresses, and three countries.
fn random_lists(random: &mut Random) -> Lists {
    let addresses = |random: &mut Random| -> Vec<ItemValue> {
        (0..random.below(4))
            .map(|_| {
                let bits = random.between(29, 32);
                ip(&format!("10.0.0.{}/{bits}", random.below(16)))
            })
            .collect()
    };
    let (blocked, allowed) = (addresses(random), addresses(random));
    let mut countries = vec!["US", "CA", "FR"];
    countries.retain(|_| random.percent(50));
    let countries = countries.iter().map(|code| one(&ListKind::Country, code)).collect();
    Lists(vec![
        (list_id(1), ListKind::IpAddress, blocked),
        (list_id(2), ListKind::IpAddress, allowed),
        (list_id(3), ListKind::Country, countries),
    ])
}

/// Every inquiry that differs, from every address or from none.
fn inquiries(keys: &[AttributeKey], lists: &Lists) -> Vec<oracle::Inquiry> {
    let addresses = (0..16).map(|last| Some(IpAddr::V4(Ipv4Addr::new(10, 0, 0, last))));
    let addresses: Vec<Option<IpAddr>> = addresses.chain([None]).collect();
    let mut sets: Vec<Vec<ListId>> = Vec::new();
    for address in addresses {
        let is_on = |items: &[ItemValue]| {
            items.iter().any(
                |item| matches!((item, address), (ItemValue::Ip(net), Some(at)) if net.matches(at)),
            )
        };
        let on = lists.0.iter().filter(|(.., items)| is_on(items)).map(|(list, ..)| *list);
        sets.push(on.collect());
    }
    sets.sort();
    sets.dedup();
    let mut all = Vec::new();
    for attributes in small::without_lists(keys) {
        let country = attributes.get(AttributeKey::Country);
        let (of_countries, _, countries) = &lists.0[2];
        let is_on = countries.iter().any(|item| {
            matches!((item, country), (ItemValue::Country(code), Some(AttributeValue::Code(own))) if *code == own)
        });
        for set in &sets {
            let on: Vec<ListId> =
                set.iter().copied().chain(is_on.then_some(*of_countries)).collect();
            all.push(small::on_lists(attributes.clone(), &on));
        }
    }
    all
}

#[test]
fn proofs_about_present_contents_agree_with_going_through_every_inquiry() {
    let mut tally = BTreeMap::<&str, usize>::new();
    for seed in 0..workflows() {
        let mut random = Random::seeded(seed ^ 0x0115);
        let mut keys = small::attributes(&mut random);
        keys.truncate(2);
        keys.extend([AttributeKey::ListMatches, AttributeKey::Country]);
        keys.sort_unstable();
        keys.dedup();
        let lists = random_lists(&mut random);
        let workflow = checked_document(&small::document(&mut random, &keys));
        let now = Case::new(workflow.clone(), inquiries(&keys, &lists), seed);
        let ever = Case::new(workflow, small::inquiries(&keys), seed);
        let proofs = lists.prove(&now.plan);
        let last = (&proofs.everything_else, Taken::EverythingElse);
        let routes = proofs.routes.iter().enumerate().map(|(n, r)| (r, Taken::Route(n)));
        for (reachable, taken) in routes.chain([last]) {
            match reachable {
                Reachable::No { scope, .. } => {
                    // What blocks for any contents may be more than blocks for the present ones.
                    let case = if *scope == Scope::AnyLists { &ever } else { &now };
                    case.compare_route(reachable, taken);
                    let never = ever.matching.iter().all(|m| Case::taken(m) != taken);
                    assert_eq!(*scope == Scope::AnyLists, never, "seed {seed}: {taken:?}");
                    *tally.entry(scope.as_str()).or_default() += 1;
                }
                Reachable::Yes { witness, .. } => {
                    now.compare_route(reachable, taken);
                    assert_eq!(witness.scope, Scope::PresentLists);
                    *tally.entry("reached").or_default() += 1;
                }
                Reachable::Undecided { .. } => panic!("seed {seed}: {reachable:?}"),
            }
        }
        for finding in &proofs.findings {
            if let Finding::Overlap(overlap) = finding {
                let matching = oracle::matching(&now.workflow, &inquiry(&overlap.witness));
                assert!(overlap.routes.iter().all(|place| matching[*place]), "seed {seed}");
                let [upper, lower] = overlap.routes;
                let is_now = now.matching.iter().any(|m| m[upper] && m[lower]);
                let is_real = overlap.witness.scope == Scope::PresentLists;
                assert_eq!(is_now, is_real, "seed {seed}");
                let is_taken =
                    |place: &usize| matches!(proofs.routes[*place], Reachable::Yes { .. });
                assert!(overlap.routes.iter().all(is_taken), "seed {seed}: nobody takes one");
                *tally.entry(if is_real { "real overlaps" } else { "overlaps" }).or_default() += 1;
            }
        }
    }
    eprintln!("{tally:?}");
    assert!(tally.len() == 5, "some kind was never met: {tally:?}");
}

/// *Blocked* above *Allowed*, with these items.
fn both(kind: &ListKind, blocked: &[ItemValue], allowed: &[ItemValue]) -> Proofs {
    let lists = vec![
        (list_id(1), kind.clone(), blocked.to_vec()),
        (list_id(2), kind.clone(), allowed.to_vec()),
    ];
    Lists(lists).prove(&blocked_above_allowed())
}

fn blocked_above_allowed() -> Plan {
    let on =
        |list: &str| json!({ "attribute": "list_matches", "operator": "contains", "value": list });
    let route = |id: &str, name: &str, list: &str, action: &str| json!({ "id": id, "name": name, "if": on(list), "then": [{ "action": action }] });
    compile(&checked(&json!({
        "format": 1, "name": "Both", "event": "inquiry.completed",
        "routes": [
            route("rt_1", "Blocked", "blocked_ip_addresses", "decline"),
            route("rt_2", "Allowed", "allowed_ip_addresses", "approve"),
        ],
        "everything_else": [{ "action": "approve" }],
    })))
}

fn overlap(proofs: &Proofs) -> Option<Value> {
    proofs.findings.iter().find_map(|finding| match finding {
        Finding::Overlap(overlap) if overlap.witness.scope == Scope::PresentLists => {
            Some(serde_json::to_value(&overlap.witness).unwrap())
        }
        _ => None,
    })
}

#[test]
fn an_address_that_is_on_both_lists_is_shown() {
    let found = both(
        &ListKind::IpAddress,
        &[ip("203.0.113.0/24"), ip("198.51.100.7")],
        &[ip("203.0.113.128/25"), ip("192.0.2.1")],
    );
    let session = json!({ "session": { "ip_address": "203.0.113.129" }, "attributes": {} });
    assert_eq!(overlap(&found), Some(session));
    let apart = both(&ListKind::IpAddress, &[ip("203.0.113.0/25")], &[ip("203.0.113.128/25")]);
    assert_eq!(overlap(&apart), None);
    let covered = both(&ListKind::IpAddress, &[ip("203.0.113.0/24")], &[ip("203.0.113.128/25")]);
    assert!(matches!(covered.routes[1], Reachable::No { scope: Scope::PresentLists, .. }));
}

#[test]
fn mail_addresses_match_by_themselves_their_domain_and_domains_above() {
    let kind = ListKind::EmailAddress;
    let mail = |text: &str| one(&kind, text);
    let found =
        both(&kind, &[mail("*.example.com")], &[mail("mail.example.com"), mail("example.org")]);
    let fields =
        json!({ "fields": { "email_address": "someone@mail.example.com" }, "attributes": {} });
    assert_eq!(overlap(&found), Some(fields));
    let apart = both(&kind, &[mail("*.example.com")], &[mail("example.com"), mail("a@b.org")]);
    assert_eq!(overlap(&apart), None);
}

#[test]
fn a_domain_is_found_beside_however_many_that_items_name() {
    let kind = ListKind::EmailAddress;
    let mail = |text: &str| one(&kind, text);
    let mut allowed: Vec<ItemValue> =
        (1..1_000).map(|n| mail(&format!("mail{n}.example.com"))).collect();
    allowed.extend(["mail", "post", "web"].map(|label| mail(&format!("{label}.example.com"))));
    let on = |list: &str, operator: &str| json!({ "attribute": "list_matches", "operator": operator, "value": list });
    let alone = json!({ "all": [
        on("blocked_ip_addresses", "contains"), on("allowed_ip_addresses", "not_contains")] });
    let plan = compile(&checked(&json!({
        "format": 1, "name": "Mails", "event": "inquiry.completed",
        "routes": [{ "id": "rt_1", "name": "Alone", "if": alone, "then": [{ "action": "decline" }] }],
        "everything_else": [{ "action": "approve" }],
    })));
    let lists = vec![
        (list_id(1), kind.clone(), vec![mail("*.example.com")]),
        (list_id(2), kind.clone(), allowed),
    ];
    let found = Lists(lists).prove(&plan);
    assert!(matches!(found.routes[0], Reachable::Yes { .. }), "{:?}", found.routes[0]);
}

#[test]
fn browser_and_device_can_be_on_different_lists() {
    let kind = ListKind::Fingerprint;
    let found = both(&kind, &[one(&kind, "one")], &[one(&kind, "two")]);
    let witness = overlap(&found).unwrap();
    assert_eq!(witness["session"].as_object().unwrap().len(), 2);
}

#[test]
fn a_government_id_of_any_class_overlaps_with_one_of_a_class() {
    let kind = ListKind::GovernmentIdNumber;
    let id = |parts: &[(ItemPart, &str)]| {
        let mut written = WrittenItem::default();
        for (part, text) in parts {
            written = written.with(*part, *text);
        }
        ItemValue::parse(&kind, &written).unwrap().value
    };
    let any = id(&[(ItemPart::Number, "C123")]);
    let other = id(&[(ItemPart::Number, "D456")]);
    let passport = id(&[(ItemPart::Number, "c 123"), (ItemPart::Class, "pp")]);
    let witness = overlap(&both(&kind, &[any], &[passport, other])).unwrap();
    assert_eq!(
        witness["fields"],
        json!({ "identification_class": "PP", "identification_number": "C123" })
    );
}

#[test]
fn names_that_are_only_similar_leave_a_doubt_where_it_matters() {
    let kind = ListKind::Name;
    let name = |first: &str, threshold: Option<&str>| {
        let mut written = WrittenItem::of_one(ListType::Name, "Quack").with(ItemPart::First, first);
        if let Some(threshold) = threshold {
            written = written.with(ItemPart::Threshold, threshold);
        }
        ItemValue::parse(&kind, &written).unwrap().value
    };
    let same = both(&kind, &[name("Donald", None)], &[name("Donald", Some("0.9"))]);
    assert!(overlap(&same).is_some());
    let similar = both(&kind, &[name("Donald", Some("0.8"))], &[name("Margarete", Some("0.8"))]);
    assert_eq!(overlap(&similar), None);
    assert_eq!(similar.undecided_overlaps, 1);
    assert!(similar.routes.iter().all(|route| matches!(route, Reachable::Yes { .. })));
}

#[test]
fn a_list_whose_items_are_not_known_leaves_a_doubt() {
    let (one_id, two_id) = (list_id(1), list_id(2));
    let items = [ip("203.0.113.7")];
    let kind = ListKind::IpAddress;
    let contents = [
        ListContents { list: one_id, kind: &kind, items: ListItems::All(&items) },
        ListContents { list: two_id, kind: &kind, items: ListItems::Unknown },
    ];
    let index = ListIndex::new();
    let lists = PresentLists::new(&contents, &index);
    let kinds = BTreeMap::from([(one_id, kind.clone()), (two_id, kind.clone())]);
    let present = Some(Present { lists: &lists, matching: &index });
    let on = json!({ "attribute": "list_matches", "operator": "contains", "value": "allowed_ip_addresses" });
    let plan = compile(&checked(&json!({
        "format": 1, "name": "Unknown", "event": "inquiry.completed",
        "routes": [{ "id": "rt_1", "name": "Allowed", "if": on, "then": [{ "action": "approve" }] }],
        "everything_else": [{ "action": "decline" }],
    })));
    let found = prove(&plan, &KnownLists { kinds, present });
    let Reachable::Undecided { because, elsewhere } = &found.routes[0] else { panic!("{found:?}") };
    assert_eq!(because, "a list holds more items than are looked through");
    assert!(elsewhere.is_some());
}

#[test]
fn a_listed_birthdate_gives_an_age() {
    let kind = ListKind::Text { field: "birthdate".parse().unwrap() };
    let listed = json!({ "attribute": "list_matches", "operator": "contains", "value": "blocked_ip_addresses" });
    let ageless = json!({ "all": [{ "attribute": "age", "operator": "is_missing" }, listed] });
    let plan = compile(&checked(&json!({
        "format": 1, "name": "Birthdates", "event": "inquiry.completed",
        "routes": [{ "id": "rt_1", "name": "Ageless", "if": ageless, "then": [{ "action": "approve" }] }],
        "everything_else": [{ "action": "decline" }],
    })));
    let proofs =
        |text: &str| Lists(vec![(list_id(1), kind.clone(), vec![one(&kind, text)])]).prove(&plan);
    let dated = proofs("1990-01-01");
    assert!(matches!(dated.routes[0], Reachable::Undecided { .. }), "{dated:?}");
    assert!(matches!(proofs("unknown").routes[0], Reachable::Yes { .. }));
}

#[test]
fn fingerprints_on_too_many_lists_at_once_leave_a_doubt() {
    let kind = ListKind::Fingerprint;
    // Any two of 65 values, and each alone, are more ways than are kept.
    let lists: Vec<(ListId, Vec<ItemValue>)> =
        (0..65).map(|n| (list_id(100 + n), vec![one(&kind, &format!("print {n}"))])).collect();
    let contents: Vec<ListContents<'_>> = lists
        .iter()
        .map(|(list, items)| ListContents {
            list: *list,
            kind: &kind,
            items: ListItems::All(items),
        })
        .collect();
    let index = ListIndex::new();
    let has_doubts = |count: usize| {
        format!("{:?}", PresentLists::new(&contents[..count], &index))
            .contains("more than 2048 ways")
    };
    assert!(has_doubts(65) && !has_doubts(63));
}
