//! Regorus: Rego with an `else` for each route, compiled for its virtual machine.

use anyhow::Result;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Rc, Value};

use crate::decide::inquiry::Inquiry;
use crate::decide::peer::Peer;
use crate::decide::rules::{Condition, Workflow, decimal, letters, list_id};

const ENTRY: &str = "data.bench.route";

pub struct Regorus {
    machine: RegoVM,
}

impl Regorus {
    fn taken(&mut self, input: Value) -> usize {
        self.machine.set_input(input);
        let taken = self.machine.execute().expect("a result");
        taken.as_u64().expect("a place") as usize
    }
}

impl Peer for Regorus {
    const NAME: &'static str = "regorus 0.14, virtual machine";
    type Input = Value;

    fn compile(workflow: &Workflow) -> Result<Self> {
        let mut source = String::from("package bench\nimport rego.v1\n");
        for (place, route) in workflow.routes.iter().enumerate() {
            let head = if place == 0 { "route" } else { " else" };
            let all: Vec<String> = route.iter().map(condition).collect();
            source.push_str(&format!("{head} := {place} if {{\n{}\n}}", all.join("\n")));
        }
        source.push_str(&format!(" else := {}\n", workflow.routes.len()));
        let mut engine = Engine::new();
        engine.add_policy("bench.rego".to_owned(), source)?;
        let entry: Rc<str> = ENTRY.into();
        let policy = engine.compile_with_entrypoint(&entry)?;
        let program = Compiler::compile_from_policy(&policy, &[ENTRY])?;
        let mut machine = RegoVM::new();
        machine.load_program(program);
        Ok(Self { machine })
    }

    fn input(&self, inquiry: &Inquiry) -> Value {
        Value::from_json_str(&inquiry.to_text()).expect("JSON")
    }

    fn decide(&mut self, input: &Value) -> usize {
        self.taken(input.clone())
    }

    fn decide_text(&mut self, text: &str) -> usize {
        self.taken(Value::from_json_str(text).expect("JSON"))
    }
}

fn condition(condition: &Condition) -> String {
    let set = |codes: &[u8]| {
        let codes: Vec<String> = codes.iter().map(|code| format!("{:?}", letters(*code))).collect();
        format!("{{{}}}", codes.join(", "))
    };
    match condition {
        Condition::LessThan(key, high) => format!("input.{} < {}", key.key(), decimal(*high)),
        Condition::AtLeast(key, low) => format!("input.{} >= {}", key.key(), decimal(*low)),
        Condition::Between(key, low, high) => {
            let key = key.key();
            format!("input.{key} >= {}\ninput.{key} <= {}", decimal(*low), decimal(*high))
        }
        Condition::AnyOf(key, codes) => format!("input.{} in {}", key.key(), set(codes)),
        Condition::NoneOf(key, codes) => {
            let key = key.key();
            format!("input.{key}\nnot input.{key} in {}", set(codes))
        }
        Condition::On(list) => format!("{:?} in input.list_matches", list_id(*list)),
        Condition::NotOn(list) => format!("not {:?} in input.list_matches", list_id(*list)),
        Condition::Missing(key) => format!("not input.{}", key.key()),
    }
}
