//! Chance for the example, from a seed: the same every time, never used for secrets.

/// A small generator (splitmix64): good enough to scatter examples.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` up to and including `high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let sides = high.abs_diff(low).saturating_add(1);
        low.saturating_add_unsigned(self.next() % sides)
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(super) fn permille(&mut self, times: i64) -> bool {
        self.between(0, 999) < times
    }

    /// One of `choices`, all alike. `choices` must not be empty.
    pub(super) fn pick<'c, T>(&mut self, choices: &'c [T]) -> Option<&'c T> {
        let sides = u64::try_from(choices.len()).unwrap_or(0).max(1);
        choices.get(usize::try_from(self.next() % sides).unwrap_or(0))
    }

    /// One of the choices, each as often as its weight says.
    pub(super) fn weighted<'c, T>(&mut self, choices: &'c [(i64, T)]) -> Option<&'c T> {
        let all: i64 = choices.iter().map(|(weight, _)| weight).sum();
        let mut rest = self.between(1, all.max(1));
        choices
            .iter()
            .find(|(weight, _)| {
                rest -= weight;
                rest <= 0
            })
            .map(|(_, choice)| choice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_inside_their_bounds() {
        let roll = |seed| {
            let mut dice = Dice::new(seed);
            (0..200).map(|_| dice.between(-3, 3)).collect::<Vec<_>>()
        };
        assert_eq!(roll(7), roll(7));
        assert_ne!(roll(7), roll(8));
        for wanted in -3..=3 {
            assert!(roll(7).contains(&wanted), "{wanted}");
        }
        assert!(roll(7).iter().all(|number| (-3..=3).contains(number)));
    }

    #[test]
    fn weights_are_kept() {
        let mut dice = Dice::new(1);
        let choices = [(900, "often"), (100, "seldom"), (0, "never")];
        let rolled: Vec<_> = (0..2_000).filter_map(|_| dice.weighted(&choices)).collect();
        let count = |word| rolled.iter().filter(|found| **found == &word).count();
        assert!((1_700..1_900).contains(&count("often")), "{}", count("often"));
        assert_eq!((count("never"), rolled.len()), (0, 2_000));
        assert_eq!(dice.weighted::<u8>(&[]), None);
    }
}
