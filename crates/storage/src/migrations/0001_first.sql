-- The first schema. Words in braces are explained in seam/dialect.rs.
-- Times are microseconds since 1970 in UTC, flags are 0 or 1, JSON is text.

-- One counter for "which came first", an inquiry or a start.
{create_order_numbers};

-- Raised by whatever changes what runs, and by whatever changes a list, so that a deciding transaction can
-- confirm the state that its plan was built from.
CREATE TABLE revisions (
    id {int} PRIMARY KEY,
    running {int} NOT NULL,
    lists {int} NOT NULL
) {options};
INSERT INTO revisions (id, running, lists) VALUES (1, 1, 1);

CREATE TABLE inquiries (
    order_no {int} PRIMARY KEY,
    id {text} NOT NULL UNIQUE,
    reference_id {text},
    template {text},
    status {text} NOT NULL,
    -- What erasing removes: fields and session.
    personal {text} NOT NULL,
    -- What erasing keeps: verifications and attributes as sent.
    facts {text} NOT NULL,
    tags {text} NOT NULL,
    created_at {int} NOT NULL,
    updated_at {int} NOT NULL,
    imported {int} NOT NULL,
    -- 'none' or the outcome; never null, so that one index orders every kind.
    decision {text} NOT NULL,
    decided_by {text},
    decided_at {int},
    decision_comment {text},
    left_alone {text} NOT NULL,
    email_folded {text},
    last_name_folded {text}
) {options};
CREATE UNIQUE INDEX inquiries_by_reference ON inquiries (reference_id) WHERE reference_id IS NOT NULL;
CREATE INDEX inquiries_by_time ON inquiries (created_at, order_no);
CREATE INDEX inquiries_by_status ON inquiries (status, created_at, order_no);
CREATE INDEX inquiries_by_decision ON inquiries (decision, created_at, order_no);
CREATE INDEX inquiries_by_email ON inquiries (email_folded, created_at, order_no) WHERE email_folded IS NOT NULL;
CREATE INDEX inquiries_by_last_name ON inquiries (last_name_folded, created_at, order_no)
    WHERE last_name_folded IS NOT NULL;

-- What a decision read, once per inquiry; runs refer to it by the inquiry.
CREATE TABLE completions (
    order_no {int} PRIMARY KEY REFERENCES inquiries (order_no),
    completed_at {int} NOT NULL,
    catalogue_version {int} NOT NULL,
    attributes {text} NOT NULL,
    -- Of the completing body, so that an equal one can be answered again.
    digest {blob}
) {options};

CREATE TABLE list_matches (
    list_id {text} NOT NULL,
    created_at {int} NOT NULL,
    order_no {int} NOT NULL REFERENCES inquiries (order_no),
    item_id {text},
    revision {int} NOT NULL,
    PRIMARY KEY (list_id, created_at, order_no)
) {keyed};
CREATE INDEX list_matches_by_inquiry ON list_matches (order_no);

CREATE TABLE runs (
    run_no {row_number},
    id {text} NOT NULL UNIQUE,
    order_no {int} NOT NULL REFERENCES inquiries (order_no),
    event {text} NOT NULL,
    -- No reference: every decision would take a lock on the workflow's row.
    workflow_id {text} NOT NULL,
    version {int} NOT NULL,
    route {text} NOT NULL,
    outcome {text} NOT NULL,
    actions {text} NOT NULL,
    -- 'applied' or why not.
    applied {text} NOT NULL,
    ran {text} NOT NULL,
    semantics {int} NOT NULL,
    trace_digest {blob} NOT NULL,
    created_at {int} NOT NULL,
    -- Exactly once: one workflow leaves at most one run for one event of one inquiry.
    UNIQUE (order_no, event, workflow_id)
) {options};
CREATE INDEX runs_by_workflow ON runs (workflow_id, created_at, run_no, outcome);
CREATE INDEX runs_by_version ON runs (workflow_id, version, created_at, run_no);
CREATE INDEX runs_by_route ON runs (workflow_id, route, created_at, run_no);

CREATE TABLE workflows (
    id {text} PRIMARY KEY,
    name {text} NOT NULL,
    event {text} NOT NULL,
    position {int} NOT NULL,
    -- 'draft', 'published', 'running', 'paused' or 'archived'.
    state {text} NOT NULL,
    latest_version {int},
    -- The version that runs, or ran until the pause.
    active_version {int},
    active_since {int},
    active_by {text},
    -- The order number of the start: older inquiries are left alone. A swap keeps it.
    line_no {int},
    -- When that was.
    line_at {int},
    paused_at {int},
    paused_by {text},
    archived_at {int},
    archived_by {text},
    created_at {int} NOT NULL,
    created_by {text} NOT NULL
) {options};
CREATE INDEX workflows_in_order ON workflows (position, id);

CREATE TABLE drafts (
    workflow_id {text} PRIMARY KEY REFERENCES workflows (id),
    document {text} NOT NULL,
    etag {text} NOT NULL,
    base_version {int},
    updated_at {int} NOT NULL,
    updated_by {text} NOT NULL
) {options};

