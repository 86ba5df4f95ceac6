-- Who hands events on to others, and how far each has got. One process at a time does so for a follower: it holds a
-- lease, and its token fences off whoever held it before.
CREATE TABLE event_followers (
    name {text} PRIMARY KEY,
    -- The last event that was handed on; -1 and 0 before the first.
    mark {int} NOT NULL,
    event_no {int} NOT NULL,
    -- Raised with each lease.
    token {int} NOT NULL,
    -- The lease is free from then on.
    leased_until {int} NOT NULL
) {keyed};

-- What no workflow of an event may ever do. Each change is a version of its own.
CREATE TABLE invariants (
    id {text} PRIMARY KEY,
    event {text} NOT NULL,
    -- The version that counts.
    version {int} NOT NULL,
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,
    archived_at {int},
    archived_by {text}
) {options};
CREATE TABLE invariant_versions (
    invariant_id {text} NOT NULL REFERENCES invariants (id),
    number {int} NOT NULL,
    name {text} NOT NULL,
    -- A condition as a route has it under `if`: JSON.
    whom {text} NOT NULL,
    -- What is not done with them: JSON, names of decision actions.
    never {text} NOT NULL,
    written_at {int} NOT NULL,
    written_by {text} NOT NULL,
    PRIMARY KEY (invariant_id, number)
) {options};

-- What is proved about a workflow and is as it should be. Beside the draft: its text does not know.
CREATE TABLE intended_findings (
    workflow_id {text} NOT NULL REFERENCES workflows (id),
    finding {text} NOT NULL,
    marked_at {int} NOT NULL,
    marked_by {text} NOT NULL,
    PRIMARY KEY (workflow_id, finding)
) {options};

-- Invariants are hidden with Workflows.
DROP INDEX audit_entries_beside_workflows;
CREATE INDEX audit_entries_beside_workflows ON audit_entries (at, seq)
    WHERE subject_kind NOT IN ('workflow', 'workflow_order', 'invariant');
