//! After erasing and the upkeep that follows no file of the data folder holds anything of the person: not as it was
//! sent, not folded, not escaped, not in another encoding, and no digest of it.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use axum::http::{HeaderName, Method};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, RandomIds};
use pointsman_domain::inquiry::{InquiryBody, SentLists, Status, Submission};
use pointsman_domain::json::canonical;
use pointsman_domain::text::fold_name;
use pointsman_server::upkeep::{Upkeep, upkeep};
use pointsman_storage::StorageError;
use pointsman_storage::inquiries::{self, Inquiry, InsertInquiry, NewInquiry};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::support::{Client, TestApp};

/// Persons who are erased.
const PERSONS: usize = 5;
/// Others who come before, between and after them.
const NEIGHBOURS: usize = 400;
/// The beginning of every needle, by which it is looked up.
const HEAD: usize = 8;

/// A person's data, as a first body and as a later patch replaced it.
struct Person {
    first: Value,
    later: Value,
    comment: String,
}

impl Person {
    fn new(n: usize) -> Self {
        let body = |word: &str| {
            json!({
                "fields": {
                    "name_first": format!("Zoë-{word}{n}"), "name_last": format!("Østergård  {word}-Müller{n}"),
                    "birthdate": "1990-02-28", "address_country_code": "US",
                    "address_street": format!("{n}22 Baker-Straße {word}"),
                    "email_address": format!("Zoe.{word}{n}@Example.org"),
                    "identification_number": format!("C01X-00T47-{word}{n}"),
                    "about": format!("{word} {n} ").repeat(120),
                },
                "session": {"ip_address": format!("203.0.113.{n}"), "device_fingerprint": format!("device-of-{word}{n}")},
                "verifications": [{
                    "id": format!("passport-of-{word}{n}"), "kind": "government_id", "status": "passed",
                    "checks": [{"name": "expiry", "status": "passed", "reasons": [format!("reads {word}{n} 2031")]}],
                }],
            })
        };
        Self {
            first: body("Quartermaine"),
            later: body("Hollingsworth"),
            comment: format!("Spoke with Zoë Hollingsworth{n}"),
        }
    }

    /// Every text that must be gone, and the digests of the bodies that were sent.
    fn needles(&self) -> Vec<Vec<u8>> {
        let mut texts = vec![self.comment.clone()];
        for body in [&self.first, &self.later] {
            for part in ["fields", "session"] {
                let values = body[part].as_object().unwrap();
                let told = ["birthdate", "address_country_code", "ip_address"];
                let values = values.iter().filter(|(key, _)| !told.contains(&key.as_str()));
                texts.extend(values.map(|(_, value)| value.as_str().unwrap().to_owned()));
            }
            let verification = &body["verifications"][0];
            texts.push(verification["id"].as_str().unwrap().to_owned());
            let reasons = &verification["checks"][0]["reasons"];
            texts.push(reasons[0].as_str().unwrap().to_owned());
        }
        let mut needles: Vec<Vec<u8>> = texts.iter().flat_map(|text| forms(text)).collect();
        needles.extend(self.digests());
        needles.sort();
        needles.dedup();
        needles
    }

    /// Of the completing body, and of a keyed request's.
    fn digests(&self) -> [Vec<u8>; 2] {
        let keyed = [b"\0", self.first.to_string().as_bytes()].concat();
        [Sha256::digest(canonical(&self.later)).to_vec(), Sha256::digest(keyed).to_vec()]
    }
}

/// A text in all the forms in which it could lie in a file.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let lower = text.to_lowercase();
    let marks = [('ë', "e"), ('ü', "u"), ('å', "a"), ('Ø', "O"), ('ø', "o"), ('ß', "ss")];
    let plain = marks.iter().fold(lower.clone(), |text, (mark, plain)| text.replace(*mark, plain));
    let letters: String = text.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let escaped = text.chars().map(|letter| {
        if letter.is_ascii() { letter.to_string() } else { format!("\\u{:04x}", letter as u32) }
    });
    let percent = text.bytes().map(|byte| {
        if byte.is_ascii_alphanumeric() {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    });
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let mut forms: Vec<Vec<u8>> = [
        text.to_owned(),
        fold_name(text),
        lower,
        plain,
        letters.to_uppercase(),
        letters.to_lowercase(),
        escaped.collect(),
        percent.collect(),
    ]
    .into_iter()
    .map(String::into_bytes)
    .collect();
    forms.push(utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect());
    forms.push(utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect());
    // A long text may be cut by the end of a page.
    for form in &mut forms {
        form.truncate(32);
    }
    forms.retain(|form| form.len() >= HEAD);
    forms
}

