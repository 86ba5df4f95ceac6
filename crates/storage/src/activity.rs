//! What happened in the last days, counted: from indexes alone, so that millions of rows cost a walk along them.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::DecisionAction;

use crate::actor;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, Value, values};

const MICROSECONDS_PER_DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// The days up to a moment, in UTC. Each is cut in two at that moment's time of day, so that both whole days and
/// spans of equal length up to that time can be put together from the pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookBack {
    /// The first moment of the first day.
    first: Timestamp,
    /// The last moment.
    until: Timestamp,
}

/// A piece of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// How many days before the last one.
    pub days_ago: i64,
    /// Which part of the day.
    pub part: Part,
}

/// Before or behind the time of day at which days are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Up to that time, the time itself included.
    Before,
    /// Later.
    After,
}

/// How often runs of a workflow in a piece had an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunCount {
    /// The workflow.
    pub workflow: WorkflowId,
    /// When.
    pub piece: Piece,
    /// The decision action of the route taken.
    pub outcome: DecisionAction,
    /// Whether it took effect.
    pub applied: bool,
    /// How many runs.
    pub runs: i64,
}

/// How many inquiries were approved or declined in a piece, as their decision stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecidedCount {
    /// When.
    pub piece: Piece,
    /// Whether a workflow's run decided, and not a person or a key.
    pub by_run: bool,
    /// How many inquiries.
    pub inquiries: i64,
}

impl LookBack {
    /// From the beginning of the day `days` before that of `until`.
    pub const fn new(until: Timestamp, days: i64) -> Self {
        let into_day = until.microseconds().rem_euclid(MICROSECONDS_PER_DAY);
        let midnight = until.microseconds() - into_day;
        let first = Timestamp::from_microseconds(midnight - days * MICROSECONDS_PER_DAY);
        Self { first, until }
    }

    /// The first moment of the first day.
    pub const fn first(self) -> Timestamp {
        self.first
    }

    fn last_day(self) -> i64 {
        (self.until.microseconds() - self.first.microseconds()) / MICROSECONDS_PER_DAY
    }

    /// Parameters `$1` to `$3` of the pieces: the first moment, the time of day, the last moment.
    fn parameters(self) -> [Value; 3] {
        let into_day = self.until.microseconds().rem_euclid(MICROSECONDS_PER_DAY);
        [self.first.into(), into_day.into(), self.until.into()]
    }

    fn piece(self, row: &Row) -> Result<Piece, StorageError> {
        let part = if row.flag("late")? { Part::After } else { Part::Before };
        Ok(Piece { days_ago: self.last_day() - row.int("day")?, part })
    }
}

/// The columns `day` and `late` of a moment.
fn pieces(column: &str) -> String {
    format!(
        "({column} - $1) / {MICROSECONDS_PER_DAY} AS day,
         CASE WHEN ({column} - $1) % {MICROSECONDS_PER_DAY} > $2 THEN 1 ELSE 0 END AS late"
    )
}

/// The runs of all workflows.
pub fn runs(
    transaction: &mut Transaction<'_>,
    look_back: LookBack,
) -> Result<Vec<RunCount>, StorageError> {
    let statement = format!(
        "SELECT w.id, {}, r.outcome, CASE WHEN r.applied = 'applied' THEN 1 ELSE 0 END AS took_effect,
                COUNT(*) AS runs
         FROM workflows w JOIN runs r ON r.workflow_id = w.id
         WHERE r.created_at >= $1 AND r.created_at <= $3
         GROUP BY w.id, day, late, r.outcome, took_effect",
        pieces("r.created_at")
    );
    transaction
        .query("runs", &statement, &look_back.parameters())?
        .iter()
        .map(|row| {
            Ok(RunCount {
                workflow: row.parse("id")?,
                piece: look_back.piece(row)?,
                outcome: row.parse("outcome")?,
                applied: row.flag("took_effect")?,
                runs: row.int("runs")?,
            })
        })
        .collect()
}

/// The inquiries that were approved or declined. What was imported as history was decided elsewhere.
///
/// `COALESCE` keeps SQLite from the index on decisions alone, which leads to every inquiry that was ever decided.
pub fn decided(
    transaction: &mut Transaction<'_>,
    look_back: LookBack,
) -> Result<Vec<DecidedCount>, StorageError> {
    let statement = format!(
        "SELECT {}, CASE WHEN decider = $4 THEN 1 ELSE 0 END AS by_run, COUNT(*) AS inquiries
         FROM inquiries
         WHERE decided_at >= $1 AND decided_at <= $3 AND imported = 0
             AND COALESCE(decision, '') IN ('approve', 'decline')
         GROUP BY day, late, by_run",
        pieces("decided_at")
    );
    let mut parameters = look_back.parameters().to_vec();
    parameters.extend_from_slice(values![actor::RUN]);
    transaction
        .query("inquiries", &statement, &parameters)?
        .iter()
        .map(|row| {
            Ok(DecidedCount {
                piece: look_back.piece(row)?,
                by_run: row.flag("by_run")?,
                inquiries: row.int("inquiries")?,
            })
        })
        .collect()
}
