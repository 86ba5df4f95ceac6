//! Plans in the terms of columns: literals and trees of all of them, each once.
//!
//! A route of an edited workflow that has stayed as it was is so asked once for both.

use std::collections::HashMap;

use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::plan::PlannedRoute;
use pointsman_engine::plan::literals::{Leaf, Literal, Literals, Tree};
use pointsman_engine::{Plan, Taken};

use crate::ask::Ask;
use crate::atoms::AtomPlaces;
use crate::cache::Key;
use crate::question::{Lists, Question};
use crate::spill::Need;

/// A tree over the literals of all sides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Compact {
    All(Vec<Compact>),
    Any(Vec<Compact>),
    Literal(usize),
}

/// A tree, and the literals that it needs.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) tree: Compact,
    pub(crate) literals: Vec<usize>,
}

/// One plan.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    /// By route: the place of its tree.
    pub(crate) trees: Vec<usize>,
    /// By route, then of everything else: what it does.
    pub(crate) actions: Vec<DecisionAction>,
}

/// Plans to be asked together.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) asks: Vec<Ask>,
    pub(crate) keys: Vec<Key>,
    pub(crate) trees: Vec<Wanted>,
    pub(crate) sides: Vec<Side>,
    pub(crate) atoms: AtomPlaces,
    lists: Lists,
    literals: HashMap<Literal, usize>,
    known_trees: HashMap<Compact, usize>,
}

impl Compiled {
    /// What a question reads of a chunk.
    pub(crate) fn need(&self, question: &Question<'_>) -> Need {
        let earlier = if question.earlier.is_empty() { Need::BASE } else { Need::RUNS };
        earlier.and(self.need_alone())
    }

    /// What the plans read of it.
    pub(crate) fn need_alone(&self) -> Need {
        self.asks.iter().fold(Need::BASE, |need, ask| need.and(ask.need(self.lists)))
    }
}

/// What a leaf is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forced {
    /// Its literal is asked.
    No,
    /// It is true.
    True,
    /// It is not.
    False,
}

impl Compiled {
    pub(crate) fn new(lists: Lists) -> Self {
        Self {
            asks: Vec::new(),
            keys: Vec::new(),
            trees: Vec::new(),
            sides: Vec::new(),
            atoms: AtomPlaces::default(),
            lists,
            literals: HashMap::new(),
            known_trees: HashMap::new(),
        }
    }

    /// Adds a plan, with some leaves forced.
    pub(crate) fn add(&mut self, plan: &Plan, apart: &Literals, forced: impl Fn(&Leaf) -> Forced) {
        let trees = apart.routes.iter().map(|tree| {
            let tree = self.compact(tree, apart, &forced);
            self.tree(tree)
        });
        let trees: Vec<usize> = trees.collect();
        let routes = plan.routes().iter().map(PlannedRoute::action);
        let actions = routes.chain([plan.everything_else()]).collect();
        self.sides.push(Side { trees, actions });
    }

    fn tree(&mut self, tree: Compact) -> usize {
        if let Some(place) = self.known_trees.get(&tree) {
            return *place;
        }
        let mut literals = Vec::new();
        tree.collect(&mut literals);
        literals.sort_unstable();
        literals.dedup();
        let place = self.trees.len();
        self.trees.push(Wanted { tree: tree.clone(), literals });
        self.known_trees.insert(tree, place);
        place
    }

    fn compact(
        &mut self,
        tree: &Tree,
        apart: &Literals,
        forced: &impl Fn(&Leaf) -> Forced,
    ) -> Compact {
        match tree {
            Tree::All(members) => {
                let members = members.iter().map(|member| self.compact(member, apart, forced));
                Compact::all(members.collect())
            }
            Tree::Any(members) => {
                let members = members.iter().map(|member| self.compact(member, apart, forced));
                Compact::any(members.collect())
            }
            Tree::Leaf(leaf) => match (forced(leaf), apart.all.get(leaf.literal)) {
                (Forced::True, _) => Compact::All(Vec::new()),
                (Forced::False, _) | (Forced::No, None) => Compact::Any(Vec::new()),
                (Forced::No, Some(literal)) => Compact::Literal(self.literal(literal)),
            },
        }
    }

    fn literal(&mut self, literal: &Literal) -> usize {
        if let Some(place) = self.literals.get(literal) {
            return *place;
        }
        let place = self.asks.len();
        self.asks.push(Ask::new(literal, &mut self.atoms));
        self.keys.push(Key::new(literal, self.lists));
        self.literals.insert(literal.clone(), place);
        place
    }
}

impl Compact {
    /// Groups in groups of the same kind, and groups of one, are not kept.
    fn all(members: Vec<Self>) -> Self {
        let mut kept = Vec::with_capacity(members.len());
        for member in members {
            match member {
                Self::All(inner) => kept.extend(inner),
                Self::Any(inner) if inner.is_empty() => return Self::Any(inner),
                other @ (Self::Any(_) | Self::Literal(_)) => kept.push(other),
            }
        }
        match kept.len() {
            1 => kept.remove(0),
            _ => Self::All(kept),
        }
    }

    fn any(members: Vec<Self>) -> Self {
        let mut kept = Vec::with_capacity(members.len());
        for member in members {
            match member {
                Self::Any(inner) => kept.extend(inner),
                Self::All(inner) if inner.is_empty() => return Self::All(inner),
                other @ (Self::All(_) | Self::Literal(_)) => kept.push(other),
            }
        }
        match kept.len() {
            1 => kept.remove(0),
            _ => Self::Any(kept),
        }
    }

    fn collect(&self, literals: &mut Vec<usize>) {
        match self {
            Self::All(members) | Self::Any(members) => {
                for member in members {
                    member.collect(literals);
                }
            }
            Self::Literal(place) => literals.push(*place),
        }
    }
}

impl Side {
    /// The routes, with everything else last.
    pub(crate) const fn len(&self) -> usize {
        self.actions.len()
    }

    /// The place of a taken route.
    pub(crate) const fn place(&self, taken: Taken) -> usize {
        match taken {
            Taken::Route(place) => place,
            Taken::EverythingElse => self.trees.len(),
        }
    }

    /// The route at a place.
    pub(crate) const fn taken(&self, place: usize) -> Taken {
        if place < self.trees.len() { Taken::Route(place) } else { Taken::EverythingElse }
    }
}
