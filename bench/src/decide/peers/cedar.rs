//! Cedar: one `permit` per route; of those that hold the first is taken.

use std::str::FromStr;

use anyhow::{Result, anyhow};
use cedar_policy::{
    Authorizer, Context, Entities, EntityUid, Policy, PolicyId, PolicySet, Request,
    RestrictedExpression,
};

use crate::decide::inquiry::{Inquiry, LISTS, text_of};
use crate::decide::peer::Peer;
use crate::decide::rules::{CodeKey, Condition, Number, Workflow, letters, list_id};
use crate::decide::text::{Text, hundredths};

pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    places: std::collections::HashMap<PolicyId, usize>,
    someone: EntityUid,
    action: EntityUid,
    routes: usize,
    list_ids: Vec<String>,
}

type Pairs = Vec<(String, RestrictedExpression)>;

impl Cedar {
    fn request(&self, pairs: Pairs) -> Request {
        let context = Context::from_pairs(pairs).expect("a context");
        let (someone, action) = (self.someone.clone(), self.action.clone());
        Request::new(someone.clone(), action, someone, context, None).expect("a request")
    }

    fn first(&self, request: &Request) -> usize {
        let response = self.authorizer.is_authorized(request, &self.policies, &self.entities);
        let taken = response.diagnostics().reason().map(|id| self.places[id]).min();
        taken.unwrap_or(self.routes)
    }
}

impl Peer for Cedar {
    const NAME: &'static str = "cedar-policy 4.14";
    const NOTE: &'static str = "has whole numbers only: scores in hundredths; evaluates all routes";
    type Input = Request;

    fn compile(workflow: &Workflow) -> Result<Self> {
        let mut policies = PolicySet::new();
        let mut places = std::collections::HashMap::new();
        for (place, route) in workflow.routes.iter().enumerate() {
            let all: Vec<String> = route.iter().map(condition).collect();
            let source =
                format!("permit(principal, action, resource) when {{ {} }};", all.join(" && "));
            let id = PolicyId::new(format!("route{place}"));
            policies.add(
                Policy::parse(Some(id.clone()), source).map_err(|error| anyhow!("{error}"))?,
            )?;
            places.insert(id, place);
        }
        Ok(Self {
            authorizer: Authorizer::new(),
            policies,
            entities: Entities::empty(),
            places,
            someone: EntityUid::from_str("Inquiry::\"one\"")?,
            action: EntityUid::from_str("Action::\"complete\"")?,
            routes: workflow.routes.len(),
            list_ids: (0..LISTS).map(list_id).collect(),
        })
    }

    fn input(&self, inquiry: &Inquiry) -> Request {
        let mut pairs = Pairs::new();
        for number in Number::ALL {
            if let Some(value) = inquiry.number(number) {
                pairs.push((number.key().to_owned(), RestrictedExpression::new_long(value)));
            }
        }
        for key in [CodeKey::Country, CodeKey::UsState] {
            if let Some(code) = inquiry.code(key) {
                let code = RestrictedExpression::new_string(text_of(code).to_owned());
                pairs.push((key.key().to_owned(), code));
            }
        }
        let lists = inquiry.lists.iter().map(|list| self.list_ids[*list].clone());
        let lists = RestrictedExpression::new_set(lists.map(RestrictedExpression::new_string));
        pairs.push(("list_matches".to_owned(), lists));
        self.request(pairs)
    }

    fn decide(&mut self, request: &Request) -> usize {
        self.first(request)
    }

    fn decide_text(&mut self, text: &str) -> usize {
        let text = Text::read(text);
        let mut pairs = Pairs::new();
        let mut long = |key: Number, value: Option<i64>| {
            if let Some(value) = value {
                pairs.push((key.key().to_owned(), RestrictedExpression::new_long(value)));
            }
        };
        long(Number::Age, text.age.map(|age| i64::from(age) * 100));
        long(Number::Similarity, text.document_similarity_score.map(hundredths));
        long(Number::Liveness, text.liveness_check_score.map(hundredths));
        long(Number::Attempts, text.failed_verification_attempts.map(|n| i64::from(n) * 100));
        for (key, code) in [("country", text.country), ("us_state", text.us_state)] {
            if let Some(code) = code {
                pairs.push((key.to_owned(), RestrictedExpression::new_string(code.to_owned())));
            }
        }
        let lists = text.list_matches.iter().map(|list| (*list).to_owned());
        let lists = RestrictedExpression::new_set(lists.map(RestrictedExpression::new_string));
        pairs.push(("list_matches".to_owned(), lists));
        let request = self.request(pairs);
        self.first(&request)
    }
}

fn condition(condition: &Condition) -> String {
    let set = |codes: &[u8]| {
        let codes: Vec<String> = codes.iter().map(|code| format!("{:?}", letters(*code))).collect();
        format!("[{}]", codes.join(", "))
    };
    match condition {
        Condition::LessThan(key, high) => {
            let key = key.key();
            format!("context has {key} && context.{key} < {high}")
        }
        Condition::AtLeast(key, low) => {
            let key = key.key();
            format!("context has {key} && context.{key} >= {low}")
        }
        Condition::Between(key, low, high) => {
            let key = key.key();
            format!("context has {key} && context.{key} >= {low} && context.{key} <= {high}")
        }
        Condition::AnyOf(key, codes) => {
            let key = key.key();
            format!("context has {key} && {}.contains(context.{key})", set(codes))
        }
        Condition::NoneOf(key, codes) => {
            let key = key.key();
            format!("context has {key} && !({}.contains(context.{key}))", set(codes))
        }
        Condition::On(list) => format!("context.list_matches.contains({:?})", list_id(*list)),
        Condition::NotOn(list) => format!("!(context.list_matches.contains({:?}))", list_id(*list)),
        Condition::Missing(key) => format!("!(context has {})", key.key()),
    }
}
