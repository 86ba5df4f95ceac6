//! The threshold lens: the outcomes for every value that one constant of one condition could have, at once.
//!
//! Every inquiry is decided twice, as if the condition held and as if it failed. Only where that makes a difference its
//! value counts; from how often each value occurs there, the outcomes at any constant follow by adding up.

use std::collections::BTreeMap;

use pointsman_domain::attribute::AttributeType;
use pointsman_domain::decimal::Decimal;
use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::checked::{Constant, NumberAttribute, NumberPredicate, Test};
use pointsman_engine::plan::literals::{Leaf, numbers_within};

use crate::answer::Outcomes;
use crate::bits::{BLOCKS, Block, CHUNK_ROWS, NO_ROWS, and, and_not, count, or};
use crate::cache::Cache;
use crate::chunk::Chunk;
use crate::column::{bits_to_number, number_to_bits};
use crate::inquiries::Inquiries;
use crate::preview::compiled::{Compiled, Forced};
use crate::preview::scan::{Keeping, Scan, Turned};
use crate::preview::{lists_are_known, looked_at, on_threads, window::Cover};
use crate::question::{Effort, Question, Unanswered};
use crate::spill::Need;

/// What is looked at: a constant of one condition.
#[derive(Clone, Copy, Debug)]
pub struct Lens<'l> {
    /// JSON pointer of the condition.
    pub pointer: &'l str,
    /// Which of its constants.
    pub constant: Constant,
    /// At most so many points, for a drawing; 3 at least.
    pub points: usize,
}

/// The outcomes if the constant were this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The constant.
    pub at: Decimal,
    /// By outcome.
    pub outcomes: Outcomes,
    /// Those that have another outcome than with the constant as it stands.
    pub changed: u64,
}

/// What the lens shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    /// Inquiries in the window.
    pub considered: u64,
    /// Those whose outcome depends on the constant.
    pub sensitive: u64,
    /// In the order of the constants. Between two that follow each other in `every`, nothing changes.
    pub points: Vec<Point>,
    /// How many constants make a difference; `points` holds all of them if there are no more than wanted.
    pub every: usize,
}

const HOLDS: usize = 0;
const FAILS: usize = 1;
const ACTIONS: usize = DecisionAction::ALL.len();

/// Looks at one constant; the question's baseline is not needed.
pub fn lens(
    inquiries: &Inquiries,
    question: &Question<'_>,
    lens: Lens<'_>,
    cache: &Cache,
    effort: Effort<'_>,
) -> Result<Curve, Unanswered> {
    let none = || Unanswered::NoConstant { pointer: lens.pointer.to_owned() };
    let Some((_, Test::Number(attribute, predicate))) = question.plan.condition_at(lens.pointer)
    else {
        return Err(none());
    };
    let own = predicate.constant(lens.constant).ok_or_else(none)?;
    let apart = question.plan.literals();
    lists_are_known(inquiries, &apart.all, question.lists)?;
    let mut compiled = Compiled::new(question.lists);
    for holds in [true, false] {
        compiled.add(question.plan, &apart, |leaf: &Leaf| match leaf.pointer == lens.pointer {
            true if leaf.negated != holds => Forced::True,
            true => Forced::False,
            false => Forced::No,
        });
    }
    let negated = is_negated(&apart.routes, lens.pointer);
    let looking = Looking {
        inquiries,
        question,
        compiled: &compiled,
        keeping: Keeping { cache, question: cache.begin(&compiled.keys) },
        attribute: *attribute,
        // Without a value the condition neither holds nor fails: its literal accepts nothing.
        without_value: if negated { HOLDS } else { FAILS },
    };
    let seen = looking.see(effort)?;
    Ok(seen.curve(predicate, lens, own, *attribute))
}

fn is_negated(trees: &[pointsman_engine::plan::literals::Tree], pointer: &str) -> bool {
    use pointsman_engine::plan::literals::Tree;
    trees.iter().any(|tree| match tree {
        Tree::All(members) | Tree::Any(members) => is_negated(members, pointer),
        Tree::Leaf(leaf) => leaf.pointer == pointer && leaf.negated,
    })
}

#[derive(Clone, Copy)]
struct Looking<'a> {
    inquiries: &'a Inquiries,
    question: &'a Question<'a>,
    compiled: &'a Compiled,
    keeping: Keeping<'a>,
    attribute: NumberAttribute,
    without_value: usize,
}

/// From one outcome, if the condition holds, to another, if it fails.
type Change = (usize, usize);

#[derive(Debug, Default)]
struct Seen {
    considered: u64,
    /// By outcome, those that do not depend on the constant.
    settled: [u64; ACTIONS],
    /// By change, then by place of the value.
    values: BTreeMap<Change, Vec<u64>>,
}

