//! One line of a file becomes a past inquiry, or a list of everything that is wrong with it. Pure.

use std::sync::Arc;

use pointsman_domain::attribute::{catalogue, derive};
use pointsman_domain::clock::{Clock, InvalidTimestamp, Timestamp};
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::ids::{IdSource, InquiryId};
use pointsman_domain::inquiry::{InquiryBody, SentLists, Status, Submission};
use pointsman_domain::json::{InvalidJson, Object, Tree, parse_tree};
use pointsman_engine::ListDirectory;
use pointsman_storage::inquiries::{Completion, NewInquiry, PastInquiry};

use super::decision::{self, Said};
use super::limits::LINE_BYTES;
use crate::runs::assumed_lists;

/// What some programs write before the first line.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The keys that an import alone may bring.
const OWN_KEYS: [&str; 4] = ["status", "created_at", "completed_at", "decision"];

/// Reads lines.
pub(super) struct LineReader {
    pub(super) directory: ListDirectory,
    pub(super) ids: Arc<dyn IdSource>,
    /// Ids carry the moment at which they are made, so that those of a long import lie behind each other.
    pub(super) clock: Arc<dyn Clock>,
    /// The moment of the import: nothing in a line lies behind it.
    pub(super) now: Timestamp,
}

/// What a line says about its inquiry beyond what a body of intake does.
struct History {
    status: Status,
    created_at: Timestamp,
    completed_at: Option<Timestamp>,
    decision: Option<Said>,
}

impl LineReader {
    /// The inquiry of line `number`; `None` if the line is blank.
    pub(super) fn read(
        &self,
        number: u64,
        line: &[u8],
    ) -> Option<Result<PastInquiry, Vec<FieldError>>> {
        let line =
            if number == 1 { line.strip_prefix(BYTE_ORDER_MARK) } else { None }.unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() > LINE_BYTES {
            let detail = format!("a line has at most {LINE_BYTES} bytes");
            return Some(Err(vec![FieldError::new(&Pointer::root(), "line_too_long", detail)]));
        }
        if line.trim_ascii().is_empty() {
            return None;
        }
        Some(parse_tree(line).map_err(not_json).and_then(|document| self.inquiry(document.root())))
    }

    fn inquiry(&self, tree: Tree<'_>) -> Result<PastInquiry, Vec<FieldError>> {
        let Tree::Object(map) = tree else {
            let detail = format!("must be an object, not {}", tree.type_name());
            return Err(vec![FieldError::new(&Pointer::root(), "wrong_type", detail)]);
        };
        let mut errors = Vec::new();
        let history = self.history(map, &mut errors);
        let body = InquiryBody::read_beside(&OWN_KEYS, tree, self.now, SentLists::Accepted);
        let body = body.map_err(|found| errors.extend(found)).ok();
        let merged = body.and_then(|mut body| {
            let merged = Submission::default().merged(&mut body);
            merged.map_err(|found| errors.extend(found)).ok().map(|merged| (body, merged))
        });
        let (Some(history), Some((body, submission)), true) = (history, merged, errors.is_empty())
        else {
            return Err(errors);
        };
        self.past(history, body, submission)
    }

    /// What stands under the keys that an import alone may bring.
    fn history(&self, map: Object<'_>, errors: &mut Vec<FieldError>) -> Option<History> {
        let root = Pointer::root();
        let required = |errors: &mut Vec<FieldError>, key: &str| {
            let detail = format!("`{key}` is missing; a past inquiry says it");
            errors.push(FieldError::new(&root.key(key), "required", detail));
        };
        let said = map.get("status");
        if said.is_none() {
            required(errors, "status");
        }
        let status = said.and_then(|said| status(said, errors));
        let created_at = match map.get("created_at") {
            Some(Tree::Null) | None => {
                required(errors, "created_at");
                None
            }
            Some(value) => past_moment(value, self.now, || root.key("created_at"), errors),
        };
        let completed = map.get("completed_at");
        // `null` says that a person decided before it completed.
        let open = status.is_some_and(|status| status != Status::Completed);
        let completed = completed.filter(|value| open || !value.is_null());
        if completed.is_none() && status.is_some_and(may_have_completed) {
            required(errors, "completed_at");
        }
        let completed_at = completed
            .filter(|value| !value.is_null())
            .and_then(|value| past_moment(value, self.now, || root.key("completed_at"), errors));
        let decision = map.get("decision");
        let decision = decision.and_then(|value| decision::read(value, self.now, errors));
        Some(History { status: status?, created_at: created_at?, completed_at, decision })
    }

    fn past(
        &self,
        history: History,
        body: InquiryBody,
        submission: Submission,
    ) -> Result<PastInquiry, Vec<FieldError>> {
        let mut errors = history.contradictions(body.list_matches.is_some());
        let lists = body.list_matches.as_deref().map(|names| assumed_lists(names, &self.directory));
        let lists = lists.transpose().map_err(|found| errors.extend(found)).ok().flatten();
        if !errors.is_empty() {
            return Err(errors);
        }
        let History { status, created_at, completed_at, decision } = history;
        let completion = completed_at.map(|completed_at| {
            let mut attributes = derive::attributes(&submission, completed_at);
            let lists_unknown = lists.is_none();
            attributes.list_matches = lists.unwrap_or_default();
            let catalogue_version = catalogue::CATALOGUE_VERSION;
            Completion { completed_at, catalogue_version, attributes, lists_unknown, digest: None }
        });
        let decision = decision.or_else(|| Said::by_status(status));
        let decision = decision.map(|said| said.decision(completed_at.unwrap_or(created_at)));
        let moments =
            [Some(created_at), completed_at, decision.as_ref().map(|decision| decision.at)];
        let new = NewInquiry {
            id: InquiryId::new(self.ids.as_ref(), self.clock.now()),
            reference_id: body.reference_id.applied_to(None),
            template: body.template.applied_to(None),
            status: decision.as_ref().map_or(status, |decision| decision.outcome.status()),
            submission,
            tags: body.tags.unwrap_or_default(),
            created_at,
            imported: true,
        };
        let updated_at = moments.into_iter().flatten().max().unwrap_or(created_at);
        Ok(PastInquiry { new, updated_at, completion, decision })
    }
}

