//! What a request passes before anything is done for it: is there room, who asks, and may they ask again already. One layer,
//! because each one costs every request a copy of all that lies behind it.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{admission, rate_limit};
use crate::app::App;
use crate::auth;

/// Lets a request in, or refuses it. Who asks is put into the extensions of the request and, for the log, of the answer.
pub(crate) async fn entry(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if let Err(problem) = admission::admit(&app, &request) {
        return problem.into_response();
    }
    let (path, headers) = (request.uri().path(), request.headers());
    let found = match auth::authenticate(&app, path, headers, request.extensions()).await {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    if let Some(found) = &found {
        request.extensions_mut().insert(found.clone());
    }
    let mut response = match rate_limit::count(&app, &request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    if let Some(found) = found {
        response.extensions_mut().insert(found);
    }
    response
}
