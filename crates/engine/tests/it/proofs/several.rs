//! Proofs about several plans: two versions, workflows on one event, and statements that must never be broken.

use pointsman_domain::attribute::AttributeKey;
use pointsman_domain::workflow::{Condition, DecisionAction, TakenRoute};
use pointsman_engine::prove::{
    Change, ChangeKind, Disagrees, Kept, KnownLists, ListContents, ListItems, Present,
    PresentLists, Statement, compare, compare_within, disagreements, keeps,
};
use pointsman_engine::{ListIndex, Taken};

use super::brute::{Case, inquiry, known};
use super::{small, workflows};
use crate::fixtures::{checked_document, directory};
use crate::generate::Random;
use crate::oracle;

/// Two workflows over the same attributes; at times the second is the first with one route changed.
fn pair(seed: u64) -> ([Case; 2], Vec<AttributeKey>) {
    let mut random = Random::seeded(seed ^ 0xface);
    let mut keys = small::attributes(&mut random);
    keys.truncate(3);
    let one = small::document(&mut random, &keys);
    let mut two = small::document(&mut random, &keys);
    if random.percent(60) {
        let other = two.routes.remove(0);
        two = one.clone();
        let place = random.below(two.routes.len());
        two.routes[place].condition = other.condition;
        if random.percent(30) {
            let last = two.routes.len() - 1;
            two.routes.swap(place, last);
        }
    }
    let case = |document| Case::new(checked_document(&document), small::inquiries(&keys), seed);
    let cases = [one, two].map(case);
    (cases, keys)
}

fn done(case: &Case, matching: &[bool]) -> (TakenRoute, DecisionAction) {
    let taken = Case::taken(matching);
    (case.plan.taken_route(taken), case.plan.action(taken))
}

fn kind(
    old: &(TakenRoute, DecisionAction),
    new: &(TakenRoute, DecisionAction),
) -> Option<ChangeKind> {
    match (old.1 == new.1, old.0 == new.0) {
        (false, _) => Some(ChangeKind::Decision { from: old.1, to: new.1 }),
        (true, false) => Some(ChangeKind::Reason { action: old.1 }),
        (true, true) => None,
    }
}

#[test]
fn versions_differ_exactly_where_they_decide_differently() {
    let (mut equal, mut changed) = (0, 0);
    for seed in 0..workflows() {
        let ([old, new], _) = pair(seed);
        let comparison = compare(&old.plan, &new.plan, &known());
        assert!(comparison.undecided.is_empty(), "seed {seed}");
        let mut wanted: Vec<ChangeKind> = ChangeKind::all();
        wanted.retain(|wanted| {
            old.matching
                .iter()
                .zip(&new.matching)
                .any(|(was, is)| kind(&done(&old, was), &done(&new, is)) == Some(*wanted))
        });
        let found: Vec<ChangeKind> = comparison.changes.iter().map(|change| change.kind).collect();
        assert_eq!(found, wanted, "seed {seed}");
        equal += usize::from(found.is_empty());
        changed += found.len();
        for change in &comparison.changes {
            let inquiry = inquiry(&change.witness);
            let was = done(&old, &oracle::matching(&old.workflow, &inquiry));
            let is = done(&new, &oracle::matching(&new.workflow, &inquiry));
            assert_eq!(kind(&was, &is), Some(change.kind), "seed {seed}");
            assert_eq!((&was.0, &is.0), (&change.from_route, &change.to_route), "seed {seed}");
            compare_regions(&old, &new, change);
        }
    }
    eprintln!("{equal} equal pairs, {changed} kinds of change");
    assert!(equal > 5 && changed > 100);
}

/// Whoever is in a region is changed so, and unless there are more regions, nobody else is.
fn compare_regions(old: &Case, new: &Case, change: &Change) {
    let regions: Vec<Case> = change
        .conditions
        .iter()
        .map(|condition| {
            let document = small::one_route(condition.clone());
            Case::new(checked_document(&document), Vec::new(), old.seed)
        })
        .collect();
    assert_eq!(regions.len(), change.regions.len());
    for (place, inquiry) in old.inquiries.iter().enumerate() {
        let (was, is) = (done(old, &old.matching[place]), done(new, &new.matching[place]));
        let is_changed = kind(&was, &is) == Some(change.kind);
        let is_inside = regions
            .iter()
            .any(|region| oracle::decide(&region.workflow, inquiry) == Taken::Route(0));
        assert!(is_changed || !is_inside, "seed {}: {:?}", old.seed, change.regions);
        assert!(
            is_inside || !is_changed || change.more_regions,
            "seed {}: {:?} leaves out {:?}",
            old.seed,
            change.regions,
            inquiry.attributes
        );
    }
}

