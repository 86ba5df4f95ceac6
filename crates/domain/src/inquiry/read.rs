//! From JSON to the change of an inquiry, with every error at its place.

use super::body::{Change, InquiryBody, SentLists};
use super::limits;
use super::texts::{TextChanges, Texts};
use super::verification_patch::VerificationPatch;
use crate::attribute::{AttributeKey, AttributeType, AttributeValue, Code, CodeSet};
use crate::clock::{self, Timestamp};
use crate::decimal::Decimal;
use crate::error::{FieldError, Place};
use crate::json::{Array, Object, Tree};
use crate::list::{FieldName, InvalidFieldName, parse_address};

const SESSION_KEYS: [&str; 4] =
    ["ip_address", "browser_fingerprint", "device_fingerprint", "user_agent"];
const OLDEST_YEARS: i16 = 150;

pub(super) fn body(
    others: &[&str],
    value: Tree<'_>,
    now: Timestamp,
    lists: SentLists,
) -> Result<InquiryBody, Vec<FieldError>> {
    let mut reader = Reader { errors: Vec::new(), now, lists };
    let body = reader.body(others, value);
    if reader.errors.is_empty() { Ok(body) } else { Err(reader.errors) }
}

/// What is wrong with a number of `key` that lies outside its range.
pub(super) fn out_of_range(key: AttributeKey, decimal: Decimal) -> Option<String> {
    let (low, high) = key.range()?;
    let fits = (Decimal::from_whole(low)..=Decimal::from_whole(high)).contains(&decimal);
    (!fits).then(|| format!("`{key}` lies between {low} and {high}, and {decimal} does not"))
}

struct Reader {
    errors: Vec<FieldError>,
    now: Timestamp,
    lists: SentLists,
}

impl Reader {
    fn error(&mut self, at: &Place<'_>, code: &str, detail: impl Into<String>) {
        self.errors.push(FieldError::new(at, code, detail));
    }

    fn wrong_type(&mut self, at: &Place<'_>, wanted: &str, found: Tree<'_>) {
        self.error(at, "wrong_type", format!("must be {wanted}, not {}", found.type_name()));
    }

    fn body(&mut self, others: &[&str], value: Tree<'_>) -> InquiryBody {
        let root = Place::Root;
        let mut body = InquiryBody::default();
        let Tree::Object(map) = value else {
            self.wrong_type(&root, "an object", value);
            return body;
        };
        for (key, value) in map.iter().filter(|(key, _)| !others.contains(key)) {
            let at = root.key(key);
            match key {
                "reference_id" => body.reference_id = self.key_or_null(value, &at),
                "template" => body.template = self.key_or_null(value, &at),
                "tags" => body.tags = Some(self.tags(value, &at)),
                "fields" => body.fields = self.texts(value, &at, Self::field),
                "session" => body.session = self.texts(value, &at, Self::session_value),
                "attributes" => self.attributes(value, &at, &mut body),
                "verifications" => body.verifications = self.verifications(value, &at),
                "completed_at" if self.lists == SentLists::Accepted => {
                    body.completed_at = self.moment(value, &at);
                }
                "id" | "status" | "created_at" | "updated_at" | "completed_at" | "decision"
                | "runs" => {
                    self.error(
                        &at,
                        "computed_by_server",
                        format!("`{key}` is set by the server; leave it out"),
                    );
                }
                _ => {
                    let keys =
                        "reference_id, template, fields, verifications, session, attributes, tags";
                    self.error(
                        &at,
                        "unknown_key",
                        format!("`{key}` is not a key here; the keys are {keys}"),
                    );
                }
            }
        }
        body
    }

    fn key_text(&mut self, value: Tree<'_>, at: &Place<'_>) -> Option<String> {
        let Tree::Text(text) = value else {
            self.wrong_type(at, "a text", value);
            return None;
        };
        if !is_printable(text) || is_longer(text, limits::KEY_CHARACTERS) {
            let detail = format!("must have 1 to {} printable characters", limits::KEY_CHARACTERS);
            self.error(at, "invalid_text", detail);
            return None;
        }
        Some(text.to_owned())
    }

    fn key_or_null(&mut self, value: Tree<'_>, at: &Place<'_>) -> Change<String> {
        if value.is_null() {
            return Change::Clear;
        }
        self.key_text(value, at).map_or(Change::Keep, Change::Set)
    }

