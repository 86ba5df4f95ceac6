//! Proving: which routes can be reached, beside Z3 on the same question; and comparing two versions.
//!
//! Ours also finds overlaps, redundant conditions, blocking sets and an example for each claim in its time; Z3 is asked for
//! nothing but whether each route can be reached, in one process with one solver that keeps what it knows.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use pointsman_engine::Plan;
use pointsman_engine::prove::{KnownLists, Reachable, compare, prove};
use serde_json::{Value, json};

use crate::random::Random;
use crate::report::{Figure, POINTSMAN, Run, median};
use crate::workflow::{COUNTRIES, compiled};

const ROUNDS: usize = 5;
/// Routes, and what is aimed at in milliseconds.
const PROVED: [(u64, f64); 3] = [(20, 50.0), (200, 50.0), (1_000, 1_000.0)];
const COMPARED: u64 = 200;
const ACTIONS: [&str; 3] = ["approve", "decline", "mark_for_review"];
/// Most routes are reached; most are blocked.
const KINDS: [&str; 2] = ["narrow", "wide"];

/// Bounds of ages, of scores in ten-thousandths, and a country by its place.
#[derive(Clone, Copy)]
struct Route {
    ages: [u64; 2],
    scores: [u64; 2],
    country: usize,
    action: usize,
}

fn prove_name(count: u64, kind: &str) -> String {
    format!("proofs/{count}_routes/{kind}")
}

fn compare_name(kind: &str) -> String {
    format!("proofs/compare_{COMPARED}_routes/{kind}")
}

pub fn run(run: &Run) -> Result<()> {
    for kind in KINDS {
        for (count, aim) in PROVED {
            let bench = prove_name(count, kind);
            if run.wants(&bench) {
                reach(run, &bench, &routes(count, kind), aim)?;
            }
        }
        if run.wants(&compare_name(kind)) {
            versions(run, kind)?;
        }
    }
    Ok(())
}

fn reach(run: &Run, bench: &str, routes: &[Route], aim: f64) -> Result<()> {
    let plan = plan(routes)?;
    let question = smt(routes);
    let (mut own, mut other, mut reached) = (Vec::new(), Vec::new(), 0);
    let mut absent = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let proofs = prove(&plan, &KnownLists::default());
        own.push(begun.elapsed().as_nanos() as f64);
        let undecided = proofs.routes.iter().any(|own| matches!(own, Reachable::Undecided { .. }));
        ensure!(!undecided, "a route is undecided");
        reached = proofs.routes.iter().filter(|own| matches!(own, Reachable::Yes { .. })).count();
        if absent.is_empty() {
            let begun = Instant::now();
            match z3(&question) {
                Ok(found) if found == reached => other.push(begun.elapsed().as_nanos() as f64),
                Ok(found) => {
                    absent.push(("z3".to_owned(), format!("reaches {found}, not {reached}")))
                }
                Err(error) => absent.push(("z3".to_owned(), format!("{error:#}"))),
            }
        }
    }
    let note = format!("{reached} reached; at most {aim} ms are aimed at");
    let mut figures = vec![Figure { subject: POINTSMAN.into(), nanoseconds: median(&own), note }];
    if absent.is_empty() {
        let note = "reachability alone, without examples".to_owned();
        figures.push(Figure { subject: "z3".into(), nanoseconds: median(&other), note });
    }
    run.print(bench, &figures, false, &absent);
    Ok(())
}

fn versions(run: &Run, kind: &str) -> Result<()> {
    let before = routes(COMPARED, kind);
    let mut after = before.clone();
    let other = routes(COMPARED + 1, kind);
    if let (Some(route), Some(other)) = (after.get_mut(before.len() / 2), other.first()) {
        *route = *other;
    }
    let (before, after) = (plan(&before)?, plan(&after)?);
    let mut times = Vec::new();
    let mut kinds = 0;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        kinds = compare(&before, &after, &KnownLists::default()).changes.len();
        times.push(begun.elapsed().as_nanos() as f64);
    }
    let note = format!("{kinds} kinds of change");
    let figure = Figure { subject: POINTSMAN.into(), nanoseconds: median(&times), note };
    run.print(&compare_name(kind), &[figure], false, &[]);
    Ok(())
}

fn routes(count: u64, kind: &str) -> Vec<Route> {
    let mut random = Random(count);
    let (years, steps) = if kind == "narrow" { (3, 20_000) } else { (40, 400_000) };
    let route = |_| {
        let (age, score) = (random.below(100), random.below(1_000_000));
        Route {
            ages: [age, age + years],
            scores: [score, (score + steps).min(1_000_000)],
            country: random.below(COUNTRIES.len() as u64) as usize,
            action: random.below(3) as usize,
        }
    };
    (0..count).map(route).collect()
}

fn plan(routes: &[Route]) -> Result<Plan> {
    let number = |steps: u64| steps as f64 / 10_000.0;
    let route = |(place, route): (usize, &Route)| -> Value {
        let [low, high] = route.scores;
        let all = [
            json!({ "attribute": "age", "operator": "between", "value": route.ages }),
            json!({ "attribute": "liveness_check_score", "operator": "between", "value": [number(low), number(high)] }),
            json!({ "attribute": "country", "operator": "equals", "value": COUNTRIES[route.country] }),
        ];
        json!({ "id": format!("rt_{place}"), "name": format!("Route {place}"), "if": { "all": all },
            "then": [{ "action": ACTIONS[route.action] }] })
    };
    compiled(routes.iter().enumerate().map(route).collect())
}

/// Asks of each route whether somebody meets it whom none above takes. A missing value is -1; no route accepts it.
fn smt(routes: &[Route]) -> String {
    let mut text = String::from(
        "(declare-const a Int)(declare-const s Int)(declare-const c Int)\
         (assert (and (<= (- 1) a 150) (<= (- 1) s 1000000) (<= (- 1) c 248)))\n",
    );
    for Route { ages: [young, old], scores: [low, high], country, .. } in routes {
        let holds = format!("(and (<= {young} a {old}) (<= {low} s {high}) (= c {country}))");
        text += &format!("(push)(assert {holds})(check-sat)(pop)(assert (not {holds}))\n");
    }
    text
}

fn z3(question: &str) -> Result<usize> {
    let mut child = Command::new("z3")
        .arg("-in")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("it cannot be started; `make needs` installs it")?;
    child.stdin.take().context("no way in")?.write_all(question.as_bytes())?;
    let output = child.wait_with_output()?;
    let output = String::from_utf8(output.stdout)?;
    ensure!(output.lines().all(|line| line == "sat" || line == "unsat"), "it says {output}");
    Ok(output.lines().filter(|line| *line == "sat").count())
}
