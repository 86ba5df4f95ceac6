//! The contract: made from the handlers' own documentation, completed with what holds for every endpoint.

use serde_json::{Map, Value, json};
use utoipa::OpenApi;

use crate::layers::{COMPUTING_PATHS, SECRET_PATHS};
use crate::problem::{PROBLEM_JSON, ProblemBody, ProblemField};
use crate::router::{endpoints, streamed_endpoints};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Pointsman",
        version = env!("CARGO_PKG_VERSION"),
        description = "Decides identity inquiries by workflows. Times are RFC 3339 in UTC. Ids are a prefix and 26 \
                       letters or digits. A page is `{data, next_cursor}`. Errors are problem details (RFC 9457). \
                       POST takes `Idempotency-Key`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(ProblemBody, ProblemField))
)]
struct Contract;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// What any endpoint under `/v1` may answer besides its own statuses.
const ALWAYS: [(&str, &str); 4] = [
    ("400", "The request cannot be read."),
    ("429", "Too many requests; `Retry-After` says when to come back."),
    ("500", "Something went wrong on our side."),
    ("503", "Not at the moment; `Retry-After` says when to come back."),
];
/// What an endpoint that needs a caller may answer.
const WITH_CALLER: [(&str, &str); 2] = [
    ("401", "Not signed in, or the session or key is not valid."),
    ("403", "The caller lacks the right; `detail` names it and whom to ask."),
];
/// What an endpoint that takes a body may answer.
const WITH_BODY: [(&str, &str); 2] =
    [("413", "The body is too long."), ("415", "The body is of another media type.")];

/// The `OpenAPI` document as pretty JSON in a stable order, ending in a line feed.
pub fn openapi_document() -> Result<String, serde_json::Error> {
    Ok(format!("{}\n", serde_json::to_string_pretty(&document()?)?))
}

fn document() -> Result<Value, serde_json::Error> {
    let mut api = Contract::openapi();
    api.merge(endpoints().to_openapi());
    let streamed = streamed_endpoints().to_openapi();
    let streamed_paths: Vec<String> = streamed.paths.paths.keys().cloned().collect();
    api.merge(streamed);
    let mut document = serde_json::to_value(api)?;
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        components.insert("securitySchemes".to_owned(), security_schemes());
        if let Some(schemas) = components.get_mut("schemas").and_then(Value::as_object_mut) {
            name_rows_of_pages(schemas);
        }
    }
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths.iter_mut() {
            // A streamed body is not compared with an earlier one.
            let kept = |paths: &[&str]| !paths.contains(&path.as_str());
            let repeats = kept(&SECRET_PATHS) && kept(&COMPUTING_PATHS);
            let repeats = repeats && !streamed_paths.contains(path);
            for method in METHODS {
                if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                    if method == "post" && repeats {
                        add_idempotency_key(operation);
                    }
                    complete(path, method, operation);
                }
            }
        }
    }
    Ok(document)
}

fn security_schemes() -> Value {
    json!({
        "session": {
            "type": "apiKey", "in": "cookie", "name": "__Host-pointsman_session",
            "description": "A person's session; over plain http the cookie is `pointsman_session`."
        },
        "key": {"type": "http", "scheme": "bearer", "description": "An API key: `pmk_…`."}
    })
}

/// Rows of a page are written out in full by the generator; a reference keeps one name for one thing.
fn name_rows_of_pages(schemas: &mut Map<String, Value>) {
    let names: Vec<String> = schemas.keys().cloned().collect();
    for (name, schema) in schemas.iter_mut() {
        let row = name.strip_prefix("Page_").filter(|row| names.iter().any(|name| name == row));
        if let (Some(row), Some(data)) = (row, schema.pointer_mut("/properties/data")) {
            *data = json!({
                "type": "array", "description": "The things, at most as many as were asked for.",
                "items": {"$ref": format!("#/components/schemas/{row}")}
            });
        }
    }
}

/// Adds what holds for every endpoint to one operation. Public ones say `security(())` themselves.
fn complete(path: &str, method: &str, operation: &mut Map<String, Value>) {
    let said = operation.get("security").and_then(Value::as_array);
    let public = said.is_some_and(|said| said.iter().all(|one| one == &json!({})));
    if public {
        operation.insert("security".to_owned(), json!([]));
    } else if said.is_none() {
        operation.insert("security".to_owned(), json!([{"session": []}, {"key": []}]));
    }
    let mut statuses: Vec<(&str, &str)> = Vec::new();
    if path.starts_with("/v1/") {
        statuses.extend(ALWAYS);
    }
    if !public || method != "get" {
        statuses.extend(WITH_CALLER);
    }
    if operation.contains_key("requestBody") {
        statuses.extend(WITH_BODY);
    }
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        for (status, description) in statuses {
            responses.entry(status).or_insert_with(|| json!({"description": description}));
        }
        for (status, response) in responses.iter_mut() {
            if status.starts_with(['4', '5']) {
                let problem = json!({"schema": {"$ref": "#/components/schemas/Problem"}});
                if let Some(response) = response.as_object_mut() {
                    response.insert("content".to_owned(), json!({PROBLEM_JSON: problem}));
                }
            }
        }
        responses.sort_keys();
    }
}

fn add_idempotency_key(operation: &mut Map<String, Value>) {
    let parameter = json!({
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "A text of your own. The first answer is kept for 24 hours and repeated for the same key, \
                        endpoint and body.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255}
    });
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.push(parameter);
    }
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        let description = "The Idempotency-Key is in use, or was sent with another body.";
        responses.entry("409").or_insert_with(|| json!({"description": description}));
        let description =
            "The answer to this Idempotency-Key was erased with the personal data in it.";
        responses.entry("410").or_insert_with(|| json!({"description": description}));
    }
}

pub(crate) mod endpoint {
    //! `GET /v1/openapi.json`.

    use axum::http::header::CONTENT_TYPE;
    use axum::response::{IntoResponse, Response};
    use std::sync::LazyLock;
    use utoipa_axum::router::OpenApiRouter;
    use utoipa_axum::routes;

    use crate::app::App;
    use crate::problem::Problem;

    pub(crate) fn endpoints() -> OpenApiRouter<App> {
        OpenApiRouter::new().routes(routes!(openapi))
    }

    /// The `OpenAPI` document of this server.
    #[utoipa::path(get, path = "/v1/openapi.json", tag = "about", security(()),
        responses((status = 200, description = "The document.", body = Object)))]
    async fn openapi() -> Result<Response, Problem> {
        static DOCUMENT: LazyLock<Result<String, serde_json::Error>> =
            LazyLock::new(super::openapi_document);
        match &*DOCUMENT {
            Ok(text) => Ok(([(CONTENT_TYPE, "application/json")], text.as_str()).into_response()),
            Err(error) => Err(Problem::internal(error)),
        }
    }
}
