//! Past inquiries, many at a time: a few statements for some hundred of them, where one made by hand takes several.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::inquiry::Submission;
use pointsman_domain::text::fold_name;
use serde_json::json;

use super::record::{Completion, Decision, NewInquiry};
use super::write::{UNDECIDED, attributes_text, fold_email};
use super::{TABLE, tags};
use crate::error::StorageError;
use crate::order_numbers;
use crate::seam::{Numbered, Transaction, Value};

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
        let inquiry = vec![
            new.id.into(),
            new.reference_id.as_ref().into(),
            new.template.as_ref().into(),
            new.status.as_str().into(),
            text(submission.personal_text())?.into(),
            text(submission.facts_text())?.into(),
            tags_text(&new.tags).into(),
            new.created_at.into(),
            past.updated_at.into(),
            decision.map_or(UNDECIDED, |decision| decision.outcome.as_str()).into(),
            decision.map(|decision| decision.by.to_text()).into(),
            decision.map(|decision| decision.at).into(),
            decision.and_then(|decision| decision.comment.as_ref()).into(),
            decision.map(|decision| decision.by.kind()).into(),
            folded(submission, "email_address", fold_email).into(),
            folded(submission, "name_last", fold_name).into(),
            true.into(),
            "[]".into(),
        ];
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
    submission.fields.get(key).map(fold).filter(|text| !text.is_empty())
}

fn completion_columns(completion: &Completion) -> Result<Vec<Value>, StorageError> {
    Ok(vec![
        completion.completed_at.into(),
        completion.catalogue_version.into(),
        attributes_text(&completion.attributes)?.into(),
        completion.digest.into(),
        completion.lists_unknown.into(),
    ])
}

fn tags_text(tags: &[String]) -> String {
    if tags.is_empty() { "[]".to_owned() } else { json!(tags).to_string() }
}

/// What came of some past inquiries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Of each in its order.
    pub became: Vec<ImportInquiry>,
    /// The least and the greatest order number that they took; `None` if there were none. Others may have some in between.
    pub numbers: Option<(i64, i64)>,
}

/// The row of an inquiry, the number first. What is imported has no runs that it was left alone by.
const INSERT_INQUIRIES: &str = "INSERT INTO inquiries
    (order_no, id, reference_id, template, status, personal, facts, tags, created_at, updated_at, decision, decided_by,
     decided_at, decision_comment, decider, email_folded, last_name_folded, imported, left_alone)
    {each order_no int, id text, reference_id text, template text, status text, personal text, facts text, tags text,
     created_at int, updated_at int, decision text, decided_by text, decided_at int, decision_comment text, decider text,
     email_folded text, last_name_folded text, imported int, left_alone text}
    ON CONFLICT (reference_id) WHERE reference_id IS NOT NULL DO NOTHING {written_order_numbers}";
const INSERT_COMPLETIONS: &str = "INSERT INTO completions
    (order_no, completed_at, catalogue_version, attributes, digest, lists_unknown)
    {each order_no int, completed_at int, catalogue_version int, attributes text, digest blob, lists_unknown int}
    {written_order_numbers}";

/// Keeps past inquiries and says of each in its order what became of it. They take order numbers like any other, and are
/// never eligible all the same.
pub fn import<'r>(
    transaction: &mut Transaction<'_>,
    inquiries: impl ExactSizeIterator<Item = &'r PastRows>,
) -> Result<Imported, StorageError> {
    let numbers = order_numbers::take_several(transaction, inquiries.len())?;
    let all: Vec<(i64, &PastRows)> = numbers.into_iter().zip(inquiries).collect();
    let rows = all.iter().map(|(number, past)| numbered(*number, &past.inquiry));
    let rows: Vec<Numbered<'_>> = rows.collect();
    let kept = transaction.write_numbered(TABLE, INSERT_INQUIRIES, &rows)?;
    let there = || all.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(one, _)| *one);
    let completions =
        there().filter_map(|(number, past)| Some(numbered(number, past.completion.as_deref()?)));
    let completions: Vec<Numbered<'_>> = completions.collect();
    transaction.write_numbered("completions", INSERT_COMPLETIONS, &completions)?;
    let matches = there().flat_map(|(number, past)| {
        past.matches.iter().map(move |[list, item, revision]| {
            let (list, item, revision) = (list.clone(), item.clone(), revision.clone());
            vec![list, past.created_at.into(), number.into(), item, revision]
        })
    });
    insert(
        transaction,
        "list_matches",
        "list_id, created_at, order_no, item_id, revision",
        matches,
    )?;
    let tagged = there().flat_map(|(number, past)| {
        past.tags.iter().map(move |tag| vec![tag.into(), past.created_at.into(), number.into()])
    });
    insert(transaction, tags::TAGS, "tag, created_at, order_no", tagged)?;
    let became = kept.iter().map(|kept| match kept {
        true => ImportInquiry::Imported,
        false => ImportInquiry::ReferenceTaken,
    });
    let numbers = || all.iter().map(|(number, _)| *number);
    Ok(Imported { became: became.collect(), numbers: numbers().min().zip(numbers().max()) })
}

fn numbered(number: i64, values: &[Value]) -> Numbered<'_> {
    Numbered { number, values }
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
        let rows = placeholders(some.len(), width);
        let statement = format!("INSERT INTO {table} ({columns}) VALUES {rows}");
        transaction.execute(table, &statement, &some.concat())?;
    }
    Ok(())
}

/// How many of so many rows the next statement takes: [`ROWS`], or the greatest power of two that there is.
fn rows_of_next(rows: usize) -> usize {
    if rows >= ROWS { ROWS } else { 1 << rows.max(1).ilog2() }
}

/// `($1, $2), ($3, $4)`. As parameters values cost a third of what a JSON array costs.
fn placeholders(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let numbers: Vec<String> =
            (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", numbers.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}
