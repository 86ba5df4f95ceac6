//! Ways into the listing: each begins at an index that also gives the order.

use pointsman_domain::ids::{InquiryId, ListId, WorkflowId};

use super::filter::{InquiryFilter, InquiryPosition};
use super::sides::{Side, names};
use super::write::fold_email;
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
            rest: &[Rest::Search],
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
            rest: &[Rest::Search],
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
            rest: &[Rest::Tag, Rest::Search],
            conditions,
        }
    }

    /// Inquiries with a run of a workflow, by route if one is asked for; beginning with the few that meet one side of the
    /// filter, if there is such a side.
    pub(super) fn by_run(want: Want<'_>, workflow: WorkflowId, few: Option<Side>) -> Self {
        let mut conditions = Conditions::default();
        // Without statistics SQLite would take all runs of the workflow for as few as those of an inquiry.
        let column = if few.is_some() { "COALESCE(k.workflow_id, '')" } else { "k.workflow_id" };
        conditions.compare(column, "=", workflow);
        if let Some(route) = &want.filter.route {
            conditions.compare("k.route", "=", route.to_string());
        }
        let entrance = Self {
            from: "runs k JOIN inquiries i ON i.order_no = k.order_no".to_owned(),
            at: "k.created_at",
            number: "k.run_no",
            created: "i.created_at",
            rest: &[Rest::List, Rest::Tag, Rest::Search],
            conditions,
        };
        match few {
            Some(few) => entrance.of_few(want, few),
            None => entrance,
        }
    }

    /// The same where several workflows are asked: an inquiry that several sent down routes of one name is shown
    /// at the newest of those runs alone.
    pub(super) fn by_newest_run(want: Want<'_>, workflow: WorkflowId, few: Option<Side>) -> Self {
        let mut entrance = Self::by_run(want, workflow, few);
        entrance.conditions.add(
            "NOT EXISTS (SELECT 1 FROM runs n WHERE n.order_no = k.order_no AND n.route = k.route
                         AND (n.created_at, n.run_no) > (k.created_at, k.run_no))",
        );
        entrance
    }

    /// What `q` finds when nothing else is asked for: each kind through its own index, which alone says which ones
    /// the page shows.
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
            rest: &[],
            conditions,
        }
    }

    /// Beginning with the few inquiries that meet one side of the filter: all of them are looked at and sorted.
    pub(super) fn by_few(want: Want<'_>, few: Side) -> Self {
        let mut conditions = Conditions::default();
        let found = few.found(want.filter, &mut conditions);
        conditions.add("i.order_no = few.order_no");
        Self {
            // SQLite joins in this order where it is written as a cross join.
            from: format!("{} CROSS JOIN inquiries i", distinct(&found)),
            at: "i.created_at",
            number: "i.order_no",
            created: "i.created_at",
            rest: &[Rest::List, Rest::Tag, Rest::Search],
            conditions,
        }
    }

    /// The same for runs.
    fn of_few(mut self, want: Want<'_>, few: Side) -> Self {
        let found = few.found(want.filter, &mut self.conditions);
        self.conditions.add("k.order_no = few.order_no");
        self.conditions.add("i.order_no = k.order_no");
        self.from = format!("{} CROSS JOIN runs k CROSS JOIN inquiries i", distinct(&found));
        self
    }

    /// Its tables, and the conditions of the way in, of the rest of the filter and of the position.
    pub(super) fn narrowed(self, want: Want<'_>) -> (String, Conditions) {
        let Self { from, at, number, created, rest, mut conditions } = self;
        let filter = want.filter;
        if let Some(status) = filter.status {
            conditions.compare("i.status", "=", status.as_str());
        }
        if let Some(decision) = filter.decision {
            conditions.compare("i.decision", "=", decision.word());
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

fn distinct(found: &str) -> String {
    format!("(SELECT DISTINCT order_no FROM ({found}) AS found) AS few")
}

/// The first ones of each kind, and of them the first: no kind reads or sorts more than its index holds of it.
fn found_by(conditions: &mut Conditions, want: Want<'_>, q: &str) -> String {
    let reference = conditions.bind(q);
    let email = conditions.bind(fold_email(q));
    let (name, end) = names(q, conditions);
    let order = want.filter.order;
    let behind = want.after.map_or_else(String::new, |after| {
        let (at, number) = (conditions.bind(after.at), conditions.bind(after.number));
        format!("AND (created_at, order_no) {} ({at}, {number})", order.behind())
    });
    let limit = conditions.bind(one_more(want.limit));
    let direction = order.direction();
    let first = format!("ORDER BY created_at {direction}, order_no {direction} LIMIT {limit}");
    let of_kind = |kind: String| {
        format!(
            "SELECT * FROM (SELECT order_no, created_at FROM inquiries WHERE {kind} {behind} {first}) AS kind"
        )
    };
    format!(
        "SELECT order_no FROM ({} UNION {} UNION {}) AS found {first}",
        of_kind(format!("reference_id = {reference}")),
        of_kind(format!("email_folded = {email}")),
        of_kind(format!("last_name_folded >= {name} AND last_name_folded < {end}")),
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
    let (name, end) = names(q, conditions);
    // Asked of each inquiry that the way in meets: the `CASE` keeps SQLite from beginning with these indexes, and from
    // sorting all that they hold.
    conditions.add(format!(
        "(i.id = {exact} OR i.reference_id = {exact} OR i.email_folded = {email}
          OR CASE WHEN i.last_name_folded >= {name} AND i.last_name_folded < {end} THEN 1 ELSE 0 END = 1)"
    ));
}
