//! Several workflows on one event, as they decide together: the first that does something is applied.

use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::Plan;

use super::compiled::Compiled;
use super::newest::{Looking, Place};
use super::scan::{Keeping, Scan, Turned};
use super::window::Cover;
use super::{compiled_of, looked_at, on_threads};
use crate::answer::Outcomes;
use crate::bits::{BLOCKS, Block, CHUNK_ROWS, NO_ROWS, and, count, count_both, is_empty, or};
use crate::cache::Cache;
use crate::inquiries::Inquiries;
use crate::question::{Cancel, Effort, Lists, Unanswered, Window};

const ACTIONS: usize = DecisionAction::ALL.len();

/// All workflows on an event, twice: in the order in which they run.
#[derive(Clone, Copy, Debug)]
pub struct Together<'t> {
    /// As they are.
    pub before: &'t [&'t Plan],
    /// As they would be.
    pub after: &'t [&'t Plan],
    /// When the inquiries completed.
    pub window: Window,
    /// Which lists match.
    pub lists: Lists,
}

/// What they would decide together, by what they decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Inquiries in the window.
    pub considered: u64,
    pairs: [[u64; ACTIONS]; ACTIONS],
}

/// An inquiry, and what they decide together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundSettled {
    /// Where it stands.
    pub place: Place,
    /// Its row.
    pub row: u64,
    /// As they are.
    pub from: DecisionAction,
    /// As they would be.
    pub to: DecisionAction,
}

/// Counts what they would decide together.
pub fn together(
    inquiries: &Inquiries,
    asked: &Together<'_>,
    cache: &Cache,
    effort: Effort<'_>,
) -> Result<Settled, Unanswered> {
    let (compiled, keeping) = asked.compiled(inquiries, cache)?;
    let need = compiled.need_alone();
    let chunks = 0..inquiries.slots().len();
    let counted = on_threads(inquiries, chunks, effort, |next| {
        let mut settled = Settled::default();
        let mut scan = Scan::new(&compiled);
        while let Some((place, slot)) = next()? {
            let cover = asked.window.covers(slot.head());
            if cover == Cover::Nothing {
                continue;
            }
            let chunk = slot.open(cover.need(need))?;
            let mut scan = scan.turn_to(inquiries, asked.lists, place, &chunk, keeping);
            for block in 0..chunk.rows().div_ceil(CHUNK_ROWS / BLOCKS) {
                let rows = looked_at(&asked.window, &chunk, cover, block);
                scan.block(block, &rows);
                settled.count(asked, &compiled, &scan, &rows);
            }
        }
        Ok(settled)
    })?;
    let mut sum = Settled::default();
    for settled in &counted {
        sum.add(settled);
    }
    Ok(sum)
}

/// The inquiries that completed last, newest first, at most `limit`: of those for which `wanted` takes what they decide and
/// what they would decide; and that stand before `before`, if there is one.
pub fn newest_together(
    inquiries: &Inquiries,
    asked: &Together<'_>,
    wanted: impl Fn(DecisionAction, DecisionAction) -> bool,
    (before, limit): (Option<Place>, usize),
    cache: &Cache,
    cancel: &Cancel,
) -> Result<Vec<FoundSettled>, Unanswered> {
    let (compiled, keeping) = asked.compiled(inquiries, cache)?;
    let Together { window, lists, .. } = *asked;
    let need = compiled.need_alone();
    let compiled = &compiled;
    let looking = Looking { inquiries, compiled, keeping, window, lists, need, cancel };
    let label = |scan: &Turned<'_, '_>| {
        let mut all = NO_ROWS;
        for rows in scan.taken(0).iter().flatten() {
            or(&mut all, rows);
        }
        let (from, to) = asked.decided(compiled, scan, &all);
        let mut found = Vec::new();
        for ((from, own), (to, other)) in
            pairs(&from, &to).filter(|((a, _), (b, _))| wanted(*a, *b))
        {
            let mut both = *own;
            and(&mut both, other);
            if !is_empty(&both) {
                found.push(((from as usize, to as usize), both));
            }
        }
        found
    };
    let action =
        |place: usize| DecisionAction::ALL.get(place).copied().unwrap_or(DecisionAction::DoNothing);
    let found = looking.newest(before, limit, label)?.into_iter();
    Ok(found
        .map(|(place, row, (from, to))| FoundSettled {
            place,
            row,
            from: action(from),
            to: action(to),
        })
        .collect())
}

