//! Invented people for the example workspace, from a seed: the same every time.
//!
//! Names are common words, addresses and domains are reserved for documentation (RFC 5737, RFC 3849, RFC 2606).

use serde_json::{Value, json};

const FIRST: [&str; 16] = [
    "Amara", "Bruno", "Chen", "Daria", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jonas", "Kaia",
    "Luca", "Mina", "Noel", "Oda", "Priya",
];
const LAST: [&str; 16] = [
    "Abara", "Bergen", "Castle", "Dunes", "Ember", "Field", "Grove", "Harbour", "Isle", "Juniper",
    "Knoll", "Lake", "Meadow", "North", "Orchard", "Pine",
];
const PLACES: [(&str, &str); 10] = [
    ("US", "California"),
    ("US", "NY"),
    ("US", "US-TX"),
    ("US", "Washington"),
    ("US", "Florida"),
    ("CA", "Ontario"),
    ("GB", ""),
    ("DE", "Berlin"),
    ("FR", ""),
    ("BR", ""),
];

/// A small generator (splitmix64): good enough to scatter examples, never used for secrets.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`.
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let place =
            usize::try_from(self.roll(u64::try_from(choices.len()).unwrap_or(1))).unwrap_or(0);
        choices.get(place).copied()
    }
}

/// The body of a create call for the inquiry with this number.
pub(super) fn inquiry(dice: &mut Dice, number: u64) -> Value {
    let first = dice.pick(&FIRST).unwrap_or("Ada");
    let last = dice.pick(&LAST).unwrap_or("King");
    let (country, subdivision) = dice.pick(&PLACES).unwrap_or(("US", ""));
    let year = if dice.roll(12) == 0 { 2009 + dice.roll(3) } else { 1950 + dice.roll(55) };
    let mut fields = json!({
        "name_first": first,
        "name_last": last,
        "birthdate": format!("{year}-{:02}-{:02}", 1 + dice.roll(12), 1 + dice.roll(28)),
        "address_country_code": country,
        "email_address": email(dice, first, last),
    });
    if let Some(map) = fields.as_object_mut().filter(|_| !subdivision.is_empty()) {
        map.insert("address_subdivision".to_owned(), json!(subdivision));
    }
    json!({
        "reference_id": format!("example-{number:04}"),
        "template": "Example check",
        "fields": fields,
        "session": {"ip_address": address(dice), "user_agent": "Example browser"},
        "verifications": verifications(dice),
    })
}

fn email(dice: &mut Dice, first: &str, last: &str) -> String {
    let domain = match dice.roll(10) {
        0 => "throwaway.example.net",
        1 | 2 => "example.org",
        _ => "example.com",
    };
    format!("{}.{}@{domain}", first.to_lowercase(), last.to_lowercase())
}

fn address(dice: &mut Dice) -> String {
    match dice.roll(12) {
        0 => format!("198.51.100.{}", 1 + dice.roll(30)),
        1 => "192.0.2.10".to_owned(),
        2 => format!("2001:db8::{:x}", 1 + dice.roll(4_000)),
        _ => format!("203.0.113.{}", 1 + dice.roll(254)),
    }
}

fn verifications(dice: &mut Dice) -> Value {
    let mut found = vec![json!({"id": "ver_id", "kind": "government_id", "status": "passed"})];
    for attempt in 0..dice.roll(4).saturating_sub(1) {
        found.push(
            json!({"id": format!("ver_try_{attempt}"), "kind": "selfie", "status": "failed"}),
        );
    }
    let mut selfie = json!({"id": "ver_selfie", "kind": "selfie", "status": "passed"});
    if let Some(map) = selfie.as_object_mut().filter(|_| dice.roll(9) > 0) {
        let liveness = 100 - dice.roll(8) * dice.roll(9);
        map.insert("liveness_check_score".to_owned(), json!(liveness));
        map.insert(
            "document_similarity_score".to_owned(),
            json!(100 - dice.roll(5) * dice.roll(8)),
        );
    }
    found.push(selfie);
    Value::Array(found)
}
