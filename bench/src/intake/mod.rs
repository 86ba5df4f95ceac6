//! `intake`: the bytes of a body that completes an inquiry, or of a line of an import of history, become typed attributes, as
//! the server does it.

use anyhow::{Result, anyhow};
use pointsman_domain::attribute::{AttributeKey, Attributes, derive};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::inquiry::{InquiryBody, SentLists, Submission};
use pointsman_domain::json::parse_tree;
use serde_json::{Value, json};

use crate::allocation::counted;
use crate::measure::{Subject, side_by_side};
use crate::random::Random;
use crate::report::{POINTSMAN, Run};

const BODIES: usize = 2_000;
/// The keys that a line of history has and a body has not; what they say is read by `import/again`.
const KEYS_OF_HISTORY: [&str; 4] = ["status", "created_at", "completed_at", "decision"];

/// What is read.
struct Intake {
    name: &'static str,
    bodies: Vec<Vec<u8>>,
    own_keys: &'static [&'static str],
    lists: SentLists,
}

/// Measures the group.
pub fn run(run: &mut Run) -> Result<()> {
    let mut random = Random::seeded(61);
    let bodies = (0..BODIES).map(|_| body(&mut random)).collect();
    let lines = (0..BODIES).map(|_| line(&mut random)).collect();
    let intake = Intake { name: "intake/body", bodies, own_keys: &[], lists: SentLists::Refused };
    intake.measure(run)?;
    let own_keys = &KEYS_OF_HISTORY;
    Intake { name: "intake/past", bodies: lines, own_keys, lists: SentLists::Accepted }.measure(run)
}

impl Intake {
    fn measure(&self, run: &mut Run) -> Result<()> {
        let Self { name, bodies, .. } = self;
        if !run.wants(name) {
            return Ok(());
        }
        let now: Timestamp = "2026-11-01T12:00:00Z".parse().map_err(|error| anyhow!("{error}"))?;
        for body in bodies {
            let attributes = self.attributes(body, now)?;
            anyhow::ensure!(attributes.get(AttributeKey::Age).is_some(), "the age is missing");
        }
        let (_, used) = counted(|| self.attributes(&bodies[0], now));
        let bytes: usize = bodies.iter().map(Vec::len).sum();
        let read = |body: &[u8]| {
            self.attributes(body, now).map_or(0, |attributes| attributes.values.len() as u64)
        };
        let tree =
            |body: &[u8]| parse_tree(body).map_or(0, |read| u64::from(!read.root().is_null()));
        let value = |body: &[u8]| {
            serde_json::from_slice(body).map_or(0, |value: Value| u64::from(value.is_object()))
        };
        let note = "strict, validated, merged, attributes derived";
        let mut subjects = vec![
            subject(POINTSMAN, note, bodies, read),
            subject("pointsman, reading JSON alone", "refuses keys that stand twice", bodies, tree),
            subject("serde_json::Value alone", "validates nothing", bodies, value),
        ];
        subjects.push(Subject {
            name: "(validating UTF-8)".to_owned(),
            note: "control: one pass over the bytes".to_owned(),
            control: true,
            operations: BODIES,
            pass: Box::new(|| {
                bodies.iter().map(|body| std::str::from_utf8(body).map_or(0, str::len) as u64).sum()
            }),
        });
        let (figures, noisy) = side_by_side(&mut subjects);
        drop(subjects);
        run.print(name, &figures, noisy, &[])?;
        let (calls, bytes) = (used.calls, bytes / BODIES);
        run.remark(&format!("one has {bytes} bytes; pointsman allocates {calls} times for it"))
    }

    fn attributes(&self, body: &[u8], now: Timestamp) -> Result<Attributes> {
        let document = parse_tree(body)?;
        let mut body = InquiryBody::read_beside(self.own_keys, document.root(), now, self.lists)
            .map_err(|errors| anyhow!("{errors:?}"))?;
        let merged =
            Submission::default().merged(&mut body).map_err(|errors| anyhow!("{errors:?}"))?;
        Ok(derive::attributes(&merged, now))
    }
}

fn subject<'s>(
    name: &str,
    note: &str,
    bodies: &'s [Vec<u8>],
    mut read: impl FnMut(&[u8]) -> u64 + 's,
) -> Subject<'s> {
    Subject {
        name: name.to_owned(),
        note: note.to_owned(),
        control: false,
        operations: bodies.len(),
        pass: Box::new(move || bodies.iter().map(|body| read(body)).sum()),
    }
}

/// A usual body: an address, a session, a document and a selfie.
fn body(random: &mut Random) -> Vec<u8> {
    let mut text = |prefix: &str| format!("{prefix}{}", random.below(1_000_000));
    let fields = json!({
        "name_first": text("Anna "), "name_last": text("Smith "),
        "birthdate": "1988-04-17", "address_country_code": "US", "address_subdivision": "California",
        "email_address": format!("{}@mail.example", text("anna")),
        "phone_number": "+14155550100", "identification_number": text("D"), "identification_class": "dl",
    });
    let session = json!({
        "ip_address": "203.0.113.7", "browser_fingerprint": text("bf_"),
        "device_fingerprint": text("df_"),
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
    });
    let checks = json!([
        {"name": "expired", "status": "passed", "reasons": []},
        {"name": "tampering", "status": "passed", "reasons": ["low_light"]},
    ]);
    let verifications = json!([
        {"id": text("ver_"), "kind": "government_id", "status": "passed",
         "completed_at": "2026-11-01T11:58:00Z", "country_code": "US", "checks": checks},
        {"id": text("ver_s"), "kind": "selfie", "status": "passed",
         "completed_at": "2026-11-01T11:59:00Z", "document_similarity_score": 91.25,
         "liveness_check_score": 88.5, "checks": []},
    ]);
    let body = json!({
        "reference_id": text("order-"), "template": "standard", "fields": fields,
        "session": session, "verifications": verifications,
    });
    body.to_string().into_bytes()
}

/// A usual line of history: who it was, and what became of it.
fn line(random: &mut Random) -> Vec<u8> {
    let mut text = |prefix: &str| format!("{prefix}{}", random.below(1_000_000));
    let line = json!({
        "reference_id": text("case-"), "status": "approved",
        "created_at": "2023-01-01T00:01:23Z", "completed_at": "2023-01-01T00:03:07Z",
        "fields": {
            "name_first": "Anna", "name_last": text("Smith"), "birthdate": "1986-10-02",
            "address_country_code": "GB", "email_address": format!("{}@mailbox.example", text("anna")),
        },
    });
    line.to_string().into_bytes()
}
