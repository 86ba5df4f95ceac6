//! Subjects take turns over several rounds; the median counts.
//!
//! Whatever disturbs the machine for a while disturbs all of them. Controls run in the same rounds: when one
//! moves by more than 15 % between the first and the last round, the figures are marked NOISY.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How often every subject has its turn.
pub const ROUNDS: usize = 5;
/// A turn takes at least this long.
const TURN: Duration = Duration::from_millis(40);
/// How far a control may move.
const STEADY: f64 = 0.15;

/// Something that is measured: a pass does `operations`, and gives a number so that nothing is optimised away.
pub struct Subject<'s> {
    /// Its name in the table.
    pub name: String,
    /// What people should know about the figure.
    pub note: String,
    /// Whether it shows how steady the machine is.
    pub control: bool,
    /// How many operations a pass does.
    pub operations: usize,
    /// One pass.
    pub pass: Box<dyn FnMut() -> u64 + 's>,
}

/// The figure of one subject.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The subject's name.
    pub subject: String,
    /// What people should know about it.
    pub note: String,
    /// Nanoseconds for one operation, the median of all rounds.
    pub nanoseconds: f64,
    /// Bytes of memory that an item takes, where items are held.
    pub bytes_per_item: Option<f64>,
}

/// Measures subjects side by side; answers their figures and whether a control moved.
pub fn side_by_side(subjects: &mut [Subject<'_>]) -> (Vec<Figure>, bool) {
    let mut times = vec![Vec::new(); subjects.len()];
    for subject in subjects.iter_mut() {
        black_box((subject.pass)());
    }
    for _ in 0..ROUNDS {
        for (subject, times) in subjects.iter_mut().zip(&mut times) {
            times.push(turn(subject));
        }
    }
    let noisy = subjects.iter().zip(&times).any(|(subject, times)| subject.control && moved(times));
    let figures = subjects.iter().zip(times).map(|(subject, times)| Figure {
        subject: subject.name.clone(),
        note: subject.note.clone(),
        nanoseconds: median(times),
        bytes_per_item: None,
    });
    (figures.collect(), noisy)
}

fn turn(subject: &mut Subject<'_>) -> f64 {
    let start = Instant::now();
    let mut passes = 0_u32;
    while passes == 0 || start.elapsed() < TURN {
        black_box((subject.pass)());
        passes += 1;
    }
    let nanoseconds = start.elapsed().as_secs_f64() * 1e9;
    nanoseconds / f64::from(passes) / subject.operations as f64
}

fn moved(times: &[f64]) -> bool {
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return false };
    (last / first - 1.0).abs() > STEADY
}

/// The middle one.
pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
