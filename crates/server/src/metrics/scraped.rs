//! What is looked up when somebody asks for the metrics: queues, commits, revisions, sessions.

use std::fmt;
use std::time::Duration;

use pointsman_history::Memory;
use pointsman_storage::people::sessions;
use pointsman_storage::revisions::{self, Revisions};
use pointsman_storage::{Distribution, DoorMeasured, Measured, StorageError};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeGaugeValue, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::Unit;

use crate::app::App;
use crate::deciding::Held;
use crate::lifecycle::Kind;

/// How long the database may take for its part. Without it the rest is answered alone.
const DATABASE_SECONDS: u64 = 2;

/// A state of everything that is not counted as it happens.
#[derive(Debug)]
pub(super) struct Scraped {
    uptime: Duration,
    requests: usize,
    imports: usize,
    storage: Measured,
    held: Held,
    history: InHistory,
    /// What the database says, if it does in time.
    database: Option<InDatabase>,
}

#[derive(Debug)]
struct InHistory {
    memory: Memory,
    /// Seconds for which its store has been behind, at the server that copies.
    copy_behind: Option<u64>,
    copy_failures: u64,
}

#[derive(Debug)]
struct InDatabase {
    revisions: Revisions,
    sessions: i64,
}

/// Looks.
pub(super) async fn of(app: &App, uptime: Duration) -> Scraped {
    let now = app.now();
    let asked = app.storage().read(move |t| {
        let (revisions, sessions) = (revisions::read(t)?, sessions::count(t, now)?);
        Ok::<_, StorageError>(InDatabase { revisions, sessions })
    });
    let answered = tokio::time::timeout(Duration::from_secs(DATABASE_SECONDS), asked).await;
    Scraped {
        uptime,
        requests: app.lifecycle().count(Kind::Request),
        imports: app.lifecycle().count(Kind::Import),
        storage: app.storage().measured(),
        held: app.decider().held(),
        history: InHistory {
            memory: app.history().snapshot().inquiries.memory(),
            copy_behind: app.history().copy_state().behind(app.steady()),
            copy_failures: app.history().copy_state().failures(),
        },
        database: answered.ok().and_then(Result::ok),
    }
}

impl Collector for Scraped {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut page = Page(encoder);
        self.process(&mut page)?;
        doors(&mut page, &[("write", self.storage.write), ("read", self.storage.read)])?;
        self.commits(&mut page)?;
        self.history(&mut page)?;
        self.revisions(&mut page)
    }
}

impl Scraped {
    fn process(&self, page: &mut Page<'_>) -> fmt::Result {
        let help = "Since the server began";
        page.gauge("uptime", help, Some(&Unit::Seconds), &self.uptime.as_secs_f64())?;
        page.gauge("http_requests_in_progress", "Requests without answer", None, &self.requests)?;
        page.gauge("imports_in_progress", "Uploads into lists on this node", None, &self.imports)?;
        let up = u64::from(self.database.is_some());
        page.gauge("database_up", "Whether the database answered this time", None, &up)?;
        if let Some(database) = &self.database {
            let help = "Sessions that have not ended, of all nodes";
            page.gauge("sessions", help, None, &database.sessions)?;
        }
        Ok(())
    }

    fn commits(&self, page: &mut Page<'_>) -> fmt::Result {
        let storage = &self.storage;
        let help = "How much work one commit served";
        page.histogram("commit_batch_size", help, None, &storage.batch_sizes, approximately)?;
        let help =
            "How long a commit took, the wait for the disk and a synchronous standby included";
        let seconds = |microseconds| Duration::from_micros(microseconds).as_secs_f64();
        let unit = Some(&Unit::Seconds);
        page.histogram("commit_duration", help, unit, &storage.commit_microseconds, seconds)?;
        let help = "Transactions that began again because another was in the way";
        page.counter("transaction_collisions", help, &[([], storage.collisions)])?;
        let help = "Decisions that began again because a workflow or a list had changed";
        page.counter("decision_retries", help, &[([], self.held.retries)])?;
        let files = [("database", storage.file_bytes), ("log", storage.log_bytes)];
        let files: Vec<_> = files
            .into_iter()
            .filter_map(|(file, bytes)| Some(([("file", file)], bytes?)))
            .collect();
        if files.is_empty() {
            return Ok(());
        }
        page.gauges("sqlite_file_size", "The embedded database", Some(&Unit::Bytes), &files)
    }

    fn history(&self, page: &mut Page<'_>) -> fmt::Result {
        let Memory { inquiries, spilled, lists_now } = self.history.memory;
        let of = [("inquiries", inquiries), ("spilled", spilled), ("lists", lists_now)];
        let of = of.map(|(of, bytes)| ([("of", of)], bytes));
        let help = "Past inquiries in columns: in memory, in the file beyond the bound, and who is on lists";
        page.gauges("history_size", help, Some(&Unit::Bytes), &of)?;
        if let Some(behind) = self.history.copy_behind {
            let help = "For how long the history store has not been what the folder is";
            page.gauge("history_store_behind", help, Some(&Unit::Seconds), &behind)?;
            let help = "How often copying history to its store failed";
            page.counter("history_store_failures", help, &[([], self.history.copy_failures)])?;
        }
        Ok(())
    }

