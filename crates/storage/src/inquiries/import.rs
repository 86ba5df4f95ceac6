//! Past inquiries, many at a time: a few statements for some hundred of them, where one made by hand takes several.

use std::collections::HashSet;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::inquiry::Submission;
use pointsman_domain::text::fold_name;
use serde_json::json;

use super::record::{Completion, Decision, NewInquiry};
use super::write::{UNDECIDED, attributes_text, fold_email};
use super::{TABLE, tags};
use crate::error::StorageError;
use crate::order_numbers;
use crate::seam::{Transaction, Value, values};

/// Rows of one statement; fewer are written by halves of it, so that a connection knows a handful of statements.
const ROWS: usize = 64;

/// An inquiry that was decided elsewhere, or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastInquiry {
    /// What it is. It is kept as imported, whatever stands there.
    pub new: NewInquiry,
    /// When it changed last.
    pub updated_at: Timestamp,
    /// What a decision would have read, if it completed.
    pub completion: Option<Completion>,
    /// The decision in force.
    pub decision: Option<Decision>,
}

/// A past inquiry as it stands in its columns. Making it costs more than writing it, and is best done elsewhere than in
/// a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastRows {
    created_at: Timestamp,
    inquiry: Vec<Value>,
    completion: Option<Vec<Value>>,
    matches: Vec<[Value; 3]>,
    tags: Vec<String>,
}

/// What became of a past inquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportInquiry {
    /// It is there.
    Imported,
    /// An inquiry has this reference id already: it stays as it is.
    ReferenceTaken,
}

impl PastRows {
    /// The rows of an inquiry.
    pub fn of(past: &PastInquiry) -> Result<Self, StorageError> {
        let new = &past.new;
        let submission = &new.submission;
        let text = |text: serde_json::Result<String>| {
            text.map_err(|problem| StorageError::Database {
                table: TABLE,
                message: problem.to_string(),
            })
        };
        let decision = past.decision.as_ref();
        let inquiry = values![
            new.id,
            new.reference_id.as_ref(),
            new.template.as_ref(),
            new.status.as_str(),
            text(submission.personal_text())?,
            text(submission.facts_text())?,
            json!(new.tags).to_string(),
            new.created_at,
            past.updated_at,
            decision.map_or(UNDECIDED, |decision| decision.outcome.as_str()),
            decision.map(|decision| decision.by.to_text()),
            decision.map(|decision| decision.at),
            decision.and_then(|decision| decision.comment.as_ref()),
            decision.map(|decision| decision.by.kind()),
            folded(submission, "email_address", fold_email),
            folded(submission, "name_last", fold_name),
        ]
        .to_vec();
        let completion = past.completion.as_ref().map(completion_columns).transpose()?;
        let found = past.completion.iter().flat_map(|done| &done.attributes.list_matches);
        let matches =
            found.map(|found| [found.list.into(), found.item.into(), found.revision.into()]);
        Ok(Self {
            created_at: new.created_at,
            inquiry,
            completion,
            matches: matches.collect(),
            tags: new.tags.clone(),
        })
    }
}

/// What a person is found by.
fn folded(submission: &Submission, key: &str, fold: fn(&str) -> String) -> Option<String> {
    submission.fields.get(key).map(|text| fold(text)).filter(|text| !text.is_empty())
}

fn completion_columns(completion: &Completion) -> Result<Vec<Value>, StorageError> {
    Ok(values![
        completion.completed_at,
        completion.catalogue_version,
        attributes_text(&completion.attributes)?,
        completion.digest.as_ref(),
        completion.lists_unknown,
    ]
    .to_vec())
}

/// What came of some past inquiries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Of each in its order.
    pub became: Vec<ImportInquiry>,
    /// The least and the greatest order number that they took; `None` if there were none. Others may have some in between.
    pub numbers: Option<(i64, i64)>,
}

