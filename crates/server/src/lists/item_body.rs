//! The body of an item to add: the keys of its list's type.

use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::json::type_name;
use pointsman_domain::list::{InvalidItem, ItemPart, ItemValue, ListKind, ParsedItem, WrittenItem};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::limits::ITEM_NOTE_CHARACTERS;
use crate::body::{Fault, Fields, readers};
use crate::problem::Problem;

/// An item to add: the keys of its list's type, which the catalogue names, and perhaps a note.
#[derive(Serialize, ToSchema)]
#[schema(as = NewItem)]
pub(crate) struct NewItemBody {
    /// The value, for every type but `name` and `government_id_number`.
    #[schema(min_length = 1, max_length = 512, example = "203.0.113.0/24")]
    value: Option<String>,
    /// A `name`'s first name; without one everybody with the last name matches.
    #[schema(max_length = 512)]
    first: Option<String>,
    /// A `name`'s last name.
    #[schema(max_length = 512)]
    last: Option<String>,
    /// From this similarity on other first names match too; without one only the same first name does.
    #[schema(minimum = 0.8, maximum = 1)]
    threshold: Option<f64>,
    /// A `government_id_number`'s class; without one any class matches.
    #[schema(max_length = 512)]
    class: Option<String>,
    /// A `government_id_number`'s number.
    #[schema(max_length = 512)]
    number: Option<String>,
    /// What is said about it.
    #[schema(max_length = 500)]
    note: Option<String>,
}

/// An item to add, read.
pub(super) struct ItemBody {
    /// The item.
    pub(super) item: ParsedItem,
    /// What is said about it.
    pub(super) note: Option<String>,
}

/// Reads an item of a list of this kind.
pub(super) fn read(kind: &ListKind, body: &Value) -> Result<ItemBody, Problem> {
    let mut fields = Fields::of(body);
    let mut written = WrittenItem::default();
    for part in kind.list_type().parts() {
        let read = |value: &Value| text_of(*part, value);
        let text = if part.is_optional() {
            fields.optional(part.as_str(), read)
        } else {
            fields.required(part.as_str(), read)
        };
        if let Some(text) = text {
            written = written.with(*part, text);
        }
    }
    let note = fields.optional("note", readers::text(0, ITEM_NOTE_CHARACTERS));
    fields.finish(|| Some(()))?;
    let item = ItemValue::parse(kind, &written).map_err(invalid)?;
    Ok(ItemBody { item, note: note.filter(|note| !note.is_empty()) })
}

/// Length and content are judged by the list's type.
fn text_of(part: ItemPart, value: &Value) -> Result<String, Fault> {
    match value {
        Value::Number(number) if part.is_number() => Ok(number.to_string()),
        Value::String(text) if !part.is_number() => Ok(text.clone()),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => {
            let wanted = if part.is_number() { "a number" } else { "a text" };
            let detail = format!("must be {wanted}, not {}", type_name(value));
            Err(Fault::new("wrong_type", detail))
        }
    }
}

fn invalid(error: InvalidItem) -> Problem {
    let at = Pointer::root().key(error.part.as_str());
    Problem::invalid(vec![FieldError::new(&at, error.code, error.detail)])
}
