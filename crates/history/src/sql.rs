//! A workflow as one SQL query over the segments, for histories that outgrow one machine: engines that their owner
//! already has count how many inquiries take each route.
//!
//! The query is made of the plan's literals, whose trees hold no negation, so that SQL's NULL, which is no reason to
//! take a route, says what *unknown* says here. Lists are those that matched at completion.

use std::fmt::Write as _;

use pointsman_domain::attribute::AttributeType;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::decimal::Decimal;
use pointsman_engine::plan::literals::{Literal, Tree};
use pointsman_engine::{Plan, Taken};

use crate::question::Window;

/// Whose SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// <https://duckdb.org>
    DuckDb,
    /// <https://spark.apache.org>
    Spark,
}

/// Where the segments are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// A path with a pattern, such as `s3a://bucket/history/inquiries-*.parquet`.
    Pattern(String),
    /// Files of a folder that were named by its manifest: while a server writes, there are others for a moment.
    Named {
        /// The folder.
        folder: String,
        /// Their names.
        names: Vec<String>,
    },
}

/// The query: columns `route`, `outcome` and `inquiries`, a row for every route that has any, in the order of the routes.
pub fn to_sql(plan: &Plan, window: Window, files: &Files, dialect: Dialect) -> String {
    let apart = plan.literals();
    let literals: Vec<String> = apart.all.iter().map(|own| literal(own, dialect)).collect();
    let places = (0..plan.routes().len()).map(Taken::Route).chain([Taken::EverythingElse]);
    let (mut conditions, mut routes, mut outcomes) = (String::new(), String::new(), String::new());
    for (place, taken) in places.enumerate() {
        let holds =
            apart.routes.get(place).map_or("TRUE".to_owned(), |tree| condition(tree, &literals));
        // Writing to a text cannot fail. Nothing in a route id needs quoting.
        let _ = writeln!(conditions, "      WHEN {holds} THEN {place}");
        let _ = writeln!(routes, "    WHEN {place} THEN '{}'", plan.taken_route(taken));
        let _ = writeln!(outcomes, "    WHEN {place} THEN '{}'", plan.action(taken).as_str());
    }
    let (source, within) = (source(files, dialect), within(window, dialect));
    format!(
        "SELECT\n  CASE place\n{routes}  END AS route,\n  CASE place\n{outcomes}  END AS outcome,\n  \
         count(*) AS inquiries\nFROM (\n  SELECT\n    CASE\n{conditions}    END AS place\n  FROM {source}\n  \
         WHERE {within}\n) AS taken\nGROUP BY place\nORDER BY place"
    )
}

fn source(files: &Files, dialect: Dialect) -> String {
    let duck = |path: &str| format!("'{}'", path.replace('\'', "''"));
    let spark = |path: &str| format!("parquet.`{}`", path.replace('`', "``"));
    match (files, dialect) {
        (Files::Pattern(path), Dialect::DuckDb) => format!("read_parquet({})", duck(path)),
        (Files::Pattern(path), Dialect::Spark) => spark(path),
        (Files::Named { folder, names }, Dialect::DuckDb) => {
            let each: Vec<_> = names.iter().map(|name| duck(&format!("{folder}/{name}"))).collect();
            format!("read_parquet([{}])", each.join(", "))
        }
        (Files::Named { folder, names }, Dialect::Spark) => {
            spark(&format!("{folder}/{{{}}}", names.join(",")))
        }
    }
}

fn within(window: Window, dialect: Dialect) -> String {
    let kind = match dialect {
        Dialect::DuckDb => "TIMESTAMPTZ",
        Dialect::Spark => "TIMESTAMP",
    };
    let bound = |sign: &str, at: Timestamp| format!("completed_at {sign} {kind} '{at}'");
    let bounds = [window.from.map(|at| bound(">=", at)), window.to.map(|at| bound("<", at))];
    joined(&bounds.into_iter().flatten().collect::<Vec<_>>(), " AND ", "TRUE")
}