/// The needles that lie in some file of the folder.
fn found(folder: &Path, needles: &[Vec<u8>]) -> BTreeSet<Vec<u8>> {
    let mut begins = vec![false; 1 << 16];
    let mut by_head: HashMap<&[u8], Vec<&Vec<u8>>> = HashMap::new();
    for needle in needles {
        begins[first_two(needle)] = true;
        by_head.entry(&needle[..HEAD]).or_default().push(needle);
    }
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for (place, head) in bytes.windows(HEAD).enumerate() {
            // Most places are none, and a table is quicker than hashing.
            if begins[first_two(head)] {
                let here = by_head.get(head).into_iter().flatten();
                found.extend(
                    here.filter(|needle| bytes[place..].starts_with(needle)).map(|n| (*n).clone()),
                );
            }
        }
    }
    found
}

fn first_two(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// For messages.
fn shown(found: &BTreeSet<Vec<u8>>) -> Vec<String> {
    found.iter().map(|needle| String::from_utf8_lossy(needle).into_owned()).collect()
}

/// People who stay, past the API: hundreds in one transaction.
async fn neighbours(app: &TestApp) -> Vec<Inquiry> {
    let now = Timestamp::from_microseconds(1_790_000_000_000_000);
    app.parts
        .storage
        .write(move |t| -> Result<Vec<Inquiry>, StorageError> {
            let mut made = Vec::new();
            for n in 0..NEIGHBOURS {
                let new = NewInquiry {
                    id: InquiryId::new(&RandomIds, now),
                    reference_id: None,
                    template: None,
                    status: Status::Created,
                    submission: neighbour(n, 40),
                    tags: vec!["neighbour".to_owned()],
                    created_at: now,
                    imported: false,
                };
                if let InsertInquiry::Inserted(inquiry) = inquiries::insert(t, &new)? {
                    made.push(*inquiry);
                }
            }
            Ok(made)
        })
        .await
        .unwrap()
}

/// Rows that grow and shrink, so that pages are split, joined and balanced around the erased ones.
async fn change(app: &TestApp, made: Vec<Inquiry>, round: usize) {
    let save = move |t: &mut pointsman_storage::Transaction<'_>| -> Result<(), StorageError> {
        for (n, inquiry) in made.iter().enumerate() {
            let mut inquiry = inquiry.clone();
            inquiry.submission = neighbour(n + round, (n * 37 + round * 11) % 400);
            inquiries::save_submission(t, &inquiry)?;
        }
        Ok(())
    };
    app.parts.storage.write(save).await.unwrap();
}

fn neighbour(n: usize, length: usize) -> Submission {
    let body = json!({"fields": {
        "name_last": format!("Neighbour {n}"), "email_address": format!("neighbour.{n}@example.com"),
        "about": "x".repeat(length),
    }});
    let now = Timestamp::from_microseconds(1_790_000_000_000_000);
    Submission::default()
        .merge(&InquiryBody::parse(&body, now, SentLists::Refused).unwrap())
        .unwrap()
}

async fn keyed(client: &Client, path: &str, key: String, body: &Value) -> Value {
    const KEY: HeaderName = HeaderName::from_static("idempotency-key");
    let answer = client.request(Method::POST, path).header(KEY, &key).json(body).send().await;
    assert!(answer.status() < 300, "{}", answer.text());
    answer.json()
}

/// Everything that leaves a trace of a person: bodies, repeats, searches, decisions with comments.
async fn live_through(ada: &Client, n: usize, person: &Person) -> String {
    let made = keyed(ada, "/v1/inquiries", format!("create {n}"), &person.first).await;
    let again = keyed(ada, "/v1/inquiries", format!("create {n}"), &person.first).await;
    let id = made["id"].as_str().unwrap().to_owned();
    assert_eq!(again["id"], id);
    let path = format!("/v1/inquiries/{id}");
    ada.patch(&path, &person.later).await.expect_status(200);
    keyed(ada, &format!("{path}/complete"), format!("complete {n}"), &person.later).await;
    let comment = json!({"comment": person.comment});
    keyed(ada, &format!("{path}/mark_for_review"), format!("review {n}"), &comment).await;
    ada.post(&format!("{path}/approve"), &comment).await.expect_status(200);
    ada.post(&format!("{path}/decline"), &comment).await.expect_status(200);
    id
}

/// An address on a list, added with a key, with a note about the person; gives the address of the item.
async fn blocked(ada: &Client, n: usize, person: &Person) -> String {
    let new = json!({"name": format!("Blocked {n}"), "type": "email_address"});
    let list = ada.post("/v1/lists", &new).await.expect_status(201);
    let path = format!("/v1/lists/{}/items", list["id"].as_str().unwrap());
    let mail = &person.first["fields"]["email_address"];
    let item = json!({"value": mail, "note": person.first["fields"]["name_last"]});
    let item = keyed(ada, &path, format!("item {n}"), &item).await;
    format!("{path}/{}", item["id"].as_str().unwrap())
}

