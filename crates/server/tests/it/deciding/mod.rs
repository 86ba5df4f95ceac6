//! The deciding path over HTTP.

mod answers;
mod bodies;
mod by_hand;
mod clock_jumps;
mod erasing;
mod events;
mod exactly_once;
mod finding;
mod first_match;
mod list_types;
mod lists_change;
mod never_retroactive;
mod replays;
mod several_workflows;
mod tags;
mod trying;
pub(crate) mod world;
