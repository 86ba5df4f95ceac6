//! What would have happened: a document against the past, over HTTP.

mod agreement;
mod asking;
mod changes;
mod files;
mod files_asked;
mod items;
mod items_asked;
mod items_together;
mod keeping;
mod since_start;
mod streaming;
