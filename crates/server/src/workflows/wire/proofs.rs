//! What is proved about a document, as it stands on the wire.

use pointsman_domain::workflow::EVERYTHING_ELSE;
use pointsman_engine::prove::{self, Never, Proofs, Reachable, Witness};
use pointsman_engine::{Plan, Taken};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Whether anybody takes a route.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct RouteProof {
    /// `rt_…`, or `everything_else`.
    pub id: String,
    /// The verdict.
    pub reachable: Verdict,
    /// For which contents of lists it holds.
    pub scope: Scope,
    /// An inquiry that takes the route, as `try` takes it. With an undecided verdict one that does with other contents.
    #[schema(required)]
    pub witness: Option<Value>,
    /// Routes above that take everybody whom this one matches. None can be left out.
    pub blocked_by: Vec<String>,
    /// Why nobody takes it, or why that is not known.
    #[schema(required)]
    pub because: Option<String>,
}

/// A verdict of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProofVerdict)]
pub(crate) enum Verdict {
    /// Somebody does.
    Yes,
    /// Nobody does.
    No,
    /// It cannot be said.
    Undecided,
}

/// For which contents of lists a claim holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProofScope)]
pub(crate) enum Scope {
    /// For all that the lists' types allow; of an example, for some.
    AnyLists,
    /// For what is on them now.
    PresentLists,
}

/// Something to look at. It does not stop publishing.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Finding {
    /// Two routes that somebody takes match one inquiry and do different things, so that their order matters.
    Overlap {
        /// The upper and the lower one.
        routes: Vec<String>,
        /// Whether it happens with what is on lists now, or only with other contents.
        scope: Scope,
        /// An inquiry that both match, as `try` takes it.
        witness: Value,
    },
    /// A condition never holds where it counts.
    Contradiction {
        /// JSON pointer into the document.
        pointer: String,
        /// Conditions with which it never holds, where the whole route never does.
        with: Vec<String>,
    },
    /// A condition changes nothing.
    Redundant {
        /// JSON pointer into the document.
        pointer: String,
    },
    /// Without this attribute an inquiry can be decided by *Everything else*.
    MissingFallsThrough {
        /// The attribute.
        attribute: String,
        /// What happens then.
        outcome: String,
        /// Past inquiries of which this is true; `null` where nobody has counted.
        #[schema(required, minimum = 0)]
        count: Option<u64>,
        /// Such an inquiry, as `try` takes it.
        witness: Value,
    },
}

/// All of it.
pub(crate) struct Proved {
    pub routes: Vec<RouteProof>,
    pub everything_else: Option<RouteProof>,
    pub findings: Vec<Finding>,
    pub more: u64,
    pub undecided_overlaps: u64,
}

impl Proved {
    /// Of a document that has no plan.
    pub(crate) const NOTHING: Self = Self {
        routes: Vec::new(),
        everything_else: None,
        findings: Vec::new(),
        more: 0,
        undecided_overlaps: 0,
    };

    pub(crate) fn new(plan: &Plan, proofs: Proofs) -> Self {
        let id = |place: usize| {
            plan.routes().get(place).map(|route| route.id().to_string()).unwrap_or_default()
        };
        let routes = proofs.routes.iter().enumerate();
        let routes =
            routes.map(|(place, found)| route(plan, Taken::Route(place), id(place), found, &id));
        let last = EVERYTHING_ELSE.to_owned();
        let last = route(plan, Taken::EverythingElse, last, &proofs.everything_else, &id);
        Self {
            routes: routes.collect(),
            everything_else: Some(last),
            findings: proofs.findings.into_iter().map(|found| finding(found, &id)).collect(),
            more: proofs.more,
            undecided_overlaps: proofs.undecided_overlaps,
        }
    }
}

fn route(
    plan: &Plan,
    taken: Taken,
    id: String,
    reachable: &Reachable,
    ids: &impl Fn(usize) -> String,
) -> RouteProof {
    let because = reachable.because(plan, taken);
    let mut blocked_by = Vec::new();
    let (verdict, scope, witness) = match reachable {
        Reachable::Yes { scope, witness } => (Verdict::Yes, (*scope).into(), body(witness)),
        Reachable::No { scope, why } => {
            if let Never::Blocked(places) = why {
                blocked_by.extend(places.iter().map(|place| ids(*place)));
            }
            (Verdict::No, (*scope).into(), None)
        }
        Reachable::Undecided { elsewhere, .. } => (
            Verdict::Undecided,
            Scope::PresentLists,
            elsewhere.as_ref().and_then(|witness| body(witness)),
        ),
    };
    RouteProof { id, reachable: verdict, scope, witness, blocked_by, because }
}

fn finding(found: prove::Finding, ids: &impl Fn(usize) -> String) -> Finding {
    match found {
        prove::Finding::Overlap(overlap) => Finding::Overlap {
            routes: overlap.routes.into_iter().map(ids).collect(),
            scope: overlap.witness.scope.into(),
            witness: body(&overlap.witness).unwrap_or_default(),
        },
        prove::Finding::Contradiction { pointer, with } => Finding::Contradiction { pointer, with },
        prove::Finding::Redundant { pointer } => Finding::Redundant { pointer },
        prove::Finding::MissingFallsThrough { attribute, outcome, witness } => {
            Finding::MissingFallsThrough {
                attribute: attribute.to_string(),
                outcome: outcome.as_str().to_owned(),
                count: None,
                witness: body(&witness).unwrap_or_default(),
            }
        }
    }
}

impl Finding {
    /// For people at a command line.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Self::Overlap { routes, scope, witness } => {
                let now = match scope {
                    Scope::PresentLists => "",
                    Scope::AnyLists => ", with other items on the lists",
                };
                format!("{} overlap: both match {witness}{now}", routes.join(" and "))
            }
            Self::Contradiction { pointer, .. } => format!("{pointer} never holds where it counts"),
            Self::Redundant { pointer } => format!("{pointer} changes nothing and can be left out"),
            Self::MissingFallsThrough { attribute, outcome, witness, .. } => format!(
                "without {attribute} an inquiry can fall through to everything else ({outcome}): {witness}"
            ),
        }
    }
}

/// Texts and numbers alone, which always become JSON.
fn body(witness: &Witness) -> Option<Value> {
    serde_json::to_value(witness).ok()
}

impl From<prove::Scope> for Scope {
    fn from(scope: prove::Scope) -> Self {
        match scope {
            prove::Scope::AnyLists => Self::AnyLists,
            prove::Scope::PresentLists => Self::PresentLists,
        }
    }
}
