-- What a team needs around deciding. Words in braces are explained in seam/dialect.rs.

-- People.

-- Sessions got ids, so that one can be ended by name. Those that began before have none: their members sign in
-- again, once.
DROP TABLE sessions;
CREATE TABLE sessions (
    id {text} PRIMARY KEY,
    token_hash {blob} NOT NULL UNIQUE,
    member_id {text} NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    created_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    last_seen_at {int} NOT NULL,
    ip_address {text},
    user_agent {text}
) {options};
CREATE INDEX sessions_by_end ON sessions (expires_at);
CREATE INDEX sessions_by_member ON sessions (member_id, id);

-- Raised at each sign-in, so that a member who is removed or given another password at that moment is in its way.
ALTER TABLE members ADD COLUMN signed_in_at {int};

-- From where a member signed in before: guessing from elsewhere does not slow the member down there.
CREATE TABLE member_networks (
    member_id {text} NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    network {text} NOT NULL,
    last_seen_at {int} NOT NULL,
    PRIMARY KEY (member_id, network)
) {keyed};

CREATE TABLE invitations (
    id {text} PRIMARY KEY,
    email {text} NOT NULL,
    email_folded {text} NOT NULL UNIQUE,
    role {text} NOT NULL,
    secret_hash {blob} NOT NULL UNIQUE,
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,
    -- The member or key: what it left open goes when it may do so no more.
    created_by_id {text},
    expires_at {int} NOT NULL
) {options};

-- One link at most with which a member chooses a new password.
CREATE TABLE password_links (
    member_id {text} PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
    secret_hash {blob} NOT NULL UNIQUE,
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,
    -- The member or key: what it left open goes when it may do so no more.
    created_by_id {text},
    expires_at {int} NOT NULL
) {options};

-- Roles that do not see Workflows.
CREATE TABLE workflows_hidden (
    role {text} PRIMARY KEY,
    hidden_at {int} NOT NULL,
    hidden_by {text} NOT NULL
) {options};

-- Null: until it is revoked.
ALTER TABLE api_keys ADD COLUMN expires_at {int};
-- The member or key that made it: it ends with what they may give.
ALTER TABLE api_keys ADD COLUMN created_by_id {text};
UPDATE api_keys SET created_by_id = {maker_of_key};

-- Lists.

-- Raised by whatever changes a list. Beside what runs, which whoever decides locks.
CREATE TABLE list_changes (
    id {int} PRIMARY KEY,
    changes {int} NOT NULL
) {options};
INSERT INTO list_changes (id, changes) SELECT id, lists FROM revisions;
ALTER TABLE revisions DROP COLUMN lists;

-- What a list of texts is compared with.
ALTER TABLE lists ADD COLUMN field {text};
-- How a name was written, where that is more than the canonical value; null once erased.
ALTER TABLE list_items ADD COLUMN written {text};

-- Which texts name which list, by its id or its key as it stands there. Number 0 is the draft.
CREATE TABLE list_uses (
    name {text} NOT NULL,
    workflow_id {text} NOT NULL,
    number {int} NOT NULL,
    PRIMARY KEY (name, workflow_id, number)
) {keyed};
CREATE INDEX list_uses_by_text ON list_uses (workflow_id, number);
INSERT INTO list_uses (name, workflow_id, number)
    SELECT DISTINCT named.value, d.workflow_id, 0 FROM drafts d {join_named_lists d.document};
INSERT INTO list_uses (name, workflow_id, number)
    SELECT DISTINCT named.value, v.workflow_id, v.number FROM versions v {join_named_lists v.document};

-- When an item matched last, and how often.
CREATE INDEX list_matches_by_item ON list_matches (item_id, created_at, order_no) WHERE item_id IS NOT NULL;

-- A removed item's value can be erased; its interval stays.
ALTER TABLE list_items ADD COLUMN erased_at {int};
ALTER TABLE list_items ADD COLUMN erased_by {text};
CREATE INDEX list_items_gone ON list_items (list_no, item_no) WHERE removed_revision IS NOT NULL;
CREATE INDEX list_items_gone_by_value ON list_items (list_no, value, item_no)
    WHERE removed_revision IS NOT NULL AND value IS NOT NULL;
-- An import that broke off or was canceled keeps what it brought, hidden, until somebody resumes or discards it.
-- States are now 'running', 'completed', 'broken_off', 'canceled', 'discarded' and 'failed'; the first release swept
-- away what did not complete. `digest` is of the bytes read so far, so that only the same file goes on, and each
-- upload of the file is an attempt, so that one that was given up adds nothing to the next.
ALTER TABLE list_imports ADD COLUMN digest {blob};
ALTER TABLE list_imports ADD COLUMN attempt {int} NOT NULL DEFAULT 1;
UPDATE list_imports SET state = 'discarded' WHERE state = 'canceled';
UPDATE list_imports SET state = 'failed', ended_at = updated_at WHERE state = 'running';
-- The import whose file holds this visible item too. If the item is removed before that import has ended, the import
-- brings it.
ALTER TABLE list_items ADD COLUMN repeated_by {int};
CREATE INDEX list_imports_by_revision ON list_imports (list_no, revision) WHERE revision IS NOT NULL;

-- Audit.

-- One row: where the record ends. Whoever appends locks it, so that numbers have no gap.
CREATE TABLE audit_head (
    id {int} PRIMARY KEY,
    seq {int} NOT NULL,
    -- Null while the record is empty.
    hash {blob}
) {options};
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, NULL);

