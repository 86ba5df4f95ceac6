//! ordo-core: each route compiled to machine code for a typed record, tried from the top. Its compiler refuses
//! nested conditionals, so one function for the whole workflow cannot be had.
//!
//! The compiler knows numbers alone, so codes are numbers, each list is a field, and a missing number is NaN,
//! with which no comparison holds. Code that it makes is called past the borrow checker.

use anyhow::{Result, anyhow};
use ordo_core::context::{FieldType, MessageSchema, Value};
use ordo_core::expr::jit::{SchemaCompiledFunction, SchemaJITCache};
use ordo_core::expr::{BinaryOp, Expr, SchemaJITCompiler, UnaryOp};

use crate::decide::inquiry::{CODES, Code, Inquiry, LISTS, STATES};
use crate::decide::peer::Peer;
use crate::decide::rules::{CodeKey, Condition, Number, Workflow, list_id};
use crate::decide::text::Text;

/// No code has this number.
const MISSING: i32 = -1;

#[repr(C)]
pub struct Record {
    numbers: [f64; 4],
    codes: [i32; 2],
    lists: [bool; LISTS],
}

pub struct Ordo {
    /// Owns the machine code.
    _compiler: SchemaJITCompiler,
    routes: Vec<SchemaCompiledFunction>,
    list_ids: Vec<String>,
}

impl Ordo {
    fn taken(&self, record: &Record) -> usize {
        let matches = |route: &SchemaCompiledFunction| {
            // SAFETY: the record has the layout that the schema describes.
            unsafe { route.call_typed(record) }.expect("a truth value") != 0.0
        };
        self.routes.iter().position(matches).unwrap_or(self.routes.len())
    }
}

impl Peer for Ordo {
    const NAME: &'static str = "ordo-core 0.2, JIT";
    const NOTE: &'static str =
        "compiles numbers alone: codes as numbers, NaN for missing, a field per list";
    type Input = Record;

    fn compile(workflow: &Workflow) -> Result<Self> {
        let mut schema = MessageSchema::builder("Inquiry");
        for (place, number) in Number::ALL.into_iter().enumerate() {
            schema = schema.field_at(number.key(), FieldType::Float64, place * 8);
        }
        for (place, key) in [CodeKey::Country, CodeKey::UsState].into_iter().enumerate() {
            schema = schema.field_at(key.key(), FieldType::Int32, 32 + place * 4);
        }
        for list in 0..LISTS {
            schema = schema.field_at(&list_field(list), FieldType::Bool, 40 + list);
        }
        let schema = schema.build();
        let mut compiler = SchemaJITCompiler::new().map_err(|error| anyhow!("{error}"))?;
        let cache = SchemaJITCache::default();
        let mut routes = Vec::new();
        for route in &workflow.routes {
            let all = joined(BinaryOp::And, route.iter().map(condition));
            let function = compiler.compile_with_schema(&all, 0, &schema, &cache);
            routes.push(function.map_err(|error| anyhow!("{error}"))?);
        }
        let list_ids = (0..LISTS).map(list_id).collect();
        Ok(Self { _compiler: compiler, routes, list_ids })
    }

    fn input(&self, inquiry: &Inquiry) -> Record {
        let number = |number| inquiry.number(number).map_or(f64::NAN, |value| value as f64 / 100.0);
        let code = |key| inquiry.code(key).map_or(MISSING, i32::from);
        Record {
            numbers: Number::ALL.map(number),
            codes: [CodeKey::Country, CodeKey::UsState].map(code),
            lists: std::array::from_fn(|list| inquiry.is_on(list)),
        }
    }

    fn decide(&mut self, record: &Record) -> usize {
        self.taken(record)
    }

    fn decide_text(&mut self, text: &str) -> usize {
        let text = Text::read(text);
        let (countries, states) = CODES.split_at(usize::from(STATES));
        let find = |among: &[&str], first: Code, code: Option<&str>| {
            let place = among.iter().position(|known| Some(*known) == code);
            place.map_or(MISSING, |place| i32::from(first) + place as i32)
        };
        self.taken(&Record {
            numbers: [
                text.age.map_or(f64::NAN, f64::from),
                text.document_similarity_score.unwrap_or(f64::NAN),
                text.liveness_check_score.unwrap_or(f64::NAN),
                text.failed_verification_attempts.map_or(f64::NAN, f64::from),
            ],
            codes: [find(countries, 0, text.country), find(states, STATES, text.us_state)],
            lists: std::array::from_fn(|list| {
                text.list_matches.contains(&self.list_ids[list].as_str())
            }),
        })
    }
}

fn list_field(list: usize) -> String {
    format!("list_{list}")
}

fn joined(op: BinaryOp, parts: impl Iterator<Item = Expr>) -> Expr {
    parts.reduce(|left, right| Expr::binary(op, left, right)).expect("at least one")
}

fn condition(condition: &Condition) -> Expr {
    let number = |op, key: &Number, value: i64| {
        let literal = Expr::Literal(Value::Float(value as f64 / 100.0));
        Expr::binary(op, Expr::field(key.key()), literal)
    };
    let code = |op, key: &CodeKey, code: i64| {
        Expr::binary(op, Expr::field(key.key()), Expr::Literal(Value::Int(code)))
    };
    match condition {
        Condition::LessThan(key, high) => number(BinaryOp::Lt, key, *high),
        Condition::AtLeast(key, low) => number(BinaryOp::Ge, key, *low),
        Condition::Between(key, low, high) => Expr::binary(
            BinaryOp::And,
            number(BinaryOp::Ge, key, *low),
            number(BinaryOp::Le, key, *high),
        ),
        Condition::AnyOf(key, codes) => {
            joined(BinaryOp::Or, codes.iter().map(|one| code(BinaryOp::Eq, key, (*one).into())))
        }
        Condition::NoneOf(key, codes) => {
            let others = codes.iter().map(|one| code(BinaryOp::Ne, key, (*one).into()));
            let present = code(BinaryOp::Ne, key, MISSING.into());
            joined(BinaryOp::And, std::iter::once(present).chain(others))
        }
        Condition::On(list) => Expr::field(list_field(*list)),
        Condition::NotOn(list) => {
            Expr::Unary { op: UnaryOp::Not, operand: Box::new(Expr::field(list_field(*list))) }
        }
        Condition::Missing(key) => {
            Expr::binary(BinaryOp::Ne, Expr::field(key.key()), Expr::field(key.key()))
        }
    }
}
