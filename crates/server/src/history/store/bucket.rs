//! An object store for tests: one bucket over real sockets, which checks every signature and fails when it is told to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// The key that may write.
pub(crate) const KEY: &str = "AKIDEXAMPLE";
/// Its secret, which must be seen nowhere.
pub(crate) const SECRET: &str = "wJalrXUtnFEMI-bucket-secret";
/// Names that one page of a listing holds.
const PAGE: usize = 2;
const PATIENCE: Duration = Duration::from_mins(1);

/// How it answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    #[default]
    Well,
    /// Every call is answered with this status.
    Refusing(u16),
    /// Answers end in the middle.
    Cutting,
}

#[derive(Debug, Default)]
struct State {
    /// By key: content, and how often it was written.
    objects: BTreeMap<String, (Vec<u8>, u64)>,
    written: u64,
    mood: Mood,
    unsigned: u64,
}

/// A bucket called `past`.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    pub(crate) endpoint: String,
    state: Arc<(Mutex<State>, Condvar)>,
}

struct Request {
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    raw_query: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

struct Answer(u16, Vec<(&'static str, String)>, Vec<u8>);

impl Bucket {
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let bucket = Self { endpoint, state: Arc::default() };
        let own = bucket.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let own = own.clone();
                thread::spawn(move || own.serve(&stream));
            }
        });
        bucket
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.0.lock().unwrap_or_else(PoisonError::into_inner);
        let done = work(&mut state);
        self.state.1.notify_all();
        done
    }

    pub(crate) fn be(&self, mood: Mood) {
        self.with(|state| state.mood = mood);
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.with(|state| state.objects.keys().cloned().collect())
    }

    pub(crate) fn object(&self, key: &str) -> Option<Vec<u8>> {
        self.with(|state| state.objects.get(key).map(|(content, _)| content.clone()))
    }

    pub(crate) fn put(&self, key: &str, content: &[u8]) {
        self.with(|state| {
            state.written += 1;
            let written = state.written;
            state.objects.insert(key.to_owned(), (content.to_owned(), written));
        });
    }

    /// Calls whose signature was wrong or missing.
    pub(crate) fn unsigned(&self) -> u64 {
        self.with(|state| state.unsigned)
    }

    /// Waits until something is true of the keys.
    pub(crate) fn wait_until(&self, is_so: impl Fn(&[String]) -> bool) {
        self.wait_for(|objects| is_so(&objects.keys().cloned().collect::<Vec<_>>()));
    }

    /// Waits until an object is another than this.
    pub(crate) fn wait_for_another(&self, key: &str, content: &[u8]) {
        self.wait_for(|objects| objects.get(key).is_none_or(|(now, _)| now != content));
    }

    fn wait_for(&self, is_so: impl Fn(&BTreeMap<String, (Vec<u8>, u64)>) -> bool) {
        let state = self.state.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |state: &mut State| !is_so(&state.objects);
        let (state, waited) = self.state.1.wait_timeout_while(state, PATIENCE, waits).unwrap();
        assert!(!waited.timed_out(), "the bucket holds {:?}", state.objects.keys());
    }

    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while let Some(request) = read(&mut reader) {
            let mood = self.with(|state| state.mood);
            let Answer(status, headers, body) = match mood {
                Mood::Refusing(status) => complaint(status, "Refused"),
                Mood::Well | Mood::Cutting => self.answer(&request),
            };
            let mut text = format!("HTTP/1.1 {status} -\r\nContent-Length: {}\r\n", body.len());
            text.extend(headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")));
            let mut whole = [text.as_bytes(), b"\r\n", &body].concat();
            if mood == Mood::Cutting {
                whole.truncate(whole.len() - body.len().div_ceil(2));
            }
            let mut stream = stream;
            if stream.write_all(&whole).is_err() || mood == Mood::Cutting {
                return;
            }
        }
    }

    fn answer(&self, request: &Request) -> Answer {
        if !is_signed(request) {
            self.with(|state| state.unsigned += 1);
            return complaint(403, "SignatureDoesNotMatch");
        }
        let Some(key) = request.path.strip_prefix("/past/") else {
            return complaint(404, "NoSuchBucket");
        };
        let header = |name: &str| request.headers.get(name).map(String::as_str);
        self.with(|state| {
            let tag =
                |state: &State| state.objects.get(key).map(|(_, written)| format!("\"{written}\""));
            match request.method.as_str() {
                "GET" if key.is_empty() => listing(state, &request.query),
                "GET" => match state.objects.get(key) {
                    Some((content, _)) => {
                        Answer(200, vec![("ETag", tag(state).unwrap())], content.clone())
                    }
                    None => complaint(404, "NoSuchKey"),
                },
                "PUT" => {
                    let present = tag(state);
                    let is_as_expected = match (header("if-match"), header("if-none-match")) {
                        (Some(expected), _) => present.as_deref() == Some(expected),
                        (None, Some(_)) => present.is_none(),
                        (None, None) => true,
                    };
                    if !is_as_expected {
                        return complaint(412, "PreconditionFailed");
                    }
                    state.written += 1;
                    let written = state.written;
                    state.objects.insert(key.to_owned(), (request.body.clone(), written));
                    Answer(200, vec![("ETag", format!("\"{written}\""))], Vec::new())
                }
                "DELETE" => {
                    state.objects.remove(key);
                    Answer(204, Vec::new(), Vec::new())
                }
                _ => complaint(405, "MethodNotAllowed"),
            }
        })
    }
}

