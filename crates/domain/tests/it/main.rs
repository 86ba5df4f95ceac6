//! What the types of a decision accept, refuse and derive.

mod decimals;
mod derivation;
mod documents;
mod ids;
mod inquiries;
mod items;
mod json;
mod people;
