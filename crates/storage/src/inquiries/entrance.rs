//! Ways into the listing: each begins at an index that also gives the order.

use pointsman_domain::ids::{InquiryId, ListId, WorkflowId};
use pointsman_domain::text::fold_name;

use super::filter::{DecisionFilter, InquiryFilter, InquiryPosition};
use super::write::{UNDECIDED, fold_email};
use crate::seam::{Conditions, one_more};

/// What a page is asked for.
#[derive(Clone, Copy)]
pub(super) struct Want<'a> {
    pub(super) filter: &'a InquiryFilter,
    pub(super) after: Option<InquiryPosition>,
    pub(super) limit: usize,
}

/// A way in.
pub(super) struct Entrance {
    /// Tables, among them inquiries as `i`.
    from: String,
    /// The column of the position's moment.
    pub(super) at: &'static str,
    /// The column of the position's number.
    pub(super) number: &'static str,
    /// The column to compare with the bounds of `created_at`.
    created: &'static str,
    /// Which parts of the filter the way in has not seen to.
    rest: &'static [Rest],
    conditions: Conditions,
}

/// A part of the filter that is asked of each inquiry that the way in meets.
enum Rest {
    List,
    Tag,
    Search,
}

impl Entrance {
    /// All inquiries, or those of a status or decision.
    pub(super) fn by_time() -> Self {
        Self {
            from: "inquiries i".to_owned(),
            at: "i.created_at",
            number: "i.order_no",
            created: "i.created_at",
            rest: &[],
            conditions: Conditions::default(),
        }
    }

    /// Inquiries with a tag.
    pub(super) fn by_tag(tag: &str) -> Self {
        let mut conditions = Conditions::default();
        conditions.compare("k.tag", "=", tag);
        Self {
            from: "inquiry_tags k JOIN inquiries i ON i.order_no = k.order_no".to_owned(),
            at: "k.created_at",
            number: "k.order_no",
            created: "k.created_at",
            rest: &[],
            conditions,
        }
    }

    /// Inquiries that matched a list.
    pub(super) fn by_list(list: ListId) -> Self {
        let mut conditions = Conditions::default();
        conditions.compare("k.list_id", "=", list);
        Self {
            from: "list_matches k JOIN inquiries i ON i.order_no = k.order_no".to_owned(),
            at: "k.created_at",
            number: "k.order_no",
            created: "k.created_at",
            rest: &[Rest::Tag],
            conditions,
        }
    }

    /// Inquiries with a run of a workflow, by route if one is asked for.
    pub(super) fn by_run(want: Want<'_>, workflow: WorkflowId) -> Self {
        let mut conditions = Conditions::default();
        conditions.compare("k.workflow_id", "=", workflow);
        if let Some(route) = &want.filter.route {
            conditions.compare("k.route", "=", route.to_string());
        }
        Self {
            from: "runs k JOIN inquiries i ON i.order_no = k.order_no".to_owned(),
            at: "k.created_at",
            number: "k.run_no",
            created: "i.created_at",
            rest: &[Rest::List, Rest::Tag, Rest::Search],
            conditions,
        }
    }

