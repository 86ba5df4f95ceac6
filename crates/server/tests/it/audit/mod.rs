//! The record of changes, as the API writes it.

mod reading;
mod walk;
