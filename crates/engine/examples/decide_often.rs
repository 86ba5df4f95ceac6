//! Decides COUNT times with a workflow of ROUTES routes, and does nothing else: scripts/count-instructions.sh
//! counts what one decision costs.

use std::error::Error;
use std::hint::black_box;

use pointsman_domain::workflow::Document;
use pointsman_engine::{CheckedWorkflow, Facts, ListDirectory, ListRef, Taken, check, compile};
use serde::Deserialize;
use serde_json::{Map, Value, json};

const LISTS: u64 = 4;
const INQUIRIES: usize = 1_000;
const COUNTRIES: [&str; 8] = ["US", "GB", "DE", "FR", "CA", "IN", "BR", "NG"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let routes: u64 = arguments.next().ok_or("ROUTES is missing")?.parse()?;
    let count: usize = arguments.next().ok_or("COUNT is missing")?.parse()?;
    let mut random = Random(routes);
    let plan = compile(&workflow(&mut random, routes)?);
    let facts: Vec<Facts> =
        (0..INQUIRIES).map(|_| facts(&mut random)).collect::<Result<_, serde_json::Error>>()?;
    let mut taken = 0_usize;
    for facts in facts.iter().cycle().take(count) {
        taken = taken.wrapping_add(match plan.decide(black_box(facts)) {
            Taken::Route(place) => place,
            Taken::EverythingElse => 1,
        });
    }
    black_box(taken);
    Ok(())
}

/// Three conditions a route; with many routes they are so narrow that each takes some inquiries.
fn workflow(random: &mut Random, routes: u64) -> Result<CheckedWorkflow, Box<dyn Error>> {
    let width = (40_000 / routes).min(5_000);
    let routes: Vec<Value> = (0..routes).map(|place| route(random, place, width)).collect();
    let document = json!({
        "format": 1, "name": "Counted", "event": "inquiry.completed", "routes": routes,
        "everything_else": [{"action": "do_nothing"}],
    });
    let document = Document::from_json(&document).map_err(|errors| format!("{errors:?}"))?;
    let lists = (0..LISTS).map(|list| -> Result<ListRef, Box<dyn Error>> {
        let (id, key) = (list_id(list).parse()?, format!("list_{list}").parse()?);
        Ok(ListRef { id, key, name: format!("List {list}"), archived: false, items: 1 })
    });
    let directory = ListDirectory::new(lists.collect::<Result<Vec<_>, _>>()?);
    let checking = check(&document, &directory);
    checking.workflow.ok_or_else(|| format!("{:?}", checking.diagnostics).into())
}

fn route(random: &mut Random, place: u64, width: u64) -> Value {
    let age = random.below(60);
    let (one, other) = (random.country(), random.country());
    let score = random.below(10_000 - width);
    let attribute =
        if place.is_multiple_of(2) { "document_similarity_score" } else { "liveness_check_score" };
    let third = match place % 8 {
        3 => {
            json!({"attribute": "list_matches", "operator": "contains", "value": list_id(place % LISTS)})
        }
        5 => json!({"attribute": attribute, "operator": "is_missing"}),
        _ => {
            let between = [hundredths(score), hundredths(score + width)];
            json!({"attribute": attribute, "operator": "between", "value": between})
        }
    };
    let countries = if one == other { vec![one] } else { vec![one, other] };
    let all = [
        json!({"attribute": "age", "operator": "between", "value": [age, age + 20]}),
        json!({"attribute": "country", "operator": "any_of", "value": countries}),
        third,
    ];
    json!({
        "id": format!("rt_{place}"), "name": format!("Route {place}"), "if": {"all": all},
        "then": [{"action": "decline"}],
    })
}

fn facts(random: &mut Random) -> serde_json::Result<Facts> {
    let mut value = Map::new();
    value.insert("failed_verification_attempts".to_owned(), random.below(4).into());
    for (key, present) in [
        ("age", json!(random.below(80))),
        ("country", json!(random.country())),
        ("document_similarity_score", json!(hundredths(random.below(10_001)))),
        ("liveness_check_score", json!(hundredths(random.below(10_001)))),
    ] {
        if random.below(16) != 0 {
            value.insert(key.to_owned(), present);
        }
    }
    let lists = (0..LISTS).filter(|_| random.below(20) == 0).map(list_id);
    value.insert("list_matches".to_owned(), lists.collect());
    Facts::deserialize(Value::Object(value))
}

fn hundredths(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(0)) / 100.0
}

fn list_id(list: u64) -> String {
    format!("lst_{:026}", list + 1)
}

/// `SplitMix64`: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    fn country(&mut self) -> &'static str {
        let place = usize::try_from(self.below(COUNTRIES.len() as u64)).unwrap_or(0);
        COUNTRIES.get(place).copied().unwrap_or("US")
    }
}