    /// The same where several workflows are asked: an inquiry that several sent down routes of one name is shown
    /// at the newest of those runs alone.
    pub(super) fn by_newest_run(want: Want<'_>, workflow: WorkflowId) -> Self {
        let mut entrance = Self::by_run(want, workflow);
        entrance.conditions.add(
            "NOT EXISTS (SELECT 1 FROM runs n WHERE n.order_no = k.order_no AND n.route = k.route
                         AND (n.created_at, n.run_no) > (k.created_at, k.run_no))",
        );
        entrance
    }

    /// What `q` finds, each kind through its own index. When nothing else is asked for, the indexes alone say
    /// which ones the page shows.
    pub(super) fn by_search(want: Want<'_>, q: &str) -> Self {
        let mut conditions = Conditions::default();
        let from = if let Ok(id) = q.parse::<InquiryId>() {
            conditions.compare("i.id", "=", id);
            "inquiries i".to_owned()
        } else {
            let found = found_by(&mut conditions, want, q);
            format!("({found}) AS wanted JOIN inquiries i ON i.order_no = wanted.order_no")
        };
        Self {
            from,
            at: "i.created_at",
            number: "i.order_no",
            created: "i.created_at",
            rest: &[Rest::List, Rest::Tag],
            conditions,
        }
    }

    /// Its tables, and the conditions of the way in, of the rest of the filter and of the position.
    pub(super) fn narrowed(self, want: Want<'_>) -> (String, Conditions) {
        let Self { from, at, number, created, rest, mut conditions } = self;
        let filter = want.filter;
        if let Some(status) = filter.status {
            conditions.compare("i.status", "=", status.as_str());
        }
        match filter.decision {
            Some(DecisionFilter::Undecided) => conditions.compare("i.decision", "=", UNDECIDED),
            Some(DecisionFilter::Is(outcome)) => {
                conditions.compare("i.decision", "=", outcome.as_str());
            }
            None => {}
        }
        if let Some(moment) = filter.created_after {
            conditions.compare(created, ">=", moment);
        }
        if let Some(moment) = filter.created_before {
            conditions.compare(created, "<", moment);
        }
        for part in rest {
            match part {
                Rest::List => on_list(&mut conditions, filter),
                Rest::Tag => has_tag(&mut conditions, filter),
                Rest::Search => meets_search(&mut conditions, filter),
            }
        }
        if let Some(after) = want.after {
            let (last_at, last_number) = (conditions.bind(after.at), conditions.bind(after.number));
            let behind = filter.order.behind();
            conditions.add(format!("({at}, {number}) {behind} ({last_at}, {last_number})"));
        }
        (from, conditions)
    }
}

fn found_by(conditions: &mut Conditions, want: Want<'_>, q: &str) -> String {
    let reference = conditions.bind(q);
    let email = conditions.bind(fold_email(q));
    let name = fold_name(q);
    let end = conditions.bind(end_of(&name));
    let name = conditions.bind(name);
    let found = format!(
        "SELECT order_no, created_at FROM inquiries WHERE reference_id = {reference}
         UNION SELECT order_no, created_at FROM inquiries WHERE email_folded = {email}
         UNION SELECT order_no, created_at FROM inquiries
               WHERE last_name_folded >= {name} AND last_name_folded < {end}"
    );
    let order = want.filter.order;
    let nothing_else =
        InquiryFilter { q: want.filter.q.clone(), order, ..InquiryFilter::default() }
            == *want.filter;
    if !nothing_else {
        return found;
    }
    let before = want.after.map_or_else(String::new, |after| {
        let (at, number) = (conditions.bind(after.at), conditions.bind(after.number));
        format!("WHERE (created_at, order_no) {} ({at}, {number})", order.behind())
    });
    let limit = conditions.bind(one_more(want.limit));
    let direction = order.direction();
    format!(
        "SELECT order_no FROM ({found}) AS found {before}
         ORDER BY created_at {direction}, order_no {direction} LIMIT {limit}"
    )
}

fn on_list(conditions: &mut Conditions, filter: &InquiryFilter) {
    if let Some(list) = filter.list {
        let list = conditions.bind(list);
        conditions.add(format!(
            "EXISTS (SELECT 1 FROM list_matches m WHERE m.order_no = i.order_no AND m.list_id = {list})"
        ));
    }
}

fn has_tag(conditions: &mut Conditions, filter: &InquiryFilter) {
    if let Some(tag) = &filter.tag {
        let tag = conditions.bind(tag);
        conditions.add(format!(
            "EXISTS (SELECT 1 FROM inquiry_tags t WHERE t.order_no = i.order_no AND t.tag = {tag})"
        ));
    }
}

fn meets_search(conditions: &mut Conditions, filter: &InquiryFilter) {
    let Some(q) = filter.search() else { return };
    let exact = conditions.bind(q);
    let email = conditions.bind(fold_email(q));
    let name = fold_name(q);
    let end = conditions.bind(end_of(&name));
    let name = conditions.bind(name);
    conditions.add(format!(
        "(i.id = {exact} OR i.reference_id = {exact} OR i.email_folded = {email}
          OR (i.last_name_folded >= {name} AND i.last_name_folded < {end}))"
    ));
}

/// Sorts behind every text that begins with `beginning`.
fn end_of(beginning: &str) -> String {
    format!("{beginning}\u{10FFFF}")
}