    fn moment(&mut self, value: Tree<'_>, at: &Place<'_>) -> Option<Timestamp> {
        let Tree::Text(text) = value else {
            self.wrong_type(at, "a text", value);
            return None;
        };
        text.parse().map_err(|error| self.error(at, "invalid_time", format!("{error}"))).ok()
    }

    fn array<'t>(&mut self, value: Tree<'t>, at: &Place<'_>, limit: usize) -> Array<'t> {
        let Tree::Array(items) = value else {
            self.wrong_type(at, "an array", value);
            return Array::EMPTY;
        };
        if items.len() > limit {
            let detail = format!("{} members are more than the limit of {limit}", items.len());
            self.error(at, "too_many", detail);
            return Array::EMPTY;
        }
        items
    }

    fn tags(&mut self, value: Tree<'_>, at: &Place<'_>) -> Vec<String> {
        let items = self.array(value, at, limits::TAGS);
        let mut tags: Vec<String> = Vec::new();
        for (index, item) in items.iter().enumerate() {
            if let Some(tag) =
                self.key_text(item, &at.index(index)).filter(|tag| !tags.contains(tag))
            {
                tags.push(tag);
            }
        }
        tags
    }

    fn texts(
        &mut self,
        value: Tree<'_>,
        at: &Place<'_>,
        check: fn(&mut Self, &str, &str, &Place<'_>),
    ) -> TextChanges {
        let Tree::Object(map) = value else {
            self.wrong_type(at, "an object", value);
            return TextChanges::default();
        };
        let (mut count, mut cleared) = (0, Vec::new());
        for (key, value) in map.iter() {
            let at = at.key(key);
            match value {
                Tree::Null => cleared.push(key.to_owned()),
                Tree::Text(text) => {
                    count += 1;
                    if is_longer(text, limits::TEXT_CHARACTERS) {
                        let detail =
                            format!("has more than {} characters", limits::TEXT_CHARACTERS);
                        self.error(&at, "too_long", detail);
                    }
                    check(self, key, text, &at);
                }
                other => self.wrong_type(&at, "a text or null", other),
            }
        }
        let set = map.iter().filter_map(|(key, value)| match value {
            Tree::Text(text) => Some((key, text)),
            _ => None,
        });
        TextChanges { set: Texts::of(count, set), cleared }
    }

    fn field(&mut self, key: &str, text: &str, at: &Place<'_>) {
        if !FieldName::is_one(key) {
            self.error(at, "invalid_field_name", InvalidFieldName(key.to_owned()).to_string());
        }
        match key {
            "birthdate" => self.birthdate(text, at),
            "address_country_code" if Code::country(text).is_none() => {
                self.unknown_country(text, at);
            }
            _ => {}
        }
    }

    fn birthdate(&mut self, text: &str, at: &Place<'_>) {
        let date = Some(text).filter(|text| text.len() == 10).and_then(clock::date);
        let today = self.now.date();
        match date {
            None => {
                self.error(
                    at,
                    "invalid_date",
                    format!("`{text}` is not a date such as 1990-12-31"),
                );
            }
            Some(date) if date > today => {
                self.error(at, "in_future", format!("the birthdate `{text}` lies in the future"));
            }
            Some(date) if today.year() - date.year() > OLDEST_YEARS => {
                let detail =
                    format!("the birthdate `{text}` is more than {OLDEST_YEARS} years ago");
                self.error(at, "out_of_range", detail);
            }
            Some(_) => {}
        }
    }

    fn session_value(&mut self, key: &str, text: &str, at: &Place<'_>) {
        if !SESSION_KEYS.contains(&key) {
            let detail =
                format!("`{key}` is not a key here; the keys are {}", SESSION_KEYS.join(", "));
            self.error(at, "unknown_key", detail);
        } else if key == "ip_address" && parse_address(text).is_none() {
            let detail = format!("`{text}` is not an IPv4 or IPv6 address");
            self.error(at, "invalid_ip_address", detail);
        }
    }

    fn unknown_country(&mut self, text: &str, at: &Place<'_>) {
        let detail = format!("`{text}` is not a country code of ISO 3166-1 such as US");
        self.error(at, "unknown_country", detail);
    }

    fn attributes(&mut self, value: Tree<'_>, at: &Place<'_>, body: &mut InquiryBody) {
        let Tree::Object(map) = value else {
            self.wrong_type(at, "an object", value);
            return;
        };
        for (name, value) in map.iter() {
            let at = at.key(name);
            match name.parse::<AttributeKey>() {
                Err(error) => self.error(&at, "unknown_attribute", error.to_string()),
                Ok(AttributeKey::ListMatches) => match self.lists {
                    SentLists::Refused => {
                        self.error(
                            &at,
                            "computed_by_server",
                            "`list_matches` is computed by the server; leave it out",
                        );
                    }
                    SentLists::Accepted => {
                        let items = self.array(value, &at, crate::workflow::limits::VALUES);
                        let lists = items.iter().enumerate();
                        let lists =
                            lists.filter_map(|(index, item)| self.key_text(item, &at.index(index)));
                        body.list_matches = Some(lists.collect());
                    }
                },
                Ok(key) if value.is_null() => {
                    body.attributes.insert(key, None);
                }
                Ok(key) => {
                    if let Some(value) = self.attribute(key, value, &at) {
                        body.attributes.insert(key, Some(value));
                    }
                }
            }
        }
    }

    fn attribute(
        &mut self,
        key: AttributeKey,
        value: Tree<'_>,
        at: &Place<'_>,
    ) -> Option<AttributeValue> {
        match (key.attribute_type(), value) {
            (AttributeType::WholeNumber | AttributeType::Number, Tree::Number(number)) => {
                let whole = key.attribute_type() == AttributeType::WholeNumber;
                self.number(key, whole, number, at).map(AttributeValue::Number)
            }
            (AttributeType::Code(set), Tree::Text(text)) => match Code::parse(text) {
                Some(code) if set.contains(code) => Some(AttributeValue::Code(code)),
                Some(_) | None => {
                    match set {
                        CodeSet::Country => self.unknown_country(text, at),
                        CodeSet::UsState => {
                            let detail = format!("`{text}` is not a USPS state code such as CA");
                            self.error(at, "unknown_us_state", detail);
                        }
                    }
                    None
                }
            },
            (AttributeType::WholeNumber | AttributeType::Number, other) => {
                self.wrong_type(at, "a number", other);
                None
            }
            (AttributeType::Code(_) | AttributeType::ListSet, other) => {
                self.wrong_type(at, "a text", other);
                None
            }
        }
    }

    fn number(
        &mut self,
        key: AttributeKey,
        whole: bool,
        number: &serde_json::Number,
        at: &Place<'_>,
    ) -> Option<Decimal> {
        let decimal = match Decimal::from_json(number) {
            Ok(decimal) => decimal,
            Err(error) => {
                self.error(at, error.code(), error.to_string());
                return None;
            }
        };
        if whole && !decimal.is_whole() {
            self.error(at, "not_whole", format!("`{key}` is a whole number, not {decimal}"));
            return None;
        }
        if let Some(detail) = out_of_range(key, decimal) {
            self.error(at, "out_of_range", detail);
            return None;
        }
        Some(decimal)
    }

    fn verifications(&mut self, value: Tree<'_>, at: &Place<'_>) -> Vec<VerificationPatch> {
        let items = self.array(value, at, limits::VERIFICATIONS);
        let mut ids: Vec<Tree<'_>> = Vec::with_capacity(items.len());
        let mut found = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let at = at.index(index);
            let Tree::Object(map) = item else {
                self.wrong_type(&at, "an object", item);
                continue;
            };
            found.extend(self.verification(map, &at, &mut ids));
        }
        found
    }

    fn verification<'t>(
        &mut self,
        map: Object<'t>,
        at: &Place<'_>,
        ids: &mut Vec<Tree<'t>>,
    ) -> Option<VerificationPatch> {
        let Some(id) = map.get("id") else {
            let detail = "a verification needs an `id`; bodies merge by it";
            self.error(&at.key("id"), "required", detail);
            return None;
        };
        let text = self.key_text(id, &at.key("id"));
        if ids.contains(&id) {
            let detail = "this verification stands in the body twice";
            self.error(&at.key("id"), "duplicate", detail);
        }
        ids.push(id);
        Some(VerificationPatch::read(text?, map, at))
    }
}

/// Whether a text says something and has no control characters.
fn is_printable(text: &str) -> bool {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.bytes().any(|byte| byte != b' ');
    }
    !text.trim().is_empty() && !text.chars().any(char::is_control)
}

/// Whether a text has more than so many characters.
pub(super) fn is_longer(text: &str, characters: usize) -> bool {
    // None has more than a byte.
    text.len() > characters && text.chars().count() > characters
}
