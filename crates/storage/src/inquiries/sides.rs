//! What few inquiries meet: where several things are asked for at once, a page begins with one that is rare instead
//! of looking at each inquiry that meets the most common one.

use pointsman_domain::ids::InquiryId;
use pointsman_domain::text::fold_name;

use super::filter::InquiryFilter;
use super::write::fold_email;
use crate::error::StorageError;
use crate::seam::{Conditions, Transaction};

/// How many are few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Inquiries that meet one part of a filter: so many are looked at one by one, and sorted.
    pub few: i64,
    /// Inquiries whose last name begins as asked for, when nothing else is: so many are sorted, from the index alone.
    /// More are common enough to be met soon on a walk through time.
    pub names: i64,
}

impl Bounds {
    /// What a page keeps to: five thousand and twenty thousand.
    pub const USUAL: Self = Self { few: 5_000, names: 20_000 };
}

/// A part of a filter that has an index of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Search,
    Status,
    Decision,
    Tag,
    List,
    Created,
    Run,
}

impl Side {
    const ALL: [Self; 7] = [
        Self::Search,
        Self::Status,
        Self::Decision,
        Self::Tag,
        Self::List,
        Self::Created,
        Self::Run,
    ];

    fn is_asked_for(self, filter: &InquiryFilter) -> bool {
        match self {
            Self::Search => filter.search().is_some(),
            Self::Status => filter.status.is_some(),
            Self::Decision => filter.decision.is_some(),
            Self::Tag => filter.tag.is_some(),
            Self::List => filter.list.is_some(),
            Self::Created => filter.created_after.is_some() || filter.created_before.is_some(),
            Self::Run => filter.workflow.is_some(),
        }
    }

    /// The order numbers of the inquiries that meet it, each at least once.
    pub(super) fn found(self, filter: &InquiryFilter, conditions: &mut Conditions) -> String {
        let mut own = Vec::new();
        let table = match self {
            Self::Search => return searched(filter, conditions),
            Self::Status | Self::Decision | Self::Created => "inquiries",
            Self::Tag => "inquiry_tags",
            Self::List => "list_matches",
            Self::Run => "runs",
        };
        match self {
            Self::Search => {}
            Self::Status => {
                own.extend(
                    filter.status.map(|status| ("status =", conditions.bind(status.as_str()))),
                );
            }
            Self::Decision => {
                let decision = filter.decision;
                own.extend(
                    decision.map(|decision| ("decision =", conditions.bind(decision.word()))),
                );
            }
            Self::Tag => own.extend(filter.tag.as_ref().map(|tag| ("tag =", conditions.bind(tag)))),
            Self::List => own.extend(filter.list.map(|list| ("list_id =", conditions.bind(list)))),
            Self::Created => {
                own.extend(filter.created_after.map(|at| ("created_at >=", conditions.bind(at))));
                own.extend(filter.created_before.map(|at| ("created_at <", conditions.bind(at))));
            }
            Self::Run => {
                let workflow = filter.workflow;
                own.extend(workflow.map(|workflow| ("workflow_id =", conditions.bind(workflow))));
                let route = filter.route.as_ref();
                own.extend(route.map(|route| ("route =", conditions.bind(route.to_string()))));
            }
        }
        let own: Vec<String> =
            own.into_iter().map(|(column, value)| format!("{column} {value}")).collect();
        format!("SELECT order_no FROM {table} WHERE {}", own.join(" AND "))
    }
}

/// What `q` finds, each kind through its own index.
fn searched(filter: &InquiryFilter, conditions: &mut Conditions) -> String {
    let q = filter.search().unwrap_or_default();
    if let Ok(id) = q.parse::<InquiryId>() {
        let id = conditions.bind(id);
        return format!("SELECT order_no FROM inquiries WHERE id = {id}");
    }
    let reference = conditions.bind(q);
    let email = conditions.bind(fold_email(q));
    let (name, end) = names(q, conditions);
    format!(
        "SELECT order_no FROM inquiries WHERE reference_id = {reference}
         UNION SELECT order_no FROM inquiries WHERE email_folded = {email}
         UNION SELECT order_no FROM inquiries
               WHERE last_name_folded >= {name} AND last_name_folded < {end}"
    )
}

/// The bounds of the folded last names that begin with `q`.
pub(super) fn names(q: &str, conditions: &mut Conditions) -> (String, String) {
    let name = fold_name(q);
    // Sorts behind every text that begins so.
    let end = format!("{name}\u{10FFFF}");
    (conditions.bind(name), conditions.bind(end))
}

/// A side that few inquiries meet, unless the page's own way in is met by few as well.
pub(super) fn few(
    transaction: &mut Transaction<'_>,
    filter: &InquiryFilter,
    way_in: Side,
    bounds: Bounds,
) -> Result<Option<Side>, StorageError> {
    let asked = |side: &Side| side.is_asked_for(filter);
    let others: Vec<Side> =
        Side::ALL.into_iter().filter(asked).filter(|side| *side != way_in).collect();
    if others.is_empty() || is_few(transaction, filter, way_in, bounds.few)? {
        return Ok(None);
    }
    for side in others {
        if is_few(transaction, filter, side, bounds.few)? {
            return Ok(Some(side));
        }
    }
    Ok(None)
}

/// Whether so many inquiries at most meet it; looks at one more and no further.
pub(super) fn is_few(
    transaction: &mut Transaction<'_>,
    filter: &InquiryFilter,
    side: Side,
    most: i64,
) -> Result<bool, StorageError> {
    if !side.is_asked_for(filter) {
        return Ok(false);
    }
    let mut conditions = Conditions::default();
    let found = match (side, filter.search()) {
        // Only names can be many.
        (Side::Search, Some(q)) if q.parse::<InquiryId>().is_err() => {
            let (name, end) = names(q, &mut conditions);
            format!(
                "SELECT order_no FROM inquiries
                 WHERE last_name_folded >= {name} AND last_name_folded < {end}"
            )
        }
        _ => side.found(filter, &mut conditions),
    };
    let limit = conditions.bind(most.saturating_add(1));
    let statement = format!(
        "SELECT COUNT(*) AS met FROM (SELECT 1 FROM ({found}) AS found LIMIT {limit}) AS few"
    );
    let rows = transaction.query(super::TABLE, &statement, conditions.parameters())?;
    Ok(match rows.first() {
        Some(row) => row.int("met")? <= most,
        None => true,
    })
}
