//! What a monitoring system reads: counts and durations, in the text format of Prometheus.
//!
//! Each server counts for itself: nothing here is global to the process. Labels take few values, and none of them
//! belongs to a person: paths are templates, and no id, name or address is a label.

mod endpoint;
mod scraped;

use std::time::{Duration, Instant};

use pointsman_domain::workflow::DecisionAction;
use pointsman_storage::inquiries::Outcome;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::prometheus_text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::app::App;
use crate::deciding::Decided;

pub(crate) use endpoint::{answer, endpoints};

/// What every name begins with.
const PREFIX: &str = "pointsman";
/// Upper ends of durations, in seconds.
const SECONDS: [f64; 13] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

/// What is counted as it happens.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Histogram, Durations>,
    decisions: Family<DecisionLabels, Counter>,
    completed: Family<CompletedLabels, Counter>,
    decision_duration: Histogram,
    began: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DecisionLabels {
    outcome: &'static str,
    applied: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CompletedLabels {
    decision: &'static str,
}

/// Makes an empty histogram for labels that are new.
#[derive(Clone, Copy, Debug)]
struct Durations;

impl MetricConstructor<Histogram> for Durations {
    fn new_metric(&self) -> Histogram {
        Histogram::new(SECONDS)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix(PREFIX);
        let requests = Family::new_with_constructor(Durations);
        registry.register_with_unit(
            "http_request_duration",
            "From the head of a request to its answer; 499 is a caller who hung up",
            Unit::Seconds,
            requests.clone(),
        );
        let decisions = Family::default();
        registry.register(
            "decisions",
            "Runs by what their workflow decided, and whether that was applied to the inquiry",
            decisions.clone(),
        );
        let completed = Family::default();
        registry.register(
            "inquiries_completed",
            "Inquiries that completed, by the decision that they carry from a workflow",
            completed.clone(),
        );
        let decision_duration = Histogram::new(SECONDS);
        registry.register_with_unit(
            "decision_duration",
            "From the body of a completion to the commit of its decision",
            Unit::Seconds,
            decision_duration.clone(),
        );
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "Which release this is", build);
        begin_at_zero(&decisions, &completed);
        let began = Instant::now();
        Self { registry, requests, decisions, completed, decision_duration, began }
    }
}

impl Metrics {
    /// A request was answered. The method is one of a few words.
    pub(crate) fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let labels = RequestLabels { method, route: route.to_owned(), status };
        self.requests.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// An inquiry has completed, and that is committed.
    pub(crate) fn decided(&self, decided: &Decided, took: Duration) {
        self.decision_duration.observe(took.as_secs_f64());
        for (action, applied) in &decided.runs {
            let labels = DecisionLabels { outcome: outcome(*action), applied: *applied };
            self.decisions.get_or_create(&labels).inc();
        }
        let decision = decided.outcome.map_or(NONE, Outcome::as_str);
        self.completed.get_or_create(&CompletedLabels { decision }).inc();
    }

    /// Everything in the text format.
    pub(crate) async fn text(&self, app: &App) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        prometheus_text::encode(&mut text, &self.registry)?;
        let mut now = Registry::with_prefix(PREFIX);
        now.register_collector(Box::new(scraped::of(app, self.began.elapsed()).await));
        prometheus_text::encode(&mut text, &now)?;
        Ok(text)
    }
}

/// Who watches how fast something grows must see it before the first time.
fn begin_at_zero(
    decisions: &Family<DecisionLabels, Counter>,
    completed: &Family<CompletedLabels, Counter>,
) {
    for action in DecisionAction::ALL {
        for applied in [true, false] {
            drop(decisions.get_or_create(&DecisionLabels { outcome: outcome(action), applied }));
        }
    }
    for decision in Outcome::ALL.map(Outcome::as_str).into_iter().chain([NONE]) {
        drop(completed.get_or_create(&CompletedLabels { decision }));
    }
}

/// No decision.
const NONE: &str = "none";

const fn outcome(action: DecisionAction) -> &'static str {
    match action {
        DecisionAction::DoNothing => NONE,
        DecisionAction::Approve | DecisionAction::Decline | DecisionAction::MarkForReview => {
            action.as_str()
        }
    }
}
