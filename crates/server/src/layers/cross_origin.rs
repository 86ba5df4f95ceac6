//! Requests that change something must not come from another site's page: a browser would add our cookie.
//!
//! Browsers say where a request comes from (`Sec-Fetch-Site`, `Origin`); programs say nothing and pass.

use axum::response::{IntoResponse, Response};
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};

use crate::problem::Problem;

/// The layer for a server that people reach under `public_url`.
pub(crate) fn cross_origin(
    public_url: &str,
) -> Result<CsrfLayer<impl Fn(ProtectionError) -> Response + Clone + Send + 'static>, ConfigError> {
    let layer = CsrfLayer::new().add_trusted_origin(public_url.trim_end_matches('/'))?;
    Ok(layer.with_rejection_response(|_: ProtectionError| {
        let detail = "this request comes from another site's page; use the dashboard itself, or an API key \
                      from a program";
        Problem::forbidden("cross_origin", detail).into_response()
    }))
}
