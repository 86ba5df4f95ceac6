//! The team of the example at work: each act is one or a few calls of the API, made as the member who acts.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::http::{HeaderName, Method, header};
use pointsman_domain::clock::{Clock, Timestamp};
use pointsman_domain::ids::{InquiryId, KeyId, ListId, MemberId, SessionId, WorkflowId};
use pointsman_storage::Actor;
use pointsman_storage::audit::Via;
use pointsman_storage::example::{self, Part};
use pointsman_storage::people::{members, sessions};
use serde_json::{Value, json};

use super::MakeError;
use super::calls::{Answer, Call, Calls};
use super::cast::{ADMINISTRATOR, EXAMPLE_MEMBERS, EXAMPLE_PASSWORD, ExampleMember, ExampleSignIn};
use super::clock::PastClock;
use super::lists::ListPlan;
use super::story::{Act, Scene};
use crate::app::{App, ServerParts};
use crate::auth::{cookie, hash_of, hex, new_session_token, session_life};
use crate::author::Author;
use crate::people::accounts::NewMember;
use crate::router;

/// The office from which the team works; the list of office networks holds it.
const OFFICE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 10));
/// Making the example is many calls at once; the limit is for people and programs outside.
const REQUESTS_PER_MINUTE: NonZeroU32 = NonZeroU32::MAX;
/// Random bytes of a password that nobody keeps.
const PASSWORD_BYTES: usize = 24;
/// How many people may have the address of an example's member already.
const ADDRESSES: usize = 100;

/// The team and what it has made so far.
pub(super) struct Team {
    /// A server of its own on the same database, on the clock of the past.
    pub(super) app: App,
    clock: Arc<PastClock>,
    calls: Calls,
    sign_in: ExampleSignIn,
    members: BTreeMap<&'static str, MemberId>,
    key: Option<KeyId>,
    /// Kept nowhere but here.
    key_secret: String,
    lists: BTreeMap<&'static str, ListId>,
    workflows: BTreeMap<String, WorkflowId>,
}

impl Team {
    /// The four members, made at the moment of the clock.
    pub(super) async fn gather(
        parts: &ServerParts,
        clock: Arc<PastClock>,
        sign_in: ExampleSignIn,
    ) -> Result<Self, MakeError> {
        let mut parts = parts.clone();
        parts.clock = clock.clone();
        parts.options.requests_per_minute = REQUESTS_PER_MINUTE;
        let app = App::new(parts);
        let calls = Calls::new(router::router_of(app.clone())?, OFFICE);
        let mut team = Self {
            app,
            clock,
            calls,
            sign_in,
            members: BTreeMap::new(),
            key: None,
            key_secret: String::new(),
            lists: BTreeMap::new(),
            workflows: BTreeMap::new(),
        };
        for member in EXAMPLE_MEMBERS {
            team.join(member).await?;
        }
        Ok(team)
    }

    /// A member of the team at work in the office.
    pub(super) fn author(&self, member: ExampleMember) -> Result<Author, MakeError> {
        let by = Actor::Member { id: self.id(member)?, name: member.name.to_owned() };
        Ok(Author::visitor(&self.app, by, Via::Session, Some(OFFICE)))
    }

    /// The vendor's program, once it has its key.
    pub(super) fn vendor(&self) -> Option<Actor> {
        self.key.map(|id| Actor::Key { id, name: VENDOR.to_owned() })
    }

    /// Does what the scene says, when it says.
    pub(super) async fn play(&mut self, scene: Scene) -> Result<(), MakeError> {
        self.clock.set(scene.at);
        let cookie = self.enter(scene.by).await?;
        match scene.act {
            Act::MakeKey => self.make_key(&cookie).await?,
            Act::MakeList(plan) => self.make_list(&cookie, plan).await?,
            Act::AddItem { list, item } => {
                let path = format!("/v1/lists/{}/items", self.list(list)?);
                self.calls.post(&cookie, &path, &item).await?;
            }
            Act::RemoveItem { list, value } => self.remove_item(&cookie, list, value).await?,
            Act::MakeInvariant(invariant) => {
                let made = self.calls.post(&cookie, "/v1/invariants", &invariant).await?;
                self.note(Part::Invariant(made.text("id")?.parse()?)).await?;
            }
            Act::MakeWorkflow(document) => self.make_workflow(&cookie, &document).await?,
            Act::OpenDraft(document) => {
                let name = document.get("name").and_then(Value::as_str).unwrap_or_default();
                let path = format!("/v1/workflows/{}/draft", self.workflow(name)?);
                let first = [(header::IF_NONE_MATCH, "*".to_owned())];
                self.send(&cookie, Method::PUT, &path, &first, &document).await?;
            }
            Act::Publish { workflow, note } => self.publish(&cookie, workflow, note).await?,
            Act::Start { workflow } => self.act_on(&cookie, workflow, "start").await?,
            Act::Pause { workflow } => self.act_on(&cookie, workflow, "pause").await?,
        }
        self.send(&cookie, Method::DELETE, "/v1/session", &[], &Value::Null).await?;
        Ok(())
    }