    fn revisions(&self, page: &mut Page<'_>) -> fmt::Result {
        let memory = self.held.revisions;
        let mut found = vec![
            ([("of", "workflows"), ("held_by", "memory")], memory.running),
            ([("of", "lists"), ("held_by", "memory")], memory.lists),
        ];
        let mut behind = Vec::new();
        if let Some(InDatabase { revisions: there, .. }) = &self.database {
            found.push(([("of", "workflows"), ("held_by", "database")], there.running));
            found.push(([("of", "lists"), ("held_by", "database")], there.lists));
            behind.push(([("of", "workflows")], (there.running - memory.running).max(0)));
            behind.push(([("of", "lists")], (there.lists - memory.lists).max(0)));
        }
        page.gauges("revision", "Of what runs, and of all lists", None, &found)?;
        if !behind.is_empty() {
            let help = "Changes that are not in memory yet; the next decision first reads those that decide";
            page.gauges("revisions_behind", help, None, &behind)?;
        }
        let help = "Workflows that run, compiled in memory";
        page.gauge("workflows_running", help, None, &self.held.workflows_running)?;
        page.gauge("list_items_held", "List items in memory", None, &self.held.list_items)
    }
}

fn doors(page: &mut Page<'_>, doors: &[(&str, DoorMeasured); 2]) -> fmt::Result {
    let label = |door| [("queue", door)];
    let waiting = doors.map(|(door, measured)| (label(door), measured.waiting));
    page.gauges("queue_waiting", "Work that waits for a connection", None, &waiting)?;
    let capacity = doors.map(|(door, measured)| (label(door), measured.capacity));
    page.gauges("queue_capacity", "Work that may wait; more is refused", None, &capacity)?;
    let refused = doors.map(|(door, measured)| (label(door), measured.refused));
    page.counter("queue_refused", "Work that was refused because the queue was full", &refused)?;
    let connections: Vec<_> = doors
        .iter()
        .flat_map(|(door, measured)| {
            let idle = measured.connections.saturating_sub(measured.busy);
            [("busy", measured.busy), ("idle", idle)]
                .map(|(state, count)| ([("queue", *door), ("state", state)], count))
        })
        .collect();
    page.gauges("database_connections", "Connections behind each queue", None, &connections)
}

/// Labels and a value.
type Row<'a, const N: usize, T> = ([(&'a str, &'a str); N], T);

/// The page that is being written.
struct Page<'a>(DescriptorEncoder<'a>);

impl Page<'_> {
    fn gauge(
        &mut self,
        name: &str,
        help: &str,
        unit: Option<&Unit>,
        value: &impl EncodeGaugeValue,
    ) -> fmt::Result {
        self.0.encode_descriptor(name, &stop(help), unit, MetricType::Gauge)?.encode_gauge(value)
    }

    fn gauges<const N: usize, T: EncodeGaugeValue>(
        &mut self,
        name: &str,
        help: &str,
        unit: Option<&Unit>,
        rows: &[Row<'_, N, T>],
    ) -> fmt::Result {
        let mut family = self.0.encode_descriptor(name, &stop(help), unit, MetricType::Gauge)?;
        rows.iter()
            .try_for_each(|(labels, value)| family.encode_family(labels)?.encode_gauge(value))
    }

    fn counter<const N: usize>(
        &mut self,
        name: &str,
        help: &str,
        rows: &[Row<'_, N, u64>],
    ) -> fmt::Result {
        let mut family = self.0.encode_descriptor(name, &stop(help), None, MetricType::Counter)?;
        rows.iter().try_for_each(|(labels, value)| {
            family.encode_family(labels)?.encode_counter::<NoLabelSet, _, f64>(value, None)
        })
    }

    fn histogram(
        &mut self,
        name: &str,
        help: &str,
        unit: Option<&Unit>,
        distribution: &Distribution,
        in_base_unit: impl Fn(u64) -> f64,
    ) -> fmt::Result {
        let ends = distribution.bounds.iter().map(|bound| in_base_unit(*bound));
        let ends = ends.chain([f64::INFINITY]);
        let buckets: Vec<(f64, u64)> = ends.zip(distribution.counts.iter().copied()).collect();
        let (sum, count) = (in_base_unit(distribution.sum), distribution.counts.iter().sum());
        self.0
            .encode_descriptor(name, &stop(help), unit, MetricType::Histogram)?
            .encode_histogram::<NoLabelSet>(sum, count, &buckets, None)
    }
}

/// What is registered beforehand gets its full stop from the library.
fn stop(help: &str) -> String {
    format!("{help}.")
}

#[expect(clippy::cast_precision_loss, reason = "the format has floating-point numbers alone")]
fn approximately(count: u64) -> f64 {
    count as f64
}
