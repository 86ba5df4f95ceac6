//! Two versions: equal, or exactly where they differ.

use pointsman_domain::workflow::{Condition, DecisionAction, TakenRoute};

use super::ask::{Outcome, TOO_MUCH, ask};
use super::instance::Instance;
use super::known::{KnownLists, Scope};
use super::limits;
use super::outcomes::Outcomes;
use super::problem::{Problem, Reading};
use super::regions::{Regions, Wanted, regions};
use super::solver::Effort;
use super::witness::Witness;
use crate::directory::ListDirectory;
use crate::facts::Facts;
use crate::plan::Plan;

/// What differs between two versions, decision changes before reason changes. Without changes and without what is
/// undecided they are equal, for any contents of lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// One for each kind.
    pub changes: Vec<Change>,
    /// Kinds of which it is not known whether they happen with the present contents, and why not.
    pub undecided: Vec<(ChangeKind, String)>,
}

/// What changes for some inquiries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Another decision.
    Decision {
        /// What the old version does.
        from: DecisionAction,
        /// What the new one does.
        to: DecisionAction,
    },
    /// The same decision by another route.
    Reason {
        /// What both do.
        action: DecisionAction,
    },
}

/// One kind of change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub kind: ChangeKind,
    /// Whether it happens with the present contents of lists, or only with others.
    pub scope: Scope,
    /// An inquiry for which it happens.
    pub witness: Box<Witness>,
    /// The route of the old version that takes it.
    pub from_route: TakenRoute,
    /// The route of the new one.
    pub to_route: TakenRoute,
    /// For whom it happens, in plain words; each sentence says one region, and they may overlap.
    pub regions: Vec<String>,
    /// The same as conditions.
    pub conditions: Vec<Condition>,
    /// Whether there are more regions than are described.
    pub more_regions: bool,
}

impl ChangeKind {
    /// All kinds, decisions first.
    pub fn all() -> Vec<Self> {
        let decisions = DecisionAction::ALL.into_iter().flat_map(|from| {
            let others = DecisionAction::ALL.into_iter().filter(move |to| *to != from);
            others.map(move |to| Self::Decision { from, to })
        });
        decisions.chain(DecisionAction::ALL.map(|action| Self::Reason { action })).collect()
    }

    fn happens(
        self,
        old: (&TakenRoute, DecisionAction),
        new: (&TakenRoute, DecisionAction),
    ) -> bool {
        match self {
            Self::Decision { from, to } => (old.1, new.1) == (from, to),
            Self::Reason { action } => (old.1, new.1) == (action, action) && old.0 != new.0,
        }
    }
}

/// Compares two versions. Routes are the same when their ids are.
pub fn compare(old: &Plan, new: &Plan, known: &KnownLists<'_>) -> Comparison {
    compare_within(old, new, known, limits::STEPS)
}

/// The same with so many steps of work; what takes more is undecided.
pub fn compare_within(old: &Plan, new: &Plan, known: &KnownLists<'_>, steps: u64) -> Comparison {
    let effort = Effort::new(steps, limits::STEPS_PER_QUESTION);
    let problem = Problem::new(&[old, new], known);
    let mut instance = Instance::new(&problem, &effort);
    let before = Outcomes::new(old, &problem, &mut instance);
    let after = Outcomes::new(new, &problem, &mut instance);
    let differs = before.may_differ(&after, &mut instance);
    let same = before.same_route(&after, &mut instance);
    let lists = ListDirectory::new(old.lists().lists().chain(new.lists().lists()).cloned());
    let mut comparison = Comparison::default();
    for kind in ChangeKind::all() {
        let (from, to) = match kind {
            ChangeKind::Decision { from, to } => (from, to),
            ChangeKind::Reason { action } => (action, action),
        };
        let (from, to) = (before.action(from, &mut instance), after.action(to, &mut instance));
        let happens = match kind {
            ChangeKind::Decision { .. } => instance.all(&[differs, from, to]),
            ChangeKind::Reason { .. } => instance.all(&[differs, from, to, !same]),
        };
        let taken = |plan: &Plan, facts: &Facts| {
            let taken = plan.decide(facts);
            (plan.taken_route(taken), plan.action(taken))
        };
        let claim = |facts: &Facts| {
            let (was, is) = (taken(old, facts), taken(new, facts));
            kind.happens((&was.0, was.1), (&is.0, is.1))
        };
        let witness = match ask(&problem, &mut instance, &[happens], &claim) {
            Outcome::No { scope: Scope::AnyLists, .. } => continue,
            Outcome::No { scope: Scope::PresentLists, elsewhere: None } => {
                comparison.undecided.push((kind, TOO_MUCH.to_owned()));
                continue;
            }
            Outcome::Yes(witness) | Outcome::No { elsewhere: Some(witness), .. } => witness,
            Outcome::Undecided { because, elsewhere } => {
                comparison.undecided.push((kind, because));
                let Some(witness) = elsewhere else { continue };
                witness
            }
        };
        let reading = match witness.scope {
            Scope::AnyLists => Reading::Any,
            Scope::PresentLists => Reading::Found,
        };
        let wanted = Wanted { reading, holds: happens, claim: &claim };
        let Regions { sentences, conditions, more } =
            regions(&problem, &mut instance, &wanted, &lists);
        let facts = witness.facts();
        comparison.changes.push(Change {
            kind,
            scope: witness.scope,
            from_route: taken(old, &facts).0,
            to_route: taken(new, &facts).0,
            witness,
            regions: sentences,
            conditions,
            more_regions: more,
        });
    }
    comparison
}
