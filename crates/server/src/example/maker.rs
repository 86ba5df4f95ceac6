//! Makes the example: the story of the team and the people who arrive, in the order in which things happened.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::Arc;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::InquiryId;
use pointsman_domain::inquiry::{InquiryBody, SentLists};

use super::batch::{self, Batch, ByHand, Reactions, Step, What};
use super::cast::{ADMINISTRATOR, ANALYST, ExampleSignIn};
use super::clock::PastClock;
use super::dice::Dice;
use super::person;
use super::reviews::Reviewers;
use super::schedule::{Arrival, Kind, Span, arrivals};
use super::story::{Scene, story};
use super::team::Team;
use super::{DAY_SECONDS, MakeError, Progress};
use crate::app::ServerParts;
use crate::inquiries::{Ending, new_inquiry};

const SEED: u64 = 1_879;
/// How long the example pretends to have run.
const DAYS: i64 = 90;
/// People who arrive in one transaction: so many that the same pages are written once, so few that somebody else who
/// wants to write waits for half a second at most.
const AT_A_TIME: usize = 2_000;
/// The last so many people are still in the middle of their checks.
const OPEN: usize = 16;
/// Of a thousand checks, how many expire and how many fail.
const EXPIRED_PERMILLE: i64 = 52;
const FAILED_PERMILLE: i64 = 21;

/// What happens between two transactions.
struct Window {
    arrivals: Vec<(usize, Arrival)>,
    until: Timestamp,
    then: Option<Scene>,
}

