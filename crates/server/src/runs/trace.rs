//! A trace of the engine on its way out: the same tree, with the values of the items that matched.

use std::collections::BTreeMap;

use pointsman_domain::attribute::ListMatch;
use pointsman_domain::ids::ItemId;
use pointsman_engine::plan::Taken;
use pointsman_engine::trace as engine;
use pointsman_engine::trace::TraceValue;
use serde_json::Value;

use super::trace_wire::{MatchedItem, Trace, TraceElse, TraceKind, TraceNode, TraceRoute, Verdict};

/// Values of items, as far as they are kept. An erased item has none.
pub(crate) type ItemValues = BTreeMap<ItemId, String>;

/// The trace as callers see it.
pub(crate) fn on_the_wire(trace: &engine::Trace<'_>, items: &ItemValues) -> Trace {
    let routes = trace.routes.iter().map(|route| TraceRoute {
        id: route.id.to_string(),
        name: route.name.to_owned(),
        verdict: route.verdict.into(),
        taken: route.taken,
        condition: node(&route.condition, items),
    });
    let attributes = trace.attributes.iter();
    Trace {
        routes: routes.collect(),
        taken: trace.taken_route.to_string(),
        everything_else: TraceElse { taken: trace.taken == Taken::EverythingElse },
        attributes: attributes.map(|(key, read)| (key.to_string(), json(read))).collect(),
    }
}

/// An item that matched, with its value.
pub(crate) fn matched_item(found: ListMatch, items: &ItemValues) -> MatchedItem {
    MatchedItem {
        list: found.list,
        item: found.item,
        item_value: found.item.and_then(|item| items.get(&item).cloned()),
        revision: found.revision,
    }
}

fn node(node_read: &engine::TraceNode<'_>, items: &ItemValues) -> TraceNode {
    let mut written = TraceNode {
        kind: TraceKind::Condition,
        verdict: node_read.verdict.into(),
        pointer: node_read.pointer.to_owned(),
        sentence: node_read.sentence.to_string(),
        children: node_read.children().iter().map(|child| node(child, items)).collect(),
        attribute: None,
        operator: None,
        expected: None,
        actual: None,
        matched: None,
    };
    match &node_read.kind {
        engine::TraceKind::All(_) => written.kind = TraceKind::All,
        engine::TraceKind::Any(_) => written.kind = TraceKind::Any,
        engine::TraceKind::Not(_) => written.kind = TraceKind::Not,
        engine::TraceKind::Condition(condition) => {
            written.attribute = Some(condition.attribute().to_string());
            written.operator = Some(condition.operator().to_string());
            written.expected = condition.expected().as_ref().map(json);
            written.actual = Some(json(&condition.actual));
            let matched = condition.matched.as_ref();
            written.matched = matched
                .map(|found| found.iter().map(|found| matched_item(*found, items)).collect());
        }
    }
    written
}

/// In the form that documents write values in.
fn json(value: &TraceValue) -> Value {
    match value {
        TraceValue::Missing => Value::Null,
        TraceValue::Number(number) => Value::Number(number.to_json()),
        TraceValue::Pair(low, high) => {
            Value::Array(vec![Value::Number(low.to_json()), Value::Number(high.to_json())])
        }
        TraceValue::Code(code) => Value::String(code.to_string()),
        TraceValue::Codes(codes) => {
            codes.iter().map(|code| Value::String(code.to_string())).collect()
        }
        TraceValue::List(list) => Value::String(list.to_string()),
        TraceValue::Lists(lists) => {
            lists.iter().map(|list| Value::String(list.to_string())).collect()
        }
    }
}

impl From<pointsman_engine::Verdict> for Verdict {
    fn from(verdict: pointsman_engine::Verdict) -> Self {
        match verdict {
            pointsman_engine::Verdict::True => Self::True,
            pointsman_engine::Verdict::False => Self::False,
            pointsman_engine::Verdict::Unknown => Self::Unknown,
        }
    }
}