    /// The vendor's program says that some people have begun their checks.
    pub(super) async fn continue_checks(
        &self,
        at: Timestamp,
        inquiries: impl Iterator<Item = InquiryId>,
    ) -> Result<(), MakeError> {
        self.clock.set(at);
        let key = [(header::AUTHORIZATION, format!("Bearer {}", self.key_secret))];
        let body = json!({"verifications": [{"id": "ver_phone", "kind": "phone_number", "status": "pending"}]});
        for inquiry in inquiries {
            self.send("", Method::PATCH, &format!("/v1/inquiries/{inquiry}"), &key, &body).await?;
        }
        Ok(())
    }

    async fn join(&mut self, member: ExampleMember) -> Result<(), MakeError> {
        let password = match self.sign_in {
            ExampleSignIn::KnownPassword => EXAMPLE_PASSWORD.to_owned(),
            ExampleSignIn::Nobody => self.random_password()?,
        };
        let email = self.free_address(member.email).await?;
        let (name, role) = (member.name.to_owned(), member.role);
        let id = if member == ADMINISTRATOR {
            let new = NewMember { email, name, role, password };
            self.app.accounts().create_member(new).await?.id
        } else {
            let cookie = self.enter(ADMINISTRATOR).await?;
            let body =
                json!({"email": email, "name": name, "role": role.as_str(), "password": password});
            self.calls.post(&cookie, "/v1/members", &body).await?.text("id")?.parse()?
        };
        self.members.insert(member.email, id);
        self.note(Part::Member(id)).await
    }

    /// The member's address, or one like it if somebody has it already.
    async fn free_address(&self, wanted: &str) -> Result<String, MakeError> {
        let (name, domain) = wanted.split_once('@').unwrap_or((wanted, "example.com"));
        let candidates: Vec<String> = std::iter::once(wanted.to_owned())
            .chain((2..ADDRESSES).map(|number| format!("{name}.{number}@{domain}")))
            .collect();
        let free = self
            .app
            .storage()
            .read(move |t| -> Result<Option<String>, pointsman_storage::StorageError> {
                for candidate in candidates {
                    if members::by_email(t, &candidate)?.is_none() {
                        return Ok(Some(candidate));
                    }
                }
                Ok(None)
            })
            .await?;
        free.ok_or_else(|| MakeError::NoAddress { wanted: wanted.to_owned() })
    }

    fn random_password(&self) -> Result<String, MakeError> {
        let mut bytes = [0; PASSWORD_BYTES];
        self.app.secrets().fill(&mut bytes)?;
        Ok(hex(&bytes))
    }

    /// A session's cookie. The password is not asked for: nobody may know it.
    async fn enter(&self, member: ExampleMember) -> Result<String, MakeError> {
        let (token, now) = (new_session_token(self.app.secrets())?, self.clock.now());
        let session = sessions::Session {
            id: SessionId::new(self.app.ids(), now),
            token_hash: hash_of(&token),
            member: self.id(member)?,
            created_at: now,
            expires_at: session_life::expires_at(now, now),
            last_seen_at: now,
            ip_address: Some(OFFICE.to_string()),
            user_agent: Some("Example browser".to_owned()),
        };
        self.app.storage().write(move |t| sessions::add(t, &session)).await?;
        let set = cookie::set(&token, self.app.options().is_secure())?;
        let line = set.to_str().unwrap_or_default();
        Ok(line.split(';').next().unwrap_or_default().to_owned())
    }

