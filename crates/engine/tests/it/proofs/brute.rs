//! Proofs agree with going through every inquiry there is.

use std::collections::BTreeMap;

use pointsman_domain::attribute::AttributeKey;
use pointsman_domain::list::ListKind;
use pointsman_engine::checked::CheckedWorkflow;
use pointsman_engine::prove::{Finding, KnownLists, Never, Reachable, Scope, Witness, prove};
use pointsman_engine::{Plan, Taken, compile};

use super::small;
use super::workflows;
use crate::fixtures::{checked_document, list_id};
use crate::generate::Random;
use crate::oracle::{self, Inquiry};

/// A workflow with everything that the oracle says about every inquiry.
pub(super) struct Case {
    pub(super) plan: Plan,
    pub(super) workflow: CheckedWorkflow,
    pub(super) inquiries: Vec<Inquiry>,
    /// By inquiry, the routes that match.
    pub(super) matching: Vec<Vec<bool>>,
    pub(super) seed: u64,
}

impl Case {
    pub(super) fn new(workflow: CheckedWorkflow, inquiries: Vec<Inquiry>, seed: u64) -> Self {
        let matching =
            inquiries.iter().map(|inquiry| oracle::matching(&workflow, inquiry)).collect();
        Self { plan: compile(&workflow), workflow, inquiries, matching, seed }
    }

    pub(super) fn taken(matching: &[bool]) -> Taken {
        matching.iter().position(|m| *m).map_or(Taken::EverythingElse, Taken::Route)
    }

    fn anybody(&self, wanted: impl Fn(&[bool]) -> bool) -> bool {
        self.matching.iter().any(|matching| wanted(matching))
    }

    /// What somebody takes is taken by the witness; what nobody takes is blocked by a set from which none can be left
    /// out.
    pub(super) fn compare_route(&self, reachable: &Reachable, taken: Taken) {
        let somebody = self.anybody(|matching| Self::taken(matching) == taken);
        let seed = self.seed;
        match reachable {
            Reachable::Yes { witness, .. } => {
                assert!(somebody, "seed {seed}: nobody takes {taken:?}");
                assert_eq!(oracle::decide(&self.workflow, &inquiry(witness)), taken, "seed {seed}");
            }
            Reachable::No { why, .. } => {
                assert!(!somebody, "seed {seed}: somebody takes {taken:?}");
                self.compare_why(why, taken);
            }
            Reachable::Undecided { because, .. } => panic!("seed {seed}: {taken:?}: {because}"),
        }
    }

    fn compare_why(&self, why: &Never, taken: Taken) {
        let own = |matching: &[bool]| match taken {
            Taken::Route(place) => matching[place],
            Taken::EverythingElse => true,
        };
        let passes = |blocking: &[usize], matching: &[bool]| {
            own(matching) && blocking.iter().all(|blocker| !matching[*blocker])
        };
        match why {
            Never::Contradictory(pointers) => {
                assert!(!pointers.is_empty() && !self.anybody(own), "seed {}", self.seed);
                let Taken::Route(place) = taken else { panic!("seed {}", self.seed) };
                assert!(!self.hold_together(place, pointers, None), "seed {}", self.seed);
                for left_out in 0..pointers.len() {
                    let fewer = self.hold_together(place, pointers, Some(left_out));
                    assert!(fewer, "seed {}: not minimal: {pointers:?}", self.seed);
                }
            }
            Never::Blocked(blocking) => {
                assert!(!self.anybody(|m| passes(blocking, m)), "seed {}", self.seed);
                for left_out in blocking {
                    let fewer: Vec<usize> =
                        blocking.iter().copied().filter(|place| place != left_out).collect();
                    assert!(self.anybody(|m| passes(&fewer, m)), "seed {}: not minimal", self.seed);
                }
            }
        }
    }

    /// Whether these parts of a route hold of somebody, all but one.
    fn hold_together(&self, place: usize, pointers: &[String], left_out: Option<usize>) -> bool {
        let condition = &self.workflow.routes[place].condition;
        let kept = pointers.iter().enumerate().filter(|(part, _)| Some(*part) != left_out);
        let kept: Vec<&String> = kept.map(|(_, pointer)| pointer).collect();
        self.inquiries.iter().any(|inquiry| {
            let holds = |pointer: &&String| {
                oracle::part_holds(condition, inquiry, pointer, false) == Some(true)
            };
            kept.iter().all(holds)
        })
    }

    /// Pairs of routes with different actions that somebody takes and somebody matches both of.
    pub(super) fn overlapping(&self) -> Vec<[usize; 2]> {
        let routes = self.plan.routes();
        let is_taken =
            |place: usize| self.anybody(|matching| Self::taken(matching) == Taken::Route(place));
        let mut pairs = Vec::new();
        for upper in 0..routes.len() {
            for lower in upper + 1..routes.len() {
                if routes[upper].action() != routes[lower].action()
                    && is_taken(upper)
                    && is_taken(lower)
                    && self.anybody(|matching| matching[upper] && matching[lower])
                {
                    pairs.push([upper, lower]);
                }
            }
        }
        pairs
    }
}

/// A witness as the oracle sees it.
pub(super) fn inquiry(witness: &Witness) -> Inquiry {
    let submission = &witness.submission;
    let moment = pointsman_domain::clock::Timestamp::from_microseconds(1_700_000_000_000_000);
    let attributes = pointsman_domain::attribute::derive::attributes(submission, moment);
    small::on_lists(attributes, &witness.lists)
}

