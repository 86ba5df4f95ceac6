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

/// What peers tell about a decision; none tells of every condition which value it read and what it said.
const PEERS: [(&str, &str); 8] = [
    ("zen-engine", "its trace names the row that was taken"),
    ("datalogic-rs", "traces operations behind a build feature, which is not built here"),
    ("cedar-policy", "names the policies that hold, not their conditions"),
    ("regorus", "tells which lines were covered, in its interpreter alone"),
    ("ordo-core", "traces the steps of a rule set, not what is compiled to machine code"),
    ("cel", "has no trace"),
    ("wirefilter-engine", "has no trace"),
    ("rhai", "has a debugger and no trace"),
];

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
    let absent = PEERS.map(|(peer, why)| (peer.to_owned(), why.to_owned()));
    run.print(&name, &figures, noisy, &absent)
}
