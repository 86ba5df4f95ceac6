//! The record of changes, as the API writes it.

mod exempt;
mod findings;
mod invariants;
mod past;
mod reading;
mod walk;
