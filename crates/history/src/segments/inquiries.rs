//! The file of attributes and decisions: its columns, and how a chunk becomes a group of rows and back.

use std::collections::HashMap;
use std::hash::Hash;
use std::str::FromStr;

use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use pointsman_domain::attribute::Code;
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::{InquiryId, ListId, WorkflowId};
use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::checked::{CodeAttribute, NumberAttribute};
use pointsman_engine::plan::literals::Literal;

use super::table::{GroupReader, GroupWriter};
use crate::bits::Rows;
use crate::chunk::Chunk;
use crate::column::{code_to_bits, number_to_bits};
use crate::record::{Keys, Known, PastInquiry, Source};

/// The columns, as docs/history.md describes them.
pub(super) const SCHEMA: &str = "message inquiries {
    required binary id (STRING);
    required int64 completed_at (TIMESTAMP(MICROS,true));
    optional int32 age;
    optional int32 document_similarity_score (DECIMAL(7,4));
    optional int32 liveness_check_score (DECIMAL(7,4));
    optional int32 failed_verification_attempts;
    optional binary country (STRING);
    optional binary us_state (STRING);
    required group not_recorded (LIST) { repeated group list { required binary element (STRING); } }
    optional group lists_then (LIST) { repeated group list { required binary element (STRING); } }
    required binary keys (STRING);
    optional binary outcome (STRING);
    optional binary settled_by (STRING);
    required group runs (LIST) { repeated group list { required binary element (STRING); } }
    required binary source (STRING);
}";

/// Ten-thousandths of a unit.
const STEPS: i64 = 10_000;

/// Attributes that are kept as whole numbers.
const fn is_whole(attribute: NumberAttribute) -> bool {
    match attribute {
        NumberAttribute::Age | NumberAttribute::FailedVerificationAttempts => true,
        NumberAttribute::DocumentSimilarityScore | NumberAttribute::LivenessCheckScore => false,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "most are texts and ids, which are copied")]
fn text(text: impl ToString) -> ByteArray {
    ByteArray::from(text.to_string().into_bytes())
}

/// Writes rows as one group.
pub(super) fn write(group: &mut GroupWriter<'_>, rows: &[PastInquiry]) -> Result<()> {
    let ids: Vec<_> = rows.iter().map(|row| text(row.id)).collect();
    group.required::<ByteArrayType>(&ids)?;
    let moments: Vec<_> = rows.iter().map(|row| row.completed_at.microseconds()).collect();
    group.required::<Int64Type>(&moments)?;
    for (place, attribute) in NumberAttribute::ALL.into_iter().enumerate() {
        let unit = if is_whole(attribute) { STEPS } else { 1 };
        group.optional::<Int32Type>(rows.iter().map(|row| match row.numbers.get(place) {
            Some(Known::Value(number)) => i32::try_from(number.ten_thousandths() / unit).ok(),
            Some(Known::Missing | Known::NotRecorded) | None => None,
        }))?;
    }
    for (place, _) in CodeAttribute::ALL.into_iter().enumerate() {
        group.optional::<ByteArrayType>(rows.iter().map(|row| match row.codes.get(place) {
            Some(Known::Value(code)) => Some(text(code)),
            Some(Known::Missing | Known::NotRecorded) | None => None,
        }))?;
    }
    group.lists(rows.iter().map(not_recorded))?;
    group.optional_lists(
        rows.iter().map(|row| Some(row.lists_then.as_ref()?.iter().map(text).collect())),
    )?;
    let keys: Vec<_> = rows.iter().map(|row| text(keys_text(row.keys))).collect();
    group.required::<ByteArrayType>(&keys)?;
    group.optional::<ByteArrayType>(rows.iter().map(|row| Some(text(row.outcome?.as_str()))))?;
    group.optional::<ByteArrayType>(rows.iter().map(|row| Some(text(row.settled_by?))))?;
    let run = |run: &crate::RecordedRun| text(format_args!("{}/{}", run.workflow, run.route));
    group.lists(rows.iter().map(|row| row.runs.iter().map(run).collect()))?;
    let sources: Vec<_> = rows.iter().map(|row| text(source_text(row.source))).collect();
    group.required::<ByteArrayType>(&sources)
}

fn not_recorded(row: &PastInquiry) -> Vec<ByteArray> {
    let numbers = NumberAttribute::ALL.into_iter().zip(&row.numbers);
    let numbers = numbers.filter(|(_, value)| **value == Known::NotRecorded);
    let codes = CodeAttribute::ALL.into_iter().zip(&row.codes);
    let codes = codes.filter(|(_, value)| **value == Known::NotRecorded);
    numbers.map(|(key, _)| text(key.key())).chain(codes.map(|(key, _)| text(key.key()))).collect()
}

