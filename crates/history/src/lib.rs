//! Every past inquiry in columns: what would this workflow have done.
//!
//! [`Inquiries`] hold what is known of each inquiry that has completed; [`preview`] answers how many take each route of
//! a workflow, how that differs from another, and [`rows`](crate::preview::rows) which they are. There is no second
//! implementation of "does this condition match" here: what a condition accepts is read off the compiled plan
//! ([`pointsman_engine::plan::literals`]). This crate must not know SQL databases, HTTP, async or the clock.

pub mod answer;
mod ask;
mod atoms;
mod bits;
mod cache;
mod chunk;
mod column;
mod inquiries;
pub mod lens;
mod membership;
pub mod preview;
pub mod question;
pub mod record;
pub mod segments;
pub mod spill;
pub mod sql;

pub use answer::Answer;
pub use cache::Cache;
pub use chunk::OutOfRange;
pub use inquiries::{Inquiries, Memory, NowState, ReplaceError};
pub use lens::lens;
pub use preview::together::{Settled, Together, together};
pub use preview::{preview, recorded_routes, rows};
pub use question::{Cancel, Effort, Lists, Question, Unanswered, Window};
pub use record::{Keys, Known, PastInquiry, RecordedRun, Source};
pub use segments::{Folder, KeyValues, Segments, Watermark, read_beside};
pub use spill::{Room, SpillError};
pub use sql::{Dialect, Files, to_sql};
