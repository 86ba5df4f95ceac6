//! Explaining: every condition of every route down to the one taken, with value and verdict.

use std::hint::black_box;

use anyhow::Result;

use super::peer::Peer;
use super::peers::pointsman::Pointsman;
use super::{Cases, workflows};
use crate::measure::{Subject, side_by_side};
use crate::report::{POINTSMAN, Run};

/// A trace takes microseconds, so fewer inquiries make a pass.
const INQUIRIES: usize = 2_000;

/// Measures explaining with a workflow of this size.
pub fn run(run: &mut Run, cases: &Cases, routes: usize) -> Result<()> {
    let name = format!("decide/{routes}_routes/trace");
    if !run.wants(&name) {
        return Ok(());
    }
    let workflow = workflows::of_size(routes);
    let pointsman = Pointsman::compile(&workflow)?;
    let inquiries = &cases.inquiries[..INQUIRIES];
    let attributes: Vec<_> = inquiries.iter().map(|one| pointsman.attributes(one)).collect();
    let plan = pointsman.plan();
    let mut subjects = vec![
        Subject {
            name: POINTSMAN.to_owned(),
            note: "all routes down to the one taken".to_owned(),
            control: false,
            operations: INQUIRIES,
            pass: Box::new(|| {
                let traces = attributes.iter().map(|one| pointsman_engine::explain(plan, one));
                traces.map(|trace| black_box(trace).routes.len() as u64).sum()
            }),
        },
        Subject {
            name: "pointsman, with its digest".to_owned(),
            note: "what a run stores".to_owned(),
            control: false,
            operations: INQUIRIES,
            pass: Box::new(|| {
                let traces = attributes.iter().map(|one| pointsman_engine::explain(plan, one));
                traces.map(|trace| u64::from(black_box(trace.digest()).bytes()[0])).sum()
            }),
        },
    ];
    let (figures, noisy) = side_by_side(&mut subjects);
    drop(subjects);
    run.print(&name, &figures, noisy, &[])
}
