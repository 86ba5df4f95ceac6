//! The file of attributes and decisions: its columns, and how a chunk becomes a group of rows and back.

use std::collections::HashMap;
use std::str::FromStr;

use parquet::data_type::{ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use pointsman_domain::attribute::Code;
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::{InquiryId, ListId, WorkflowId};
use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::checked::{CodeAttribute, NumberAttribute};
use pointsman_engine::plan::literals::Literal;

use super::coded::{Coded, OPTIONAL, Physical};
use super::table::{GroupReader, GroupWriter};
use super::tags::{ALWAYS_LISTS, LISTS, tagged};
use crate::chunk::Chunk;
use crate::column::{Column, code_to_bits, number_to_bits};
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
    for ((place, column), attribute) in
        chunk.numbers.iter_mut().enumerate().zip(NumberAttribute::ALL)
    {
        read_numbers(group, place, attribute, column)?;
        mark(column, unrecorded.get(attribute.key().as_str().as_bytes()));
    }
    for ((place, column), attribute) in chunk.codes.iter_mut().enumerate().zip(CodeAttribute::ALL) {
        read_codes(group, place, column)?;
        mark(column, unrecorded.get(attribute.key().as_str().as_bytes()));
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
            if let Some(own) = own {
                *own = true;
            }
        }
        mentioned
    }
}

/// Reads of a group of rows what is mentioned alone, as a chunk that is good for counting.
pub(super) fn read_mentioned(group: &GroupReader<'_>, mentioned: Mentioned) -> Result<Chunk> {
    let mut chunk = Chunk::nameless(group.rows);
    for ((place, column), attribute) in
        chunk.numbers.iter_mut().enumerate().zip(NumberAttribute::ALL)
    {
        if mentioned.numbers.get(place) == Some(&true) {
            read_numbers(group, place, attribute, column)?;
        }
    }
    for (place, column) in chunk.codes.iter_mut().enumerate() {
        if mentioned.codes.get(place) == Some(&true) {
            read_codes(group, place, column)?;
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
    column: &mut Column,
) -> Result<()> {
    let unit = if is_whole(attribute) { STEPS } else { 1 };
    let bits = |number: i32| {
        number_to_bits(Decimal::from_ten_thousandths(i64::from(number) * unit))
            .ok_or_else(|| ParquetError::General("a number is out of its range".to_owned()))
    };
    if let Some(coded) = group.coded(2 + place, Physical::Number, OPTIONAL)? {
        let number = |bytes: &[u8]| bytes.first_chunk().map_or(0, |own| i32::from_le_bytes(*own));
        let known: Vec<u64> =
            coded.dictionary.iter().map(|own| bits(number(own))).collect::<Result<_>>()?;
        fill_coded(column, &coded, &known);
        return Ok(());
    }
    let (mut values, mut failed) = (Vec::with_capacity(group.rows), None);
    group.optional::<Int32Type>(2 + place, |_, number| match number.map(|own| bits(*own)) {
        None => values.push(Known::Missing),
        Some(Ok(bits)) => values.push(Known::Value(bits)),
        Some(Err(error)) => failed = Some(error),
    })?;
    column.fill(&values);
    failed.map_or(Ok(()), Err)
}

fn read_codes(group: &GroupReader<'_>, place: usize, column: &mut Column) -> Result<()> {
    let bits = |code: &[u8]| {
        let code = std::str::from_utf8(code).ok().and_then(Code::parse);
        let bits = code.map(code_to_bits);
        bits.ok_or_else(|| ParquetError::General("a code is not two letters".to_owned()))
    };
    read_texts(group, 6 + place, column, bits)
}

fn read_texts(
    group: &GroupReader<'_>,
    place: usize,
    column: &mut Column,
    bits: impl Fn(&[u8]) -> Result<u64>,
) -> Result<()> {
    if let Some(coded) = group.coded(place, Physical::Text, OPTIONAL)? {
        let known: Vec<u64> = coded.dictionary.iter().map(&bits).collect::<Result<_>>()?;
        fill_coded(column, &coded, &known);
        return Ok(());
    }
    let (mut values, mut failed) = (Vec::with_capacity(group.rows), None);
    group.optional::<ByteArrayType>(place, |_, text| match text.map(|own| bits(own.data())) {
        None => values.push(Known::Missing),
        Some(Ok(bits)) => values.push(Known::Value(bits)),
        Some(Err(error)) => failed = Some(error),
    })?;
    column.fill(&values);
    failed.map_or(Ok(()), Err)
}

/// Fills an empty column; `known` is what each entry of the dictionary means.
fn fill_coded(column: &mut Column, coded: &Coded, known: &[u64]) {
    let (mut definitions, mut places) = (coded.definitions.iter(), coded.places.iter());
    column.fill_words(coded.definitions.len(), |codes, wanted| {
        let mut missing = 0;
        for (row, code) in codes.iter_mut().enumerate().take(wanted) {
            if definitions.next() == Some(&1) {
                let place = places.next().map_or(usize::MAX, |place| usize::from(*place));
                *code = known.get(place).copied().unwrap_or(0);
            } else {
                missing |= 1 << row;
            }
        }
        missing
    });
}

fn read_outcomes(group: &GroupReader<'_>, column: &mut Column) -> Result<()> {
    let bits = |outcome: &[u8]| {
        let mut places = DecisionAction::ALL.iter().zip(0..);
        let found = places.find(|(own, _)| own.as_str().as_bytes() == outcome);
        let error = || ParquetError::General("`outcome` is not a decision".to_owned());
        found.map(|(_, place)| place).ok_or_else(error)
    };
    read_texts(group, 11, column, bits)
}

fn read_lists(group: &GroupReader<'_>, chunk: &mut Chunk) -> Result<()> {
    let unknown = &mut chunk.then_unknown;
    let lists = tagged::<ListId>(group, 9, LISTS, parsed, |row| unknown.put(row, true))?;
    chunk.then.extend(lists);
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
    read_outcomes(group, &mut chunk.outcome)?;
    chunk.settled.extend(tagged::<WorkflowId>(group, 12, OPTIONAL, parsed, |_| ())?);
    let runs = tagged::<(WorkflowId, String)>(group, 13, ALWAYS_LISTS, parsed_run, |_| ())?;
    chunk.runs.extend(runs);
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

fn mark(column: &mut Column, unrecorded: Option<&Vec<usize>>) {
    for row in unrecorded.into_iter().flatten() {
        column.put(*row, Known::NotRecorded);
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
