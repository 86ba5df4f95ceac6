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

-- What is expected to become of one inquiry. Tests belong to a workflow, not to one of its versions.
CREATE TABLE workflow_tests (
    id {text} PRIMARY KEY,
    workflow_id {text} NOT NULL REFERENCES workflows (id),
    name {text} NOT NULL,
    -- Attributes and the lists that match: JSON. Nothing else of a person.
    inquiry {text} NOT NULL,
    -- What is expected.
    route {text} NOT NULL,
    outcome {text} NOT NULL,
    origin {text} NOT NULL,
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,
    updated_at {int} NOT NULL,
    updated_by {text} NOT NULL
) {options};
CREATE INDEX workflow_tests_by_workflow ON workflow_tests (workflow_id, id);
