//! What a copy holds: every table with its columns, in the order in which rows can refer to rows that are there.

/// How a table is read and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// Rows in the order of their key.
    Plain,
    /// The same; the schema's first step has put a row there, which makes way.
    BornWithARow,
    /// Rows in the order in which they are followed, numbered in that order.
    Events,
    /// Positions in the log of events, moved with it.
    Followers,
    /// No table, but the last number that each counter gave.
    Counters,
}

/// A table of a copy.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) nature: Nature,
    /// The columns of its key.
    pub(super) key: &'static str,
    /// Each column and its kind: `id text, order_no int, digest blob`.
    pub(super) columns: &'static str,
}

/// The kind of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Int,
    Text,
    Blob,
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Text => "text",
            Self::Blob => "blob",
        }
    }
}

impl Table {
    const fn plain(name: &'static str, key: &'static str, columns: &'static str) -> Self {
        Self { name, nature: Nature::Plain, key, columns }
    }

    const fn born_with_a_row(name: &'static str, columns: &'static str) -> Self {
        Self { name, nature: Nature::BornWithARow, key: "id", columns }
    }

    /// Names and kinds of the columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'static str, Kind)> {
        self.columns.split(", ").filter_map(|column| column.split_once(' ')).map(|(name, kind)| {
            let kind = match kind {
                "int" => Kind::Int,
                "blob" => Kind::Blob,
                _ => Kind::Text,
            };
            (name, kind)
        })
    }

    pub(super) fn column_names(&self) -> Vec<&'static str> {
        self.columns().map(|(name, _)| name).collect()
    }

    pub(super) fn key(&self) -> Vec<&'static str> {
        self.key.split(", ").collect()
    }

    /// Whether there is a table of this name in the database.
    pub(super) fn is_stored(&self) -> bool {
        self.nature != Nature::Counters
    }
}

/// Counters that go on where they were: the table, and the column of its rows' numbers.
pub(super) const NUMBERED: [(&str, &str); 5] = [
    ("events", "event_no"),
    ("list_imports", "import_no"),
    ("list_items", "item_no"),
    ("lists", "list_no"),
    ("runs", "run_no"),
];
/// The counter of inquiries and starts, which has no rows.
pub(super) const ORDER_NUMBERS: &str = "order_numbers";

/// Tables that stay behind. Who was signed in signs in again: a copy of yesterday must not bring back a session that
/// was ended since, a link that was used, or the code of the first start, which a new start makes anew. When the schema
/// was brought up to date is each database's own history.
pub(super) const LEFT_BEHIND: [&str; 4] =
    ["sessions", "password_links", "setup", "schema_migrations"];

/// Tables of which SQLite numbers no rows, so that it cannot say about how many there are without reading them.
pub(super) const WITHOUT_ROW_NUMBERS: [&str; 7] = [
    "list_uses",
    "list_import_bad_lines",
    "inquiry_tags",
    "list_matches",
    "event_followers",
    "member_networks",
    "example_parts",
];

