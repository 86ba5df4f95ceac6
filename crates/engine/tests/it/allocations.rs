//! Deciding allocates nothing, whichever strategy a route needs.

use pointsman_engine::compile;

use crate::fixtures::checked_document;
use crate::generate::{self, Random};

#[test]
fn deciding_allocates_nothing() {
    let mut enclosed = 0;
    for seed in 0..200 {
        let mut random = Random::seeded(seed);
        let document = generate::document(&mut random);
        let plan = compile(&checked_document(&document));
        enclosed += plan.size().enclosed_routes;
        let facts = generate::inquiry(&mut random, &document).facts();
        let used = allocation_counter::measure(|| {
            std::hint::black_box(plan.decide(std::hint::black_box(&facts)));
        });
        assert_eq!(used.count_total, 0, "seed {seed}");
    }
    assert!(enclosed > 0);
    let counted = allocation_counter::measure(|| drop(std::hint::black_box(vec![1_u8])));
    assert_eq!(counted.count_total, 1, "allocations are counted at all");
}
