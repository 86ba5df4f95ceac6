//! `lists`: a million items, one thread, half of the look-ups hit.
//!
//! Pointsman's index answers which lists an inquiry is on, with the item that says so, for all lists of a type in
//! one look-up. The others answer yes or no for one set.

mod addresses;
mod contender;
mod emails;
mod names;
mod ours;
mod together;

use anyhow::Result;

use crate::report::Run;

/// How many items the lists of addresses and of e-mail addresses hold.
const ITEMS: usize = 1_000_000;
/// How many look-ups a pass makes.
const LOOK_UPS: usize = 200_000;
/// How many items are taken out and put in again.
const CHANGES: usize = 10_000;

/// Measures the group.
pub fn run(run: &mut Run) -> Result<()> {
    addresses::run(run)?;
    emails::run(run)?;
    names::run(run)?;
    together::run(run)
}
