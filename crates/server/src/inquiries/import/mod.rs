//! Import of past inquiries: a file with one body a line, read as it arrives and kept some hundred lines at a time.
//! History only: nothing is decided, and what was imported is never eligible.

mod cutter;
mod decision;
mod importer;
mod line;
mod pace;
pub(crate) mod report;
mod upload;

pub(crate) use importer::KEPT;
pub use importer::{ImportTrouble, import_inquiries};
pub use report::{ImportReport, LineError, SkippedLine};

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::router::BODY_BYTES;

/// How large imports of inquiries may be. Each limit is tested at its edge.
pub(crate) mod limits {
    /// Bytes of a file that is sent.
    pub(crate) const IMPORT_BYTES: u64 = 1 << 30;
    /// Bytes of one line without its end: as much as a body that makes an inquiry.
    pub(crate) const LINE_BYTES: usize = super::BODY_BYTES;
    /// Errors that a report names, and likewise skipped lines; further ones are counted.
    pub(crate) const NAMED: usize = 1_000;
    /// Characters of a place and of an explanation that the report shows.
    pub(crate) const SHOWN_CHARACTERS: usize = 300;
    /// Bytes of the lines of one transaction, at about: after the line that reaches it comes the next one. When nobody else
    /// is there, in proportion.
    pub(crate) const BYTES_AT_A_TIME: usize = 4 << 20;
    /// Inquiries of one transaction while others write as well: writing them holds up a decision for some milliseconds.
    pub(crate) const AT_A_TIME: usize = 500;
    /// Inquiries of one transaction when nobody else has written for a while. The first who comes then waits for some
    /// hundred milliseconds, once.
    pub(crate) const AT_A_TIME_IN_SILENCE: usize = 8_000;
    /// Inquiries of one transaction when nobody else is there: a page of an index that is changed is then written once for
    /// several of them.
    pub(crate) const AT_A_TIME_ALONE: usize = 32_000;
}

pub(crate) fn streamed_endpoints() -> OpenApiRouter<App> {
    upload::endpoints()
}
