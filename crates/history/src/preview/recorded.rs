//! What runs recorded: how many took each route of a workflow.

use std::collections::BTreeMap;

use pointsman_domain::ids::WorkflowId;

use super::window::{Cover, rows_of};
use crate::bits::{BLOCKS, count_both};
use crate::inquiries::Inquiries;
use crate::question::{Cancel, Unanswered, Window};
use crate::spill::Need;

/// How many inquiries of a window took each route of a workflow, by the routes' names in runs. Routes that nobody took are
/// left out.
pub fn recorded_routes(
    inquiries: &Inquiries,
    workflow: WorkflowId,
    window: &Window,
    cancel: &Cancel,
) -> Result<BTreeMap<String, u64>, Unanswered> {
    let mut found = BTreeMap::new();
    for slot in inquiries.slots() {
        if cancel.is_cancelled() {
            return Err(Unanswered::Cancelled);
        }
        let cover = window.covers(slot.head());
        if cover == Cover::Nothing {
            continue;
        }
        let chunk = slot.open(cover.need(Need::RUNS))?;
        let from = (workflow, String::new());
        let of_workflow = chunk.runs.range(from..).take_while(|((own, _), _)| *own == workflow);
        let taken: Vec<_> =
            of_workflow.map(|((_, route), rows)| (route.as_str(), rows.to_bits())).collect();
        if taken.is_empty() {
            continue;
        }
        for block in 0..BLOCKS {
            let within = match cover {
                Cover::Something => window.block(&chunk, block),
                Cover::Nothing | Cover::Everything => rows_of(&chunk, block),
            };
            for (route, rows) in &taken {
                let count = rows.block(block).map_or(0, |rows| count_both(rows, &within));
                if count > 0 {
                    *found.entry((*route).to_owned()).or_default() += count;
                }
            }
        }
    }
    Ok(found)
}
