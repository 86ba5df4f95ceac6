//! One instance of the satisfiability solver, with effort that is counted and never timed.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use batsat::clause::{Kind, lbool};
use batsat::{Callbacks, Lit, Solver, SolverInterface};

/// Work that proofs may still do. Decisions and conflicts of the solver count, so the same question gets the same
/// answer on every machine.
#[derive(Clone, Debug)]
pub(super) struct Effort {
    all: Rc<Cell<u64>>,
    one: Rc<Cell<u64>>,
    per_question: u64,
}

/// What the solver says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// There is such an inquiry.
    Yes,
    /// There is none.
    No,
    /// Finding out takes more work than is allowed.
    TooMuch,
}

impl Effort {
    pub(super) fn new(all: u64, per_question: u64) -> Self {
        Self { all: Rc::new(Cell::new(all)), one: Rc::new(Cell::new(0)), per_question }
    }

    /// Takes `steps` of work that is not the solver's.
    pub(super) fn spend(&self, steps: u64) {
        self.all.set(self.all.get().saturating_sub(steps));
    }

    /// Steps that may still be done.
    pub(super) fn left(&self) -> u64 {
        self.all.get()
    }

    fn step(&self) {
        self.spend(1);
        self.one.set(self.one.get().saturating_sub(1));
    }

    fn begin(&self) {
        self.one.set(self.per_question.min(self.all.get()));
    }
}

impl Callbacks for Effort {
    fn on_new_clause(&mut self, _: &[Lit], kind: Kind) {
        if kind == Kind::Learnt {
            self.step();
        }
    }

    fn stop(&self) -> bool {
        self.step();
        self.one.get() == 0
    }
}

/// A growing set of clauses.
pub(super) struct Sat {
    solver: Solver<Effort>,
    effort: Effort,
    truth: Option<Lit>,
    /// Of all of what, so that equal parts of two plans are one.
    known: HashMap<Vec<Lit>, Lit>,
}

impl Sat {
    pub(super) fn new(effort: &Effort) -> Self {
        let solver = Solver::new(batsat::SolverOpts::default(), effort.clone());
        Self { solver, effort: effort.clone(), truth: None, known: HashMap::new() }
    }

    /// See [`Effort::spend`].
    pub(super) fn spend(&self, steps: u64) {
        self.effort.spend(steps);
    }

    /// A new literal; where nothing else decides, it is as `usually` says.
    pub(super) fn literal(&mut self, usually: bool) -> Lit {
        let polarity = if usually { lbool::TRUE } else { lbool::FALSE };
        Lit::new(self.solver.new_var(polarity, true), true)
    }

    /// A literal that is true.
    pub(super) fn truth(&mut self) -> Lit {
        if let Some(truth) = self.truth {
            return truth;
        }
        let truth = self.literal(true);
        self.clause(&[truth]);
        self.truth = Some(truth);
        truth
    }

    /// One of these is true.
    pub(super) fn clause(&mut self, literals: &[Lit]) {
        let mut literals = literals.to_vec();
        self.solver.add_clause_reuse(&mut literals);
    }

    /// A literal that is true exactly when all of these are.
    pub(super) fn all(&mut self, members: &[Lit]) -> Lit {
        let (truth, mut wanted) = (self.truth(), members.to_vec());
        wanted.retain(|member| *member != truth);
        wanted.sort_unstable();
        wanted.dedup();
        if wanted.contains(&!truth) {
            return !truth;
        }
        match wanted.as_slice() {
            [] => truth,
            [member] => *member,
            wanted => {
                if let Some(known) = self.known.get(wanted) {
                    return *known;
                }
                if wanted.iter().any(|member| wanted.binary_search(&!*member).is_ok()) {
                    return !truth;
                }
                let both = self.literal(false);
                self.known.insert(wanted.to_vec(), both);
                let mut back = vec![both];
                for member in wanted {
                    self.clause(&[!both, *member]);
                    back.push(!*member);
                }
                self.clause(&back);
                both
            }
        }
    }

    /// A literal that is true exactly when one of these is.
    pub(super) fn any(&mut self, members: &[Lit]) -> Lit {
        let opposites: Vec<Lit> = members.iter().map(|member| !*member).collect();
        !self.all(&opposites)
    }

    /// Whether all clauses and all of `assumed` can be true together.
    pub(super) fn solve(&mut self, assumed: &[Lit]) -> Answer {
        self.effort.begin();
        let answer = self.solver.solve_limited(assumed);
        if answer == lbool::TRUE {
            Answer::Yes
        } else if answer == lbool::FALSE {
            Answer::No
        } else {
            Answer::TooMuch
        }
    }

    /// Whether a literal is true in the solution that was found last.
    pub(super) fn holds(&self, literal: Lit) -> bool {
        self.solver.value_lit(literal) == lbool::TRUE
    }

    /// Whether one of the literals that were assumed last is a reason for [`Answer::No`]; not all of them need be.
    pub(super) fn is_reason(&self, assumed: Lit) -> bool {
        // The core holds the opposites of what was assumed.
        self.solver.unsat_core_contains_lit(!assumed) || self.solver.unsat_core().contains(&assumed)
    }
}