impl Looking<'_> {
    fn see(self, effort: Effort<'_>) -> Result<Seen, Unanswered> {
        let chunks = 0..self.inquiries.slots().len();
        let need = self.compiled.need(self.question);
        let need = need.and(Need::number(self.attribute as usize));
        let parts = on_threads(self.inquiries, chunks, effort, |next| {
            let mut seen = Seen::default();
            let mut scan = Scan::new(self.compiled);
            while let Some((place, slot)) = next()? {
                let cover = self.question.window.covers(slot.head());
                if cover == Cover::Nothing {
                    continue;
                }
                let chunk = slot.open(cover.need(need))?;
                let lists = self.question.lists;
                let mut scan = scan.turn_to(self.inquiries, lists, place, &chunk, self.keeping);
                for block in 0..chunk.rows().div_ceil(CHUNK_ROWS / BLOCKS) {
                    let rows = looked_at(&self.question.window, &chunk, cover, block);
                    scan.block(block, &rows);
                    self.see_block(&scan, &chunk, block, &rows, &mut seen);
                }
            }
            Ok(seen)
        })?;
        let mut sum = Seen::default();
        for part in parts {
            sum.merge(part);
        }
        Ok(sum)
    }

    fn see_block(
        self,
        scan: &Turned<'_, '_>,
        chunk: &Chunk,
        block: usize,
        rows: &Block,
        seen: &mut Seen,
    ) {
        let Some(column) = chunk.column(self.attribute.key()) else { return };
        seen.considered += count(rows);
        let outcomes = [HOLDS, FAILS].map(|side| self.outcomes(scan, side));
        let [holds, fails] = &outcomes;
        let mut valued = *rows;
        if let Some(missing) = column.missing.block(block) {
            and_not(&mut valued, missing);
            let mut without = *rows;
            and(&mut without, missing);
            let decided = if self.without_value == HOLDS { holds } else { fails };
            for (settled, rows) in seen.settled.iter_mut().zip(decided) {
                *settled += crate::bits::count_both(rows, &without);
            }
        }
        for (before, held) in holds.iter().enumerate() {
            for (after, failed) in fails.iter().enumerate() {
                let mut both = valued;
                and(&mut both, held);
                and(&mut both, failed);
                if before == after {
                    if let Some(settled) = seen.settled.get_mut(before) {
                        *settled += count(&both);
                    }
                } else if !crate::bits::is_empty(&both) {
                    let counts = seen.values.entry((before, after)).or_default();
                    for (word, rows) in both.iter().enumerate().filter(|(_, rows)| **rows != 0) {
                        column.each(block, word, *rows, |_, code| {
                            add(counts, place_of(code, self.attribute), 1);
                        });
                    }
                }
            }
        }
    }

    /// By outcome: the rows of the block.
    fn outcomes(self, scan: &Turned<'_, '_>, side: usize) -> [Block; ACTIONS] {
        let mut outcomes = [NO_ROWS; ACTIONS];
        let actions = self.compiled.sides.get(side).map_or(&[][..], |side| &side.actions);
        for (rows, action) in scan.taken(side).iter().zip(actions) {
            if let (Some(rows), Some(outcome)) = (rows, outcomes.get_mut(*action as usize)) {
                or(outcome, rows);
            }
        }
        outcomes
    }
}

fn add(values: &mut Vec<u64>, place: usize, count: u64) {
    if values.len() <= place {
        values.resize(place + 1, 0);
    }
    if let Some(value) = values.get_mut(place) {
        *value += count;
    }
}

/// Whole numbers leave out the bits of the fraction, so that places stay few.
const fn fraction_bits(attribute: NumberAttribute) -> u32 {
    match attribute.key().attribute_type() {
        AttributeType::WholeNumber => 14,
        AttributeType::Number | AttributeType::Code(_) | AttributeType::ListSet => 0,
    }
}

fn place_of(code: u64, attribute: NumberAttribute) -> usize {
    usize::try_from(code >> fraction_bits(attribute)).unwrap_or(usize::MAX)
}

fn number_at(place: usize, attribute: NumberAttribute) -> Decimal {
    bits_to_number(u64::try_from(place).unwrap_or(u64::MAX) << fraction_bits(attribute))
}

