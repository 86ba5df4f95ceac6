//! Each deliberate fault of the compiler is noticed by the comparison with the naive interpreter.

use pointsman_engine::{Mutant, compile_mutant};

use crate::agreement::{Tally, WORKFLOWS, compare};

#[test]
fn the_comparison_catches_every_mutant() {
    assert!(Mutant::ALL.len() >= 8);
    let survivors: Vec<Mutant> = Mutant::ALL
        .iter()
        .copied()
        .filter(|mutant| {
            let caught = (0..WORKFLOWS).find(|seed| {
                let compile = |workflow: &_| compile_mutant(workflow, *mutant);
                compare(*seed, &mut Tally::default(), compile).is_err()
            });
            eprintln!("{mutant:?}: caught by seed {caught:?}");
            caught.is_none()
        })
        .collect();
    assert_eq!(survivors, [], "these mutants survive");
}
