//! The generated inquiries: all subjects decide the same.

use super::rules::{CodeKey, Hundredths, Number, decimal, list_id};
use crate::random::Random;

/// How many there are.
pub const INQUIRIES: usize = 100_000;
/// How many lists workflows may mention.
pub const LISTS: usize = 8;

/// A country or state: its place in [`CODES`].
pub type Code = u8;

/// Countries first, then states.
pub const CODES: [&str; 52] = [
    "US", "GB", "DE", "FR", "CA", "IN", "BR", "MX", "ES", "IT", "NL", "PL", "SE", "NO", "DK", "FI",
    "IE", "PT", "AT", "CH", "BE", "CZ", "GR", "HU", "RO", "UA", "TR", "NG", "KE", "ZA", "EG", "AE",
    "JP", "KR", "CN", "SG", "AU", "NZ", "IR", "KP", // States.
    "CA", "NY", "TX", "FL", "WA", "IL", "PA", "OH", "GA", "NC", "MI", "NV",
];
/// The first of the states.
pub const STATES: Code = 40;
/// The United States.
pub const US: Code = 0;

/// One inquiry. `failed_verification_attempts` is never missing when deciding.
#[derive(Clone, Debug)]
pub struct Inquiry {
    pub age: Option<Hundredths>,
    pub similarity: Option<Hundredths>,
    pub liveness: Option<Hundredths>,
    pub attempts: Hundredths,
    pub country: Option<Code>,
    pub us_state: Option<Code>,
    pub lists: Vec<usize>,
}

/// The letters of a code.
pub fn text_of(code: Code) -> &'static str {
    CODES[usize::from(code)]
}

impl Inquiry {
    fn random(random: &mut Random) -> Self {
        let age = (!random.per_mille(40)).then(|| 100 * whole(random, 16, 90));
        let country = (!random.per_mille(30)).then(|| random_country(random));
        let in_us = country == Some(US) && !random.per_mille(100);
        let us_state = in_us.then(|| STATES + random.below(12) as u8);
        let similarity = (!random.per_mille(80)).then(|| score(random));
        let liveness = (!random.per_mille(80)).then(|| score(random));
        let attempts = 100 * [0, 0, 0, 0, 0, 1, 1, 2, 3, 5][random.below(10) as usize];
        let mut lists: Vec<usize> = Vec::new();
        for list in 0..LISTS {
            if random.per_mille(15) {
                lists.push(list);
            }
        }
        Self { age, similarity, liveness, attempts, country, us_state, lists }
    }

    pub fn number(&self, number: Number) -> Option<Hundredths> {
        match number {
            Number::Age => self.age,
            Number::Similarity => self.similarity,
            Number::Liveness => self.liveness,
            Number::Attempts => Some(self.attempts),
        }
    }

    pub fn code(&self, key: CodeKey) -> Option<Code> {
        match key {
            CodeKey::Country => self.country,
            CodeKey::UsState => self.us_state,
        }
    }

    /// Whether it is on a list.
    pub fn is_on(&self, list: usize) -> bool {
        self.lists.contains(&list)
    }

    /// As JSON text. What is missing is not there.
    pub fn to_text(&self) -> String {
        let mut entries = Vec::new();
        for number in Number::ALL {
            if let Some(value) = self.number(number) {
                entries.push(format!("\"{}\":{}", number.key(), decimal(value)));
            }
        }
        for key in [CodeKey::Country, CodeKey::UsState] {
            if let Some(code) = self.code(key) {
                entries.push(format!("\"{}\":\"{}\"", key.key(), text_of(code)));
            }
        }
        let lists: Vec<String> =
            self.lists.iter().map(|list| format!("\"{}\"", list_id(*list))).collect();
        entries.push(format!("\"list_matches\":[{}]", lists.join(",")));
        format!("{{{}}}", entries.join(","))
    }
}

/// All inquiries.
pub fn generated() -> Vec<Inquiry> {
    let mut random = Random::seeded(2026);
    (0..INQUIRIES).map(|_| Inquiry::random(&mut random)).collect()
}

fn whole(random: &mut Random, low: i64, high: i64) -> i64 {
    low + random.below((high - low + 1) as u64) as i64
}

/// Most are good: the better of two.
fn score(random: &mut Random) -> Hundredths {
    whole(random, 0, 10_000).max(whole(random, 0, 10_000))
}

/// Some countries are much more frequent than others.
fn random_country(random: &mut Random) -> Code {
    let one = random.below(u64::from(STATES));
    let other = random.below(u64::from(STATES));
    one.min(other) as Code
}