impl Seen {
    fn merge(&mut self, other: Self) {
        self.considered += other.considered;
        for (own, other) in self.settled.iter_mut().zip(other.settled) {
            *own += other;
        }
        for (change, values) in other.values {
            let own = self.values.entry(change).or_default();
            for (place, count) in values.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                add(own, place, count);
            }
        }
    }

    fn curve(
        &self,
        predicate: &NumberPredicate,
        lens: Lens<'_>,
        own: Decimal,
        attribute: NumberAttribute,
    ) -> Curve {
        let sums: Vec<(Change, Vec<(i64, u64)>)> =
            self.values.iter().map(|(change, values)| (*change, sums(values, attribute))).collect();
        let mut constants = constants(&sums, attribute);
        constants.retain(|number| predicate.with_constant(lens.constant, *number).is_some());
        let every = constants.len();
        let mut constants = thinned(constants, lens.points.max(3) - 1);
        constants.push(own);
        constants.sort_unstable();
        constants.dedup();
        let points = constants.into_iter().filter_map(|at| {
            let moved = predicate.with_constant(lens.constant, at)?;
            let within = numbers_within(&moved);
            let changed = changed(&sums, &numbers_within(predicate), &within);
            Some(Point { at, outcomes: self.outcomes(&sums, &within), changed })
        });
        let sensitive = sums.iter().filter_map(|(_, sums)| Some(sums.last()?.1)).sum();
        Curve { considered: self.considered, sensitive, points: points.collect(), every }
    }

    fn outcomes(&self, sums: &[(Change, Vec<(i64, u64)>)], within: &[(i64, i64)]) -> Outcomes {
        let mut counts = self.settled;
        for ((held, failed), sums) in sums {
            let all = sums.last().map_or(0, |(_, sum)| *sum);
            let holds = within_reach(sums, within);
            for (outcome, count) in [(held, holds), (failed, all - holds)] {
                if let Some(own) = counts.get_mut(*outcome) {
                    *own += count;
                }
            }
        }
        let mut outcomes = Outcomes::default();
        for (action, count) in DecisionAction::ALL.into_iter().zip(counts) {
            outcomes.add(action, count);
        }
        outcomes
    }
}

/// How many have a value within.
fn within_reach(sums: &[(i64, u64)], within: &[(i64, i64)]) -> u64 {
    let upto = |number: i64| {
        let place = sums.partition_point(|(value, _)| *value <= number);
        place.checked_sub(1).and_then(|last| sums.get(last)).map_or(0, |(_, sum)| *sum)
    };
    within.iter().map(|(low, high)| upto(*high) - low.checked_sub(1).map_or(0, upto)).sum()
}

/// How many have a value that is within the one and not within the other.
fn changed(sums: &[(Change, Vec<(i64, u64)>)], before: &[(i64, i64)], after: &[(i64, i64)]) -> u64 {
    let pairs = before.iter().flat_map(|one| after.iter().map(move |other| (one, other)));
    let both: Vec<(i64, i64)> = pairs
        .map(|(one, other)| (one.0.max(other.0), one.1.min(other.1)))
        .filter(|(low, high)| low <= high)
        .collect();
    let of_change = |sums: &[(i64, u64)]| {
        within_reach(sums, before) + within_reach(sums, after) - 2 * within_reach(sums, &both)
    };
    sums.iter().map(|(_, sums)| of_change(sums)).sum()
}

/// Values that occur, in ten-thousandths, with how many inquiries have it or less.
fn sums(values: &[u64], attribute: NumberAttribute) -> Vec<(i64, u64)> {
    let mut sum = 0;
    let occur = values.iter().enumerate().filter(|(_, count)| **count > 0);
    occur
        .map(|(place, count)| {
            sum += count;
            (number_at(place, attribute).ten_thousandths(), sum)
        })
        .collect()
}

/// The constants that make a difference: every value that occurs, and the next beside the least and the greatest.
fn constants(sums: &[(Change, Vec<(i64, u64)>)], attribute: NumberAttribute) -> Vec<Decimal> {
    let mut values: Vec<i64> =
        sums.iter().flat_map(|(_, sums)| sums.iter().map(|(value, _)| *value)).collect();
    values.sort_unstable();
    values.dedup();
    let step = if fraction_bits(attribute) > 0 { 10_000 } else { 1 };
    let beside = [values.first().map(|least| least - step), values.last().map(|most| most + step)];
    values.extend(beside.into_iter().flatten());
    values.sort_unstable();
    let (low, high) = attribute.key().range().unwrap_or_default();
    let range = Decimal::from_whole(low)..=Decimal::from_whole(high);
    let numbers = values.into_iter().map(Decimal::from_ten_thousandths);
    numbers.filter(|number| range.contains(number) && number_to_bits(*number).is_some()).collect()
}

/// At most so many, evenly, the first and the last among them.
fn thinned(constants: Vec<Decimal>, most: usize) -> Vec<Decimal> {
    let last = constants.len().saturating_sub(1);
    if constants.len() <= most {
        return constants;
    }
    let places = (0..most).map(|place| place * last / (most - 1).max(1));
    places.filter_map(|place| constants.get(place).copied()).collect()
}
