//! CEL: one program per route, tried from the top.

use anyhow::{Result, anyhow};
use cel::{Context, Program, Value};

use crate::decide::inquiry::{Inquiry, text_of};
use crate::decide::peer::Peer;
use crate::decide::rules::{Condition, Number, Workflow, decimal, fraction, letters, list_id};
use crate::decide::text::Text;

pub struct Cel {
    root: &'static Context<'static, 'static>,
    programs: Vec<Program>,
}

impl Cel {
    fn context(&self, values: [Option<Value>; 6], lists: Vec<String>) -> Context<'static, 'static> {
        let keys = [
            Number::Age.key(),
            Number::Similarity.key(),
            Number::Liveness.key(),
            Number::Attempts.key(),
            "country",
            "us_state",
        ];
        let mut context = self.root.new_inner_scope();
        for (key, value) in keys.into_iter().zip(values) {
            context.add_variable_from_value(key, value.unwrap_or(Value::Null));
        }
        context.add_variable_from_value("list_matches", lists);
        context
    }

    fn first(&self, context: &Context<'_, '_>) -> usize {
        let matches = |program: &Program| {
            matches!(program.execute(context).expect("a truth value"), Value::Bool(true))
        };
        self.programs.iter().position(matches).unwrap_or(self.programs.len())
    }
}

impl Peer for Cel {
    const NAME: &'static str = "cel 0.15";
    const NOTE: &'static str = "one expression per route; missing values are null";
    type Input = Context<'static, 'static>;

    fn compile(workflow: &Workflow) -> Result<Self> {
        let mut programs = Vec::new();
        for route in &workflow.routes {
            let all: Vec<String> = route.iter().map(condition).collect();
            let program = Program::compile(&all.join(" && "));
            programs.push(program.map_err(|error| anyhow!("{error}"))?);
        }
        Ok(Self { root: Box::leak(Box::new(Context::default())), programs })
    }

    fn input(&self, inquiry: &Inquiry) -> Self::Input {
        let score = |score: Option<i64>| score.map(|score| Value::Float(score as f64 / 100.0));
        let whole = |number: i64| Value::Int(number / 100);
        let code = |code| Value::from(text_of(code));
        let values = [
            inquiry.age.map(whole),
            score(inquiry.similarity),
            score(inquiry.liveness),
            Some(whole(inquiry.attempts)),
            inquiry.country.map(code),
            inquiry.us_state.map(code),
        ];
        self.context(values, inquiry.lists.iter().map(|list| list_id(*list)).collect())
    }

    fn decide(&mut self, context: &Self::Input) -> usize {
        self.first(context)
    }

    fn decide_text(&mut self, text: &str) -> usize {
        let text = Text::read(text);
        let values = [
            text.age.map(|age| Value::Int(age.into())),
            text.document_similarity_score.map(Value::Float),
            text.liveness_check_score.map(Value::Float),
            text.failed_verification_attempts.map(|count| Value::Int(count.into())),
            text.country.map(Value::from),
            text.us_state.map(Value::from),
        ];
        let lists = text.list_matches.iter().map(|list| (*list).to_owned()).collect();
        let context = self.context(values, lists);
        self.first(&context)
    }
}

fn condition(condition: &Condition) -> String {
    let literal = |key: &Number, value: i64| match key {
        Number::Similarity | Number::Liveness => fraction(value),
        Number::Age | Number::Attempts => decimal(value),
    };
    let set = |codes: &[u8]| {
        let codes: Vec<String> = codes.iter().map(|code| format!("{:?}", letters(*code))).collect();
        format!("[{}]", codes.join(", "))
    };
    match condition {
        Condition::LessThan(key, high) => {
            let (key, high) = (key.key(), literal(key, *high));
            format!("{key} != null && {key} < {high}")
        }
        Condition::AtLeast(key, low) => {
            let (key, low) = (key.key(), literal(key, *low));
            format!("{key} != null && {key} >= {low}")
        }
        Condition::Between(key, low, high) => {
            let (low, high) = (literal(key, *low), literal(key, *high));
            let key = key.key();
            format!("{key} != null && {key} >= {low} && {key} <= {high}")
        }
        Condition::AnyOf(key, codes) => format!("{} in {}", key.key(), set(codes)),
        Condition::NoneOf(key, codes) => {
            let key = key.key();
            format!("{key} != null && !({key} in {})", set(codes))
        }
        Condition::On(list) => format!("{:?} in list_matches", list_id(*list)),
        Condition::NotOn(list) => format!("!({:?} in list_matches)", list_id(*list)),
        Condition::Missing(key) => format!("{} == null", key.key()),
    }
}
