//! Lists: named, typed sets of values that feed conditions.
//!
//! An item is written in parts (most types have one), read into an [`ItemValue`], and stored as canonical text.

mod email;
mod fold;
mod fold_text;
mod government_id;
mod ip;
mod item_keys;
mod key;
mod keys;
mod kind;
mod list_type;
mod name;
mod parts;
mod phone;
mod same_value;
mod search;
mod similarity;
mod value;

pub use email::{EmailAddress, EmailPattern};
pub use fold::folded_name;
pub use fold_text::composed;
pub use government_id::GovernmentId;
pub use ip::{IpPattern, parse_address};
pub use item_keys::ItemKeys;
pub use key::{InvalidListKey, ListKey};
pub use keys::ListKeys;
pub use kind::{FieldName, InvalidFieldName, InvalidListKind, ListKind};
pub use list_type::{ListType, UnknownListType};
pub use name::{FirstName, NameMatch, NamePattern, PersonName, Threshold};
pub use parts::{ItemPart, WrittenItem};
pub use phone::{PhoneNumber, read_numbering_plans};
pub use same_value::SameValue;
pub use search::beginning;
pub use similarity::{ShortName, Similarity, SimilarityReader};
pub use value::{FieldText, InvalidItem, ItemValue, ParsedItem};
