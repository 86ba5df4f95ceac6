//! Whole files by name in a bucket, over HTTP.
//!
//! The manifest is replaced only if it still is what was read or written last, so that of two servers that write to one
//! place one is told. All calls wait: they are made on threads that may.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pointsman_domain::clock::Clock;
use pointsman_history::segments::{SegmentError, Shelf};
use rusty_s3::actions::{ListObjectsV2, S3Action};
use ureq::http::{Response, StatusCode, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body};

use super::setting::HistoryStore;

const MANIFEST: &str = "manifest.json";
/// How long one call is allowed for by its signature.
const SIGNED_FOR: Duration = Duration::from_mins(15);
const CONNECTING: Duration = Duration::from_secs(10);
/// A store that says or takes nothing for so long is away…
const SILENT: Duration = Duration::from_secs(30);
/// … and no file takes longer than this: a million inquiries over a slow line.
const ANSWERING: Duration = Duration::from_mins(10);
/// A file is held in memory; more than that is none of ours.
const LARGEST: u64 = 4 << 30;
/// What is read of an answer that says what is wrong.
const COMPLAINT: u64 = 64 * 1024;

pub(super) struct S3 {
    store: HistoryStore,
    agent: Agent,
    clock: Arc<dyn Clock>,
    /// What the manifest was when it was read or written; `None` if it was not there.
    seen: Mutex<Option<String>>,
}

impl S3 {
    pub(super) fn new(store: HistoryStore, clock: Arc<dyn Clock>) -> Self {
        let mut tls = TlsConfig::builder();
        if let Some(own) = &store.certificates {
            let found = ureq::tls::parse_pem(own).filter_map(|item| match item {
                Ok(ureq::tls::PemItem::Certificate(certificate)) => Some(certificate),
                Ok(_) | Err(_) => None,
            });
            tls = tls.root_certs(RootCerts::Specific(Arc::new(found.collect())));
        }
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .timeout_connect(Some(CONNECTING))
            .timeout_recv_response(Some(SILENT))
            .timeout_per_read(Some(SILENT))
            .timeout_per_write(Some(SILENT))
            .timeout_global(Some(ANSWERING))
            .http_status_as_error(false)
            .user_agent("pointsman")
            .max_redirects(0)
            .build();
        Self { store, agent: config.new_agent(), clock, seen: Mutex::default() }
    }

    fn key(&self, file: &str) -> String {
        format!("{}{file}", self.store.prefix)
    }

    fn signed<'a>(&self, action: &impl S3Action<'a>) -> Result<String, SegmentError> {
        let now = jiff::Timestamp::from_microsecond(self.clock.now().microseconds());
        let now = now.map_err(|error| trouble(".", error))?;
        Ok(action.sign_with_time(SIGNED_FOR, &now).into())
    }

    fn note(&self, file: &str, answer: &Response<Body>) {
        if file == MANIFEST {
            let tag = answer.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
            *self.seen() = tag.map(str::to_owned);
        }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn page(&self, token: Option<&str>) -> Result<(Vec<String>, Option<String>), SegmentError> {
        let mut action = self.store.bucket.list_objects_v2(Some(&self.store.credentials));
        action.with_prefix(self.store.prefix.clone());
        // What lies deeper is somebody's.
        action.with_delimiter("/");
        if let Some(token) = token {
            action.with_continuation_token(token.to_owned());
        }
        let url = self.signed(&action)?;
        let answer = self.agent.get(url).call().map_err(|error| trouble(".", error))?;
        let mut answer = fine(".", answer)?;
        let text = answer.body_mut().read_to_string().map_err(|error| trouble(".", error))?;
        let found = ListObjectsV2::parse_response(&text).map_err(|error| trouble(".", error))?;
        let prefix = self.store.prefix.as_str();
        let names = found.contents.iter().filter_map(|object| object.key.strip_prefix(prefix));
        Ok((names.map(str::to_owned).collect(), found.next_continuation_token))
    }
}

