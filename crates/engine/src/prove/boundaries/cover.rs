//! As few inquiries as notice every mutant that any of them notices.

use super::Found;
use super::mutants::Mutant;
use crate::prove::place;

/// Which inquiry notices which mutants.
pub(super) struct Cover {
    /// By inquiry, the mutants that it notices, in order.
    noticed: Vec<Vec<usize>>,
    mutants: usize,
}

impl Cover {
    pub(super) fn new(found: &[Found], mutants: &[Mutant]) -> Self {
        let of = |found: &Found| {
            let numbered = mutants.iter().enumerate();
            let noticed = numbered.filter(|(_, m)| m.is_noticed(&found.facts, found.taken));
            noticed.map(|(place, _)| place).collect()
        };
        Self { noticed: found.iter().map(of).collect(), mutants: mutants.len() }
    }

    /// Greedily the inquiry that notices most of what is still unnoticed, at most so many, without those that later ones
    /// made superfluous. Their places are given to others.
    pub(super) fn chosen(&self, most: usize) -> Vec<usize> {
        let mut chosen = Vec::new();
        loop {
            let before = chosen.len();
            self.add(&mut chosen, most);
            let added = chosen.len() > before;
            chosen = self.needed(chosen);
            if !added || chosen.len() <= before {
                return chosen;
            }
        }
    }

    fn add(&self, chosen: &mut Vec<usize>, most: usize) {
        let mut open: Vec<bool> = self.times(chosen).into_iter().map(|times| times == 0).collect();
        while chosen.len() < most {
            let gain = |noticed: &Vec<usize>| {
                noticed.iter().filter(|mutant| open.get(**mutant).copied().unwrap_or(false)).count()
            };
            let gains = self.noticed.iter().map(gain).enumerate();
            // Of equal ones the first, so that the same workflow is offered the same tests.
            let best = gains.rev().max_by_key(|(_, gain)| *gain);
            let Some((place, 1..)) = best else { break };
            for mutant in self.of(place) {
                place::set(&mut open, *mutant, false);
            }
            chosen.push(place);
        }
    }

    fn needed(&self, mut chosen: Vec<usize>) -> Vec<usize> {
        let mut times = self.times(&chosen);
        let of = |place: usize| self.of(place);
        chosen.retain(|place| {
            let spare = of(*place).iter().all(|m| times.get(*m).is_some_and(|times| *times > 1));
            if spare {
                for mutant in of(*place) {
                    place::change(&mut times, *mutant, |times| *times -= 1);
                }
            }
            !spare
        });
        chosen
    }

    /// The mutant that this one of the chosen notices alone; one of a single condition before one of a whole route.
    pub(super) fn reason(
        &self,
        place: usize,
        chosen: &[usize],
        mutants: &[Mutant],
    ) -> Option<usize> {
        let times = self.times(chosen);
        let alone = self.of(place).iter().filter(|m| times.get(**m) == Some(&1));
        let about = |mutant: &usize| {
            mutants.get(*mutant).map_or(0, |m| m.keys.len() + m.lists.len().saturating_sub(1))
        };
        let first = |mutant: &usize| mutants.get(*mutant).map(|mutant| mutant.place);
        alone.min_by_key(|mutant| (about(mutant) == 0, about(mutant), first(mutant))).copied()
    }

    /// How many mutants these notice together.
    pub(super) fn noticed(&self, chosen: &[usize]) -> usize {
        self.times(chosen).iter().filter(|times| **times > 0).count()
    }

    /// How many mutants any inquiry notices.
    pub(super) fn noticeable(&self) -> usize {
        self.noticed(&(0..self.noticed.len()).collect::<Vec<_>>())
    }

    fn times(&self, chosen: &[usize]) -> Vec<usize> {
        let mut times = vec![0; self.mutants];
        for mutant in chosen.iter().flat_map(|place| self.of(*place)) {
            place::change(&mut times, *mutant, |times| *times += 1);
        }
        times
    }

    fn of(&self, place: usize) -> &[usize] {
        self.noticed.get(place).map(Vec::as_slice).unwrap_or_default()
    }
}
