//! The one description of each workflow, from which Pointsman's document and every peer's query are made.

use anyhow::{Result, anyhow};
use pointsman_domain::workflow::Document;
use pointsman_engine::{ListDirectory, ListRef, Plan, check, compile};
use serde::Serialize;
use serde_json::{Value, json};

use crate::random::Random;

pub const LISTS: u64 = 4;
pub const COUNTRIES: [&str; 8] = ["US", "GB", "DE", "FR", "CA", "IN", "BR", "NG"];
const ACTIONS: [&str; 3] = ["approve", "decline", "mark_for_review"];
/// Ten-thousandths of a unit.
pub const UNIT: u64 = 10_000;

/// All conditions of a route must hold. Bounds are ten-thousandths, both included.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Condition {
    Between { column: &'static str, low: u64, high: u64 },
    AnyOf { column: &'static str, codes: Vec<&'static str> },
    On { list: String },
    Missing { column: &'static str },
}

pub type Routes = Vec<Vec<Condition>>;

/// Three conditions a route; `edit` moves one threshold of the fifth.
pub fn routes(count: u64, edit: u64) -> Routes {
    let mut random = Random(count);
    let width = (40_000 / count).min(5_000);
    (0..count).map(|place| route(&mut random, place, width, edit)).collect()
}

fn route(random: &mut Random, place: u64, width: u64, edit: u64) -> Vec<Condition> {
    let age = random.below(60);
    let mut codes = vec![random.one_of(&COUNTRIES), random.one_of(&COUNTRIES)];
    codes.dedup();
    let moved = if place == 4 { edit * 37 } else { 0 };
    let score = random.below(10_000 - width).saturating_sub(moved);
    let column =
        if place.is_multiple_of(2) { "document_similarity_score" } else { "liveness_check_score" };
    let third = match place % 8 {
        3 => Condition::On { list: list_id(place % LISTS) },
        5 => Condition::Missing { column },
        _ => Condition::Between { column, low: score * 100, high: (score + width) * 100 },
    };
    vec![
        Condition::Between { column: "age", low: age * UNIT, high: (age + 20) * UNIT },
        Condition::AnyOf { column: "country", codes },
        third,
    ]
}

/// As Pointsman runs it.
pub fn plan(routes: &Routes) -> Result<Plan> {
    let routes = routes.iter().enumerate().map(|(place, conditions)| {
        let all: Vec<Value> = conditions.iter().map(condition).collect();
        json!({ "id": format!("rt_{place}"), "name": format!("Route {place}"), "if": { "all": all },
            "then": [{ "action": ACTIONS[place % ACTIONS.len()] }] })
    });
    compiled(routes.collect())
}

/// Routes as they stand in a document.
pub fn compiled(routes: Vec<Value>) -> Result<Plan> {
    let document = json!({ "format": 1, "name": "Measured", "event": "inquiry.completed", "routes": routes,
        "everything_else": [{ "action": "do_nothing" }] });
    let document = Document::from_json(&document).map_err(|errors| anyhow!("{errors:?}"))?;
    let lists = (0..LISTS).map(|list| -> Result<ListRef> {
        let (id, key) = (list_id(list).parse()?, format!("list_{list}").parse()?);
        Ok(ListRef { id, key, name: format!("List {list}"), archived: false, items: 1 })
    });
    let checking = check(&document, &ListDirectory::new(lists.collect::<Result<Vec<_>>>()?));
    let workflow = checking.workflow.ok_or_else(|| anyhow!("{:?}", checking.diagnostics))?;
    Ok(compile(&workflow))
}

fn condition(condition: &Condition) -> Value {
    let number = |steps: u64| steps as f64 / UNIT as f64;
    match condition {
        Condition::Between { column, low, high } => {
            json!({ "attribute": column, "operator": "between", "value": [number(*low), number(*high)] })
        }
        Condition::AnyOf { column, codes } => {
            json!({ "attribute": column, "operator": "any_of", "value": codes })
        }
        Condition::On { list } => {
            json!({ "attribute": "list_matches", "operator": "contains", "value": list })
        }
        Condition::Missing { column } => json!({ "attribute": column, "operator": "is_missing" }),
    }
}

pub fn list_id(list: u64) -> String {
    format!("lst_{:026}", list + 1)
}
