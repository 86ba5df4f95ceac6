//! The file of what lists match on: raw fields and session values. Apart, so that it is erased and measured apart.

use std::collections::{BTreeMap, BTreeSet};

use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::{ParquetError, Result};
use pointsman_domain::ids::InquiryId;
use pointsman_domain::inquiry::Submission;

use super::table::{GroupReader, GroupWriter};

/// Those of the session have columns of their own, and nothing else of it is kept.
const SESSION: [&str; 3] = ["ip_address", "browser_fingerprint", "device_fingerprint"];
/// Those of the fields that have columns of their own.
const FIELDS: [&str; 7] = [
    "email_address",
    "phone_number",
    "name_first",
    "name_last",
    "address_country_code",
    "identification_number",
    "identification_class",
];

pub(super) const SCHEMA: &str = "message keys {
    required binary id (STRING);
    optional binary ip_address (STRING);
    optional binary browser_fingerprint (STRING);
    optional binary device_fingerprint (STRING);
    optional binary email_address (STRING);
    optional binary phone_number (STRING);
    optional binary name_first (STRING);
    optional binary name_last (STRING);
    optional binary address_country_code (STRING);
    optional binary identification_number (STRING);
    optional binary identification_class (STRING);
    required group other_names (LIST) { repeated group list { required binary element (STRING); } }
    required group other_values (LIST) { repeated group list { required binary element (STRING); } }
}";

/// What lists match on, for one inquiry: raw fields and session values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyValues {
    /// By the name of the field.
    pub fields: BTreeMap<String, String>,
    /// By the key of the session.
    pub session: BTreeMap<String, String>,
}

impl KeyValues {
    /// What lists match on in a submission. Text lists may name any field, so all are kept.
    pub fn new(submission: &Submission) -> Self {
        let owned = |(key, text): (&str, &str)| (key.to_owned(), text.to_owned());
        let session = submission.session.iter().filter(|(key, _)| SESSION.contains(key));
        Self {
            fields: submission.fields.iter().map(owned).collect(),
            session: session.map(owned).collect(),
        }
    }

    /// A submission of which lists can be asked.
    pub fn submission(&self) -> Submission {
        Submission {
            fields: self.fields.iter().collect(),
            session: self.session.iter().collect(),
            ..Submission::default()
        }
    }
}

/// Inquiries that have values, with these.
pub(super) type Row = (InquiryId, KeyValues);

pub(super) fn write(group: &mut GroupWriter<'_>, rows: &[Row]) -> Result<()> {
    let text = |text: &String| ByteArray::from(text.as_str());
    let ids: Vec<_> = rows.iter().map(|(id, _)| text(&id.to_string())).collect();
    group.required::<ByteArrayType>(&ids)?;
    for key in SESSION {
        group.optional::<ByteArrayType>(
            rows.iter().map(|(_, row)| row.session.get(key).map(text)),
        )?;
    }
    for key in FIELDS {
        group
            .optional::<ByteArrayType>(rows.iter().map(|(_, row)| row.fields.get(key).map(text)))?;
    }
    let others = |row: &KeyValues| -> Vec<(String, String)> {
        let others = row.fields.iter().filter(|(key, _)| !FIELDS.contains(&key.as_str()));
        others.map(|(key, text)| (key.clone(), text.clone())).collect()
    };
    group.lists(
        rows.iter().map(|(_, row)| others(row).iter().map(|(key, _)| text(key)).collect()),
    )?;
    group.lists(rows.iter().map(|(_, row)| others(row).iter().map(|(_, own)| text(own)).collect()))
}

/// Reads the values with these names, or all of them. Columns that nobody wants cost nothing.
pub(super) fn read(group: &GroupReader<'_>, wanted: Option<&BTreeSet<String>>) -> Result<Vec<Row>> {
    let wants = |name: &str| wanted.is_none_or(|wanted| wanted.contains(name));
    let own = |name: &str| SESSION.contains(&name) || FIELDS.contains(&name);
    let wants_others = wanted.is_none_or(|wanted| wanted.iter().any(|name| !own(name)));
    let mut rows = Vec::with_capacity(group.rows);
    for id in group.required::<ByteArrayType>(0)? {
        let id = id.as_utf8()?.parse();
        let id = id.map_err(|_| ParquetError::General("an id is none".to_owned()))?;
        rows.push((id, KeyValues::default()));
    }
    let text = |text: &ByteArray| String::from_utf8_lossy(text.data()).into_owned();
    for (place, key) in SESSION.iter().chain(&FIELDS).enumerate().filter(|(_, key)| wants(key)) {
        group.optional::<ByteArrayType>(1 + place, |row, value| {
            let (Some(value), Some((_, own))) = (value, rows.get_mut(row)) else { return };
            let values = if place < SESSION.len() { &mut own.session } else { &mut own.fields };
            values.insert((*key).to_owned(), text(value));
        })?;
    }
    if !wants_others {
        return Ok(rows);
    }
    let first = 1 + SESSION.len() + FIELDS.len();
    let mut names = Vec::new();
    group.lists(first, 0, |_, name| names.extend(name.map(text)))?;
    let mut names = names.into_iter();
    group.lists(first + 1, 0, |row, value| {
        if let (Some(value), Some(name), Some((_, own))) = (value, names.next(), rows.get_mut(row))
        {
            own.fields.insert(name, text(value));
        }
    })?;
    Ok(rows)
}