const fn keys_text(keys: Keys) -> &'static str {
    match keys {
        Keys::Kept => "kept",
        Keys::Never => "never",
        Keys::Erased => "erased",
    }
}

const fn source_text(source: Source) -> &'static str {
    match source {
        Source::Intake => "intake",
        Source::Import => "import",
    }
}

/// Reads a group of rows as a chunk.
pub(super) fn read(group: &GroupReader<'_>) -> Result<Chunk> {
    let mut chunk = Chunk::default();
    let ids = group.required::<ByteArrayType>(0)?;
    let ids = ids.iter().map(|id| parsed::<InquiryId>(id.data()).map(InquiryId::uuid));
    chunk.set_keys(ids.collect::<Result<_>>()?, group.required::<Int64Type>(1)?);
    let mut unrecorded: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
    group.lists(8, 0, |row, key| {
        if let Some(key) = key {
            unrecorded.entry(key.data().to_vec()).or_default().push(row);
        }
    })?;
    let mut values = Vec::with_capacity(group.rows);
    for (place, attribute) in NumberAttribute::ALL.into_iter().enumerate() {
        read_numbers(group, place, attribute, &mut values)?;
        mark(&mut values, unrecorded.get(attribute.key().as_str().as_bytes()));
        chunk.numbers.iter_mut().skip(place).take(1).for_each(|column| column.fill(&values));
    }
    for (place, attribute) in CodeAttribute::ALL.into_iter().enumerate() {
        read_codes(group, place, &mut values)?;
        mark(&mut values, unrecorded.get(attribute.key().as_str().as_bytes()));
        chunk.codes.iter_mut().skip(place).take(1).for_each(|column| column.fill(&values));
    }
    read_lists(group, &mut chunk)?;
    read_rest(group, &mut chunk)?;
    Ok(chunk)
}

/// What the conditions of a workflow ask.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mentioned {
    numbers: [bool; NumberAttribute::ALL.len()],
    codes: [bool; CodeAttribute::ALL.len()],
    lists: bool,
}

impl Mentioned {
    pub(super) fn by(literals: &[Literal]) -> Self {
        let mut mentioned = Self::default();
        for literal in literals {
            let own = match literal {
                Literal::Number { attribute, .. } => mentioned.numbers.get_mut(*attribute as usize),
                Literal::Code { attribute, .. } => mentioned.codes.get_mut(*attribute as usize),
                Literal::List { .. } | Literal::ListsKnown { .. } => Some(&mut mentioned.lists),
            };
            own.into_iter().for_each(|own| *own = true);
        }
        mentioned
    }
}

/// Reads of a group of rows what is mentioned alone, as a chunk that is good for counting.
pub(super) fn read_mentioned(group: &GroupReader<'_>, mentioned: Mentioned) -> Result<Chunk> {
    let mut chunk = Chunk::nameless(group.rows);
    let mut values = Vec::with_capacity(group.rows);
    for (place, attribute) in NumberAttribute::ALL.into_iter().enumerate() {
        if mentioned.numbers.get(place) == Some(&true) {
            read_numbers(group, place, attribute, &mut values)?;
            chunk.numbers.iter_mut().skip(place).take(1).for_each(|column| column.fill(&values));
        }
    }
    for (place, column) in chunk.codes.iter_mut().enumerate() {
        if mentioned.codes.get(place) == Some(&true) {
            read_codes(group, place, &mut values)?;
            column.fill(&values);
        }
    }
    if mentioned.lists {
        read_lists(group, &mut chunk)?;
    }
    Ok(chunk)
}

fn read_numbers(
    group: &GroupReader<'_>,
    place: usize,
    attribute: NumberAttribute,
    values: &mut Vec<Known<u64>>,
) -> Result<()> {
    let unit = if is_whole(attribute) { STEPS } else { 1 };
    let mut valid = true;
    values.clear();
    group.optional::<Int32Type>(2 + place, |_, number| {
        let Some(number) = number else { return values.push(Known::Missing) };
        let bits = number_to_bits(Decimal::from_ten_thousandths(i64::from(*number) * unit));
        valid &= bits.is_some();
        values.push(bits.map_or(Known::Missing, Known::Value));
    })?;
    ensure(valid, "a number is out of its range")
}

fn read_codes(group: &GroupReader<'_>, place: usize, values: &mut Vec<Known<u64>>) -> Result<()> {
    let mut valid = true;
    values.clear();
    group.optional::<ByteArrayType>(6 + place, |_, code| {
        let Some(code) = code else { return values.push(Known::Missing) };
        let code = std::str::from_utf8(code.data()).ok().and_then(Code::parse);
        valid &= code.is_some();
        values.push(code.map_or(Known::Missing, |code| Known::Value(code_to_bits(code))));
    })?;
    ensure(valid, "a code is not two letters")
}