-- The chain. `hash` covers every column and the hash before it, see storage::audit::chain.
CREATE TABLE audit_entries (
    seq {int} PRIMARY KEY,
    format {int} NOT NULL,
    at {int} NOT NULL,
    actor_kind {text} NOT NULL,
    actor_id {text} NOT NULL,
    via {text} NOT NULL,
    action {text} NOT NULL,
    subject_kind {text} NOT NULL,
    subject_id {text} NOT NULL,
    -- The item of the list that is the subject.
    item_id {text},
    -- What stays for ever, before and after.
    details {text} NOT NULL,
    who_digest {blob} NOT NULL,
    -- Null if nothing personal was changed.
    what_digest {blob},
    hash {blob} NOT NULL
) {options};
CREATE INDEX audit_entries_by_time ON audit_entries (at, seq);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id, at, seq);
CREATE INDEX audit_entries_by_action ON audit_entries (action, at, seq);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject_id, at, seq);
-- For who does not see Workflows.
CREATE INDEX audit_entries_beside_workflows ON audit_entries (at, seq)
    WHERE subject_kind NOT IN ('workflow', 'workflow_order');
CREATE INDEX audit_entries_by_item ON audit_entries (item_id, at, seq) WHERE item_id IS NOT NULL;

-- Beside the chain: what is personal. The chain holds the digests of salt and text. `what` can be erased, which an
-- entry of the chain tells; who did something is never erased so far, and `audit verify` takes its mark for a fault.
CREATE TABLE audit_personal (
    seq {int} PRIMARY KEY,
    who_salt {blob},
    who {text},
    who_erased_at {int},
    what_salt {blob},
    what {text},
    what_erased_at {int}
) {options};

-- Inquiries, erasing and the example.

-- An inquiry's tags once more, to find inquiries by them.
CREATE TABLE inquiry_tags (
    tag {text} NOT NULL,
    created_at {int} NOT NULL,
    order_no {int} NOT NULL REFERENCES inquiries (order_no),
    PRIMARY KEY (tag, created_at, order_no)
) {keyed};
CREATE INDEX inquiry_tags_by_inquiry ON inquiry_tags (order_no);
INSERT INTO inquiry_tags (tag, created_at, order_no) {tags_of_inquiries};

-- The example workspace. At most one row: what is done with it, and how far that is.
CREATE TABLE example (
    id {int} PRIMARY KEY,
    -- 'making', 'present' or 'removing'.
    state {text} NOT NULL,
    done {int} NOT NULL,
    total {int} NOT NULL,
    updated_at {int} NOT NULL
) {options};

-- Members, keys, lists and workflows of the example.
CREATE TABLE example_parts (
    kind {text} NOT NULL,
    id {text} NOT NULL,
    -- What it was like when the example was whole.
    mark {text},
    PRIMARY KEY (kind, id)
) {keyed};

-- Inquiries of the example. No reference: fifty thousand of them would be looked up once more.
CREATE TABLE example_inquiries (
    order_no {int} PRIMARY KEY
) {options};

-- Events of workflows and lists alone: few, among millions about inquiries.
CREATE INDEX events_by_workflow ON events (workflow_id, event_no)
    WHERE workflow_id IS NOT NULL AND inquiry_id IS NULL;
CREATE INDEX events_by_list ON events (list_id, event_no) WHERE list_id IS NOT NULL;

-- Those that a pause leaves alone are counted inside the transaction that pauses.
CREATE INDEX inquiries_open ON inquiries (status, order_no)
    WHERE status IN ('created', 'pending') AND imported = 0;

-- When the person's data was erased.
ALTER TABLE inquiries ADD COLUMN erased_at {int};
-- The inquiry or list item that the answer speaks of, so that it is erased with it.
ALTER TABLE idempotency ADD COLUMN subject {text};
-- 1: the answer was erased, and the request is not done again.
ALTER TABLE idempotency ADD COLUMN erased {int} NOT NULL DEFAULT 0;
CREATE INDEX idempotency_by_subject ON idempotency (subject) WHERE subject IS NOT NULL;

-- One row: which erasures have left copies in the database's files.
CREATE TABLE compaction (
    id {int} PRIMARY KEY,
    erasures {int} NOT NULL,
    -- When the oldest erasure was that waits for compaction.
    waiting_since {int},
    compacted_at {int}
) {options};
INSERT INTO compaction (id, erasures) VALUES (1, 0);

-- 1: an import brought the inquiry without saying which lists it was on, so that nobody knows. Else no row in `list_matches`
-- means that it was on none.
ALTER TABLE completions ADD COLUMN lists_unknown {int} NOT NULL DEFAULT 0;

-- What decided, without its name: 'run', 'member', 'key' or 'system'; null while nothing is decided.
ALTER TABLE inquiries ADD COLUMN decider {text};
UPDATE inquiries SET decider = {decider_of_inquiry} WHERE decided_by IS NOT NULL;
CREATE INDEX inquiries_decided ON inquiries (decided_at, decision, decider)
    WHERE decided_at IS NOT NULL AND imported = 0;
-- The same index with one column more, so that the flow of outcomes is counted from it alone.
DROP INDEX runs_by_workflow;
CREATE INDEX runs_by_workflow ON runs (workflow_id, created_at, run_no, outcome, applied);
