//! Pointsman itself, through the public interface of its engine.

use anyhow::{Result, anyhow};
use pointsman_domain::attribute::{
    AttributeKey, AttributeValue, Attributes, Code, ListMatch, Origin, Sourced,
};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ListId;
use pointsman_domain::workflow::Document;
use pointsman_engine::{Facts, ListDirectory, ListRef, Plan, Taken, check, compile};
use serde_json::{Value, json};

use crate::allocation::counted;
use crate::decide::inquiry::{Inquiry, LISTS};
use crate::decide::peer::Peer;
use crate::decide::rules::{CodeKey, Condition, Number, Workflow, decimal, letters, list_id};

/// A compiled plan.
pub struct Pointsman {
    plan: Plan,
    routes: usize,
}

impl Pointsman {
    /// The plan.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// An inquiry's attributes as they are stored.
    pub fn attributes(&self, inquiry: &Inquiry) -> Attributes {
        let mut attributes = Attributes::default();
        let mut put = |key: &str, value| {
            let key: AttributeKey = key.parse().expect("an attribute");
            attributes.values.insert(key, Sourced { value, origin: Origin::Sent, from: None });
        };
        for number in Number::ALL {
            if let Some(hundredths) = inquiry.number(number) {
                let value = Decimal::from_ten_thousandths(hundredths * 100);
                put(number.key(), AttributeValue::Number(value));
            }
        }
        for key in [CodeKey::Country, CodeKey::UsState] {
            if let Some(code) = inquiry.code(key) {
                let code = Code::parse(letters(code)).expect("two letters");
                put(key.key(), AttributeValue::Code(code));
            }
        }
        let found = |list: &usize| ListMatch { list: id(*list), item: None, revision: 1 };
        attributes.list_matches = inquiry.lists.iter().map(found).collect();
        attributes
    }

    fn place(&self, taken: Taken) -> usize {
        match taken {
            Taken::Route(place) => place,
            Taken::EverythingElse => self.routes,
        }
    }
}

impl Peer for Pointsman {
    const NAME: &'static str = crate::report::POINTSMAN;
    type Input = Facts;

    fn compile(workflow: &Workflow) -> Result<Self> {
        let document = Document::from_json(&document(workflow))
            .map_err(|errors| anyhow!("not well-formed: {errors:?}"))?;
        let checking = check(&document, &directory());
        let checked =
            checking.workflow.ok_or_else(|| anyhow!("wrong: {:?}", checking.diagnostics))?;
        Ok(Self { plan: compile(&checked), routes: workflow.routes.len() })
    }

    fn input(&self, inquiry: &Inquiry) -> Facts {
        Facts::new(&self.attributes(inquiry))
    }

    #[inline]
    fn decide(&mut self, facts: &Facts) -> usize {
        self.place(self.plan.decide(facts))
    }

    #[inline]
    fn decide_text(&mut self, text: &str) -> usize {
        let facts: Facts = serde_json::from_str(text).expect("attributes");
        self.place(self.plan.decide(&facts))
    }

    fn remark(&mut self, inputs: &[Facts]) -> Option<String> {
        let (_, used) = counted(|| inputs.iter().map(|input| self.decide(input)).sum::<usize>());
        let (count, calls) = (inputs.len(), used.calls);
        Some(format!("pointsman allocated {calls} times in {count} decisions"))
    }
}

/// The workflow as Pointsman's document.
pub fn document(workflow: &Workflow) -> Value {
    let routes = workflow.routes.iter().enumerate().map(|(place, route)| {
        let all: Vec<Value> = route.iter().map(condition).collect();
        json!({
            "id": format!("rt_{place}"),
            "name": format!("Route {place}"),
            "if": {"all": all},
            "then": [{"action": "decline"}],
        })
    });
    json!({
        "format": 1,
        "name": "Bench",
        "event": "inquiry.completed",
        "routes": routes.collect::<Vec<_>>(),
        "everything_else": [{"action": "do_nothing"}],
    })
}

fn condition(condition: &Condition) -> Value {
    let number = |value: i64| -> Value { decimal(value).parse().expect("a number") };
    let test = |attribute: &str, operator: &str, value: Value| json!({"attribute": attribute, "operator": operator, "value": value});
    match condition {
        Condition::LessThan(key, high) => test(key.key(), "less_than", number(*high)),
        Condition::AtLeast(key, low) => test(key.key(), "greater_than_or_equal", number(*low)),
        Condition::Between(key, low, high) => {
            test(key.key(), "between", json!([number(*low), number(*high)]))
        }
        Condition::AnyOf(key, codes) => {
            test(key.key(), "any_of", codes.iter().map(|code| letters(*code)).collect())
        }
        Condition::NoneOf(key, codes) => {
            test(key.key(), "none_of", codes.iter().map(|code| letters(*code)).collect())
        }
        Condition::On(list) => test("list_matches", "contains", list_id(*list).into()),
        Condition::NotOn(list) => test("list_matches", "not_contains", list_id(*list).into()),
        Condition::Missing(key) => json!({"attribute": key.key(), "operator": "is_missing"}),
    }
}

fn id(list: usize) -> ListId {
    list_id(list).parse().expect("an id")
}

fn directory() -> ListDirectory {
    ListDirectory::new((0..LISTS).map(|list| ListRef {
        id: id(list),
        key: format!("list_{list}").parse().expect("a key"),
        name: format!("List {list}"),
        archived: false,
        items: 1,
    }))
}
