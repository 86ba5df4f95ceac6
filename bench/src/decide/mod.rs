//! `decide`: the same workflows on the same inquiries, by Pointsman, by peers and by a hand-written `if`.

mod compare;
mod inquiry;
mod peer;
mod peers;
mod rules;
mod text;
mod trace;
mod workflows;

use anyhow::Result;

use crate::measure::{Subject, side_by_side};
use crate::report::Run;
use compare::Entrant;
use inquiry::Inquiry;
use rules::Workflow;

/// How many routes the workflows have.
const SIZES: [usize; 3] = [8, 100, 1_000];

/// From what a decision is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Attributes in the peer's own form, made before the clock runs.
    Typed,
    /// JSON text, parsed while the clock runs.
    Text,
}

/// Everything that entrants decide about.
pub struct Cases {
    pub inquiries: Vec<Inquiry>,
    pub texts: Vec<String>,
}

/// Measures the group.
pub fn run(run: &mut Run) -> Result<()> {
    let inquiries = inquiry::generated();
    let texts = inquiries.iter().map(Inquiry::to_text).collect();
    let cases = Cases { inquiries, texts };
    for routes in SIZES {
        let names = [(From::Typed, "typed"), (From::Text, "json")]
            .map(|(from, name)| (from, format!("decide/{routes}_routes/{name}")));
        if names.iter().any(|(_, name)| run.wants(name)) {
            side_by_side_at(run, &cases, &workflows::of_size(routes), names)?;
        }
        trace::run(run, &cases, routes)?;
    }
    trace::run(run, &cases, 200)
}

fn side_by_side_at(
    run: &mut Run,
    cases: &Cases,
    workflow: &Workflow,
    names: [(From, String); 2],
) -> Result<()> {
    let wanted: Vec<usize> =
        cases.inquiries.iter().map(|inquiry| workflow.outcome(inquiry)).collect();
    let mut entrants: Vec<Box<dyn Entrant>> = Vec::new();
    let left_out = peers::LEFT_OUT.iter();
    let mut absent: Vec<(String, String)> =
        left_out.map(|(name, why)| ((*name).to_owned(), (*why).to_owned())).collect();
    for prepare in peers::ALL {
        match prepare(run, workflow, cases, &wanted) {
            Ok(entrant) => entrants.push(entrant),
            Err((name, why)) => absent.push((name, why)),
        }
    }
    for (from, name) in names {
        if !run.wants(&name) {
            continue;
        }
        let mut subjects: Vec<Subject<'_>> =
            entrants.iter_mut().filter_map(|entrant| entrant.subject(from, cases)).collect();
        if from == From::Typed {
            subjects.push(reading_memory(cases));
        }
        let (figures, noisy) = side_by_side(&mut subjects);
        drop(subjects);
        run.print(&name, &figures, noisy, &absent)?;
        if from == From::Typed {
            for entrant in &entrants {
                if let Some(remark) = entrant.remark() {
                    run.remark(&remark)?;
                }
            }
        }
    }
    Ok(())
}

/// One pass of reading as much memory as the inquiries take, per inquiry.
fn reading_memory(cases: &Cases) -> Subject<'static> {
    const WORDS: usize = 16;
    let memory: Vec<u64> = (0..(cases.inquiries.len() * WORDS) as u64).collect();
    Subject {
        name: "(reading 128 bytes of memory)".to_owned(),
        note: "control".to_owned(),
        control: true,
        operations: cases.inquiries.len(),
        pass: Box::new(move || memory.iter().fold(0, |sum, word| sum ^ word)),
    }
}
