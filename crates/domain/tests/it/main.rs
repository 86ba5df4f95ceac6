//! What the types of a decision accept, refuse and derive.

mod decimals;
mod derivation;
mod documents;
mod ids;
mod inquiries;
mod item_names;
mod item_phones;
mod items;
mod items_of_every_type;
mod json;
mod moments;
mod people;
mod texts;
