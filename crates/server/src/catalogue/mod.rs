//! The catalogue: what exists, for editors and integrators. It is made of the domain alone and never stored.

mod limits;
mod wire;

use std::collections::BTreeMap;

use axum::Json;
use pointsman_domain::attribute::catalogue::{CATALOGUE_VERSION, Description, describe};
use pointsman_domain::attribute::{AttributeKey, AttributeType, Code, CodeSet, code, us_state};
use pointsman_domain::list::{ItemPart, ListType, Threshold};
use pointsman_domain::workflow::operator::Takes;
use pointsman_domain::workflow::{DecisionAction, Operator, WorkflowEvent};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Allowed, right};
use wire::{
    AttributeKind, AttributeRange, Catalogue, CatalogueAction, CatalogueAttribute, CatalogueEvent,
    CatalogueItemPart, CatalogueListType, CatalogueOperator, ItemPartKind, ItemPartRange,
    OperatorTakes, ValuesKind,
};

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_catalogue))
}

/// What workflows and lists can be made of: attributes, operators, events, actions, list types, limits.
#[utoipa::path(
    get,
    path = "/v1/catalogue",
    operation_id = "read_catalogue",
    tag = "workflows",
    responses((status = 200, description = "The catalogue.", body = Catalogue))
)]
async fn read_catalogue(_: Allowed<right::InquiriesRead>) -> Json<Catalogue> {
    Json(catalogue())
}

fn catalogue() -> Catalogue {
    Catalogue {
        version: CATALOGUE_VERSION,
        attributes: AttributeKey::ALL.into_iter().map(attribute).collect(),
        operators: Operator::ALL.into_iter().map(operator).collect(),
        events: WorkflowEvent::ALL.into_iter().map(event).collect(),
        actions: DecisionAction::ALL.into_iter().map(action).collect(),
        list_types: ListType::ALL.into_iter().map(list_type).collect(),
        limits: limits::all(),
    }
}

fn attribute(key: AttributeKey) -> CatalogueAttribute {
    let Description { label, unit, derivation } = describe(key);
    let (kind, codes) = match key.attribute_type() {
        AttributeType::WholeNumber => (AttributeKind::WholeNumber, None),
        AttributeType::Number => (AttributeKind::Number, None),
        AttributeType::Code(set) => (AttributeKind::Code, Some(Codes::of(set))),
        AttributeType::ListSet => (AttributeKind::ListSet, None),
    };
    let values =
        codes.as_ref().map(|codes| codes.names.iter().map(|(code, _)| code.clone()).collect());
    CatalogueAttribute {
        key: key.as_str(),
        label,
        kind,
        unit,
        range: key.range().map(|(min, max)| AttributeRange { min, max }),
        derivation,
        operators: Operator::for_type(key.attribute_type())
            .iter()
            .map(|operator| operator.as_str())
            .collect(),
        values,
        values_kind: codes.as_ref().map(|codes| codes.kind),
        value_names: codes.map(|codes| codes.names.into_iter().collect::<BTreeMap<_, _>>()),
    }
}

/// The codes of a set with their English names, in the order of the names.
struct Codes {
    kind: ValuesKind,
    names: Vec<(String, String)>,
}

impl Codes {
    fn of(set: CodeSet) -> Self {
        let named = |codes: Vec<Code>, name: fn(Code) -> Option<String>| {
            let mut names: Vec<(String, String)> = codes
                .into_iter()
                .map(|code| (code.to_string(), name(code).unwrap_or_else(|| code.to_string())))
                .collect();
            names.sort_by(|(_, left), (_, right)| left.cmp(right));
            names
        };
        match set {
            CodeSet::Country => Self {
                kind: ValuesKind::Country,
                names: named(code::countries(), code::country_name),
            },
            CodeSet::UsState => Self {
                kind: ValuesKind::UsState,
                names: named(us_state::states(), |code| us_state::name(code).map(str::to_owned)),
            },
        }
    }
}

fn operator(operator: Operator) -> CatalogueOperator {
    let takes = match operator.takes() {
        Takes::Nothing => OperatorTakes::None,
        Takes::One => OperatorTakes::One,
        Takes::Pair => OperatorTakes::Pair,
        Takes::Many => OperatorTakes::Many,
        Takes::List => OperatorTakes::List,
        Takes::Lists => OperatorTakes::Lists,
    };
    CatalogueOperator { key: operator.as_str(), label: operator.label(), takes }
}

fn event(event: WorkflowEvent) -> CatalogueEvent {
    let (label, description) = match event {
        WorkflowEvent::InquiryCompleted => (
            "Inquiry completed",
            "A person has finished the identity check and its results are there.",
        ),
    };
    CatalogueEvent { key: event.as_str(), label, description }
}

fn action(action: DecisionAction) -> CatalogueAction {
    let label = match action {
        DecisionAction::Approve => "Approve",
        DecisionAction::Decline => "Decline",
        DecisionAction::MarkForReview => "Mark for review",
        DecisionAction::DoNothing => "Do nothing",
    };
    CatalogueAction { key: action.as_str(), label, decision: true }
}

fn list_type(list_type: ListType) -> CatalogueListType {
    CatalogueListType {
        key: list_type.as_str(),
        label: list_type.label(),
        item_example: list_type.item_example(),
        description: list_type.description(),
        takes_field: match list_type {
            ListType::Text => true,
            ListType::IpAddress
            | ListType::EmailAddress
            | ListType::PhoneNumber
            | ListType::Name
            | ListType::Country
            | ListType::GovernmentIdNumber
            | ListType::Fingerprint => false,
        },
        lone_part: list_type.main_part().as_str(),
        parts: list_type.parts().iter().map(|part| item_part(*part, list_type)).collect(),
    }
}

fn item_part(part: ItemPart, list_type: ListType) -> CatalogueItemPart {
    let (kind, range) = if part.is_number() {
        let [min, max] = [Threshold::MIN, Threshold::MAX].map(|bound| bound.decimal().to_json());
        (ItemPartKind::Number, Some(ItemPartRange { min, max }))
    } else {
        (ItemPartKind::Text, None)
    };
    CatalogueItemPart {
        key: part.as_str(),
        label: part.label(),
        kind,
        optional: part.is_optional(),
        range,
        example: part.example(list_type),
        hint: part.hint(),
    }
}