impl History {
    /// What cannot have happened so.
    fn contradictions(&self, has_lists: bool) -> Vec<FieldError> {
        let Self { status, created_at, completed_at, decision } = self;
        let at = |keys: &[&str]| keys.iter().fold(Pointer::root(), |at, key| at.key(key));
        let mut errors = Vec::new();
        if completed_at.is_some() && !may_have_completed(*status) {
            let detail = format!("an inquiry that is {status} has not completed; leave it out");
            errors.push(FieldError::new(&at(&["completed_at"]), "not_completed", detail));
        } else if has_lists && completed_at.is_none() {
            let detail = "lists are asked when an inquiry completes, and this one has not";
            let place = at(&["attributes", "list_matches"]);
            errors.push(FieldError::new(&place, "not_completed", detail));
        }
        if completed_at.is_some_and(|completed_at| completed_at < *created_at) {
            let detail = "lies before `created_at`";
            let place = at(&["completed_at"]);
            errors.push(FieldError::new(&place, "before_creation", detail));
        }
        let Some(said) = decision else { return errors };
        if said.at.is_some_and(|decided_at| decided_at < *created_at) {
            let detail = "lies before `created_at`";
            let place = at(&["decision", "at"]);
            errors.push(FieldError::new(&place, "before_creation", detail));
        }
        // A decision leads from `completed` to its status; what stands further on must be where it leads.
        if *status != Status::Completed && *status != said.outcome.status() {
            let (leads, outcome) = (said.outcome.status(), said.outcome);
            let detail =
                format!("`{outcome}` leads to the status {leads}, and the line says {status}");
            let place = at(&["decision"]);
            errors.push(FieldError::new(&place, "decision_mismatch", detail));
        }
        errors
    }
}

/// Whether an inquiry of this status may have completed.
const fn may_have_completed(status: Status) -> bool {
    match status {
        Status::Completed | Status::NeedsReview | Status::Approved | Status::Declined => true,
        Status::Created | Status::Pending | Status::Failed | Status::Expired => false,
    }
}

fn status(value: Tree<'_>, errors: &mut Vec<FieldError>) -> Option<Status> {
    let at = || Pointer::root().key("status");
    let Tree::Text(text) = value else {
        let detail = format!("must be a text, not {}", value.type_name());
        errors.push(FieldError::new(&at(), "wrong_type", detail));
        return None;
    };
    let found = text.parse().ok();
    if found.is_none() {
        let names: Vec<&str> = Status::ALL.into_iter().map(Status::as_str).collect();
        let detail = format!("`{text}` is none of {}", names.join(", "));
        errors.push(FieldError::new(&at(), "unknown_status", detail));
    }
    found
}

/// A moment, or `null`.
pub(super) fn past_moment(
    value: Tree<'_>,
    now: Timestamp,
    at: impl Fn() -> Pointer,
    errors: &mut Vec<FieldError>,
) -> Option<Timestamp> {
    let moment = moment(value, &at, errors)?;
    if moment > now {
        let detail = format!("`{moment}` lies in the future, and an import brings the past");
        errors.push(FieldError::new(&at(), "in_future", detail));
        return None;
    }
    Some(moment)
}

fn moment(
    value: Tree<'_>,
    at: impl Fn() -> Pointer,
    errors: &mut Vec<FieldError>,
) -> Option<Timestamp> {
    match value {
        Tree::Null => None,
        Tree::Text(text) => text
            .parse()
            .map_err(|error: InvalidTimestamp| {
                errors.push(FieldError::new(&at(), "invalid_time", error.to_string()));
            })
            .ok(),
        other => {
            let detail = format!("must be a text, not {}", other.type_name());
            errors.push(FieldError::new(&at(), "wrong_type", detail));
            None
        }
    }
}

/// Refuses keys that an object does not have.
pub(super) fn unknown_keys(
    map: Object<'_>,
    keys: &[&str],
    at: &Pointer,
    errors: &mut Vec<FieldError>,
) {
    for (key, _) in map.iter().filter(|(key, _)| !keys.contains(key)) {
        let detail = format!("`{key}` is not a key here; the keys are {}", keys.join(", "));
        errors.push(FieldError::new(&at.key(key), "unknown_key", detail));
    }
}

fn not_json(error: InvalidJson) -> Vec<FieldError> {
    let (code, detail) = match error {
        InvalidJson::Utf8 { .. } => {
            ("not_utf8", "the line is not UTF-8; save the file in UTF-8".to_owned())
        }
        InvalidJson::Syntax(error) => ("invalid_json", format!("the line is not JSON: {error}")),
    };
    vec![FieldError::new(&Pointer::root(), code, detail)]
}
