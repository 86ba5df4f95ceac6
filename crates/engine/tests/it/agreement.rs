//! The plan agrees with the naive interpreter, in the route taken and in every verdict of the trace.

use pointsman_engine::{Plan, compile, explain_facts};

use crate::fixtures::checked_document;
use crate::generate::{self, Random};
use crate::oracle;

/// Workflows in the test, and inquiries for each.
pub(crate) const WORKFLOWS: u64 = 2_000;
const INQUIRIES: u64 = 60;

/// What a comparison went over.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) cases: u64,
    pub(crate) enclosed_routes: usize,
    pub(crate) plans_of_many_words: usize,
    pub(crate) routes_taken: u64,
    pub(crate) lists_unknown: u64,
}

/// Compares the plans of one seed with the oracle; the first difference is an error.
pub(crate) fn compare(
    seed: u64,
    tally: &mut Tally,
    compile: impl Fn(&pointsman_engine::CheckedWorkflow) -> Plan,
) -> Result<(), String> {
    let mut random = Random::seeded(seed);
    let document = generate::document(&mut random);
    let workflow = checked_document(&document);
    let plan = compile(&workflow);
    tally.enclosed_routes += plan.size().enclosed_routes;
    tally.plans_of_many_words += usize::from(plan.size().exact_clauses > 64);
    for _ in 0..INQUIRIES {
        let inquiry = generate::inquiry(&mut random, &document);
        let facts = inquiry.facts();
        let taken = plan.decide(&facts);
        let wanted = oracle::decide(&workflow, &inquiry);
        tally.cases += 1;
        tally.routes_taken += u64::from(wanted != pointsman_engine::Taken::EverythingElse);
        tally.lists_unknown += u64::from(!inquiry.lists_known);
        if taken != wanted {
            return Err(report(seed, &document, &inquiry, &format!("{taken:?} for {wanted:?}")));
        }
        let trace = explain_facts(&plan, &facts, &inquiry.attributes.list_matches);
        if let Some(difference) = oracle::difference(&workflow, &inquiry, &trace) {
            return Err(report(seed, &document, &inquiry, &difference));
        }
    }
    Ok(())
}

fn report(
    seed: u64,
    document: &pointsman_domain::workflow::Document,
    inquiry: &oracle::Inquiry,
    difference: &str,
) -> String {
    format!("seed {seed}: {difference}\n{:#}\n{inquiry:#?}", document.to_json())
}

#[test]
fn the_plan_decides_and_explains_like_the_naive_interpreter() {
    let mut tally = Tally::default();
    for seed in 0..WORKFLOWS {
        compare(seed, &mut tally, compile).unwrap_or_else(|difference| panic!("{difference}"));
    }
    eprintln!("{tally:?}");
    assert!(tally.cases >= 100_000, "too few cases");
    assert!(tally.enclosed_routes >= 200, "the second strategy is hardly used");
    assert!(tally.plans_of_many_words >= 50, "hardly a plan needs a second word");
    assert!(tally.routes_taken * 2 >= tally.cases, "most inquiries fall through");
    assert!(tally.lists_unknown >= 5_000, "unknown lists are hardly met");
}
