//! Making a trace from a plan's cells.

use std::collections::BTreeMap;

use pointsman_domain::attribute::{AttributeKey, Attributes, ListMatch};
use pointsman_domain::ids::ListId;

use super::{Trace, TraceKind, TraceNode, TraceValue, TracedCondition, TracedRoute};
use crate::checked::{CodeAttribute, Node, NodeKind, NumberAttribute, Test};
use crate::directory::ListDirectory;
use crate::facts::Facts;
use crate::plan::{Location, Placed, Plan, Taken};
use crate::sentence::Sentence;
use crate::verdict::Verdict;

/// Explains the decision that `plan` takes on an inquiry with these attributes.
pub fn explain<'p>(plan: &'p Plan, attributes: &Attributes) -> Trace<'p> {
    explain_facts(plan, &Facts::new(attributes), &attributes.list_matches)
}

/// The same for facts that were made before; `matches` says which items matched on their lists.
pub fn explain_facts<'p>(plan: &'p Plan, facts: &Facts, matches: &[ListMatch]) -> Trace<'p> {
    let taken = plan.decide(facts);
    let location = plan.locate(facts);
    let reader = Reader { facts, matches, location, lists: plan.lists() };
    let tried = match taken {
        Taken::Route(place) => place + 1,
        Taken::EverythingElse => plan.routes().len(),
    };
    let routes: Vec<TracedRoute<'p>> = plan
        .routes()
        .iter()
        .take(tried)
        .enumerate()
        .map(|(place, route)| {
            let condition = reader.node(route.condition());
            TracedRoute {
                id: route.id(),
                name: route.name(),
                verdict: condition.verdict,
                taken: taken == Taken::Route(place),
                condition,
            }
        })
        .collect();
    let mut attributes = BTreeMap::new();
    for route in &routes {
        collect(&route.condition, &mut attributes);
    }
    Trace {
        taken,
        taken_route: plan.taken_route(taken),
        attributes: attributes.into_iter().collect(),
        routes,
    }
}

struct Reader<'p, 'f> {
    facts: &'f Facts,
    matches: &'f [ListMatch],
    location: Location<'f>,
    lists: &'p ListDirectory,
}

impl<'p> Reader<'p, '_> {
    fn node(&self, node: &'p Node<Placed>) -> TraceNode<'p> {
        let members = |members: &'p [Node<Placed>]| -> Vec<TraceNode<'p>> {
            members.iter().map(|member| self.node(member)).collect()
        };
        let verdicts = |members: &[TraceNode<'p>]| -> Vec<Verdict> {
            members.iter().map(|member| member.verdict).collect()
        };
        let (verdict, kind) = match &node.kind {
            NodeKind::All(all) => {
                let all = members(all);
                (Verdict::all(verdicts(&all)), TraceKind::All(all))
            }
            NodeKind::Any(any) => {
                let any = members(any);
                (Verdict::any(verdicts(&any)), TraceKind::Any(any))
            }
            NodeKind::Not(member) => {
                let member = self.node(member);
                (member.verdict.not(), TraceKind::Not(Box::new(member)))
            }
            NodeKind::Test(placed) => {
                let condition = self.condition(&placed.test);
                (placed.verdict(&self.location), TraceKind::Condition(condition))
            }
        };
        TraceNode {
            pointer: &node.pointer,
            sentence: Sentence::new(node, self.lists),
            verdict,
            kind,
        }
    }

    fn condition(&self, test: &'p Test) -> TracedCondition<'p> {
        let number = |attribute: NumberAttribute| {
            self.facts.number(attribute).map_or(TraceValue::Missing, TraceValue::Number)
        };
        let code = |attribute: CodeAttribute| {
            self.facts.code(attribute).map_or(TraceValue::Missing, TraceValue::Code)
        };
        let actual = match test.attribute() {
            AttributeKey::Age => number(NumberAttribute::Age),
            AttributeKey::DocumentSimilarityScore => {
                number(NumberAttribute::DocumentSimilarityScore)
            }
            AttributeKey::LivenessCheckScore => number(NumberAttribute::LivenessCheckScore),
            AttributeKey::FailedVerificationAttempts => {
                number(NumberAttribute::FailedVerificationAttempts)
            }
            AttributeKey::Country => code(CodeAttribute::Country),
            AttributeKey::UsState => code(CodeAttribute::UsState),
            AttributeKey::ListMatches => self.on_lists(test),
        };
        let matched = match (test, &actual) {
            (Test::List(_), TraceValue::Lists(on)) => Some(self.matched(on)),
            (Test::List(_), _) => Some(Vec::new()),
            (Test::Number(..) | Test::Code(..) | Test::Presence(..), _) => None,
        };
        TracedCondition { test, actual, matched }
    }

    /// The lists that match, of those that the condition asks for.
    fn on_lists(&self, test: &Test) -> TraceValue {
        let Some(on) = self.facts.lists() else { return TraceValue::Missing };
        let asked = |list: &ListId| match test {
            Test::List(predicate) => predicate.lists().contains(list),
            Test::Number(..) | Test::Code(..) | Test::Presence(..) => true,
        };
        TraceValue::Lists(on.iter().filter(|list| asked(list)).copied().collect())
    }

    fn matched(&self, lists: &[ListId]) -> Vec<ListMatch> {
        lists
            .iter()
            .filter_map(|list| self.matches.iter().find(|found| found.list == *list))
            .copied()
            .collect()
    }
}

fn collect(node: &TraceNode<'_>, into: &mut BTreeMap<AttributeKey, TraceValue>) {
    if let TraceKind::Condition(condition) = &node.kind {
        let read = into.entry(condition.attribute()).or_insert(TraceValue::Missing);
        match (read, &condition.actual) {
            (TraceValue::Lists(read), TraceValue::Lists(more)) => {
                read.extend(more);
                read.sort_unstable();
                read.dedup();
            }
            (read, actual) => *read = actual.clone(),
        }
    }
    for child in node.children() {
        collect(child, into);
    }
}
