//! ZEN: one decision table, a column for each attribute, first hit.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use anyhow::Result;
use serde_json::{Map, Value, json};
use zen_engine::Decision;
use zen_engine::model::GraphContent;
use zen_expression::variable::Variable;

use crate::decide::inquiry::Inquiry;
use crate::decide::peer::Peer;
use crate::decide::rules::{Condition, Workflow, decimal, letters, list_id};

const COLUMNS: [&str; 7] = [
    "age",
    "document_similarity_score",
    "liveness_check_score",
    "failed_verification_attempts",
    "country",
    "us_state",
    "list_matches",
];

pub struct Zen {
    decision: Decision,
}

impl Zen {
    fn taken(&self, input: Variable) -> usize {
        let response = at_once(self.decision.evaluate(input)).expect("a result");
        let Variable::Number(route) = response.result.dot("route").expect("a route") else {
            panic!("the route is no number")
        };
        usize::try_from(route).expect("a place")
    }
}

impl Peer for Zen {
    const NAME: &'static str = "zen-engine 2.1, decision table";
    const NOTE: &'static str = "compiled, with its table index";
    type Input = Variable;

    fn compile(workflow: &Workflow) -> Result<Self> {
        let inputs: Vec<Value> =
            COLUMNS.iter().map(|key| json!({"id": key, "name": key, "field": key})).collect();
        let mut rules: Vec<Value> = workflow.routes.iter().enumerate().map(rule).collect();
        rules.push(json!({"_id": "else", "route": workflow.routes.len().to_string()}));
        let graph = json!({
            "nodes": [
                {"id": "in", "name": "in", "type": "inputNode"},
                {"id": "table", "name": "table", "type": "decisionTableNode", "content": {
                    "hitPolicy": "first",
                    "inputs": inputs,
                    "outputs": [{"id": "route", "name": "route", "field": "route"}],
                    "rules": rules,
                }},
                {"id": "out", "name": "out", "type": "outputNode"},
            ],
            "edges": [
                {"id": "first", "sourceId": "in", "targetId": "table"},
                {"id": "second", "sourceId": "table", "targetId": "out"},
            ],
        });
        let mut graph: GraphContent = serde_json::from_value(graph)?;
        graph.compile();
        Ok(Self { decision: Decision::from(graph) })
    }

    fn input(&self, inquiry: &Inquiry) -> Variable {
        let value: Value = serde_json::from_str(&inquiry.to_text()).expect("JSON");
        Variable::from(value)
    }

    fn decide(&mut self, input: &Variable) -> usize {
        self.taken(input.clone())
    }

    fn decide_text(&mut self, text: &str) -> usize {
        self.taken(serde_json::from_str(text).expect("JSON"))
    }
}

/// A table is evaluated without waiting for anything.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("the table waits for something"),
    }
}

fn rule((place, route): (usize, &Vec<Condition>)) -> Value {
    let mut cells: Map<String, Value> = Map::new();
    for condition in route {
        let (column, text) = cell(condition);
        match cells.get_mut(column).and_then(|cell| cell.as_str().map(str::to_owned)) {
            Some(other) => {
                cells.insert(column.to_owned(), format!("{other} and {text}").into());
            }
            None => {
                cells.insert(column.to_owned(), text.into());
            }
        }
    }
    cells.insert("_id".to_owned(), format!("route{place}").into());
    cells.insert("route".to_owned(), place.to_string().into());
    Value::Object(cells)
}

fn cell(condition: &Condition) -> (&'static str, String) {
    let quoted = |codes: &[u8]| {
        let codes: Vec<String> = codes.iter().map(|code| format!("{:?}", letters(*code))).collect();
        codes.join(", ")
    };
    match condition {
        Condition::LessThan(key, high) => (key.key(), format!("< {}", decimal(*high))),
        Condition::AtLeast(key, low) => (key.key(), format!(">= {}", decimal(*low))),
        Condition::Between(key, low, high) => {
            (key.key(), format!("[{}..{}]", decimal(*low), decimal(*high)))
        }
        Condition::AnyOf(key, codes) => (key.key(), quoted(codes)),
        Condition::NoneOf(key, codes) => {
            (key.key(), format!("$ != null and $ not in [{}]", quoted(codes)))
        }
        Condition::On(list) => ("list_matches", format!("contains($, {:?})", list_id(*list))),
        Condition::NotOn(list) => {
            ("list_matches", format!("not contains($, {:?})", list_id(*list)))
        }
        Condition::Missing(key) => (key.key(), "$ == null".to_owned()),
    }
}
