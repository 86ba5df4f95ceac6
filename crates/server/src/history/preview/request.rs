//! What is asked of the past.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::workflow::TakenRoute;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::wire::{PreviewLists, PreviewOutcome};
use crate::body::{Fault, Fields, object, part, readers};
use crate::problem::Problem;
use crate::request::{Cursor, DEFAULT_LIMIT, MOST_LIMIT, PageRequest};
use crate::workflows::baseline::{self, BaselineRequest};
use crate::workflows::wire::WorkflowDocument;

/// The keys of every request.
const WINDOW_KEYS: [&str; 2] = ["from", "to"];
const CELL_KEYS: [&str; 5] = ["to_route", "from_route", "to", "from", "changed"];

/// Characters of what tells askers apart.
pub(super) const ASKER_CHARACTERS: usize = 64;

/// A document to look at the past with.
#[derive(Serialize, ToSchema)]
pub(super) struct PreviewRequest {
    /// The document; it must be without errors.
    document: WorkflowDocument,
    /// What to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    baseline: Option<BaselineRequest>,
    /// When the inquiries completed; without it, ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    window: Option<PreviewWindow>,
    /// Which lists count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    lists: Option<PreviewLists>,
    /// Tells those who ask with one session or key apart, such as the tabs of a browser: of each the newest question
    /// alone waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_length = 1, max_length = 64)]
    asker: Option<String>,
}

/// A span of time.
#[derive(Serialize, ToSchema)]
pub(super) struct PreviewWindow {
    /// Completed then or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    from: Option<String>,
    /// Completed before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    to: Option<String>,
}

/// A document, and which of the inquiries to show.
#[derive(Serialize, ToSchema)]
pub(super) struct PreviewInquiriesRequest {
    #[serde(flatten)]
    asked: PreviewRequest,
    /// Inquiries that meet every part that is given.
    cell: PreviewCell,
    /// How many.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1, maximum = 100, default = 25)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cursor: Option<String>,
}

/// A cell of the flow, or several at once.
#[derive(Serialize, ToSchema)]
pub(super) struct PreviewCell {
    /// The document's route: `rt_…`, or `everything_else`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    to_route: Option<String>,
    /// The baseline's route.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    from_route: Option<String>,
    /// What the document does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    to: Option<PreviewOutcome>,
    /// What the baseline does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    from: Option<PreviewOutcome>,
    /// Only those whose route or outcome differ from the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    changed: Option<bool>,
}

/// A document, and the condition whose value to vary.
#[derive(Serialize, ToSchema)]
pub(super) struct PreviewLensRequest {
    #[serde(flatten)]
    asked: PreviewRequest,
    /// JSON pointer into the document, to a condition on a number with one value.
    #[schema(example = "/routes/0/if/all/1")]
    pointer: String,
}

/// What each of them asks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    pub(super) document: Value,
    pub(super) baseline: Option<baseline::Wanted>,
    pub(super) window: Window,
    pub(super) lists: PreviewLists,
    pub(super) asker: Option<String>,
}

/// A span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Window {
    /// The first moment.
    pub(super) from: Option<Timestamp>,
    /// The first moment after it.
    pub(super) to: Option<Timestamp>,
}

impl Window {
    /// Refuses one that ends before it begins.
    pub(super) fn checked(self) -> Result<Self, Fault> {
        if self.from.zip(self.to).is_some_and(|(from, to)| from > to) {
            return Err(Fault::new("invalid_window", "`from` must not be later than `to`"));
        }
        Ok(self)
    }

    /// As history is asked.
    pub(super) const fn asked(self) -> pointsman_history::Window {
        pointsman_history::Window { from: self.from, to: self.to }
    }
}

/// Which inquiries to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) to_route: Option<TakenRoute>,
    pub(super) from_route: Option<TakenRoute>,
    pub(super) to: Option<PreviewOutcome>,
    pub(super) from: Option<PreviewOutcome>,
    pub(super) changed: bool,
}

impl Cell {
    /// Whether it speaks of a baseline.
    pub(super) const fn compares(&self) -> bool {
        self.from_route.is_some() || self.from.is_some() || self.changed
    }
}

/// Reads a request for counts.
pub(super) fn preview(body: &Value) -> Result<Asked, Problem> {
    let mut fields = Fields::of(body);
    let asked = asked(&mut fields);
    fields.finish(|| asked)
}

/// Reads a request for inquiries.
pub(super) fn inquiries(body: &Value) -> Result<(Asked, Cell, PageRequest), Problem> {
    let mut fields = Fields::of(body);
    let asked = asked(&mut fields);
    let cell = fields.required("cell", cell);
    let page = page(&mut fields);
    let (asked, cell) = fields.finish(|| Some((asked?, cell?)))?;
    Ok((asked, cell, page.read()?))
}

/// Which page a body asks for.
pub(super) struct WrittenPage {
    limit: Option<i64>,
    cursor: Option<String>,
}

/// Reads the page of a body.
pub(super) fn page(fields: &mut Fields<'_>) -> WrittenPage {
    let limit = fields.optional("limit", readers::whole_number(1, MOST_LIMIT.into()));
    let cursor = fields.optional("cursor", readers::line(1, 4_096));
    WrittenPage { limit, cursor }
}

impl WrittenPage {
    /// Reads the cursor.
    pub(super) fn read(self) -> Result<PageRequest, Problem> {
        let limit = self.limit.and_then(|limit| u32::try_from(limit).ok()).unwrap_or(DEFAULT_LIMIT);
        let cursor = self.cursor.map(|text| Cursor::read(&text)).transpose()?;
        Ok(PageRequest { limit, cursor })
    }
}

/// Reads a request for a lens.
pub(super) fn lens(body: &Value) -> Result<(Asked, String), Problem> {
    let mut fields = Fields::of(body);
    let asked = asked(&mut fields);
    let pointer = fields.required("pointer", readers::line(1, 200));
    fields.finish(|| Some((asked?, pointer?)))
}

fn asked(fields: &mut Fields<'_>) -> Option<Asked> {
    let document = fields.required("document", readers::json);
    let baseline = fields.optional("baseline", baseline::read);
    let window = fields.optional("window", window).unwrap_or_default();
    let lists = fields.optional("lists", one_of).unwrap_or_default();
    let asker = asker(fields);
    Some(Asked { document: document?.clone(), baseline, window, lists, asker })
}

/// Which of those who ask with one session or key.
pub(super) fn asker(fields: &mut Fields<'_>) -> Option<String> {
    fields.optional("asker", readers::line(1, ASKER_CHARACTERS))
}

pub(super) fn window(value: &Value) -> Result<Window, Fault> {
    let map = object(value, &WINDOW_KEYS)?;
    let from: Option<Timestamp> = part(map, "from", readers::parsed("invalid_time"))?;
    let to: Option<Timestamp> = part(map, "to", readers::parsed("invalid_time"))?;
    Window { from, to }.checked()
}

pub(super) fn cell(value: &Value) -> Result<Cell, Fault> {
    let map = object(value, &CELL_KEYS)?;
    Ok(Cell {
        to_route: part(map, "to_route", readers::parsed("invalid_route_id"))?,
        from_route: part(map, "from_route", readers::parsed("invalid_route_id"))?,
        to: part(map, "to", one_of)?,
        from: part(map, "from", one_of)?,
        changed: part(map, "changed", readers::boolean)?.unwrap_or(false),
    })
}

/// One of the names of an enum.
fn one_of<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, Fault> {
    T::deserialize(value).map_err(|error| Fault::new("unknown_value", error.to_string()))
}
