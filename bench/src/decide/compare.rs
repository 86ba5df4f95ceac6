//! No figure without equal outcomes: a peer is admitted when it decides every inquiry as the description says.

use std::time::{Duration, Instant};

use super::peer::Peer;
use super::rules::Workflow;
use super::{Cases, From};
use crate::measure::Subject;
use crate::report::Run;

/// A slow peer is compared on as many inquiries as it decides in this time, and the table says on how many.
const PATIENCE: Duration = Duration::from_secs(8);
/// A pass takes at most about this long; the fast ones decide all inquiries in it.
const PASS: Duration = Duration::from_millis(40);
/// So many inquiries show how slow a peer is.
const FIRST: usize = 100;

/// A peer that has shown that it decides alike.
pub trait Entrant {
    /// The peer as a subject of a measurement.
    fn subject<'s>(&'s mut self, from: From, cases: &'s Cases) -> Option<Subject<'s>>;
    /// Something beside time.
    fn remark(&self) -> Option<String>;
}

struct Admitted<P: Peer> {
    peer: P,
    inputs: Vec<P::Input>,
    /// How many texts a pass decides.
    texts: usize,
    note: String,
    remark: Option<String>,
}

/// How a peer becomes an entrant; else its name, and why not.
pub type Prepare =
    fn(&Run, &Workflow, &Cases, &[usize]) -> Result<Box<dyn Entrant>, (String, String)>;

/// Compiles a workflow for a peer and compares all outcomes.
pub fn admitted<P: Peer>(
    run: &Run,
    workflow: &Workflow,
    cases: &Cases,
    wanted: &[usize],
) -> Result<Box<dyn Entrant>, (String, String)> {
    let refused = |why: String| (P::NAME.to_owned(), why);
    let start = Instant::now();
    let mut peer = P::compile(workflow).map_err(|error| refused(short(&error)))?;
    let compiling = start.elapsed();
    let all = wanted.len();
    let typed = speed(FIRST, |place| {
        let input = peer.input(&cases.inquiries[place]);
        peer.decide(&input)
    });
    let (typed, typed_checked) = (typed, affordable(typed, PATIENCE, all));
    for place in 0..typed_checked {
        let input = peer.input(&cases.inquiries[place]);
        let outcome = peer.decide(&input);
        if outcome != wanted[place] {
            let text = &cases.texts[place];
            return Err(refused(format!("{outcome} instead of {} for {text}", wanted[place])));
        }
    }
    let text = speed(FIRST, |place| peer.decide_text(&cases.texts[place]));
    let text_checked = affordable(text, PATIENCE, all);
    for place in 0..text_checked {
        let outcome = peer.decide_text(&cases.texts[place]);
        if outcome != wanted[place] {
            let text = &cases.texts[place];
            return Err(refused(format!("{outcome} instead of {} for {text}", wanted[place])));
        }
    }
    run.say(&format!("{} compiles in {compiling:.1?} and decides alike", P::NAME));
    let mut note = P::NOTE.to_owned();
    let checked = typed_checked.min(text_checked);
    if checked < all {
        let separator = if note.is_empty() { "" } else { "; " };
        note = format!("{note}{separator}outcomes compared on the first {checked}");
    }
    let passes = affordable(typed, PASS, all);
    let inputs: Vec<_> = cases.inquiries[..passes].iter().map(|one| peer.input(one)).collect();
    let remark = peer.remark(&inputs);
    Ok(Box::new(Admitted { peer, inputs, texts: affordable(text, PASS, all), note, remark }))
}

/// The last line says what is wrong; those before it may quote the whole workflow.
fn short(error: &anyhow::Error) -> String {
    let whole = format!("{error:#}");
    let last = whole.lines().map(str::trim).rfind(|line| !line.is_empty());
    last.unwrap_or_default().chars().take(120).collect()
}

/// How long one decision takes, roughly.
fn speed(count: usize, mut decide: impl FnMut(usize) -> usize) -> Duration {
    let start = Instant::now();
    for place in 0..count {
        std::hint::black_box(decide(place));
    }
    start.elapsed() / u32::try_from(count).unwrap_or(u32::MAX)
}

/// How many decisions of this length fit, at least a hundred.
fn affordable(one: Duration, into: Duration, all: usize) -> usize {
    let fits = into.as_nanos() / one.as_nanos().max(1);
    usize::try_from(fits).unwrap_or(usize::MAX).clamp(FIRST, all)
}

impl<P: Peer> Entrant for Admitted<P> {
    fn subject<'s>(&'s mut self, from: From, cases: &'s Cases) -> Option<Subject<'s>> {
        let Self { peer, inputs, texts, note, .. } = self;
        let operations = match from {
            From::Typed => inputs.len(),
            From::Text => *texts,
        };
        let pass: Box<dyn FnMut() -> u64 + 's> = match from {
            From::Typed => {
                Box::new(move || inputs.iter().map(|input| peer.decide(input) as u64).sum())
            }
            From::Text => {
                let texts = &cases.texts[..operations];
                Box::new(move || texts.iter().map(|text| peer.decide_text(text) as u64).sum())
            }
        };
        Some(Subject {
            name: P::NAME.to_owned(),
            note: note.clone(),
            control: P::CONTROL,
            operations,
            pass,
        })
    }

    fn remark(&self) -> Option<String> {
        self.remark.clone()
    }
}
