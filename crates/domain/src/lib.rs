//! What a decision is made of: inquiry, attribute, workflow, route, condition, action, list, run, event.
//!
//! Values enter as text or JSON and leave as types that cannot hold nonsense. This crate must not know
//! async, SQL, HTTP or the clock: the moment and new ids come in as arguments.

pub mod attribute;
pub mod clock;
pub mod decimal;
pub mod error;
pub mod ids;
pub mod inquiry;
pub mod json;
pub mod list;
pub mod people;
pub mod run;
pub mod text;
pub mod workflow;