fn complaint(status: u16, code: &str) -> Answer {
    let body = format!("<Error><Code>{code}</Code><Message>no</Message></Error>");
    Answer(status, Vec::new(), body.into_bytes())
}

fn listing(state: &State, query: &BTreeMap<String, String>) -> Answer {
    let text = |name: &str| query.get(name).cloned().unwrap_or_default();
    let (prefix, after, delimiter) =
        (text("prefix"), text("continuation-token"), text("delimiter"));
    let is_below = |key: &str| {
        key.strip_prefix(&*prefix)
            .is_some_and(|rest| delimiter.is_empty() || !rest.contains(&*delimiter))
    };
    let keys = state.objects.iter().filter(|(key, _)| is_below(key) && **key > after);
    let keys: Vec<_> = keys.collect();
    let is_more = keys.len() > PAGE;
    let contents: Vec<String> = keys
        .iter()
        .take(PAGE)
        .map(|(key, (content, written))| {
            let size = content.len();
            format!(
                "<Contents><Key>{key}</Key><ETag>\"{written}\"</ETag><Size>{size}</Size></Contents>"
            )
        })
        .collect();
    let next = keys.get(PAGE - 1).filter(|_| is_more);
    let next =
        next.map(|(last, _)| format!("<NextContinuationToken>{last}</NextContinuationToken>"));
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         <IsTruncated>{is_more}</IsTruncated><MaxKeys>{PAGE}</MaxKeys>{}{}</ListBucketResult>",
        contents.concat(),
        next.unwrap_or_default()
    );
    Answer(200, Vec::new(), body.into_bytes())
}

fn read(reader: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let (path, raw_query) = target.split_once('?').unwrap_or((&target, ""));
    let pairs = raw_query.split('&').filter_map(|pair| pair.split_once('='));
    let query = pairs.map(|(name, value)| (name.to_owned(), decoded(value))).collect();
    Some(Request {
        method,
        path: path.to_owned(),
        query,
        raw_query: raw_query.to_owned(),
        headers,
        body,
    })
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            let digits = std::str::from_utf8(&digits).unwrap().to_owned();
            bytes.push(u8::from_str_radix(&digits, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Signature Version 4 in the query, worked out anew from what came.
fn is_signed(request: &Request) -> bool {
    let query = |name: &str| request.query.get(name).cloned().unwrap_or_default();
    let (credential, date) = (query("X-Amz-Credential"), query("X-Amz-Date"));
    let scope: Vec<&str> = credential.split('/').collect();
    let [KEY, day, region, service, "aws4_request"] = scope[..] else { return false };
    let mut pairs: Vec<&str> =
        request.raw_query.split('&').filter(|pair| !pair.starts_with("X-Amz-Signature=")).collect();
    pairs.sort_unstable();
    let host = request.headers.get("host").cloned().unwrap_or_default();
    let canonical = format!(
        "{}\n{}\n{}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD",
        request.method,
        request.path,
        pairs.join("&")
    );
    let digest = hex(&Sha256::digest(canonical.as_bytes()));
    let to_sign =
        format!("AWS4-HMAC-SHA256\n{date}\n{day}/{region}/{service}/aws4_request\n{digest}");
    let mut key = format!("AWS4{SECRET}").into_bytes();
    for part in [day, region, service, "aws4_request", &to_sign] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(part.as_bytes());
        key = mac.finalize().into_bytes().to_vec();
    }
    hex(&key) == query("X-Amz-Signature")
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}
