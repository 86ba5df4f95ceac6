-- A bit of everything that the first release wrote. Words in angle brackets are explained in first_release.rs.

INSERT INTO inquiries (order_no, id, reference_id, template, status, personal, facts, tags, created_at, updated_at,
    imported, decision, decided_by, decided_at, decision_comment, left_alone, email_folded, last_name_folded)
VALUES
    (1, '<inq 1>', 'ref-1', 'kyc', 'approved', '{"fields":{"email_address":"Jo@example.com"},"session":{}}',
     '{"attributes":{},"verifications":[]}', '["vip","a \"quoted\" tag","vip"]', 11, 12, 0, 'approve',
     '{"type":"member","id":"<mbr 1>","name":"Ann"}', 12, 'fine', '[]', 'jo@example.com', NULL),
    (2, '<inq 2>', NULL, NULL, 'declined', '{"fields":{"name_last":"Smith"},"session":{}}',
     '{"attributes":{},"verifications":[]}', '["vip","ünï"]', 13, 14, 0, 'decline',
     '{"type":"run","id":"<run 1>"}', 14, NULL, '[]', NULL, 'smith'),
    (3, '<inq 3>', NULL, NULL, 'created', '{"fields":{},"session":{}}',
     '{"attributes":{},"verifications":[]}', '[]', 15, 15, 0, 'none', NULL, NULL, NULL, '[]', NULL, NULL),
    (4, '<inq 4>', NULL, NULL, 'needs_review', '{"fields":{},"session":{}}',
     '{"attributes":{},"verifications":[]}', '["old"]', 16, 17, 1, 'mark_for_review',
     '{"type":"key","id":"<key 1>","name":"Program"}', 17, NULL, '[]', NULL, NULL),
    (6, '<inq 5>', NULL, NULL, 'approved', '{"fields":{},"session":{}}',
     '{"attributes":{},"verifications":[]}', '[]', 18, 19, 1, 'approve', '{"type":"system"}', 19, NULL, '[]', NULL, NULL);

INSERT INTO completions (order_no, completed_at, catalogue_version, attributes, digest)
VALUES (1, 12, 1, '<attributes>', <hash 1>), (2, 14, 1, '<attributes>', NULL);

INSERT INTO list_matches (list_id, created_at, order_no, item_id, revision) VALUES ('<lst 1>', 13, 2, '<itm 1>', 4);

INSERT INTO workflows (id, name, event, position, state, latest_version, active_version, active_since, active_by,
    line_no, line_at, archived_at, archived_by, created_at, created_by)
VALUES
    ('<wfl 1>', 'Onboarding', 'inquiry.completed', 1, 'running', 2, 1, 9, '{"type":"system"}', 0, 9, NULL, NULL, 1,
     '{"type":"system"}'),
    ('<wfl 2>', 'Bygone', 'inquiry.completed', 2, 'archived', 1, NULL, NULL, NULL, NULL, NULL, 10,
     '{"type":"system"}', 2, '{"type":"system"}'),
    ('<wfl 3>', 'Idea', 'inquiry.completed', 3, 'draft', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 3,
     '{"type":"system"}');

INSERT INTO drafts (workflow_id, document, etag, base_version, updated_at, updated_by)
VALUES
    ('<wfl 1>', '{"routes":[{"if":{"any":[{"attribute":"list_matches","value":["<lst 2>","countries"]},
        {"not":{"attribute":"list_matches","value":["countries"]}}]}}]}', 'e1', 2, 9, '{"type":"system"}'),
    ('<wfl 3>', '{"routes":[{"if":{"attribute":"country","value":["countries"]}}]}', 'e3', NULL, 9,
     '{"type":"system"}');

INSERT INTO versions (workflow_id, number, document, digest, note, published_at, published_by)
VALUES
    ('<wfl 1>', 1, '{"routes":[{"if":{"attribute":"list_matches","value":["<lst 1>"]}}]}', <hash 2>, '', 8,
     '{"type":"system"}'),
    ('<wfl 1>', 2, '{"routes":[{"if":{"all":[{"attribute":"list_matches","value":"emails"}]}}]}', <hash 3>, 'two', 9,
     '{"type":"system"}'),
    ('<wfl 2>', 1, '{"routes":[]}', <hash 4>, '', 8, '{"type":"system"}');

INSERT INTO runs (id, order_no, event, workflow_id, version, route, outcome, actions, applied, ran, semantics,
    trace_digest, created_at)
VALUES
    ('<run 1>', 2, 'inquiry.completed', '<wfl 1>', 1, 'rt_a', 'decline', '["decline"]', 'applied', '[]', 1, <hash 5>, 14),
    ('<run 2>', 2, 'inquiry.completed', '<wfl 2>', 1, 'everything_else', 'do_nothing', '["do_nothing"]',
     'decided_by_earlier_workflow', '[]', 1, <hash 6>, 14);

INSERT INTO lists (id, name, key, type, description, revision, items, created_at, created_by, updated_at, archived_at,
    archived_by)
