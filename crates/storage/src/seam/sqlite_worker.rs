//! Threads with a connection to SQLite: one takes what waits to be written, a few what waits to be read.

use super::job::Task;
use super::queue::Queue;
use super::sqlite::SqliteSession;

/// Closures that one commit serves at most, so that the first does not wait for ever.
const GROUP: usize = 256;
/// Closures that read something short in one transaction, at most.
const SHORT: usize = 64;

/// Writes until the queue is closed and empty.
pub(super) fn write_all(mut session: SqliteSession, queue: &Queue<Task>) {
    loop {
        let tasks = queue.take(GROUP);
        if tasks.is_empty() {
            return;
        }
        let _at_work = queue.connections().at_work();
        let mut jobs = Vec::with_capacity(tasks.len());
        let mut compactions = Vec::new();
        for task in tasks {
            match task {
                Task::Transact(job) if job.is_wanted() => jobs.push(job),
                Task::Transact(_) => {}
                Task::Compact(_, reply) => compactions.push(reply),
            }
        }
        match jobs.len() {
            0 => {}
            1 => jobs.into_iter().for_each(|job| session.alone("BEGIN IMMEDIATE", job)),
            _ => session.together(jobs),
        }
        session.make_room();
        if !compactions.is_empty() {
            let outcome = session.compact();
            for reply in compactions {
                // Nobody waits any more when the caller has gone away.
                drop(reply.send(outcome.clone()));
            }
        }
    }
}

/// Reads until the queue is closed and empty.
pub(super) fn read_all(session: SqliteSession, queue: &Queue<Task>) {
    read_each(session, queue, || queue.take_one(SHORT));
}

/// Does the short reading of a queue until it is closed and empty.
pub(super) fn read_short(session: SqliteSession, queue: &Queue<Task>) {
    read_each(session, queue, || queue.take_short(SHORT));
}

fn read_each(mut session: SqliteSession, queue: &Queue<Task>, take: impl Fn() -> Vec<Task>) {
    loop {
        let tasks = take();
        if tasks.is_empty() {
            return;
        }
        let _at_work = queue.connections().at_work();
        session.read(tasks);
    }
}
