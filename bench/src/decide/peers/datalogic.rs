//! datalogic-rs: JSONLogic, one `if` with all routes.

use anyhow::Result;
use datalogic_rs::{Engine, Logic, ParsedData, Session};
use serde_json::{Value, json};

use crate::decide::inquiry::Inquiry;
use crate::decide::peer::Peer;
use crate::decide::rules::{Condition, Workflow, decimal, letters, list_id};

pub struct Datalogic {
    logic: &'static Logic,
    session: Session<'static>,
}

impl Peer for Datalogic {
    const NAME: &'static str = "datalogic-rs 5.4";
    type Input = ParsedData;

    fn compile(workflow: &Workflow) -> Result<Self> {
        let engine: &'static Engine = Box::leak(Box::new(Engine::new()));
        let mut parts = Vec::new();
        for (place, route) in workflow.routes.iter().enumerate() {
            let all: Vec<Value> = route.iter().map(condition).collect();
            parts.push(json!({"and": all}));
            parts.push(json!(place));
        }
        parts.push(json!(workflow.routes.len()));
        let logic = engine.compile(&json!({"if": parts}).to_string())?;
        Ok(Self { logic: Box::leak(Box::new(logic)), session: engine.session() })
    }

    fn input(&self, inquiry: &Inquiry) -> ParsedData {
        ParsedData::from_json(&inquiry.to_text()).expect("JSON")
    }

    fn decide(&mut self, input: &ParsedData) -> usize {
        self.session.reset();
        let taken = self.session.eval_borrowed(self.logic, input).expect("a result");
        taken.as_i64().expect("a place") as usize
    }

    fn decide_text(&mut self, text: &str) -> usize {
        self.session.reset();
        let taken = self.session.eval_borrowed(self.logic, text).expect("a result");
        taken.as_i64().expect("a place") as usize
    }
}

fn condition(condition: &Condition) -> Value {
    let number = |value: i64| -> Value { decimal(value).parse().expect("a number") };
    let codes = |codes: &[u8]| -> Value { codes.iter().map(|code| letters(*code)).collect() };
    let present = |key: &str| json!({"!==": [{"var": key}, null]});
    match condition {
        Condition::LessThan(key, high) => {
            let key = key.key();
            json!({"and": [present(key), {"<": [{"var": key}, number(*high)]}]})
        }
        Condition::AtLeast(key, low) => {
            let key = key.key();
            json!({"and": [present(key), {">=": [{"var": key}, number(*low)]}]})
        }
        Condition::Between(key, low, high) => {
            let key = key.key();
            json!({"and": [present(key), {"<=": [number(*low), {"var": key}, number(*high)]}]})
        }
        Condition::AnyOf(key, any) => json!({"in": [{"var": key.key()}, codes(any)]}),
        Condition::NoneOf(key, none) => {
            let key = key.key();
            json!({"and": [present(key), {"!": {"in": [{"var": key}, codes(none)]}}]})
        }
        Condition::On(list) => json!({"in": [list_id(*list), {"var": "list_matches"}]}),
        Condition::NotOn(list) => json!({"!": {"in": [list_id(*list), {"var": "list_matches"}]}}),
        Condition::Missing(key) => json!({"===": [{"var": key.key()}, null]}),
    }
}