VALUES
    ('<lst 1>', 'Countries', 'countries', 'country', 'where', 4, 3, 1, '{"type":"system"}', 6, NULL, NULL),
    ('<lst 2>', 'E-mails', 'emails', 'email_address', NULL, 0, 0, 2, '{"type":"system"}', 2, NULL, NULL),
    ('<lst 3>', 'Bygone', 'bygone', 'country', NULL, 0, 0, 3, '{"type":"system"}', 9, 9, '{"type":"system"}');

INSERT INTO list_imports (id, list_no, state, open, lines, added, duplicates, bad, bytes, bytes_total, revision,
    started_at, started_by, updated_at, ended_at)
VALUES
    ('<imp 1>', 1, 'completed', 0, 3, 2, 0, 1, 30, 30, 3, 4, '{"type":"system"}', 5, 5),
    ('<imp 2>', 1, 'canceled', 0, 1, 1, 0, 0, 10, NULL, NULL, 6, '{"type":"system"}', 7, 7),
    ('<imp 3>', 2, 'failed', 0, 1, 0, 0, 0, 10, NULL, NULL, 6, '{"type":"system"}', 7, 7),
    ('<imp 4>', 2, 'running', 1, 1, 1, 0, 0, 10, 90, NULL, 7, '{"type":"system"}', 8, NULL),
    ('<imp 5>', 3, 'canceled', 1, 1, 1, 0, 0, 10, 90, NULL, 7, '{"type":"system"}', 8, 8);

INSERT INTO list_import_bad_lines (import_no, line, value, code, detail) VALUES (1, 2, 'Atlantis', 'unknown', 'no such');

INSERT INTO list_items (id, list_no, value, note, import_no, added_revision, added_at, added_by, removed_revision,
    removed_at, removed_by)
VALUES
    ('<itm 1>', 1, 'FR', 'a note', NULL, 1, 2, '{"type":"system"}', NULL, NULL, NULL),
    ('<itm 2>', 1, 'DE', NULL, NULL, 2, 3, '{"type":"system"}', 4, 6, '{"type":"system"}'),
    ('<itm 3>', 1, 'ES', NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL),
    ('<itm 4>', 1, 'IT', NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL),
    ('<itm 5>', 2, 'a@example.com', NULL, 4, NULL, NULL, NULL, NULL, NULL, NULL),
    ('<itm 6>', 3, 'FR', NULL, 5, NULL, NULL, NULL, NULL, NULL, NULL);

INSERT INTO events (mark, id, type, inquiry_id, workflow_id, list_id, actor, payload, created_at)
VALUES
    (1, '<evt 1>', 'workflow.started', NULL, '<wfl 1>', NULL, '{"type":"system"}', '{}', 9),
    (1, '<evt 2>', 'list.item_added', NULL, NULL, '<lst 1>', '{"type":"system"}', '{}', 10),
    (2, '<evt 3>', 'inquiry.declined', '<inq 2>', '<wfl 1>', NULL, '{"type":"run","id":"<run 1>"}', '{}', 14);

INSERT INTO members (id, email, email_folded, name, role, password_hash, created_at, created_by)
VALUES
    ('<mbr 1>', 'Ann@example.com', 'ann@example.com', 'Ann', 'administrator', 'x', 1, '{"type":"system"}'),
    ('<mbr 2>', 'bo@example.com', 'bo@example.com', 'Bo', 'analyst', 'x', 2,
     '{"type":"member","id":"<mbr 1>","name":"Ann"}');

INSERT INTO sessions (token_hash, member_id, created_at, expires_at, last_seen_at, ip_address, user_agent)
VALUES (<hash 1>, '<mbr 1>', 3, 1800000000000000, 4, '192.0.2.1', 'a browser');

INSERT INTO api_keys (id, name, role, secret_hash, prefix, created_at, created_by, last_used_at, revoked_at, revoked_by)
VALUES
    ('<key 1>', 'Program', 'administrator', <hash 1>, 'pk_1', 3, '{"type":"member","id":"<mbr 1>","name":"Ann"}', 9,
     NULL, NULL),
    ('<key 2>', 'Child', 'analyst', <hash 2>, 'pk_2', 4, '{"type":"key","id":"<key 1>","name":"Program"}', NULL, 9,
     '{"type":"member","id":"<mbr 1>","name":"Ann"}'),
    ('<key 3>', 'First', 'analyst', <hash 3>, 'pk_3', 5, '{"type":"system"}', NULL, NULL, NULL);

INSERT INTO setup (id, code_hash, created_at) VALUES (1, <hash 1>, 1);

INSERT INTO idempotency (scope, idem_key, request_digest, lease_until, status, headers, body, created_at, expires_at)
VALUES
    ('who', 'answered', <hash 1>, NULL, 201, '[["content-type","text/plain"]]', <hash 9>, 1, 1800000000000000),
    ('who', 'in flight', <hash 2>, 5, NULL, NULL, NULL, 1, 1800000000000000);

UPDATE revisions SET running = 7, lists = 9 WHERE id = 1;