/// All tables. Rows refer to earlier ones alone.
pub(super) const TABLES: [Table; 34] = [
    Table::born_with_a_row("revisions", "id int, running int"),
    Table::born_with_a_row("list_changes", "id int, changes int"),
    Table::plain(
        "workflows",
        "id",
        "id text, name text, event text, position int, state text, latest_version int, active_version int, \
         active_since int, active_by text, line_no int, line_at int, paused_at int, paused_by text, \
         archived_at int, archived_by text, created_at int, created_by text",
    ),
    Table::plain(
        "drafts",
        "workflow_id",
        "workflow_id text, document text, etag text, base_version int, updated_at int, updated_by text",
    ),
    Table::plain(
        "versions",
        "workflow_id, number",
        "workflow_id text, number int, document text, digest blob, note text, published_at int, \
         published_by text",
    ),
    Table::plain(
        "list_uses",
        "name, workflow_id, number",
        "name text, workflow_id text, number int",
    ),
    Table::plain(
        "intended_findings",
        "workflow_id, finding",
        "workflow_id text, finding text, marked_at int, marked_by text",
    ),
    Table::plain(
        "invariants",
        "id",
        "id text, event text, version int, created_at int, created_by text, archived_at int, archived_by text",
    ),
    Table::plain(
        "invariant_versions",
        "invariant_id, number",
        "invariant_id text, number int, name text, whom text, never text, written_at int, written_by text",
    ),
    Table::plain(
        "lists",
        "list_no",
        "list_no int, id text, name text, key text, type text, description text, revision int, items int, \
         created_at int, created_by text, updated_at int, archived_at int, archived_by text, field text",
    ),
    Table::plain(
        "list_imports",
        "import_no",
        "import_no int, id text, list_no int, state text, open int, lines int, added int, duplicates int, \
         bad int, bytes int, bytes_total int, revision int, started_at int, started_by text, updated_at int, \
         ended_at int, digest blob, attempt int",
    ),
    Table::plain(
        "list_import_bad_lines",
        "import_no, line",
        "import_no int, line int, value text, code text, detail text",
    ),
    Table::plain(
        "list_items",
        "item_no",
        "item_no int, id text, list_no int, value text, note text, import_no int, added_revision int, \
         added_at int, added_by text, removed_revision int, removed_at int, removed_by text, written text, \
         erased_at int, erased_by text, repeated_by int",
    ),
    Table::plain(
        "inquiries",
        "order_no",
        "order_no int, id text, reference_id text, template text, status text, personal text, facts text, \
         tags text, created_at int, updated_at int, imported int, decision text, decided_by text, \
         decided_at int, decision_comment text, left_alone text, email_folded text, last_name_folded text, \
         erased_at int, decider text",
    ),
    Table::plain(
        "inquiry_tags",
        "tag, created_at, order_no",
        "tag text, created_at int, order_no int",
    ),
    Table::plain(
        "completions",
        "order_no",
        "order_no int, completed_at int, catalogue_version int, attributes text, digest blob, \
         lists_unknown int",
    ),
    Table::plain(
        "list_matches",
        "list_id, created_at, order_no",
        "list_id text, created_at int, order_no int, item_id text, revision int",
    ),
    Table::plain(
        "runs",
        "run_no",
        "run_no int, id text, order_no int, event text, workflow_id text, version int, route text, \
         outcome text, actions text, applied text, ran text, semantics int, trace_digest blob, created_at int",
    ),
    Table {
        name: "events",
        nature: Nature::Events,
        key: "event_no",
        columns: "event_no int, mark int, id text, type text, inquiry_id text, workflow_id text, list_id text, \
                  actor text, payload text, created_at int",
    },
    Table {
        name: "event_followers",
        nature: Nature::Followers,
        key: "name",
        columns: "name text, mark int, event_no int, token int, leased_until int",
    },
    Table::plain(
        "members",
        "id",
        "id text, email text, email_folded text, name text, role text, password_hash text, created_at int, \
         created_by text, signed_in_at int",
    ),
    Table::plain(
        "member_networks",
        "member_id, network",
        "member_id text, network text, last_seen_at int",
    ),
    Table::plain(
        "invitations",
        "id",
        "id text, email text, email_folded text, role text, secret_hash blob, created_at int, created_by text, \
         created_by_id text, expires_at int",
    ),
    Table::plain("workflows_hidden", "role", "role text, hidden_at int, hidden_by text"),
    Table::plain(
        "api_keys",
        "id",
        "id text, name text, role text, secret_hash blob, prefix text, created_at int, created_by text, \
         last_used_at int, revoked_at int, revoked_by text, expires_at int, created_by_id text",
    ),
    Table::plain(
        "idempotency",
        "scope, idem_key",
        "scope text, idem_key text, request_digest blob, lease_until int, status int, headers text, body blob, \
         created_at int, expires_at int, subject text, erased int",
    ),
    Table::born_with_a_row("audit_head", "id int, seq int, hash blob"),
    Table::plain(
        "audit_entries",
        "seq",
        "seq int, format int, at int, actor_kind text, actor_id text, via text, action text, \
         subject_kind text, subject_id text, item_id text, details text, who_digest blob, what_digest blob, \
         hash blob",
    ),
    Table::plain(
        "audit_personal",
        "seq",
        "seq int, who_salt blob, who text, who_erased_at int, what_salt blob, what text, what_erased_at int",
    ),
    Table::plain("example", "id", "id int, state text, done int, total int, updated_at int"),
    Table::plain("example_parts", "kind, id", "kind text, id text, mark text"),
    Table::plain("example_inquiries", "order_no", "order_no int"),
    Table::born_with_a_row(
        "compaction",
        "id int, erasures int, waiting_since int, compacted_at int",
    ),
    Table {
        name: "counters",
        nature: Nature::Counters,
        key: "name",
        columns: "name text, last int",
    },
];
