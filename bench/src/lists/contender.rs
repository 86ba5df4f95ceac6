//! Building, asking and changing an index, in the same way for all.

use std::rc::Rc;
use std::time::Instant;

use anyhow::{Result, ensure};

use super::CHANGES;
use crate::allocation::counted;
use crate::measure::{Figure, Subject, median, side_by_side};
use crate::report::{POINTSMAN, Run};

/// How often an index is built.
const BUILDS: usize = 3;

/// An index of items `I` that is asked for questions `Q`.
pub trait Contender<I, Q>: Sized {
    /// Its name in the table.
    const NAME: &'static str;
    /// What people should know about it.
    const NOTE: &'static str = "";
    /// Items in its own form.
    type Items;
    /// A question in its own form.
    type Question;

    /// Makes its form of the items, which is not measured.
    fn items(items: &[I]) -> Self::Items;
    /// Makes its form of a question, which is not measured.
    fn question(question: &Q) -> Self::Question;
    /// Builds the index.
    fn build(items: &Self::Items) -> Self;
    /// Whether an item matches.
    fn finds(&self, question: &Self::Question) -> bool;
    /// How many questions an item matches, asked one after the other.
    fn count(&self, questions: &[Self::Question]) -> u64 {
        questions.iter().map(|question| u64::from(self.finds(question))).sum()
    }
    /// The same, asked as many at once as is best; `None` for who takes one at a time.
    fn count_together(&self, _questions: &[Self::Question]) -> Option<u64> {
        None
    }
    /// Takes one item out and puts it in again; `false` if that cannot be done.
    fn change(&mut self, items: &Self::Items, place: usize) -> bool;
}

/// An index that was built, with what was measured on the way.
pub struct Built<'q> {
    name: &'static str,
    look_ups: Vec<Subject<'q>>,
    build: f64,
    change: Option<f64>,
    bytes: f64,
}

/// Builds an index, asks it all questions and changes single items.
pub fn built<'q, I, Q, C: Contender<I, Q> + 'q>(
    run: &Run,
    items: &[I],
    questions: &[Q],
    wanted: &[bool],
) -> Result<Built<'q>>
where
    C::Question: 'q,
{
    run.say(&format!("building {}", C::NAME));
    let own = C::items(items);
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..BUILDS {
        drop(last.take());
        let start = Instant::now();
        let (index, used) = counted(|| C::build(&own));
        times.push(start.elapsed().as_secs_f64() * 1e9 / items.len() as f64);
        last = Some((index, used.held as f64 / items.len() as f64));
    }
    let (mut index, bytes) = last.expect("built");
    let own_questions: Vec<C::Question> = questions.iter().map(C::question).collect();
    for (place, (question, wanted)) in own_questions.iter().zip(wanted).enumerate() {
        ensure!(index.finds(question) == *wanted, "{} is wrong about question {place}", C::NAME);
    }
    let step = items.len() / CHANGES.min(items.len());
    let start = Instant::now();
    let changes = (0..CHANGES).take_while(|change| index.change(&own, change * step)).count();
    let change = start.elapsed().as_secs_f64() * 1e9 / changes as f64;
    drop(own);
    let (index, own_questions) = (Rc::new(index), Rc::new(own_questions));
    let look_up = |name: String, note: String, count: fn(&C, &[C::Question]) -> u64| {
        let (index, questions) = (Rc::clone(&index), Rc::clone(&own_questions));
        let operations = questions.len();
        let pass = Box::new(move || count(&index, &questions));
        Subject { name, note, control: false, operations, pass }
    };
    let note = format!("{bytes:.0} bytes an item  {}", C::NOTE);
    let mut look_ups = vec![look_up(C::NAME.to_owned(), note, C::count)];
    if let Some(count) = index.count_together(&own_questions) {
        ensure!(count == index.count(&own_questions), "{} is wrong about some together", C::NAME);
        let count: fn(&C, &[C::Question]) -> u64 =
            |index, questions| index.count_together(questions).unwrap_or_default();
        let note = "for many inquiries at once, 32 read ahead".to_owned();
        look_ups.push(look_up(format!("{}, many at once", C::NAME), note, count));
    }
    Ok(Built {
        name: C::NAME,
        build: median(times),
        change: (changes > 0).then_some(change),
        bytes,
        look_ups,
    })
}

/// Prints look-ups, building and changes of all that were built.
pub fn print(run: &mut Run, group: &str, items: usize, mut built: Vec<Built<'_>>) -> Result<()> {
    let mut builds = Vec::new();
    let mut changes = Vec::new();
    let mut unchangeable = Vec::new();
    for one in &built {
        let figure = |nanoseconds, note| Figure {
            subject: one.name.to_owned(),
            note,
            nanoseconds,
            bytes_per_item: Some(one.bytes),
        };
        let whole = one.build * items as f64 / 1e6;
        builds.push(figure(
            one.build,
            format!("per item; {whole:.0} ms for all, {:.0} bytes an item", one.bytes),
        ));
        match one.change {
            Some(change) => {
                changes.push(figure(change, "take one out and put it in again".to_owned()))
            }
            None => unchangeable.push((one.name.to_owned(), "can only be built anew".to_owned())),
        }
    }
    let of_all = |one: &Built<'_>| vec![one.bytes; one.look_ups.len()];
    let bytes: Vec<f64> = built.iter().flat_map(of_all).collect();
    let mut subjects: Vec<Subject<'_>> = built.drain(..).flat_map(|one| one.look_ups).collect();
    subjects.extend(random_reads(super::LOOK_UPS));
    let (mut figures, noisy) = side_by_side(&mut subjects);
    for (figure, bytes) in figures.iter_mut().zip(bytes) {
        figure.bytes_per_item = Some(bytes);
    }
    debug_assert!(figures.iter().any(|figure| figure.subject == POINTSMAN));
    run.print(&format!("lists/{group}/look_up"), &figures, noisy, &[])?;
    run.print(&format!("lists/{group}/build"), &builds, false, &[])?;
    run.print(&format!("lists/{group}/change"), &changes, false, &unchangeable)
}

/// Words of the memory that controls read: 64 MB, more than a cache keeps.
const WORDS: u64 = 1 << 23;

/// What memory itself takes, out of 64 MB: reads that depend on nothing, many of which are under way at the same time; and
/// reads that say where the next one is. A look-up that hits and names its item makes one of these at least.
pub fn random_reads(operations: usize) -> [Subject<'static>; 2] {
    let control = |name: &str, pass: Box<dyn FnMut() -> u64>| Subject {
        name: name.to_owned(),
        note: "control".to_owned(),
        control: true,
        operations,
        pass,
    };
    // A generator of full period (Knuth, The art of computer programming, 3.2.1.2): each place leads to another one.
    let next = |place: u64| (place * 0x0059_9e05 + 0x001b_873b) % WORDS;
    let memory: Rc<[u64]> = (0..WORDS).map(next).collect();
    let chain = Rc::clone(&memory);
    // Both go on from pass to pass, so that no pass finds in the cache what the one before has read.
    let (mut random, mut place) = (crate::random::Random::seeded(7), 0);
    [
        control(
            "(one read of memory out of 64 MB)",
            Box::new(move || {
                let reads = (0..operations).map(|_| memory[random.below(WORDS) as usize]);
                reads.fold(0, u64::wrapping_add)
            }),
        ),
        control(
            "(one read that the next one waits for)",
            Box::new(move || {
                for _ in 0..operations {
                    place = chain[place as usize];
                }
                place
            }),
        ),
    ]
}