#[test]
fn workflows_disagree_exactly_where_both_settle_differently() {
    let mut found = 0;
    for seed in 0..workflows() {
        let ([one, two], _) = pair(seed);
        let verdicts = disagreements(&[&one.plan, &two.plan], &known());
        let mut wanted = Vec::new();
        for first in DecisionAction::ALL {
            for second in DecisionAction::ALL {
                let settle = |action| action != DecisionAction::DoNothing;
                let both = one.matching.iter().zip(&two.matching);
                let happens = both
                    .into_iter()
                    .any(|(is, other)| (done(&one, is).1, done(&two, other).1) == (first, second));
                if first != second && settle(first) && settle(second) && happens {
                    wanted.push([first, second]);
                }
            }
        }
        assert_eq!(verdicts.iter().map(|v| v.actions).collect::<Vec<_>>(), wanted, "seed {seed}");
        for verdict in verdicts {
            let Disagrees::About(witness) = verdict.verdict else { panic!("seed {seed}") };
            let inquiry = inquiry(&witness);
            let does = |case: &Case| done(case, &oracle::matching(&case.workflow, &inquiry)).1;
            assert_eq!([does(&one), does(&two)], verdict.actions, "seed {seed}");
            found += 1;
        }
    }
    assert!(found > 100);
}

#[test]
fn a_statement_is_kept_or_an_inquiry_breaks_it() {
    let (mut proved, mut refuted) = (0, 0);
    for seed in 0..workflows() {
        let ([one, two], keys) = pair(seed);
        let mut random = Random::seeded(seed);
        let condition: Condition = small::condition(&mut random, &keys);
        let never = [*random.pick(&DecisionAction::ALL)];
        let statement = Statement::new(&condition, &never, &directory()).unwrap();
        let whom = checked_document(&small::one_route(condition));
        let done = |inquiry: &oracle::Inquiry| {
            let does = |case: &Case| case.plan.action(oracle::decide(&case.workflow, inquiry));
            let first = does(&one);
            if first == DecisionAction::DoNothing { does(&two) } else { first }
        };
        let breaks = |inquiry: &oracle::Inquiry| {
            oracle::decide(&whom, inquiry) == Taken::Route(0) && never.contains(&done(inquiry))
        };
        let is_broken = one.inquiries.iter().any(breaks);
        match keeps(&[&one.plan, &two.plan], &statement, &known()) {
            Kept::Proved { .. } => {
                proved += 1;
                assert!(!is_broken, "seed {seed}");
            }
            Kept::Refuted { witness } => {
                refuted += 1;
                assert!(is_broken && breaks(&inquiry(&witness)), "seed {seed}");
            }
            Kept::Undecided { because, .. } => panic!("seed {seed}: {because}"),
        }
    }
    eprintln!("{proved} proved, {refuted} refuted");
    assert!(proved > 20 && refuted > 20);
}

#[test]
fn what_takes_too_much_work_is_never_taken_for_equal() {
    let mut undecided = 0;
    // Lists without items: what changes for members changes for other contents.
    let kinds = known().kinds;
    let contents: Vec<ListContents<'_>> = kinds
        .iter()
        .map(|(list, kind)| ListContents { list: *list, kind, items: ListItems::All(&[]) })
        .collect();
    let index = ListIndex::new();
    let lists = PresentLists::new(&contents, &index);
    let present = Some(Present { lists: &lists, matching: &index });
    let empty = || KnownLists { kinds: kinds.clone(), present };
    for seed in 0..workflows().min(40) {
        let ([old, new], _) = pair(seed);
        let whole = compare(&old.plan, &new.plan, &empty());
        for steps in [0, 1, 3, 10, 30, 100] {
            let few = compare_within(&old.plan, &new.plan, &empty(), steps);
            undecided += few.undecided.len();
            for change in &whole.changes {
                let is_said = few.changes.iter().any(|found| found.kind == change.kind)
                    || few.undecided.iter().any(|(kind, _)| *kind == change.kind);
                assert!(is_said, "seed {seed}, {steps} steps: {:?}", change.kind);
            }
            let ever = compare_within(&old.plan, &new.plan, &known(), steps);
            for change in &ever.changes {
                compare_regions(&old, &new, change);
            }
        }
    }
    assert!(undecided > 0);
}
