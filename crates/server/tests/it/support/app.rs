//! A server, in memory unless said otherwise, and the people who use it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use pointsman_domain::clock::Clock;
use pointsman_domain::ids::CountingIds;
use pointsman_domain::people::Role;
use pointsman_server::auth::PasswordCost;
use pointsman_server::{Accounts, DemoNotice, NewKey, NewMember, ServerOptions, ServerParts};
use pointsman_storage::{Database, Storage, StorageOptions};
use serde_json::json;

use super::client::{Client, Credentials};
use super::fakes::{CountingSecrets, FrozenClock};

/// The moment at which every test begins.
pub(crate) const START: &str = "2026-11-22T10:42:07Z";
/// The password of every member that [`TestApp`] makes.
pub(crate) const PASSWORD: &str = "correct horse battery";
/// As cheap as the algorithm allows: tests are not about its cost.
const CHEAP: PasswordCost = PasswordCost { memory_kib: 8, passes: 1 };

/// A server.
#[derive(Clone)]
pub(crate) struct TestApp {
    /// Everything that answers requests.
    pub(crate) router: Router,
    /// Its clock.
    pub(crate) clock: FrozenClock,
    /// What it was made from.
    pub(crate) parts: ServerParts,
}

/// What a test may choose.
pub(crate) struct TestAppBuilder {
    options: ServerOptions,
    storage: StorageOptions,
}

impl TestAppBuilder {
    /// Under which origin people reach it.
    pub(crate) fn public_url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.options.public_url);
        self
    }

    /// How often one caller may ask.
    pub(crate) fn requests_per_minute(mut self, requests: u32) -> Self {
        self.options.requests_per_minute = requests.try_into().unwrap();
        self
    }

    /// Makes it the example workspace.
    pub(crate) fn demo(mut self) -> Self {
        self.options.demo = Some(DemoNotice);
        self
    }

    /// Keeps everything in a file.
    pub(crate) fn in_a_file(mut self, path: PathBuf) -> Self {
        self.storage.database = Database::Sqlite { path };
        self
    }

    /// Keeps the past in files as well.
    pub(crate) fn history(mut self, folder: PathBuf) -> Self {
        self.options.history = Some(folder);
        self
    }

    /// How much work may wait for the database.
    pub(crate) fn queue(mut self, queue: usize) -> Self {
        self.storage.queue = queue;
        self
    }

    /// A server in which nobody exists yet.
    pub(crate) async fn build(self) -> TestApp {
        let clock = FrozenClock::at(START);
        let parts = ServerParts {
            storage: Storage::open(&self.storage, clock.now()).await.unwrap(),
            clock: Arc::new(clock.clone()),
            ids: Arc::new(CountingIds::default()),
            secrets: Arc::new(CountingSecrets::default()),
            options: self.options,
        };
        let router = pointsman_server::router(parts.clone()).unwrap();
        TestApp { router, clock, parts }
    }
}

impl TestApp {
    /// A server in which nobody exists yet.
    pub(crate) async fn new() -> Self {
        Self::builder().build().await
    }

    /// Chooses first.
    pub(crate) fn builder() -> TestAppBuilder {
        let options = ServerOptions { password_cost: CHEAP, ..ServerOptions::default() };
        TestAppBuilder { options, storage: StorageOptions::new(Database::SqliteMemory) }
    }

    /// Another server on the same database, as after a restart.
    pub(crate) fn again(&self) -> Self {
        let router = pointsman_server::router(self.parts.clone()).unwrap();
        Self { router, ..self.clone() }
    }

    /// Makes members and keys past the API.
    pub(crate) fn accounts(&self) -> Accounts {
        Accounts::new(self.parts.clone())
    }

    /// Nobody in particular.
    pub(crate) fn stranger(&self) -> Client {
        Client::new(self.clone(), Credentials::None)
    }

    /// A new administrator, signed in: Ada.
    pub(crate) async fn administrator(&self) -> Client {
        self.member("ada@example.com", "Ada", Role::Administrator).await
    }

    /// A new administrator whom no example knows, signed in.
    pub(crate) async fn administrator_named(&self, name: &str) -> Client {
        self.member("owner@example.test", name, Role::Administrator).await
    }

    /// A new analyst, signed in: Grace.
    pub(crate) async fn analyst(&self) -> Client {
        self.member("grace@example.com", "Grace", Role::Analyst).await
    }

    /// A program that hands in inquiries.
    pub(crate) async fn integrator(&self) -> Client {
        self.key("Checkout", Role::Integrator).await
    }

    /// A new member, signed in. Who exists already signs in again.
    pub(crate) async fn member(&self, email: &str, name: &str, role: Role) -> Client {
        let new = NewMember {
            email: email.to_owned(),
            name: name.to_owned(),
            role,
            password: PASSWORD.to_owned(),
        };
        match self.accounts().create_member(new).await {
            Ok(_) | Err(pointsman_server::CreateMemberError::EmailTaken { .. }) => {}
            Err(error) => panic!("{error}"),
        }
        self.signed_in(email, PASSWORD).await
    }

    /// A member who is there already, signed in.
    pub(crate) async fn signed_in(&self, email: &str, password: &str) -> Client {
        let body = json!({"email": email, "password": password});
        let answer = self.stranger().post("/v1/session", &body).await;
        answer.expect_status(201);
        Client::new(self.clone(), Credentials::Cookie(answer.cookie()))
    }

    /// A new API key.
    pub(crate) async fn key(&self, name: &str, role: Role) -> Client {
        let new = NewKey { name: name.to_owned(), role, days: None };
        let created = self.accounts().create_key(new).await;
        Client::new(self.clone(), Credentials::Key(created.unwrap().secret))
    }

    /// The address from which a client comes if it does not say.
    pub(crate) fn usual_address() -> IpAddr {
        "192.0.2.1".parse().unwrap()
    }
}