fn read_lists(group: &GroupReader<'_>, chunk: &mut Chunk) -> Result<()> {
    let mut lists = Tags::<ListId>::default();
    group.lists(9, 1, |row, list| match list {
        Some(list) => lists.put(row, list.data(), parsed),
        None => chunk.then_unknown.put(row, true),
    })?;
    for (list, rows) in lists.done()? {
        chunk.then.insert(list, rows);
    }
    Ok(())
}

fn read_rest(group: &GroupReader<'_>, chunk: &mut Chunk) -> Result<()> {
    each_text(group, 10, b"kept", |row, keys| {
        match keys {
            b"kept" => {}
            b"never" => chunk.now_unknown.put(row, true),
            b"erased" => {
                chunk.now_unknown.put(row, true);
                chunk.erased.put(row, true);
            }
            _ => return ensure(false, "`keys` is none of kept, never and erased"),
        }
        Ok(())
    })?;
    let (mut outcomes, mut valid) = (Vec::with_capacity(group.rows), true);
    group.optional::<ByteArrayType>(11, |_, outcome| {
        let Some(outcome) = outcome else { return outcomes.push(Known::Missing) };
        let places = DecisionAction::ALL.iter().zip(0..);
        let mut places = places.filter(|(own, _)| own.as_str().as_bytes() == outcome.data());
        let place = places.next();
        valid &= place.is_some();
        outcomes.push(place.map_or(Known::Missing, |(_, place)| Known::Value(place)));
    })?;
    ensure(valid, "`outcome` is not a decision")?;
    chunk.outcome.fill(&outcomes);
    let mut settled = Tags::<WorkflowId>::default();
    group.optional::<ByteArrayType>(12, |row, workflow| {
        if let Some(workflow) = workflow {
            settled.put(row, workflow.data(), parsed);
        }
    })?;
    chunk.settled.extend(settled.done()?);
    let mut runs = Tags::<(WorkflowId, String)>::default();
    group.lists(13, 0, |row, run| {
        if let Some(run) = run {
            runs.put(row, run.data(), parsed_run);
        }
    })?;
    chunk.runs.extend(runs.done()?);
    each_text(group, 14, source_text(Source::Intake).as_bytes(), |row, source| {
        chunk.imported.put(row, source == source_text(Source::Import).as_bytes());
        Ok(())
    })
}

/// Hands out the texts of a column, unless it holds nothing but the usual one: most groups of rows do.
fn each_text(
    group: &GroupReader<'_>,
    column: usize,
    usual: &[u8],
    mut each: impl FnMut(usize, &[u8]) -> Result<()>,
) -> Result<()> {
    if group.constant(column).is_some_and(|only| only == usual) {
        return Ok(());
    }
    for (row, text) in group.required::<ByteArrayType>(column)?.iter().enumerate() {
        each(row, text.data())?;
    }
    Ok(())
}

/// Rows by what a text in them says. Each text is understood once.
struct Tags<K> {
    places: HashMap<Vec<u8>, usize>,
    found: Vec<(K, Rows)>,
    failed: Option<ParquetError>,
}

impl<K> Default for Tags<K> {
    fn default() -> Self {
        Self { places: HashMap::new(), found: Vec::new(), failed: None }
    }
}

impl<K: Ord + Hash> Tags<K> {
    fn put(&mut self, row: usize, text: &[u8], parse: impl FnOnce(&[u8]) -> Result<K>) {
        let place = match self.places.get(text) {
            Some(place) => *place,
            None => match parse(text) {
                Ok(key) => {
                    self.places.insert(text.to_vec(), self.found.len());
                    self.found.push((key, Rows::default()));
                    self.found.len() - 1
                }
                Err(error) => return self.failed = Some(error),
            },
        };
        if let Some((_, rows)) = self.found.get_mut(place) {
            rows.put(row, true);
        }
    }

    fn done(self) -> Result<Vec<(K, Rows)>> {
        self.failed.map_or(Ok(self.found), Err)
    }
}

fn mark(values: &mut [Known<u64>], unrecorded: Option<&Vec<usize>>) {
    for row in unrecorded.into_iter().flatten() {
        if let Some(value) = values.get_mut(*row) {
            *value = Known::NotRecorded;
        }
    }
}

fn parsed<T: FromStr>(text: &[u8]) -> Result<T> {
    let text = std::str::from_utf8(text).unwrap_or_default();
    text.parse().map_err(|_| ParquetError::General(format!("`{text}` is no id")))
}

fn parsed_run(text: &[u8]) -> Result<(WorkflowId, String)> {
    let text = std::str::from_utf8(text).unwrap_or_default();
    let (workflow, route) = text.split_once('/').unwrap_or_default();
    Ok((parsed(workflow.as_bytes())?, route.to_owned()))
}

fn ensure(holds: bool, otherwise: &str) -> Result<()> {
    if holds { Ok(()) } else { Err(ParquetError::General(otherwise.to_owned())) }
}