/// By action: the rows of a block for which it is what is decided.
type Decided = [Block; ACTIONS];

fn pairs<'d>(
    from: &'d Decided,
    to: &'d Decided,
) -> impl Iterator<Item = ((DecisionAction, &'d Block), (DecisionAction, &'d Block))> {
    let all = DecisionAction::ALL;
    let from = all.into_iter().zip(from);
    from.flat_map(move |from| all.into_iter().zip(to).map(move |to| (from, to)))
}

impl Together<'_> {
    fn compiled<'c>(
        &self,
        inquiries: &Inquiries,
        cache: &'c Cache,
    ) -> Result<(Compiled, Keeping<'c>), Unanswered> {
        let plans = self.before.iter().chain(self.after).copied();
        compiled_of(inquiries, plans, self.lists, cache)
    }

    fn decided(
        &self,
        compiled: &Compiled,
        scan: &Turned<'_, '_>,
        rows: &Block,
    ) -> (Decided, Decided) {
        let first = self.before.len();
        let of = |sides: std::ops::Range<usize>| decided(compiled, scan, sides, rows);
        (of(0..first), of(first..first + self.after.len()))
    }
}

/// What some sides decide together about rows of a block: the first that does something.
fn decided(
    compiled: &Compiled,
    scan: &Turned<'_, '_>,
    sides: std::ops::Range<usize>,
    rows: &Block,
) -> Decided {
    let mut decided = [NO_ROWS; ACTIONS];
    let mut rest = *rows;
    for side in sides {
        let actions = compiled.sides.get(side).map_or(&[][..], |side| &side.actions);
        let mut settled = NO_ROWS;
        for (action, taken) in actions.iter().zip(scan.taken(side)) {
            let Some(taken) = taken.as_ref().filter(|_| *action != DecisionAction::DoNothing)
            else {
                continue;
            };
            let mut own = rest;
            and(&mut own, taken);
            or(&mut settled, &own);
            if let Some(rows) = decided.get_mut(*action as usize) {
                or(rows, &own);
            }
        }
        crate::bits::and_not(&mut rest, &settled);
    }
    if let Some(rows) = decided.get_mut(DecisionAction::DoNothing as usize) {
        *rows = rest;
    }
    decided
}

impl Settled {
    /// Inquiries of which they decide one thing and would decide another, or the same.
    pub fn count_of(&self, from: DecisionAction, to: DecisionAction) -> u64 {
        self.pairs.get(from as usize).and_then(|own| own.get(to as usize)).copied().unwrap_or(0)
    }

    /// Those that would be decided differently.
    pub fn changed(&self) -> u64 {
        self.considered
            - DecisionAction::ALL.into_iter().map(|same| self.count_of(same, same)).sum::<u64>()
    }

    /// By what they decide.
    pub fn before(&self) -> Outcomes {
        self.outcomes(|from, _| from)
    }

    /// By what they would decide.
    pub fn after(&self) -> Outcomes {
        self.outcomes(|_, to| to)
    }

    fn outcomes(&self, of: impl Fn(DecisionAction, DecisionAction) -> DecisionAction) -> Outcomes {
        let mut outcomes = Outcomes::default();
        for from in DecisionAction::ALL {
            for to in DecisionAction::ALL {
                outcomes.add(of(from, to), self.count_of(from, to));
            }
        }
        outcomes
    }

    fn count(
        &mut self,
        asked: &Together<'_>,
        compiled: &Compiled,
        scan: &Turned<'_, '_>,
        rows: &Block,
    ) {
        self.considered += count(rows);
        let (from, to) = asked.decided(compiled, scan, rows);
        for ((from, own), (to, other)) in pairs(&from, &to) {
            let slot = self.pairs.get_mut(from as usize).and_then(|own| own.get_mut(to as usize));
            if let Some(slot) = slot {
                *slot += count_both(own, other);
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.considered += other.considered;
        for (own, other) in self.pairs.iter_mut().flatten().zip(other.pairs.iter().flatten()) {
            *own += other;
        }
    }
}
