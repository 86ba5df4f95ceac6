//! The record of changes, as the API writes it.

mod exempt;
mod past;
mod reading;
mod walk;
