//! From pieces of days to the spans that are compared. Pure.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::DecisionAction;
use pointsman_storage::activity::{DecidedCount, Part, Piece, RunCount};
use pointsman_storage::workflows::Workflow;

use super::wire;
use crate::workflows::view;
use crate::workflows::wire::RunsToday;

/// Whole days before today that are looked at: two weeks up to now reach into the fourteenth.
pub(super) const DAYS: i64 = 14;
/// Days of a spark line, today included.
const SPARK_DAYS: usize = 14;
const WEEK: i64 = 7;
const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

/// A span of time up to now, or up to this time of day a week ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    Today,
    WeekBefore,
    Last7Days,
    The7DaysBefore,
}

impl Span {
    fn has(self, piece: Piece) -> bool {
        match self {
            Self::Today => piece == Piece { days_ago: 0, part: Part::Before },
            Self::WeekBefore => piece == Piece { days_ago: WEEK, part: Part::Before },
            Self::Last7Days => weeks_ago(piece) == 0,
            Self::The7DaysBefore => weeks_ago(piece) == 1,
        }
    }
}

/// Weeks of seven times 24 hours, counted back from now. What lies behind this time of day belongs to the span that
/// ends on the day after.
fn weeks_ago(piece: Piece) -> i64 {
    let days = match piece.part {
        Part::Before => piece.days_ago,
        Part::After => piece.days_ago - 1,
    };
    days.div_euclid(WEEK)
}

/// The same sum for all spans.
pub(super) fn spans<T>(sum: impl Fn(Span) -> T) -> wire::Spans<T> {
    wire::Spans {
        today: sum(Span::Today),
        week_before: sum(Span::WeekBefore),
        last_7_days: sum(Span::Last7Days),
        the_7_days_before: sum(Span::The7DaysBefore),
    }
}

/// What workflows decided in a span.
pub(super) fn outcomes(runs: &[RunCount], span: Span) -> wire::DecidedOutcomes {
    let mut sum = wire::DecidedOutcomes::default();
    for count in runs.iter().filter(|count| count.applied && span.has(count.piece)) {
        match count.outcome {
            DecisionAction::Approve => sum.approve += count.runs,
            DecisionAction::Decline => sum.decline += count.runs,
            DecisionAction::MarkForReview => sum.mark_for_review += count.runs,
            DecisionAction::DoNothing => {}
        }
    }
    sum
}

/// How much of what was decided in a span needed no person.
pub(super) fn automation(decided: &[DecidedCount], span: Span) -> wire::Automation {
    let mut sum = wire::Automation::default();
    for count in decided.iter().filter(|count| span.has(count.piece)) {
        sum.decided += count.inquiries;
        if count.by_run {
            sum.by_workflows += count.inquiries;
        }
    }
    sum
}

/// Workflows with what they did.
pub(super) fn of_workflows(
    workflows: Vec<Workflow>,
    runs: &[RunCount],
) -> Vec<wire::WorkflowActivity> {
    let activity = workflows.into_iter().map(|workflow| {
        let (runs_today, runs_by_day) = of_workflow(workflow.id, runs);
        wire::WorkflowActivity {
            id: workflow.id,
            name: workflow.name,
            state: view::state_of(&workflow.state),
            running: view::running(workflow.state),
            runs_today,
            runs_by_day,
        }
    });
    activity.collect()
}

fn of_workflow(workflow: WorkflowId, runs: &[RunCount]) -> (RunsToday, Vec<i64>) {
    let (mut today, mut by_day) = (RunsToday::default(), vec![0; SPARK_DAYS]);
    for count in runs.iter().filter(|count| count.workflow == workflow) {
        if count.piece.days_ago == 0 {
            *today.of_mut(count.outcome) += count.runs;
        }
        let place = usize::try_from(count.piece.days_ago).ok();
        let place = place.and_then(|ago| SPARK_DAYS.checked_sub(1 + ago));
        if let Some(day) = place.and_then(|place| by_day.get_mut(place)) {
            *day += count.runs;
        }
    }
    (today, by_day)
}

/// The first day of the spark lines.
pub(super) fn first_day(now: Timestamp) -> String {
    now.plus_seconds(-(DAYS - 1) * SECONDS_PER_DAY).date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn piece(days_ago: i64, part: Part) -> Piece {
        Piece { days_ago, part }
    }

    #[test]
    fn each_piece_belongs_to_the_spans_that_it_lies_in() {
        use Part::{After, Before};
        use Span::{Last7Days, The7DaysBefore, Today, WeekBefore};
        for (piece, expected) in [
            (piece(0, Before), vec![Today, Last7Days]),
            (piece(1, After), vec![Last7Days]),
            (piece(6, Before), vec![Last7Days]),
            (piece(7, After), vec![Last7Days]),
            (piece(7, Before), vec![WeekBefore, The7DaysBefore]),
            (piece(8, After), vec![The7DaysBefore]),
            (piece(13, Before), vec![The7DaysBefore]),
            (piece(14, After), vec![The7DaysBefore]),
            (piece(14, Before), vec![]),
        ] {
            let spans = [Today, WeekBefore, Last7Days, The7DaysBefore];
            let found: Vec<Span> = spans.into_iter().filter(|span| span.has(piece)).collect();
            assert_eq!(found, expected, "{piece:?}");
        }
    }

    #[test]
    fn the_first_day_is_thirteen_days_before_today() {
        let now: Timestamp = "2026-11-22T23:59:59Z".parse().expect("a time");
        assert_eq!(first_day(now), "2026-11-09");
    }
}
