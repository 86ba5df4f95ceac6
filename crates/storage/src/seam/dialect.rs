//! Everything in which the two databases differ, in one place.
//!
//! Statements are written once, with `$1` for parameters and words in braces. A word stands for a piece of SQL
//! that differs: `{int}` in a column's definition, `{for_update}` after a query, and with arguments
//! `{rows $1 id text, line int}` for a JSON array of objects read as a table, `{each id text, line int}` for rows that are
//! inserted together, and `{update_each t id text, line int}` for rows of `t` that are changed together.

/// Which database a connection speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Dialect {
    /// The embedded database.
    Sqlite,
    /// PostgreSQL, or what speaks its protocol.
    Postgres,
}

/// Words without arguments: word, SQLite, PostgreSQL.
const WORDS: [(&str, &str, &str); 27] = [
    // Texts compare by bytes on both, so that order and prefixes mean the same.
    ("text", "TEXT", "TEXT COLLATE \"C\""),
    ("int", "INTEGER", "BIGINT"),
    ("blob", "BLOB", "BYTEA"),
    // A number that the table gives: the rowid itself on SQLite.
    (
        "row_number",
        "INTEGER PRIMARY KEY AUTOINCREMENT",
        "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    ),
    ("options", "STRICT", ""),
    // Rows live in the tree of their key and nowhere else.
    ("keyed", "STRICT, WITHOUT ROWID", ""),
    // SQLite has one writer, so rows need no lock.
    ("for_update", "", "FOR UPDATE"),
    ("for_update_of_i", "", "FOR UPDATE OF i"),
    ("for_update_unless_locked", "", "FOR UPDATE SKIP LOCKED"),
    // One counter for inquiries and starts.
    (
        "create_order_numbers",
        "CREATE TABLE order_numbers (id INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT; \
         INSERT INTO order_numbers (id, last) VALUES (1, 0)",
        "CREATE SEQUENCE order_numbers AS BIGINT",
    ),
    (
        "take_order_number",
        "UPDATE order_numbers SET last = last + 1 WHERE id = 1 RETURNING last AS order_no",
        "SELECT nextval('order_numbers') AS order_no",
    ),
    // SQLite says the last of them.
    (
        "take_order_numbers",
        "UPDATE order_numbers SET last = last + $1 WHERE id = 1 RETURNING last AS order_no",
        "SELECT nextval('order_numbers') AS order_no FROM generate_series(1, CAST($1 AS BIGINT))",
    ),
    // SQLite runs the statement for each row, and says how many it changed.
    ("written_order_numbers", "", "RETURNING order_no"),
    // PostgreSQL hands out row numbers before it commits; a reader that follows the log must not pass a number
    // that may still appear, so events are ordered by transaction and shown once no older one can appear.
    ("transaction_mark", "0", "CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)"),
    (
        "events_to_read",
        "event_no > $2",
        "(mark, event_no) > ($1, $2) \
         AND mark < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)",
    ),
    (
        "mark_of_no_transaction_yet",
        "1 = 0",
        "mark >= CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)",
    ),
    ("events_order", "event_no", "mark, event_no"),
    ("events_newest_first", "event_no DESC", "mark DESC, event_no DESC"),
    (
        "events_held_back",
        "event_no < 0",
        "mark >= CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)",
    ),
    // In a copy there is no newer event to wait for.
    ("events_after", "event_no > $2", "(mark, event_no) > ($1, $2)"),
    // Rows of a copy bring the numbers that the table would give.
    ("keep_row_numbers", "", "OVERRIDING SYSTEM VALUE"),
    (
        "last_order_number",
        "(SELECT last FROM order_numbers WHERE id = 1)",
        "(SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM order_numbers)",
    ),
    // SQLite plans without statistics.
    ("gather_statistics", "SELECT 1", "ANALYZE"),
    (
        "tags_of_inquiries",
        "SELECT DISTINCT t.value AS tag, i.created_at, i.order_no FROM inquiries i, json_each(i.tags) t",
        "SELECT DISTINCT t.tag, i.created_at, i.order_no
         FROM inquiries i CROSS JOIN LATERAL json_array_elements_text(CAST(i.tags AS JSON)) AS t (tag)",
    ),
    (
        "decider_of_inquiry",
        "json_extract(decided_by, '$.type')",
        "CAST(decided_by AS JSON) ->> 'type'",
    ),
    ("maker_of_key", "json_extract(created_by, '$.id')", "CAST(created_by AS JSON) ->> 'id'"),
    ("create_events_order", "SELECT 1", "CREATE INDEX events_in_order ON events (mark, event_no)"),
];

impl Dialect {
    /// The text of `statement` for this database.
    ///
    /// # Panics
    /// In debug builds, when a word is unknown; the contract tests run every statement.
    pub(crate) fn translate(self, statement: &str) -> String {
        let mut translated = String::with_capacity(statement.len() + 16);
        let mut rest = statement;
        while let Some((before, after)) = rest.split_once('{') {
            translated.push_str(before);
            let (word, after) = after.split_once('}').unwrap_or((after, ""));
            self.word(word, &mut translated);
            rest = after;
        }
        translated.push_str(rest);
        match self {
            Self::Sqlite => number_with_question_marks(&translated),
            Self::Postgres => translated,
        }
    }

    fn word(self, word: &str, target: &mut String) {
        if let Some(arguments) = word.strip_prefix("rows ") {
            target.push_str(&self.rows(arguments));
            return;
        }
        if let Some(columns) = word.strip_prefix("each ") {
            target.push_str(&self.each(columns));
            return;
        }
        if let Some(columns) = word.strip_prefix("update_each ") {
            target.push_str(&self.update_each(columns));
            return;
        }
        if let Some(document) = word.strip_prefix("join_named_lists ") {
            target.push_str(&self.join_named_lists(document));
            return;
        }
        if let Some(words) = self.of_a_copy(word) {
            target.push_str(&words);
            return;
        }
        let found = WORDS.iter().find(|(name, _, _)| *name == word);
        debug_assert!(found.is_some(), "there is no word `{word}`");
        if let Some((_, sqlite, postgres)) = found {
            target.push_str(match self {
                Self::Sqlite => sqlite,
                Self::Postgres => postgres,
            });
        }
    }

    /// Joins a workflow document's row with the lists that its conditions name, as `named.value`: at any depth, of
    /// any format, and whether or not the rest of the document makes sense.
    fn join_named_lists(self, document: &str) -> String {
        match self {
            Self::Sqlite => format!(
                "JOIN json_tree({document}) AS held ON held.key = 'attribute' AND held.atom = 'list_matches' \
                 JOIN json_each({document}, held.path || '.value') AS named ON named.type = 'text'"
            ),
            Self::Postgres => format!(
                "CROSS JOIN LATERAL (SELECT jsonb_build_array(held) ->> 0 AS value \
                 FROM jsonb_path_query(CAST({document} AS JSONB), \
                     '$.** ? (@.attribute == \"list_matches\").value[*] ? (@.type() == \"string\")') AS held) AS named"
            ),
        }
    }

    /// Words with arguments that copying a whole database needs.
    fn of_a_copy(self, word: &str) -> Option<String> {
        let arguments: Vec<&str> = word.split(' ').collect();
        Some(match (self, arguments.as_slice()) {
            (Self::Sqlite, ["last_number", table, _]) => {
                format!("COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0)")
            }
            (Self::Postgres, ["last_number", table, column]) => format!(
                "(SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {table}_{column}_seq)"
            ),
            (Self::Sqlite, ["set_last_number", table, _, last]) => format!(
                "DELETE FROM sqlite_sequence WHERE name = '{table}'; \
                 INSERT INTO sqlite_sequence (name, seq) VALUES ('{table}', {last})"
            ),
            (Self::Postgres, ["set_last_number", table, column, last]) => {
                format!("SELECT setval('{table}_{column}_seq', GREATEST({last}, 1), {last} > 0)")
            }
            (Self::Sqlite, ["set_order_number", last]) => {
                format!("UPDATE order_numbers SET last = {last} WHERE id = 1")
            }
            (Self::Postgres, ["set_order_number", last]) => {
                format!("SELECT setval('order_numbers', GREATEST({last}, 1), {last} > 0)")
            }
            // An estimate that reads next to nothing.
            (Self::Sqlite, ["about_rows", table]) => {
                format!("COALESCE((SELECT MAX(rowid) FROM {table}), 0)")
            }
            (Self::Sqlite, ["about_keyed_rows", _]) => "0".to_owned(),
            (Self::Postgres, ["about_rows" | "about_keyed_rows", table]) => format!(
                "(SELECT CAST(GREATEST(reltuples, 0) AS BIGINT) FROM pg_class
                  WHERE oid = CAST('{table}' AS REGCLASS))"
            ),
            // SQLite has one writer.
            (Self::Sqlite, ["lock_tables", ..]) => "SELECT 1".to_owned(),
            (Self::Postgres, ["lock_tables", tables @ ..]) => {
                format!("LOCK TABLE {} IN EXCLUSIVE MODE", tables.join(" "))
            }
            _ => return None,
        })
    }

    /// Where an insert takes rows from that are written together: `id text, line int, mark transaction_mark`. SQLite runs
    /// the statement for each of them, and its parameters are the columns; PostgreSQL runs it once, and each parameter
    /// holds a column of all rows. What is no kind of column is another word.
    fn each(self, written: &str) -> String {
        let all: Vec<(&str, &str)> = columns(written).collect();
        let (given, words): (Vec<_>, Vec<_>) =
            all.iter().partition(|(_, kind)| ["text", "int", "blob"].contains(kind));
        let mut values: Vec<String> = match self {
            Self::Sqlite => (1..=given.len()).map(|number| format!("${number}")).collect(),
            Self::Postgres => given.iter().map(|(name, _)| format!("r.{name}")).collect(),
        };
        for (_, word) in words {
            let mut value = String::new();
            self.word(word, &mut value);
            values.push(value);
        }
        let values = values.join(", ");
        match self {
            Self::Sqlite => format!("VALUES ({values})"),
            Self::Postgres => format!("SELECT {values} FROM {}", arrays(&given)),
        }
    }

    /// The same for an update of one row each: `inquiries order_no int, status text` finds rows by the first column and
    /// sets the others. In SQLite an update from a table costs two temporary ones.
    fn update_each(self, written: &str) -> String {
        let (table, written) = written.split_once(' ').unwrap_or((written, ""));
        let all: Vec<(&str, &str)> = columns(written).collect();
        let value = |place: usize, name: &str| match self {
            Self::Sqlite => format!("{name} = ${}", place + 1),
            Self::Postgres => format!("{name} = r.{name}"),
        };
        let named = all.iter().enumerate().skip(1);
        let set: Vec<String> = named.map(|(place, (name, _))| value(place, name)).collect();
        let set = set.join(", ");
        let key = all.first().map_or("", |(name, _)| name);
        match self {
            Self::Sqlite => format!("UPDATE {table} SET {set} WHERE {key} = $1"),
            Self::Postgres => {
                format!(
                    "UPDATE {table} SET {set} FROM {} WHERE {table}.{key} = r.{key}",
                    arrays(&all)
                )
            }
        }
    }

    /// A JSON array of objects, given as a text parameter, as a table: `$1 id text, line int`.
    fn rows(self, arguments: &str) -> String {
        let (parameter, columns) = arguments.split_once(' ').unwrap_or((arguments, ""));
        let columns = columns.split(", ").filter_map(|column| column.split_once(' '));
        match self {
            Self::Sqlite => {
                let columns: Vec<String> = columns
                    .map(|(name, _)| format!("json_extract(value, '$.{name}') AS {name}"))
                    .collect();
                format!("(SELECT {} FROM json_each({parameter}))", columns.join(", "))
            }
            Self::Postgres => {
                let columns: Vec<String> = columns
                    .map(|(name, kind)| match kind {
                        "int" => format!("{name} BIGINT"),
                        _ => format!("{name} TEXT"),
                    })
                    .collect();
                let columns = columns.join(", ");
                format!(
                    "(SELECT * FROM json_to_recordset(CAST(CAST({parameter} AS TEXT) AS JSON)) AS r({columns}))"
                )
            }
        }
    }
}

/// The columns of `id text, line int`, with their kinds.
fn columns(written: &str) -> impl Iterator<Item = (&str, &str)> {
    written.split(',').filter_map(|column| column.trim().split_once(' '))
}

/// Parameters that are arrays, as a table `r`.
fn arrays(columns: &[(&str, &str)]) -> String {
    let array = |(number, (_, kind)): (usize, &(&str, &str))| match *kind {
        "int" => format!("CAST(${number} AS BIGINT[])"),
        "blob" => format!("CAST(${number} AS BYTEA[])"),
        _ => format!("CAST(${number} AS TEXT[])"),
    };
    let arrays: Vec<String> = (1..).zip(columns).map(array).collect();
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    format!("unnest({}) AS r ({})", arrays.join(", "), names.join(", "))
}

/// `$1` becomes `?1`; a `$` before anything else (a JSON path) stays.
fn number_with_question_marks(statement: &str) -> String {
    let mut translated = String::with_capacity(statement.len());
    let mut letters = statement.chars().peekable();
    while let Some(letter) = letters.next() {
        let parameter = letter == '$' && letters.peek().is_some_and(char::is_ascii_digit);
        translated.push(if parameter { '?' } else { letter });
    }
    translated
}
