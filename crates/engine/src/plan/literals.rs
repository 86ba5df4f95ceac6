//! A plan taken apart, for whoever decides many inquiries at once: what each literal accepts, and per route the tree
//! over them.
//!
//! A literal is one attribute with the values in which a condition certainly holds, or certainly fails. It is read off
//! the plan's own cells, so there is still one answer to "does this condition match"; and it does not show by which
//! other constants the attribute is cut, so that it stays the same when another condition is edited: whoever keeps
//! answers by literal need not ask again.

use std::collections::HashMap;

use pointsman_domain::attribute::Code;
use pointsman_domain::ids::ListId;

use super::Plan;
use super::cells::CellSet;
use super::clause::{Positive, positive};
use super::dimension::{Dimension, MISSING, OFF, ON, inside};
use super::fault::Fault;
use crate::checked::{CodeAttribute, NodeKind, NumberAttribute, NumberPredicate, Test};

/// The values of one attribute for which a condition certainly holds or certainly fails.
///
/// Two literals are equal when they accept the same values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Literal {
    /// On a number.
    Number {
        /// Which.
        attribute: NumberAttribute,
        /// Whether no value is accepted. `failed_verification_attempts` without a value is 0, never missing.
        missing: bool,
        /// In ten-thousandths, both ends included, ordered, apart.
        within: Vec<(i64, i64)>,
    },
    /// On a code.
    Code {
        /// Which.
        attribute: CodeAttribute,
        /// Whether no value is accepted.
        missing: bool,
        /// Whether `codes` are those that are *not* accepted.
        except: bool,
        /// In their order.
        codes: Vec<Code>,
    },
    /// On whether the inquiry is on one list.
    List {
        /// Which.
        list: ListId,
        /// Accepted when nobody knows the lists.
        unknown: bool,
        /// Accepted when it is not on the list.
        off: bool,
        /// Accepted when it is on the list.
        on: bool,
    },
    /// On whether the lists are known.
    ListsKnown {
        /// Accepted when nobody knows them.
        unknown: bool,
        /// Accepted when they are known.
        known: bool,
    },
}

/// A tree without negation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Tree {
    /// True if all of these are; if there are none, true.
    All(Vec<Tree>),
    /// True if any of these is; if there are none, false.
    Any(Vec<Tree>),
    /// True where a literal accepts the value.
    Leaf(Leaf),
}

/// A place in a tree where a literal stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Leaf {
    /// Place among [`Literals::all`].
    pub literal: usize,
    /// JSON pointer of the condition that it comes from.
    pub pointer: String,
    /// Whether it accepts what the condition certainly rejects.
    pub negated: bool,
}

/// All literals of a plan, each once, and the trees of its routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literals {
    /// The literals.
    pub all: Vec<Literal>,
    /// By route: when it matches.
    pub routes: Vec<Tree>,
}

impl Plan {
    /// Takes the plan apart. An inquiry takes the first route whose tree is true for it.
    pub fn literals(&self) -> Literals {
        let mut found = Collected { plan: self, places: HashMap::new(), all: Vec::new() };
        let trees = self.routes.iter().map(|route| {
            let tree = positive(&route.condition, false, Fault::default());
            found.tree(&tree)
        });
        let routes = trees.collect();
        Literals { all: found.all, routes }
    }

    /// The condition at a JSON pointer, with the place of its route.
    pub fn condition_at(&self, pointer: &str) -> Option<(usize, &Test)> {
        self.routes.iter().enumerate().find_map(|(place, route)| {
            let mut found = None;
            let mut open = vec![&route.condition];
            while let Some(node) = open.pop() {
                match &node.kind {
                    NodeKind::All(members) | NodeKind::Any(members) => open.extend(members),
                    NodeKind::Not(member) => open.push(member),
                    NodeKind::Test(placed) if node.pointer == pointer => found = Some(&placed.test),
                    NodeKind::Test(_) => {}
                }
            }
            found.map(|test| (place, test))
        })
    }
}

/// The numbers for which a comparison holds: in ten-thousandths, both ends included, ordered, apart.
pub fn numbers_within(predicate: &NumberPredicate) -> Vec<(i64, i64)> {
    let (interval, negated) = inside(predicate, Fault::default());
    let low = interval.low.unwrap_or(i64::MIN);
    let high = interval.high.map_or(i64::MAX, |end| end.saturating_sub(1));
    if !negated {
        return vec![(low, high)];
    }
    let below = (low > i64::MIN).then(|| (i64::MIN, low.saturating_sub(1)));
    let above = (high < i64::MAX).then(|| (high.saturating_add(1), i64::MAX));
    below.into_iter().chain(above).collect()
}

struct Collected<'p> {
    plan: &'p Plan,
    places: HashMap<Literal, usize>,
    all: Vec<Literal>,
}

impl Collected<'_> {
    fn tree(&mut self, tree: &Positive<'_>) -> Tree {
        match tree {
            Positive::And(members) => Tree::All(members.iter().map(|m| self.tree(m)).collect()),
            Positive::Or(members) => Tree::Any(members.iter().map(|m| self.tree(m)).collect()),
            Positive::Literal(dimension, cells, said) => match self.literal(*dimension, cells) {
                Some(literal) => Tree::Leaf(Leaf {
                    literal: self.place(literal),
                    pointer: said.pointer.to_owned(),
                    negated: said.negated,
                }),
                None => Tree::Any(Vec::new()),
            },
        }
    }

    /// `None` if the plan has no such dimension.
    fn literal(&self, dimension: Dimension, cells: &CellSet) -> Option<Literal> {
        match dimension {
            Dimension::Axis(axis) => Some(self.plan.axes.get(axis)?.literal(cells)),
            Dimension::List(place) => Some(Literal::List {
                list: *self.plan.mentioned.get(place)?,
                unknown: cells.contains(MISSING),
                off: cells.contains(OFF),
                on: cells.contains(ON),
            }),
        }
    }

    fn place(&mut self, literal: Literal) -> usize {
        if let Some(place) = self.places.get(&literal) {
            return *place;
        }
        let place = self.all.len();
        self.all.push(literal.clone());
        self.places.insert(literal, place);
        place
    }
}