impl Shelf for S3 {
    fn get(&self, file: &str) -> Result<Option<Vec<u8>>, SegmentError> {
        let key = self.key(file);
        let action = self.store.bucket.get_object(Some(&self.store.credentials), &key);
        let url = self.signed(&action)?;
        let answer = self.agent.get(url).call().map_err(|error| trouble(file, error))?;
        let mut answer = match fine(file, answer) {
            Ok(answer) => answer,
            Err(Refused { code, .. }) if code == "NoSuchKey" => {
                if file == MANIFEST {
                    *self.seen() = None;
                }
                return Ok(None);
            }
            Err(refused) => return Err(refused.into()),
        };
        self.note(file, &answer);
        let read = answer.body_mut().with_config().limit(LARGEST).read_to_vec();
        read.map(Some).map_err(|error| trouble(file, error))
    }

    fn put(&self, file: &str, content: &[u8]) -> Result<(), SegmentError> {
        let key = self.key(file);
        let action = self.store.bucket.put_object(Some(&self.store.credentials), &key);
        let mut request = self.agent.put(self.signed(&action)?);
        if file == MANIFEST {
            request = match self.seen().as_deref() {
                Some(tag) => request.header(header::IF_MATCH, tag),
                None => request.header(header::IF_NONE_MATCH, "*"),
            };
        }
        let answer = request.send(content).map_err(|error| trouble(file, error))?;
        let is_conflict = [StatusCode::PRECONDITION_FAILED, StatusCode::CONFLICT];
        if file == MANIFEST && is_conflict.contains(&answer.status()) {
            return Err(SegmentError::Changed { file: file.to_owned() });
        }
        let answer = fine(file, answer)?;
        self.note(file, &answer);
        Ok(())
    }

    fn remove(&self, file: &str) -> Result<(), SegmentError> {
        let key = self.key(file);
        let action = self.store.bucket.delete_object(Some(&self.store.credentials), &key);
        let answer = self.agent.delete(self.signed(&action)?).call();
        match fine(file, answer.map_err(|error| trouble(file, error))?) {
            Err(Refused { code, .. }) if code == "NoSuchKey" => Ok(()),
            Err(refused) => Err(refused.into()),
            Ok(_) => Ok(()),
        }
    }

    fn names(&self) -> Result<Vec<String>, SegmentError> {
        let (mut names, mut token) = (Vec::new(), None);
        loop {
            let (found, next) = self.page(token.as_deref())?;
            names.extend(found);
            token = next;
            if token.is_none() {
                return Ok(names);
            }
        }
    }
}

/// An answer that is no success.
struct Refused {
    file: String,
    status: StatusCode,
    /// What the store calls it.
    code: String,
    message: String,
}

impl From<Refused> for SegmentError {
    fn from(refused: Refused) -> Self {
        let Refused { file, status, code, message } = refused;
        let what_to_do = match status.as_u16() {
            401 | 403 => "; see to the key, its rights and the clock of this machine",
            404 => "; see to the name of the bucket",
            300..=399 => "; see to the region and the endpoint",
            _ => "",
        };
        let said = format!("the store answers {status} {code} {message}");
        Self::Store { file, detail: format!("{}{what_to_do}", said.trim_end()) }
    }
}

fn fine(file: &str, mut answer: Response<Body>) -> Result<Response<Body>, Refused> {
    if answer.status().is_success() {
        return Ok(answer);
    }
    let status = answer.status();
    let mut text = String::new();
    let read = answer.body_mut().as_reader().take(COMPLAINT).read_to_string(&mut text);
    let text = read.map(|_| text).unwrap_or_default();
    let part = |name: &str| {
        let (begin, end) = (format!("<{name}>"), format!("</{name}>"));
        let found = text.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end));
        found.map(|(part, _)| part.chars().take(200).collect()).unwrap_or_default()
    };
    Err(Refused { file: file.to_owned(), status, code: part("Code"), message: part("Message") })
}

/// What went wrong before there was an answer. Addresses are signed, so they are not told.
fn trouble(file: &str, error: impl std::fmt::Display) -> SegmentError {
    let error = error.to_string();
    let words = error.split(' ').filter(|word| !word.contains("://"));
    let told = words.collect::<Vec<_>>().join(" ");
    let detail = format!("the store cannot be reached or understood: {told}");
    SegmentError::Store { file: file.to_owned(), detail }
}

#[cfg(test)]
mod tests;
