//! What leaves no entry in the record of changes, and why. This list may only shrink.

/// Operations that leave no entry, and why.
pub(super) const LEAVES_NONE: &[(&str, &str, &str)] = &[
    ("post", "/v1/inquiries", INTAKE),
    ("patch", "/v1/inquiries/{id}", INTAKE),
    ("post", "/v1/inquiries/{id}/complete", INTAKE),
    ("post", "/v1/inquiries/{id}/fail", INTAKE),
    ("post", "/v1/inquiries/{id}/expire", INTAKE),
    ("post", "/v1/inquiries/{id}/tags", "a tag decides nothing; the inquiry's timeline has it"),
    ("post", "/v1/workflows/check", READS),
    ("post", "/v1/workflows/try", READS),
    ("post", "/v1/workflows/{id}/tests/offer", READS),
    ("post", "/v1/workflows/{id}/tests/run", READS),
    ("post", "/v1/workflows/compare", READS),
    ("post", "/v1/workflows/disagreements", READS),
    ("post", "/v1/workflows/preview", READS),
    ("post", "/v1/workflows/preview/inquiries", READS),
    ("post", "/v1/workflows/preview/lens", READS),
    ("post", "/v1/lists/{id}/impact", READS),
    ("post", "/v1/lists/{id}/impact/inquiries", READS),
    ("post", "/v1/lists/{id}/import/impact", READS),
    ("post", "/v1/lists/{id}/import/impact/inquiries", READS),
    ("post", "/v1/runs/{id}/replay", READS),
    ("post", "/v1/session", "signing in changes nothing that others see"),
    ("delete", "/v1/session", "signing out changes nothing that others see"),
    ("delete", "/v1/sessions", "signing out elsewhere changes nothing that others see"),
    ("delete", "/v1/sessions/{id}", "signing out elsewhere changes nothing that others see"),
    ("post", "/v1/invitations/look", READS),
    ("post", "/v1/new_password/look", READS),
];
const INTAKE: &str = "intake is in the timeline of the inquiry, and what it led to is a run";
const READS: &str = "it computes an answer and keeps nothing";