    async fn make_key(&mut self, cookie: &str) -> Result<(), MakeError> {
        let body = json!({"name": VENDOR, "role": "integrator"});
        let made = self.calls.post(cookie, "/v1/keys", &body).await?;
        let id: KeyId = made.text("id")?.parse()?;
        self.key = Some(id);
        self.key_secret = made.text("secret")?;
        self.note(Part::Key(id)).await
    }

    async fn make_list(&mut self, cookie: &str, plan: ListPlan) -> Result<(), MakeError> {
        let made = self.calls.post(cookie, "/v1/lists", &plan.list).await?;
        let id: ListId = made.text("id")?.parse()?;
        self.lists.insert(plan.key, id);
        self.note(Part::List(id)).await?;
        for item in plan.items {
            self.calls.post(cookie, &format!("/v1/lists/{id}/items"), &item).await?;
        }
        Ok(())
    }

    async fn remove_item(
        &self,
        cookie: &str,
        list: &'static str,
        value: &str,
    ) -> Result<(), MakeError> {
        let items = format!("/v1/lists/{}/items", self.list(list)?);
        let found = self
            .send(cookie, Method::GET, &format!("{items}?q={value}"), &[], &Value::Null)
            .await?;
        let item = found.body.pointer("/data/0/id").and_then(Value::as_str);
        let item = item.ok_or(MakeError::Answer { key: "data" })?;
        self.send(cookie, Method::DELETE, &format!("{items}/{item}"), &[], &Value::Null).await?;
        Ok(())
    }

    async fn make_workflow(&mut self, cookie: &str, document: &Value) -> Result<(), MakeError> {
        let name = document.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let body = json!({"name": name, "event": "inquiry.completed"});
        let made = self.calls.post(cookie, "/v1/workflows", &body).await?;
        let id: WorkflowId = made.text("id")?.parse()?;
        self.workflows.insert(name, id);
        self.note(Part::Workflow(id)).await?;
        let path = format!("/v1/workflows/{id}/draft");
        let present = self.etag(cookie, &path).await?;
        self.send(cookie, Method::PUT, &path, &[(header::IF_MATCH, present)], document).await?;
        Ok(())
    }

    async fn publish(
        &self,
        cookie: &str,
        workflow: &'static str,
        note: &str,
    ) -> Result<(), MakeError> {
        let path = format!("/v1/workflows/{}", self.workflow(workflow)?);
        let seen = [(header::IF_MATCH, self.etag(cookie, &format!("{path}/draft")).await?)];
        let body = json!({"note": note});
        self.send(cookie, Method::POST, &format!("{path}/publish"), &seen, &body).await?;
        Ok(())
    }

    async fn act_on(&self, cookie: &str, workflow: &str, verb: &str) -> Result<(), MakeError> {
        let path = format!("/v1/workflows/{}/{verb}", self.workflow(workflow)?);
        self.calls.post(cookie, &path, &json!({})).await?;
        Ok(())
    }

    async fn etag(&self, cookie: &str, path: &str) -> Result<String, MakeError> {
        let found = self.send(cookie, Method::GET, path, &[], &Value::Null).await?;
        found.etag.ok_or(MakeError::Answer { key: "etag" })
    }

    async fn send(
        &self,
        cookie: &str,
        method: Method,
        path: &str,
        headers: &[(HeaderName, String)],
        body: &Value,
    ) -> Result<Answer, MakeError> {
        self.calls.send(Call { cookie, method, path, headers, body }).await
    }

    /// Notes that something belongs to the example.
    async fn note(&self, part: Part) -> Result<(), MakeError> {
        Ok(self.app.storage().write(move |t| example::note_part(t, part)).await?)
    }

    fn id(&self, member: ExampleMember) -> Result<MemberId, MakeError> {
        let found = self.members.get(member.email).copied();
        found.ok_or_else(|| MakeError::Story { missing: member.name.to_owned() })
    }

    fn list(&self, key: &'static str) -> Result<ListId, MakeError> {
        let found = self.lists.get(key).copied();
        found.ok_or_else(|| MakeError::Story { missing: key.to_owned() })
    }

    fn workflow(&self, name: &str) -> Result<WorkflowId, MakeError> {
        let found = self.workflows.get(name).copied();
        found.ok_or_else(|| MakeError::Story { missing: name.to_owned() })
    }
}

/// The program that hands in inquiries.
const VENDOR: &str = "Identity vendor";
