//! How long proofs take: ROUTES routes of three conditions each, proved and compared with an edited version, KIND being
//! `narrow` (most routes are reached), `wide` (most are blocked) or `lists`.

use std::error::Error;
use std::time::Instant;

use pointsman_domain::workflow::Document;
use pointsman_engine::prove::{Finding, KnownLists, Reachable, compare, prove};
use pointsman_engine::{ListDirectory, ListRef, Plan, check, compile};
use serde_json::{Value, json};

const LISTS: u64 = 12;
const COUNTRIES: [&str; 8] = ["US", "GB", "DE", "FR", "CA", "IN", "BR", "NG"];
const ACTIONS: [&str; 3] = ["approve", "decline", "mark_for_review"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let routes: u64 = arguments.next().ok_or("ROUTES is missing")?.parse()?;
    let kind = arguments.next().ok_or("KIND is missing")?;
    let mut random = Random(routes);
    let mut routes: Vec<Value> =
        (0..routes).map(|place| route(&mut random, place, &kind)).collect();
    let old = plan(&routes)?;
    let middle = routes.len() / 2;
    if let Some(route) = routes.get_mut(middle) {
        *route = self::route(&mut random, u64::try_from(middle)?, &kind);
    }
    let new = plan(&routes)?;
    for _ in 0..3 {
        let begun = Instant::now();
        let proofs = prove(&old, &KnownLists::default());
        let proved = begun.elapsed();
        let reached = proofs.routes.iter().filter(|r| matches!(r, Reachable::Yes { .. })).count();
        let undecided =
            proofs.routes.iter().filter(|r| matches!(r, Reachable::Undecided { .. })).count();
        let overlaps = proofs.findings.iter().filter(|f| matches!(f, Finding::Overlap(_))).count();
        let begun = Instant::now();
        let comparison = compare(&old, &new, &KnownLists::default());
        let compared = begun.elapsed();
        eprintln!(
            "{kind} {}: proved in {proved:?} ({reached} reached, {undecided} undecided, {overlaps}+{} overlaps, {} findings), compared in {compared:?} ({} kinds of change)",
            routes.len(),
            proofs.more,
            proofs.findings.len(),
            comparison.changes.len(),
        );
        for change in comparison.changes.iter().take(3) {
            eprintln!("  {:?}: {:?}", change.kind, change.regions);
        }
    }
    Ok(())
}

fn plan(routes: &[Value]) -> Result<Plan, Box<dyn Error>> {
    let document = json!({
        "format": 1, "name": "Proved", "event": "inquiry.completed", "routes": routes,
        "everything_else": [{ "action": "do_nothing" }],
    });
    let document = Document::from_json(&document).map_err(|errors| format!("{errors:?}"))?;
    let lists = (0..LISTS)
        .map(|number| {
            Ok(ListRef {
                id: list(number).parse()?,
                key: format!("list_{number}").parse()?,
                name: format!("List {number}"),
                archived: false,
                items: 1,
            })
        })
        .collect::<Result<Vec<ListRef>, Box<dyn Error>>>()?;
    let checking = check(&document, &ListDirectory::new(lists));
    let workflow = checking.workflow.ok_or_else(|| format!("{:?}", checking.diagnostics))?;
    Ok(compile(&workflow))
}

fn list(number: u64) -> String {
    format!("lst_{number:026}")
}

fn route(random: &mut Random, place: u64, kind: &str) -> Value {
    let age = random.below(100);
    let score = random.below(1_000_000);
    let country = COUNTRIES.get(usize::try_from(random.below(8)).unwrap_or(0));
    let narrow = kind == "narrow";
    let width = if narrow { 3 } else { 40 };
    let span = if narrow { 20_000 } else { 400_000 };
    let in_decimals = |steps: u64| f64::from(u32::try_from(steps).unwrap_or(0)) / 10_000.0;
    let mut conditions = vec![
        json!({ "attribute": "age", "operator": "between", "value": [age, age + width] }),
        json!({ "attribute": "liveness_check_score", "operator": "between",
                "value": [in_decimals(score), in_decimals((score + span).min(1_000_000))] }),
    ];
    conditions.push(if kind == "lists" {
        json!({ "any": [
            { "attribute": "list_matches", "operator": "contains", "value": list(random.below(LISTS)) },
            { "attribute": "list_matches", "operator": "not_contains", "value": list(random.below(LISTS)) },
        ] })
    } else {
        json!({ "attribute": "country", "operator": "equals", "value": country })
    });
    json!({
        "id": format!("rt_{place}"), "name": format!("Route {place}"), "if": { "all": conditions },
        "then": [{ "action": ACTIONS.get(usize::try_from(random.below(3)).unwrap_or(0)) }],
    })
}

struct Random(u64);

impl Random {
    fn below(&mut self, below: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}
