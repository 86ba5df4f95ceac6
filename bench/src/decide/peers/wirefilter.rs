//! Wirefilter: one filter per route, tried from the top.

use anyhow::{Result, anyhow};
use wirefilter::{ExecutionContext, Filter, Scheme, Type};

use crate::decide::inquiry::{CODES, Inquiry, LISTS, text_of};
use crate::decide::peer::Peer;
use crate::decide::rules::{CodeKey, Condition, Number, Workflow, letters, list_id};
use crate::decide::text::{Text, hundredths};

/// Every field needs a value, so this one stands for a missing number.
const MISSING: i32 = -1;
const LIST_FIELDS: [&str; LISTS] =
    ["list_0", "list_1", "list_2", "list_3", "list_4", "list_5", "list_6", "list_7"];

pub struct Wirefilter {
    scheme: &'static Scheme,
    filters: Vec<Filter<'static>>,
    list_ids: Vec<String>,
}

impl Wirefilter {
    fn first(&self, context: &ExecutionContext<'static>) -> usize {
        let matches = |filter: &Filter<'static>| filter.execute(context).expect("one scheme");
        self.filters.iter().position(matches).unwrap_or(self.filters.len())
    }
}

impl Peer for Wirefilter {
    const NAME: &'static str = "wirefilter-engine 0.6";
    const NOTE: &'static str =
        "knows no missing value and no fractions: -1, hundredths, and a field per list";
    type Input = ExecutionContext<'static>;

    fn compile(workflow: &Workflow) -> Result<Self> {
        let mut scheme = Scheme::new();
        for number in Number::ALL {
            scheme.add_field(number.key().to_owned(), Type::Int).map_err(|e| anyhow!("{e}"))?;
        }
        for key in [CodeKey::Country, CodeKey::UsState] {
            scheme.add_field(key.key().to_owned(), Type::Bytes).map_err(|e| anyhow!("{e}"))?;
        }
        for field in LIST_FIELDS {
            scheme.add_field(field.to_owned(), Type::Bool).map_err(|e| anyhow!("{e}"))?;
        }
        let scheme: &'static Scheme = Box::leak(Box::new(scheme));
        let mut filters = Vec::new();
        for route in &workflow.routes {
            let all: Vec<String> = route.iter().map(condition).collect();
            let source: &'static str = all.join(" && ").leak();
            let ast = scheme.parse(source).map_err(|error| anyhow!("{error}"))?;
            filters.push(ast.compile());
        }
        Ok(Self { scheme, filters, list_ids: (0..LISTS).map(list_id).collect() })
    }

    fn input(&self, inquiry: &Inquiry) -> Self::Input {
        let mut context = ExecutionContext::new(self.scheme);
        for number in Number::ALL {
            let value = inquiry.number(number).map_or(MISSING, |value| value as i32);
            context.set_field_value(number.key(), value).expect("a number");
        }
        for key in [CodeKey::Country, CodeKey::UsState] {
            let code = inquiry.code(key).map_or("", text_of);
            context.set_field_value(key.key(), code).expect("a text");
        }
        for (list, field) in LIST_FIELDS.iter().enumerate() {
            context.set_field_value(field, inquiry.is_on(list)).expect("a truth value");
        }
        context
    }

    fn decide(&mut self, context: &Self::Input) -> usize {
        self.first(context)
    }

    fn decide_text(&mut self, text: &str) -> usize {
        let text = Text::read(text);
        let mut context = ExecutionContext::new(self.scheme);
        let mut int = |number: Number, value: Option<i64>| {
            let value = value.map_or(MISSING, |value| value as i32);
            context.set_field_value(number.key(), value).expect("a number");
        };
        int(Number::Age, text.age.map(|age| i64::from(age) * 100));
        int(Number::Similarity, text.document_similarity_score.map(hundredths));
        int(Number::Liveness, text.liveness_check_score.map(hundredths));
        int(Number::Attempts, text.failed_verification_attempts.map(|n| i64::from(n) * 100));
        for (key, code) in [("country", text.country), ("us_state", text.us_state)] {
            // Texts must live as long as the filters.
            let known = CODES.into_iter().find(|known| Some(*known) == code);
            context.set_field_value(key, known.unwrap_or_default()).expect("a text");
        }
        for (id, field) in self.list_ids.iter().zip(LIST_FIELDS) {
            let on = text.list_matches.contains(&id.as_str());
            context.set_field_value(field, on).expect("a truth value");
        }
        self.first(&context)
    }
}

fn condition(condition: &Condition) -> String {
    let set = |codes: &[u8]| {
        let codes: Vec<String> = codes.iter().map(|code| format!("{:?}", letters(*code))).collect();
        format!("{{{}}}", codes.join(" "))
    };
    match condition {
        Condition::LessThan(key, high) => {
            let key = key.key();
            format!("{key} >= 0 && {key} < {high}")
        }
        Condition::AtLeast(key, low) => format!("{} >= {low}", key.key()),
        Condition::Between(key, low, high) => format!("{} in {{{low}..{high}}}", key.key()),
        Condition::AnyOf(key, codes) => format!("{} in {}", key.key(), set(codes)),
        Condition::NoneOf(key, codes) => {
            let key = key.key();
            format!("{key} != \"\" && not {key} in {}", set(codes))
        }
        Condition::On(list) => LIST_FIELDS[*list].to_owned(),
        Condition::NotOn(list) => format!("not {}", LIST_FIELDS[*list]),
        Condition::Missing(key) => format!("{} == -1", key.key()),
    }
}