/// Keeps past inquiries and says of each in its order what became of it. They take order numbers like any other, and are
/// never eligible all the same.
pub fn import<'r>(
    transaction: &mut Transaction<'_>,
    inquiries: impl ExactSizeIterator<Item = &'r PastRows>,
) -> Result<Imported, StorageError> {
    let numbers = order_numbers::take_several(transaction, inquiries.len())?;
    let numbered: Vec<(i64, &PastRows)> = numbers.into_iter().zip(inquiries).collect();
    let kept = insert_inquiries(transaction, &numbered)?;
    let there = || numbered.iter().filter(|(number, _)| kept.contains(number));
    let completions =
        there().filter_map(|(number, past)| Some((*number, past.completion.as_ref()?)));
    insert(
        transaction,
        "completions",
        "order_no, completed_at, catalogue_version, attributes, digest, lists_unknown",
        completions.map(|(number, columns)| row(number, columns)),
    )?;
    let matches = there().flat_map(|(number, past)| {
        past.matches.iter().map(|[list, item, revision]| {
            let (list, item, revision) = (list.clone(), item.clone(), revision.clone());
            vec![list, past.created_at.into(), (*number).into(), item, revision]
        })
    });
    insert(
        transaction,
        "list_matches",
        "list_id, created_at, order_no, item_id, revision",
        matches,
    )?;
    let tagged = there().flat_map(|(number, past)| {
        past.tags.iter().map(|tag| vec![tag.into(), past.created_at.into(), (*number).into()])
    });
    insert(transaction, tags::TAGS, "tag, created_at, order_no", tagged)?;
    let became = numbered.iter().map(|(number, _)| {
        if kept.contains(number) { ImportInquiry::Imported } else { ImportInquiry::ReferenceTaken }
    });
    let all = || numbered.iter().map(|(number, _)| *number);
    Ok(Imported { became: became.collect(), numbers: all().min().zip(all().max()) })
}

/// The order numbers of those that are new.
fn insert_inquiries(
    transaction: &mut Transaction<'_>,
    numbered: &[(i64, &PastRows)],
) -> Result<HashSet<i64>, StorageError> {
    let mut kept = HashSet::with_capacity(numbered.len());
    let columns = "order_no, id, reference_id, template, status, personal, facts, tags, created_at, updated_at, \
                   decision, decided_by, decided_at, decision_comment, decider, email_folded, last_name_folded, \
                   imported, left_alone";
    let mut rest = numbered;
    while !rest.is_empty() {
        let (some, others) = rest.split_at(rows_of_next(rest.len()));
        rest = others;
        let statement = format!(
            "INSERT INTO inquiries ({columns}) VALUES {}
             ON CONFLICT (reference_id) WHERE reference_id IS NOT NULL DO NOTHING RETURNING order_no",
            placeholders(some.len(), 17, ", 1, '[]'")
        );
        let parameters: Vec<Value> =
            some.iter().flat_map(|(number, past)| row(*number, &past.inquiry)).collect();
        for row in transaction.query(TABLE, &statement, &parameters)? {
            kept.insert(row.int("order_no")?);
        }
    }
    Ok(kept)
}

fn row(number: i64, columns: &[Value]) -> Vec<Value> {
    let mut row = Vec::with_capacity(columns.len() + 1);
    row.push(number.into());
    row.extend_from_slice(columns);
    row
}

fn insert(
    transaction: &mut Transaction<'_>,
    table: &'static str,
    columns: &str,
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<(), StorageError> {
    let rows: Vec<Vec<Value>> = rows.collect();
    let mut rest = rows.as_slice();
    while let Some(width) = rest.first().map(Vec::len) {
        let (some, others) = rest.split_at(rows_of_next(rest.len()));
        rest = others;
        let rows = placeholders(some.len(), width, "");
        let statement = format!("INSERT INTO {table} ({columns}) VALUES {rows}");
        transaction.execute(table, &statement, &some.concat())?;
    }
    Ok(())
}

/// How many of so many rows the next statement takes: [`ROWS`], or the greatest power of two that there is.
fn rows_of_next(rows: usize) -> usize {
    if rows >= ROWS { ROWS } else { 1 << rows.max(1).ilog2() }
}

/// `($1, $2), ($3, $4)`, each row ending in `constants`. As parameters values cost a third of what a JSON array costs.
fn placeholders(rows: usize, columns: usize, constants: &str) -> String {
    let row = |row: usize| {
        let numbers: Vec<String> =
            (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({}{constants})", numbers.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}