CREATE TABLE versions (
    workflow_id {text} NOT NULL REFERENCES workflows (id),
    number {int} NOT NULL,
    document {text} NOT NULL,
    digest {blob} NOT NULL,
    note {text} NOT NULL,
    published_at {int} NOT NULL,
    published_by {text} NOT NULL,
    PRIMARY KEY (workflow_id, number)
) {options};

CREATE TABLE lists (
    list_no {row_number},
    id {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    key {text} NOT NULL UNIQUE,
    type {text} NOT NULL,
    description {text},
    revision {int} NOT NULL,
    items {int} NOT NULL,
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,
    updated_at {int} NOT NULL,
    archived_at {int},
    archived_by {text}
) {options};

CREATE TABLE list_imports (
    import_no {row_number},
    id {text} NOT NULL UNIQUE,
    list_no {int} NOT NULL REFERENCES lists (list_no),
    -- 'running', 'completed', 'failed' or 'canceled'.
    state {text} NOT NULL,
    -- 1 while it runs or still has rows to sweep away: a list has one such import at most.
    open {int} NOT NULL,
    lines {int} NOT NULL,
    added {int} NOT NULL,
    duplicates {int} NOT NULL,
    bad {int} NOT NULL,
    bytes {int} NOT NULL,
    bytes_total {int},
    -- Null until it is completed: its items are visible from this revision on, all at once.
    revision {int},
    started_at {int} NOT NULL,
    started_by {text} NOT NULL,
    updated_at {int} NOT NULL,
    ended_at {int}
) {options};
CREATE INDEX list_imports_by_list ON list_imports (list_no, import_no);
CREATE UNIQUE INDEX list_imports_open ON list_imports (list_no) WHERE open = 1;

CREATE TABLE list_import_bad_lines (
    import_no {int} NOT NULL REFERENCES list_imports (import_no),
    line {int} NOT NULL,
    value {text} NOT NULL,
    code {text} NOT NULL,
    detail {text} NOT NULL,
    PRIMARY KEY (import_no, line)
) {keyed};

-- An item is visible in [added_revision, removed_revision). One that an import brought has no added_revision,
-- added_at and added_by of its own: those of its import count, and while that has no revision the item is
-- hidden. So millions of items become visible by one short update and no decision waits for them.
CREATE TABLE list_items (
    item_no {row_number},
    id {text} NOT NULL UNIQUE,
    list_no {int} NOT NULL,
    -- Canonical; null once erased.
    value {text},
    note {text},
    import_no {int},
    added_revision {int},
    added_at {int},
    added_by {text},
    removed_revision {int},
    removed_at {int},
    removed_by {text}
) {options};
CREATE UNIQUE INDEX list_items_present ON list_items (list_no, value) WHERE removed_revision IS NULL;
CREATE INDEX list_items_by_list ON list_items (list_no, item_no, import_no) WHERE removed_revision IS NULL;
CREATE INDEX list_items_added ON list_items (list_no, added_revision) WHERE added_revision IS NOT NULL;
CREATE INDEX list_items_removed ON list_items (list_no, removed_revision) WHERE removed_revision IS NOT NULL;
CREATE INDEX list_items_imported ON list_items (import_no, item_no) WHERE import_no IS NOT NULL;

CREATE TABLE events (
    event_no {row_number},
    mark {int} NOT NULL,
    id {text} NOT NULL,
    type {text} NOT NULL,
    inquiry_id {text},
    workflow_id {text},
    list_id {text},
    actor {text} NOT NULL,
    payload {text} NOT NULL,
    created_at {int} NOT NULL
) {options};
CREATE INDEX events_by_inquiry ON events (inquiry_id, event_no) WHERE inquiry_id IS NOT NULL;
{create_events_order};

CREATE TABLE members (
    id {text} PRIMARY KEY,
    email {text} NOT NULL,
    email_folded {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    role {text} NOT NULL,
    password_hash {text} NOT NULL,
    created_at {int} NOT NULL,
    created_by {text} NOT NULL
) {options};

CREATE TABLE sessions (
    token_hash {blob} PRIMARY KEY,
    member_id {text} NOT NULL REFERENCES members (id),
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    last_seen_at {int} NOT NULL,
    ip_address {text},
    user_agent {text}
) {keyed};
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE api_keys (
    id {text} PRIMARY KEY,
    name {text} NOT NULL,
    role {text} NOT NULL,
    secret_hash {blob} NOT NULL UNIQUE,
    prefix {text} NOT NULL,
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,
    last_used_at {int},
    revoked_at {int},
    revoked_by {text}
) {options};

-- At most one row: the code that makes the first administrator.
CREATE TABLE setup (
    id {int} PRIMARY KEY,
    code_hash {blob} NOT NULL,
    created_at {int} NOT NULL
) {options};

CREATE TABLE idempotency (
    scope {text} NOT NULL,
    idem_key {text} NOT NULL,
    request_digest {blob} NOT NULL,
    -- Until then the request counts as in flight; null once it is answered.
    lease_until {int},
    status {int},
    headers {text},
    body {blob},
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    PRIMARY KEY (scope, idem_key)
) {options};
CREATE INDEX idempotency_by_end ON idempotency (expires_at);
