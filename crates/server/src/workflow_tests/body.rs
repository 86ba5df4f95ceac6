//! Bodies that keep or change tests.

use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::ids::InquiryId;
use pointsman_domain::workflow::{DecisionAction, TakenRoute, limits};
use pointsman_storage::workflow_tests::TestOrigin;
use serde_json::Value;

use super::TESTS;
use crate::body::{Fault, Fields, readers};
use crate::problem::Problem;

/// A test to keep.
#[derive(Clone, Debug)]
pub(super) struct NewBody {
    pub(super) name: Option<String>,
    pub(super) source: Source,
    pub(super) expect: Option<Expected>,
    pub(super) origin: TestOrigin,
}

/// Where the attributes come from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// They are stated.
    Stated(Value),
    /// Those of an inquiry that has completed.
    Inquiry(InquiryId),
}

/// What is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) route: TakenRoute,
    pub(super) outcome: DecisionAction,
}

/// What changes of a test; what is absent stays.
#[derive(Clone, Debug)]
pub(super) struct PatchBody {
    pub(super) name: Option<String>,
    pub(super) expect: Option<Expected>,
}

/// The tests of a body, with all that is wrong in any of them.
pub(super) fn new_tests(body: &Value) -> Result<Vec<NewBody>, Problem> {
    let mut fields = Fields::of(body);
    let tests = fields.required("tests", tests);
    let tests: Vec<&Value> = fields.finish(|| tests)?;
    let (mut read, mut errors) = (Vec::new(), Vec::new());
    for (place, test) in tests.into_iter().enumerate() {
        match NewBody::read(test) {
            Ok(test) => read.push(test),
            Err(problem) => errors.extend(problem.into_errors().into_iter().map(|e| at(place, e))),
        }
    }
    if errors.is_empty() { Ok(read) } else { Err(Problem::invalid(errors)) }
}

fn tests(value: &Value) -> Result<Vec<&Value>, Fault> {
    let Value::Array(tests) = value else { return Err(Fault::wrong_type("an array", value)) };
    match tests.len() {
        0 => Err(Fault::new("required", "at least one test must be sent")),
        count if count > TESTS => {
            let detail = format!("{count} tests are more than the limit of {TESTS}");
            Err(Fault::new("too_many", detail))
        }
        _ => Ok(tests.iter().collect()),
    }
}

/// An error of one of the tests, at its place in the body.
pub(super) fn at(place: usize, error: FieldError) -> FieldError {
    let below = Pointer::root().key("tests").index(place).to_string();
    FieldError { pointer: format!("{below}{}", error.pointer), ..error }
}

impl NewBody {
    fn read(test: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(test);
        let name = fields.optional("name", readers::line(1, limits::NAME_CHARACTERS));
        let inquiry = fields.optional("inquiry", readers::json);
        let from = fields.optional("from_inquiry", readers::parsed("invalid_id"));
        let expect = fields.optional("expect", readers::json);
        let origin = fields.optional("origin", origin);
        let sources = fields.finish(|| Some((inquiry, from)))?;
        let (source, origin) = match sources {
            (Some(inquiry), None) => {
                (Source::Stated(inquiry.clone()), origin.unwrap_or(TestOrigin::Written))
            }
            (None, Some(inquiry)) => (Source::Inquiry(inquiry), TestOrigin::Inquiry),
            (Some(_), Some(_)) | (None, None) => {
                let detail = "either `inquiry` or `from_inquiry` must be sent";
                let at = Pointer::root().key("inquiry");
                return Err(Problem::invalid(vec![FieldError::new(&at, "required", detail)]));
            }
        };
        Ok(Self { name, source, expect: expect.map(Expected::read).transpose()?, origin })
    }
}

/// That a test comes from an inquiry is seen from where its attributes do.
fn origin(value: &Value) -> Result<TestOrigin, Fault> {
    match readers::parsed("unknown_value")(value)? {
        TestOrigin::Inquiry => {
            Err(Fault::new("unknown_value", "send `from_inquiry` to keep a test of an inquiry"))
        }
        origin @ (TestOrigin::Offered | TestOrigin::Written) => Ok(origin),
    }
}

impl Expected {
    fn read(value: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(value);
        let route = fields.required("route", readers::parsed("unknown_value"));
        let outcome = fields.required("outcome", readers::parsed("unknown_action"));
        let read = fields.finish(|| Some(Self { route: route?, outcome: outcome? }));
        read.map_err(|problem| {
            let below = |error: FieldError| FieldError {
                pointer: format!("/expect{}", error.pointer),
                ..error
            };
            Problem::invalid(problem.into_errors().into_iter().map(below).collect())
        })
    }
}

impl PatchBody {
    pub(super) fn read(body: &Value) -> Result<Self, Problem> {
        let mut fields = Fields::of(body);
        let name = fields.optional("name", readers::line(1, limits::NAME_CHARACTERS));
        let expect = fields.optional("expect", readers::json);
        let (name, expect) = fields.finish(|| Some((name, expect)))?;
        Ok(Self { name, expect: expect.map(Expected::read).transpose()? })
    }
}
