//! Moments on the wire.

use pointsman_domain::clock::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A moment in UTC, RFC 3339, microseconds only if there are any.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-11-22T10:42:07Z")]
pub struct Time(pub Timestamp);

impl From<Timestamp> for Time {
    fn from(moment: Timestamp) -> Self {
        Self(moment)
    }
}
