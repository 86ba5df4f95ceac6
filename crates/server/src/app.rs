//! What every handler can reach, and what the server is made from.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pointsman_domain::clock::{Clock, Timestamp};
use pointsman_domain::ids::IdSource;
use pointsman_storage::Storage;

use crate::auth::{Attempts, PasswordCost, SecretSource, Uses};
use crate::deciding::Decider;
use crate::history::{HistoryStore, Impacts, Keeper};
use crate::layers::RequestRate;
use crate::lifecycle::Lifecycle;
use crate::metrics::Metrics;
use crate::people::accounts::Accounts;
use crate::runs::names::RouteNames;
use crate::workflows::contents::KnownContents;

/// What the server is made from; the binary and the tests hand it in.
#[derive(Clone)]
pub struct ServerParts {
    /// Where decisions are kept.
    pub storage: Storage,
    /// Where "now" comes from.
    pub clock: Arc<dyn Clock>,
    /// Where new ids come from.
    pub ids: Arc<dyn IdSource>,
    /// Where sessions, keys and codes get their randomness.
    pub secrets: Arc<dyn SecretSource>,
    /// What the operator chose.
    pub options: ServerOptions,
}

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// The origin under which people reach the server (`https://pointsman.example.com`). Over https cookies are
    /// `Secure`, and requests that a browser makes from this origin are trusted even if a proxy rewrites `Host`.
    pub public_url: String,
    /// How the client's address is found.
    pub address_source: AddressSource,
    /// Requests per minute for each API key, member or, without either, address.
    pub requests_per_minute: NonZeroU32,
    /// What one password costs to hash.
    pub password_cost: PasswordCost,
    /// The folder in which the past is kept in columns; without one, it is kept in memory alone.
    pub history: Option<PathBuf>,
    /// Where a copy of that folder is kept, if anywhere.
    pub history_store: Option<HistoryStore>,
    /// Memory for past inquiries, in MiB; what is more is read from a file.
    pub history_memory: u32,
    /// An item of a list that alone matches more than one in so many past inquiries is said to match many.
    pub broad_item_one_in: NonZeroU32,
    /// Present when this is the example workspace.
    pub demo: Option<DemoNotice>,
}

/// Requests per minute if the operator does not say: a thousand a second is generous for programs, and stops one that
/// runs wild before it is in everybody's way. Guessing has limits of its own.
pub const DEFAULT_REQUESTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(60_000).expect("not zero");

/// Mebibytes for past inquiries if the operator does not say: about forty million in columns, with the lists that they are on.
pub const DEFAULT_HISTORY_MEMORY: u32 = 2_048;

/// From which share of past inquiries on one item of a list is worth a second look, if the operator does not say: more than one
/// per cent.
pub const DEFAULT_BROAD_ITEM_ONE_IN: NonZeroU32 = NonZeroU32::new(100).expect("not zero");

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:7311".to_owned(),
            address_source: AddressSource::Connection,
            requests_per_minute: DEFAULT_REQUESTS_PER_MINUTE,
            password_cost: PasswordCost::default(),
            history: None,
            history_store: None,
            history_memory: DEFAULT_HISTORY_MEMORY,
            broad_item_one_in: DEFAULT_BROAD_ITEM_ONE_IN,
            demo: None,
        }
    }
}

impl ServerOptions {
    /// Whether people come over https.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// How the client's address is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressSource {
    /// The other end of the connection.
    Connection,
    /// The last entry of `X-Forwarded-For`. Only behind a proxy that writes it, else limits can be dodged.
    ForwardedFor,
}

/// This is the example workspace: the dashboard says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoNotice;

/// What every handler can reach. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    parts: ServerParts,
    accounts: Accounts,
    attempts: Attempts,
    uses: Uses,
    request_rate: RequestRate,
    decider: Arc<Decider>,
    history: Arc<Keeper>,
    route_names: Arc<RouteNames>,
    contents: Arc<KnownContents>,
    impacts: Impacts,
    lifecycle: Arc<Lifecycle>,
    metrics: Metrics,
}

impl App {
    /// Makes the state of one server.
    pub fn new(parts: ServerParts) -> Self {
        let accounts = Accounts::new(parts.clone());
        let history =
            Arc::new(Keeper::new(parts.options.history.clone(), parts.options.history_memory));
        let request_rate =
            RequestRate::new(parts.options.requests_per_minute.get(), parts.clock.clone());
        let decider = Arc::<Decider>::default();
        Self(Arc::new(Inner {
            parts,
            accounts,
            attempts: Attempts::default(),
            uses: Uses::default(),
            request_rate,
            history,
            route_names: Arc::default(),
            contents: Arc::new(KnownContents::beside(&decider)),
            decider,
            impacts: Impacts::default(),
            lifecycle: Arc::default(),
            metrics: Metrics::default(),
        }))
    }

    /// What it was made from.
    pub(crate) fn parts(&self) -> &ServerParts {
        &self.0.parts
    }

    /// Where decisions are kept.
    pub fn storage(&self) -> &Storage {
        &self.0.parts.storage
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.0.parts.clock.now()
    }

    /// What has passed, for waits that are kept in memory: nobody can set it back.
    pub(crate) fn steady(&self) -> Duration {
        self.0.parts.clock.steady()
    }

    /// Where new ids come from: `ListId::new(app.ids(), now)`.
    pub fn ids(&self) -> &dyn IdSource {
        self.0.parts.ids.as_ref()
    }

    /// The same source, to be moved into a transaction's closure.
    pub fn shared_ids(&self) -> Arc<dyn IdSource> {
        self.0.parts.ids.clone()
    }

    /// What the operator chose.
    pub fn options(&self) -> &ServerOptions {
        &self.0.parts.options
    }

    /// The same source as [`App::secrets`], to be moved into a transaction's closure.
    pub(crate) fn shared_secrets(&self) -> Arc<dyn SecretSource> {
        self.0.parts.secrets.clone()
    }

    pub(crate) fn secrets(&self) -> &dyn SecretSource {
        self.0.parts.secrets.as_ref()
    }

    pub(crate) fn decider(&self) -> &Arc<Decider> {
        &self.0.decider
    }

    /// The past.
    pub(crate) fn history(&self) -> &Arc<Keeper> {
        &self.0.history
    }

    /// Whether the server begins, works or stops, and what is under way.
    pub(crate) fn lifecycle(&self) -> &Arc<Lifecycle> {
        &self.0.lifecycle
    }

    /// What is counted.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn route_names(&self) -> Arc<RouteNames> {
        Arc::clone(&self.0.route_names)
    }

    /// What is on lists now, as proofs read it.
    pub(crate) fn contents(&self) -> Arc<KnownContents> {
        Arc::clone(&self.0.contents)
    }

    /// What is known of questions about items of lists.
    pub(crate) fn impacts(&self) -> &Impacts {
        &self.0.impacts
    }

    pub(crate) fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    pub(crate) fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    /// When keys and sessions were used last.
    pub(crate) fn uses(&self) -> &Uses {
        &self.0.uses
    }

    pub(crate) fn request_rate(&self) -> &RequestRate {
        &self.0.request_rate
    }
}
