//! The workflows: eight routes as a team would write them, and generated ones with 100 and 1,000.

use super::inquiry::{CODES, Code, LISTS, STATES};
use super::rules::{CodeKey, Condition, Number, Route, Workflow};
use crate::random::Random;

/// Blocked addresses.
pub const BLOCKED: usize = 0;
/// Allowed addresses.
pub const ALLOWED: usize = 1;

/// A workflow of this size.
pub fn of_size(routes: usize) -> Workflow {
    if routes == 8 { eight() } else { generated(routes) }
}

fn eight() -> Workflow {
    use CodeKey::{Country, UsState};
    use Condition::{AnyOf, AtLeast, Between, LessThan, NoneOf, NotOn, On};
    use Number::{Age, Attempts, Liveness, Similarity};
    Workflow {
        routes: vec![
            vec![On(BLOCKED), NotOn(ALLOWED)],
            vec![LessThan(Age, 1_800)],
            vec![AnyOf(Country, countries(&["IR", "KP", "NG"]))],
            vec![AtLeast(Attempts, 300)],
            vec![LessThan(Similarity, 4_000), LessThan(Liveness, 5_000)],
            vec![AnyOf(UsState, states(&["NY", "TX", "NV"])), LessThan(Similarity, 7_050)],
            vec![
                NoneOf(Country, countries(&["US", "CA", "GB", "DE", "FR"])),
                Between(Age, 1_800, 2_500),
                LessThan(Liveness, 6_000),
            ],
            vec![AtLeast(Similarity, 8_000), AtLeast(Liveness, 7_525), LessThan(Attempts, 200)],
        ],
    }
}

/// Three conditions a route, so narrow that routes of all places are taken, and *everything else* too.
fn generated(count: usize) -> Workflow {
    let mut random = Random::seeded(count as u64);
    let routes = (0..count).map(|place| route(&mut random, place, count)).collect();
    Workflow { routes }
}

fn route(random: &mut Random, place: usize, count: usize) -> Route {
    let low = 100 * (16 + random.below(66) as i64);
    let countries: Vec<Code> = distinct(random, 6, 0, u64::from(STATES));
    let score = if random.per_mille(500) { Number::Similarity } else { Number::Liveness };
    let width = 400_000 / count as i64;
    let from = 25 * random.below((10_000 - width.min(8_000)) as u64 / 25) as i64;
    let age = Condition::Between(Number::Age, low, low + 900);
    let country = Condition::AnyOf(CodeKey::Country, countries);
    let score = Condition::Between(score, from, from + width);
    let list = random.below(LISTS as u64) as usize;
    match place % 20 {
        3 => vec![age, Condition::On(list), Condition::LessThan(Number::Attempts, 300)],
        7 => vec![age, country, Condition::Missing(Number::Similarity)],
        11 => vec![age, Condition::AtLeast(Number::Attempts, 300), score],
        13 => vec![age, country, Condition::NotOn(list), score],
        17 => {
            let states = distinct(random, 4, STATES, CODES.len() as u64 - u64::from(STATES));
            vec![age, Condition::AnyOf(CodeKey::UsState, states), score]
        }
        _ => vec![age, country, score],
    }
}

fn distinct(random: &mut Random, count: usize, first: Code, among: u64) -> Vec<Code> {
    let mut codes = Vec::new();
    while codes.len() < count {
        let code = first + random.below(among) as Code;
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

fn countries(names: &[&str]) -> Vec<Code> {
    named(names, 0, usize::from(STATES))
}

fn states(names: &[&str]) -> Vec<Code> {
    named(names, usize::from(STATES), CODES.len())
}

fn named(names: &[&str], first: usize, end: usize) -> Vec<Code> {
    (first..end).filter(|code| names.contains(&CODES[*code])).map(|code| code as Code).collect()
}
