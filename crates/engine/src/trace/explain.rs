//! Making a trace from a plan's cells.

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
    let read = |key: AttributeKey| plan.routes().iter().take(tried).any(|route| route.reads(key));
    let attributes = AttributeKey::ALL.into_iter().filter(|key| read(*key));
    Trace {
        taken,
        taken_route: plan.taken_route(taken),
        attributes: attributes.map(|key| (key, reader.value(key, |_| true))).collect(),
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
        let (verdict, kind) = match &node.kind {
            NodeKind::All(all) => {
                let all = members(all);
                (Verdict::all(all.iter().map(|member| member.verdict)), TraceKind::All(all))
            }
            NodeKind::Any(any) => {
                let any = members(any);
                (Verdict::any(any.iter().map(|member| member.verdict)), TraceKind::Any(any))
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
        let actual = match test {
            Test::List(predicate) => {
                self.value(AttributeKey::ListMatches, |list| predicate.lists().contains(list))
            }
            Test::Number(..) | Test::Code(..) | Test::Presence(..) => {
                self.value(test.attribute(), |_| true)
            }
        };
        let matched = match (test, &actual) {
            (Test::List(_), TraceValue::Lists(on)) => Some(self.matched(on)),
            (Test::List(_), _) => Some(Vec::new()),
            (Test::Number(..) | Test::Code(..) | Test::Presence(..), _) => None,
        };
        TracedCondition { test, actual, matched }
    }

    /// The value of an attribute; of the lists those that are `asked` for.
    fn value(&self, key: AttributeKey, asked: impl Fn(&ListId) -> bool) -> TraceValue {
        let number = |attribute: NumberAttribute| {
            self.facts.number(attribute).map_or(TraceValue::Missing, TraceValue::Number)
        };
        let code = |attribute: CodeAttribute| {
            self.facts.code(attribute).map_or(TraceValue::Missing, TraceValue::Code)
        };
        match key {
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
            AttributeKey::ListMatches => self.facts.lists().map_or(TraceValue::Missing, |on| {
                TraceValue::Lists(on.iter().filter(|list| asked(list)).copied().collect())
            }),
        }
    }

    fn matched(&self, lists: &[ListId]) -> Vec<ListMatch> {
        lists
            .iter()
            .filter_map(|list| self.matches.iter().find(|found| found.list == *list))
            .copied()
            .collect()
    }
}
