//! Rhai: a script that returns from the first route that matches.

use anyhow::Result;
use rhai::{AST, Dynamic, Engine, OptimizationLevel, Scope};

use crate::decide::inquiry::{Inquiry, text_of};
use crate::decide::peer::Peer;
use crate::decide::rules::{Condition, Number, Workflow, decimal, fraction, letters, list_id};
use crate::decide::text::Text;

pub struct Rhai {
    engine: Engine,
    script: AST,
}

impl Rhai {
    fn taken(&self, scope: &mut Scope<'static>) -> usize {
        self.engine.eval_ast_with_scope::<i64>(scope, &self.script).expect("a place") as usize
    }
}

impl Peer for Rhai {
    const NAME: &'static str = "rhai 1.27";
    type Input = std::cell::RefCell<Scope<'static>>;

    fn compile(workflow: &Workflow) -> Result<Self> {
        let mut engine = Engine::new();
        engine.set_optimization_level(OptimizationLevel::Full).set_max_expr_depths(0, 0);
        let mut source = String::new();
        for (place, route) in workflow.routes.iter().enumerate() {
            let all: Vec<String> = route.iter().map(condition).collect();
            source.push_str(&format!("if {} {{ return {place}; }}\n", all.join(" && ")));
        }
        source.push_str(&workflow.routes.len().to_string());
        let script = engine.compile(source)?;
        Ok(Self { engine, script })
    }

    fn input(&self, inquiry: &Inquiry) -> Self::Input {
        let score = |score: Option<i64>| score.map(|score| Dynamic::from(score as f64 / 100.0));
        let whole = |number: i64| Dynamic::from(number / 100);
        let code = |code| Dynamic::from(text_of(code).to_owned());
        let lists = inquiry.lists.iter().map(|list| Dynamic::from(list_id(*list))).collect();
        let values = [
            inquiry.age.map(whole),
            score(inquiry.similarity),
            score(inquiry.liveness),
            Some(whole(inquiry.attempts)),
            inquiry.country.map(code),
            inquiry.us_state.map(code),
        ];
        scope(values, lists).into()
    }

    fn decide(&mut self, input: &Self::Input) -> usize {
        self.taken(&mut input.borrow_mut())
    }

    fn decide_text(&mut self, text: &str) -> usize {
        let text = Text::read(text);
        let code = |code: &str| Dynamic::from(code.to_owned());
        let lists = text.list_matches.iter().map(|list| Dynamic::from((*list).to_owned()));
        let values = [
            text.age.map(|age| Dynamic::from(i64::from(age))),
            text.document_similarity_score.map(Dynamic::from),
            text.liveness_check_score.map(Dynamic::from),
            text.failed_verification_attempts.map(|count| Dynamic::from(i64::from(count))),
            text.country.map(code),
            text.us_state.map(code),
        ];
        self.taken(&mut scope(values, lists.collect()))
    }
}

fn scope(values: [Option<Dynamic>; 6], lists: Vec<Dynamic>) -> Scope<'static> {
    let keys = [
        Number::Age.key(),
        Number::Similarity.key(),
        Number::Liveness.key(),
        Number::Attempts.key(),
        "country",
        "us_state",
    ];
    let mut scope = Scope::new();
    for (key, value) in keys.into_iter().zip(values) {
        scope.push_constant_dynamic(key, value.unwrap_or(Dynamic::UNIT));
    }
    scope.push_constant_dynamic("list_matches", Dynamic::from_array(lists));
    scope
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
            format!("{key} != () && {key} < {high}")
        }
        Condition::AtLeast(key, low) => {
            let (key, low) = (key.key(), literal(key, *low));
            format!("{key} != () && {key} >= {low}")
        }
        Condition::Between(key, low, high) => {
            let (low, high) = (literal(key, *low), literal(key, *high));
            let key = key.key();
            format!("{key} != () && {key} >= {low} && {key} <= {high}")
        }
        Condition::AnyOf(key, codes) => format!("{} in {}", key.key(), set(codes)),
        Condition::NoneOf(key, codes) => {
            let key = key.key();
            format!("{key} != () && !({key} in {})", set(codes))
        }
        Condition::On(list) => format!("{:?} in list_matches", list_id(*list)),
        Condition::NotOn(list) => format!("!({:?} in list_matches)", list_id(*list)),
        Condition::Missing(key) => format!("{} == ()", key.key()),
    }
}
