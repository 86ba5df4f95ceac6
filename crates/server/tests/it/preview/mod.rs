//! What would have happened: a document against the past, over HTTP.

mod agreement;
mod asking;
mod changes;
mod items;
mod keeping;