fn condition(tree: &Tree, literals: &[String]) -> String {
    let each = |members: &[Tree]| -> Vec<String> {
        members.iter().map(|tree| condition(tree, literals)).collect()
    };
    match tree {
        Tree::All(members) => joined(&each(members), " AND ", "TRUE"),
        Tree::Any(members) => joined(&each(members), " OR ", "FALSE"),
        Tree::Leaf(leaf) => literals.get(leaf.literal).cloned().unwrap_or_default(),
    }
}

fn joined(parts: &[String], by: &str, none: &str) -> String {
    match parts {
        [] => none.to_owned(),
        [only] => only.clone(),
        several => format!("({})", several.join(by)),
    }
}

fn literal(literal: &Literal, dialect: Dialect) -> String {
    let (column, accepted, missing) = match literal {
        Literal::Number { attribute, missing, within } => {
            let column = attribute.key().as_str();
            let whole = attribute.key().attribute_type() == AttributeType::WholeNumber;
            let parts: Vec<String> = within
                .iter()
                .filter_map(|(low, high)| interval(column, *low, *high, whole))
                .collect();
            (column, parts, *missing)
        }
        Literal::Code { attribute, missing, except, codes } => {
            let column = attribute.key().as_str();
            let codes: Vec<String> = codes.iter().map(|code| format!("'{code}'")).collect();
            let accepted = match (codes.is_empty(), except) {
                (true, true) => vec![format!("{column} IS NOT NULL")],
                (true, false) => Vec::new(),
                (false, true) => vec![format!("{column} NOT IN ({})", codes.join(", "))],
                (false, false) => vec![format!("{column} IN ({})", codes.join(", "))],
            };
            (column, accepted, *missing)
        }
        Literal::List { list, unknown, off, on } => {
            let function = match dialect {
                Dialect::DuckDb => "list_contains",
                Dialect::Spark => "array_contains",
            };
            let contains = format!("{function}(lists_then, '{list}')");
            let accepted = match (off, on) {
                (true, true) => vec!["lists_then IS NOT NULL".to_owned()],
                (true, false) => vec![format!("NOT {contains}")],
                (false, true) => vec![contains],
                (false, false) => Vec::new(),
            };
            ("lists_then", accepted, *unknown)
        }
        Literal::ListsKnown { unknown, known } => {
            let accepted = known.then(|| "lists_then IS NOT NULL".to_owned());
            ("lists_then", accepted.into_iter().collect(), *unknown)
        }
    };
    let missing = missing.then(|| format!("{column} IS NULL"));
    joined(&accepted.into_iter().chain(missing).collect::<Vec<_>>(), " OR ", "FALSE")
}

/// Ten-thousandths, both ends included; `None` if no value lies within.
fn interval(column: &str, low: i64, high: i64, whole: bool) -> Option<String> {
    const STEPS: i64 = 10_000;
    if high < 0 {
        return None;
    }
    let number = |steps: i64| Decimal::from_ten_thousandths(steps).to_string();
    let (low, high) = if whole {
        // The first whole number from the lower end on, and the last up to the upper.
        (
            (low > 0).then(|| number(low.saturating_add(STEPS - 1) / STEPS * STEPS)),
            (high < i64::MAX).then(|| number(high.div_euclid(STEPS) * STEPS)),
        )
    } else {
        ((low > 0).then(|| number(low)), (high < i64::MAX).then(|| number(high)))
    };
    match (low, high) {
        (None, None) => Some(format!("{column} IS NOT NULL")),
        (Some(low), None) => Some(format!("{column} >= {low}")),
        (None, Some(high)) => Some(format!("{column} <= {high}")),
        (Some(low), Some(high)) if low == high => Some(format!("{column} = {low}")),
        (Some(low), Some(high)) => Some(format!("{column} BETWEEN {low} AND {high}")),
    }
}