/// Makes everything; the example has been claimed.
pub(super) async fn make(
    parts: &ServerParts,
    sign_in: ExampleSignIn,
    total: i64,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<(), MakeError> {
    let now = parts.clock.now();
    let span = Span { from: now.plus_seconds(-DAYS * DAY_SECONDS), to: now };
    let clock = Arc::new(PastClock::at(span.from));
    let mut team = Team::gather(parts, clock, sign_in).await?;
    let reviewers =
        Reviewers { analyst: team.author(ANALYST)?, administrator: team.author(ADMINISTRATOR)? };
    let mut dice = Dice::new(SEED);
    let people = arrivals(&mut dice, span, total);
    let open_from = people.len().saturating_sub(OPEN);
    let mut windows = windows(people, story(span), span);
    let (waiting, open) = (BinaryHeap::new(), Vec::new());
    let mut maker = Maker { dice, span, reviewers, waiting, number: 0, open_from, open };
    let mut done = 0;
    let mut next = windows.pop_front();
    let mut prepared = maker.prepare(&team, next.as_ref())?;
    while let Some(window) = next {
        let batch = maker.batch(prepared, window.until, &team, parts.clock.now());
        next = windows.pop_front();
        // The next people are thought up while the database works on these.
        let (performed, following) = {
            let maker = &mut maker;
            let (team, next) = (&team, next.as_ref());
            tokio::join!(
                async {
                    match batch {
                        Some(batch) => batch::perform(&team.app, batch).await,
                        None => Ok(batch::Done::default()),
                    }
                },
                async { maker.prepare(team, next) }
            )
        };
        let performed = performed?;
        prepared = following?;
        maker.waiting.extend(performed.later.into_iter().map(Reverse));
        done += performed.made;
        progress(Progress { done, total });
        if let Some(scene) = window.then {
            team.play(scene).await?;
        }
    }
    team.continue_checks(span.to, maker.open.iter().copied().step_by(2)).await
}

/// Cuts the days at every scene of the story, and wherever enough people have arrived.
fn windows(arrivals: Vec<Arrival>, story: Vec<Scene>, span: Span) -> VecDeque<Window> {
    let mut windows = VecDeque::new();
    let mut people = arrivals.into_iter().enumerate().peekable();
    for then in story.into_iter().map(Some).chain(std::iter::once(None)) {
        let until = then.as_ref().map_or(span.to, |scene| scene.at);
        loop {
            let mut taken = Vec::new();
            while let Some(found) =
                people.next_if(|(_, arrival)| arrival.at < until && taken.len() < AT_A_TIME)
            {
                taken.push(found);
            }
            let next = people.peek().map(|(_, arrival)| arrival.at).filter(|at| *at < until);
            let Some(next) = next else {
                windows.push_back(Window { arrivals: taken, until, then });
                break;
            };
            windows.push_back(Window { arrivals: taken, until: next, then: None });
        }
    }
    windows
}

struct Maker {
    dice: Dice,
    span: Span,
    reviewers: Reviewers,
    /// Steps to come, the next one on top.
    waiting: BinaryHeap<Reverse<Step>>,
    number: u64,
    /// Whoever comes from this number on is not through yet.
    open_from: usize,
    open: Vec<InquiryId>,
}

impl Maker {
    /// The steps of the people of a window: they arrive, and their checks end.
    fn prepare(&mut self, team: &Team, window: Option<&Window>) -> Result<Vec<Step>, MakeError> {
        let mut steps = Vec::new();
        for (number, arrival) in window.map_or(&[][..], |window| &window.arrivals) {
            let Arrival { at, kind } = *arrival;
            let body = person::body(&mut self.dice, *number, at, kind);
            let body =
                InquiryBody::parse(&body, at, SentLists::Refused).map_err(MakeError::Invalid)?;
            let new = new_inquiry(body, team.app.ids(), at)?;
            let inquiry = new.id;
            let mut happens = vec![(at, What::Arrives(Arc::new(new)))];
            if *number < self.open_from {
                happens.push(self.end(at, kind));
            } else {
                self.open.push(inquiry);
            }
            for (at, what) in happens {
                self.number += 1;
                // What has not happened yet is not told: such checks are open now.
                if at < self.span.to {
                    steps.push(Step { at, number: self.number, inquiry, what });
                }
            }
        }
        Ok(steps)
    }

    fn end(&mut self, at: Timestamp, kind: Kind) -> (Timestamp, What) {
        if kind == Kind::Usual && self.dice.permille(EXPIRED_PERMILLE) {
            return (at.plus_seconds(DAY_SECONDS), What::Ends(Ending::Expired));
        }
        let seconds = person::check_seconds(&mut self.dice);
        let ends_at = person::within_second(&mut self.dice, at.plus_seconds(seconds));
        if kind == Kind::Usual && self.dice.permille(FAILED_PERMILLE) {
            return (ends_at, What::Ends(Ending::Failed));
        }
        let reactions = self.reviewers.reactions(&mut self.dice, self.span, ends_at, kind);
        (ends_at, What::Completes(Arc::new(self.in_time(reactions))))
    }

    /// What people will only do after the present is not done yet.
    fn in_time(&self, reactions: Reactions) -> Reactions {
        let past = |by_hand: Option<ByHand>| by_hand.filter(|it| it.at < self.span.to);
        Reactions {
            review: past(reactions.review),
            approval: past(reactions.approval),
            decline: past(reactions.decline),
        }
    }

    /// Everything that happens before `until`; `None` while nobody can hand in inquiries, or if nothing happens.
    fn batch(
        &mut self,
        prepared: Vec<Step>,
        until: Timestamp,
        team: &Team,
        now: Timestamp,
    ) -> Option<Batch> {
        self.waiting.extend(prepared.into_iter().map(Reverse));
        let vendor = team.vendor()?;
        let mut steps = Vec::new();
        while self.waiting.peek().is_some_and(|Reverse(step)| step.at < until) {
            steps.extend(self.waiting.pop().map(|Reverse(step)| step));
        }
        (!steps.is_empty()).then_some(Batch { steps, until, vendor, now })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nobody is lost between the windows, and each window holds what happens before its end.
    #[test]
    fn windows_cut_the_days_without_a_gap() {
        let to: Timestamp = "2026-11-26T10:55:00Z".parse().unwrap();
        let span = Span { from: to.plus_seconds(-DAYS * DAY_SECONDS), to };
        let people = arrivals(&mut Dice::new(1), span, 5_000);
        let (count, scenes) = (people.len(), story(span).len());
        let windows = windows(people, story(span), span);
        let mut seen = 0;
        let mut from = span.from;
        for window in &windows {
            assert!(window.arrivals.len() <= AT_A_TIME);
            for (number, arrival) in &window.arrivals {
                assert_eq!(*number, seen);
                assert!(arrival.at >= from && arrival.at < window.until);
                seen += 1;
            }
            from = window.until;
        }
        assert_eq!(seen, count);
        assert_eq!(windows.iter().filter(|window| window.then.is_some()).count(), scenes);
        assert_eq!(windows.back().map(|window| window.until), Some(span.to));
    }
}
