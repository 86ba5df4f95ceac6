//! The record of changes, as the API writes it.

mod exempt;
mod reading;
mod walk;