/// The item that others are on; nobody's own data holds it.
const NETWORK: &str = "198.51.100.0/24";

/// A network on a list, and answers about somebody who was in it; gives the address of the item.
async fn shown_to_others(ada: &Client) -> String {
    let new = json!({"name": "Networks", "type": "ip_address"});
    let list = ada.post("/v1/lists", &new).await.expect_status(201);
    let id = list["id"].as_str().unwrap();
    let path = format!("/v1/lists/{id}/items");
    let item = ada.post(&path, &json!({"value": NETWORK})).await.expect_status(201);
    let body = json!({"session": {"ip_address": "198.51.100.7"}});
    let made = keyed(ada, "/v1/inquiries", "stranger".to_owned(), &body).await;
    let complete = format!("/v1/inquiries/{}/complete", made["id"].as_str().unwrap());
    let seen = keyed(ada, &complete, "stranger".to_owned(), &json!({})).await;
    let on = json!({"attribute": "list_matches", "operator": "contains", "value": id});
    let document = json!({"format": 1, "name": "Tried", "event": "inquiry.completed",
        "routes": [{"id": "rt_a", "name": "A", "if": {"all": [on]}, "then": [{"action": "decline"}]}],
        "everything_else": [{"action": "approve"}]});
    let body = json!({"document": document, "inquiry": body});
    let tried = keyed(ada, "/v1/workflows/try", "stranger".to_owned(), &body).await;
    for said in [seen, tried] {
        assert!(said.to_string().contains(NETWORK), "{said}");
    }
    format!("{path}/{}", item["id"].as_str().unwrap())
}

#[tokio::test]
async fn no_file_holds_what_was_erased() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("pointsman.sqlite3");
    let app = TestApp::builder().requests_per_minute(1_000_000).in_a_file(path).build().await;
    let ada = app.administrator().await;
    let persons: Vec<Person> = (1..=PERSONS).map(Person::new).collect();
    let (mut ids, mut items, mut others) = (Vec::new(), Vec::new(), Vec::new());
    items.push(shown_to_others(&ada).await);
    for (n, person) in persons.iter().enumerate() {
        others.push(neighbours(&app).await);
        items.push(blocked(&ada, n, person).await);
        ids.push(live_through(&ada, n, person).await);
    }
    others.push(neighbours(&app).await);
    for (round, made) in others.iter().enumerate() {
        change(&app, made.clone(), round).await;
    }

    let mut needles: Vec<Vec<u8>> = persons.iter().flat_map(Person::needles).collect();
    needles.extend(forms(NETWORK));
    let before = found(folder.path(), &needles);
    for person in &persons {
        let mail = person.later["fields"]["email_address"].as_str().unwrap();
        let first = person.first["fields"]["identification_number"].as_str().unwrap();
        for text in [&person.comment, mail, &mail.to_lowercase(), first] {
            assert!(before.contains(text.as_bytes()), "`{text}` was never there");
        }
        for digest in person.digests() {
            assert!(before.contains(&digest), "a digest was never there");
        }
    }

    for item in &items {
        ada.delete(item).await.expect_status(204);
        ada.post(&format!("{item}/erase"), &json!({})).await.expect_status(200);
    }
    for id in &ids {
        ada.delete(&format!("/v1/inquiries/{id}")).await.expect_status(200);
    }
    for (round, made) in others.iter().enumerate() {
        change(&app, made.clone(), round + 5).await;
    }
    assert!(!found(folder.path(), &needles).is_empty(), "copies are left until the upkeep");
    app.clock.advance_seconds(22 * 60 * 60 - 1);
    assert_eq!(upkeep(&app.parts).await.unwrap(), Upkeep::NotDue);
    app.clock.advance_seconds(1);
    assert_eq!(upkeep(&app.parts).await.unwrap(), Upkeep::Compacted);
    let left = found(folder.path(), &needles);
    assert!(left.is_empty(), "still there: {:?}", shown(&left));
    assert_eq!(upkeep(&app.parts).await.unwrap(), Upkeep::NotDue, "nothing waits any more");

    let neighbour = forms("neighbour.7@example.com");
    assert!(!found(folder.path(), &neighbour).is_empty(), "the others are still there");
    app.parts.storage.close().await;
    let left = found(folder.path(), &needles);
    assert!(left.is_empty(), "there after closing: {:?}", shown(&left));
}