fn case(seed: u64) -> (Case, Vec<AttributeKey>) {
    let mut random = Random::seeded(seed);
    let keys = small::attributes(&mut random);
    let document = small::document(&mut random, &keys);
    (Case::new(checked_document(&document), small::inquiries(&keys), seed), keys)
}

/// The third list is of countries, so nobody without a country is on it.
pub(super) fn known() -> KnownLists<'static> {
    let kinds = BTreeMap::from([
        (list_id(1), ListKind::IpAddress),
        (list_id(2), ListKind::IpAddress),
        (list_id(3), ListKind::Country),
    ]);
    KnownLists { kinds, present: None }
}

#[test]
fn proofs_agree_with_going_through_every_inquiry() {
    let mut tally = BTreeMap::<&str, usize>::new();
    for seed in 0..workflows() {
        let (case, _) = case(seed);
        let proofs = prove(&case.plan, &known());
        for (place, reachable) in proofs.routes.iter().enumerate() {
            case.compare_route(reachable, Taken::Route(place));
            let kind = match reachable {
                Reachable::Yes { .. } => "reachable",
                Reachable::No { why: Never::Blocked(_), .. } => "blocked",
                Reachable::No { why: Never::Contradictory(_), .. } => "contradictory",
                Reachable::Undecided { .. } => "undecided",
            };
            *tally.entry(kind).or_default() += 1;
        }
        case.compare_route(&proofs.everything_else, Taken::EverythingElse);
        let mut overlaps = Vec::new();
        for finding in &proofs.findings {
            match finding {
                Finding::Overlap(overlap) => {
                    let matching = oracle::matching(&case.workflow, &inquiry(&overlap.witness));
                    assert!(overlap.routes.iter().all(|place| matching[*place]), "seed {seed}");
                    assert_eq!(overlap.witness.scope, Scope::AnyLists);
                    overlaps.push(overlap.routes);
                }
                Finding::MissingFallsThrough { attribute, witness, .. } => {
                    let inquiry = inquiry(witness);
                    assert_eq!(inquiry.attributes.get(*attribute), None, "seed {seed}");
                    let taken = oracle::decide(&case.workflow, &inquiry);
                    assert_eq!(taken, Taken::EverythingElse, "seed {seed}");
                    *tally.entry("falls through").or_default() += 1;
                }
                Finding::Contradiction { .. } | Finding::Redundant { .. } => {}
            }
        }
        assert_eq!((overlaps, proofs.more), (case.overlapping(), 0), "seed {seed}");
        *tally.entry("overlaps").or_default() += case.overlapping().len();
    }
    eprintln!("{tally:?}");
}

#[test]
fn what_is_missing_and_falls_through_is_named() {
    for seed in 0..workflows() {
        let (case, keys) = case(seed);
        let proofs = prove(&case.plan, &known());
        for key in keys {
            let reads = case.plan.routes().iter().any(|route| route.reads(key));
            let can_miss = !matches!(
                key,
                AttributeKey::ListMatches | AttributeKey::FailedVerificationAttempts
            );
            let falls = case.inquiries.iter().zip(&case.matching).any(|(inquiry, matching)| {
                inquiry.attributes.get(key).is_none()
                    && Case::taken(matching) == Taken::EverythingElse
            });
            let named = proofs.findings.iter().any(|finding| {
                matches!(finding, Finding::MissingFallsThrough { attribute, .. } if *attribute == key)
            });
            assert_eq!(named, reads && can_miss && falls, "seed {seed}: {key}");
        }
    }
}

#[test]
fn leaving_out_what_is_redundant_changes_nothing_and_nothing_else_can_be_left_out() {
    let mut found = 0;
    for seed in 0..workflows() {
        let (case, _) = case(seed);
        let proofs = prove(&case.plan, &known());
        let flawed: Vec<&str> = proofs
            .findings
            .iter()
            .filter_map(|finding| match finding {
                Finding::Redundant { pointer } => Some(pointer.as_str()),
                Finding::Contradiction { pointer, with } if with.is_empty() => {
                    Some(pointer.as_str())
                }
                Finding::Contradiction { .. }
                | Finding::Overlap(_)
                | Finding::MissingFallsThrough { .. } => None,
            })
            .collect();
        found += flawed.len();
        for (place, route) in case.workflow.routes.iter().enumerate() {
            let is_contradictory = !case.anybody(|matching| matching[place]);
            if is_contradictory {
                continue;
            }
            for finding in &proofs.findings {
                let Finding::Contradiction { pointer, .. } = finding else { continue };
                let is_here = pointer.starts_with(&format!("/routes/{place}/"));
                let group = pointer.rsplit('/').nth(1);
                assert!(!is_here || group == Some("any"), "seed {seed}: {pointer}");
            }
            let changes = |left_out: &[&str]| {
                let inquiries = case.inquiries.iter().zip(&case.matching);
                inquiries.into_iter().any(|(inquiry, matching)| {
                    let without = oracle::holds_without(&route.condition, inquiry, left_out);
                    (without == Some(true)) != matching[place]
                })
            };
            assert!(!changes(&flawed), "seed {seed}: route {place} without {flawed:?}");
            for pointer in oracle::members_of_groups(&route.condition, &flawed) {
                let more: Vec<&str> = flawed.iter().copied().chain([pointer]).collect();
                assert!(changes(&more), "seed {seed}: {pointer} can be left out too");
            }
        }
    }
    eprintln!("{found} conditions can be left out");
    assert!(found > 50);
}
