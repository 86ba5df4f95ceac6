//! Invented people and their checks.
//!
//! Names are common words put together; addresses, domains and telephone numbers are reserved for documentation and
//! fiction (RFC 5737, RFC 3849, RFC 2606, 555-01xx, and what Ofcom, Arcep, ACMA and the Bundesnetzagentur set aside).

use pointsman_domain::clock::Timestamp;
use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::schedule::Kind;

const FIRST: [&str; 48] = [
    "Amara", "Bruno", "Chen", "Daria", "Elif", "Femi", "Greta", "Hugo", "Ines", "Jonas", "Kaia",
    "Luca", "Mina", "Noel", "Oda", "Priya", "Quinn", "Rosa", "Samir", "Tilda", "Uma", "Viktor",
    "Wanda", "Xenia", "Yara", "Zoë", "Adrian", "Birgit", "Carlos", "Delia", "Emeka", "Farah",
    "Gustav", "Hana", "Ivo", "Jasmin", "Kofi", "Leila", "Mateo", "Nadia", "Omar", "Paula",
    "Rafael", "Silvia", "Tomás", "Ulla", "Vera", "Wes",
];
const LAST: [&str; 56] = [
    "Abara", "Bergen", "Castle", "Dunes", "Ember", "Field", "Grove", "Harbour", "Isle", "Juniper",
    "Knoll", "Lake", "Meadow", "North", "Orchard", "Pine", "Quarry", "Ridge", "Shore", "Thicket",
    "Upland", "Vale", "Willow", "Yarrow", "Zephyr", "Alder", "Brook", "Cliff", "Dale", "Elm",
    "Fjord", "Glen", "Heather", "Ivy", "Jetty", "Kestrel", "Linden", "Marsh", "Nettle", "Otter",
    "Poplar", "Quill", "Rowan", "Sedge", "Tarn", "Umber", "Violet", "Wharf", "Aspen", "Birch",
    "Cedar", "Drift", "Estuary", "Fern", "Gorse", "Hazel",
];
/// Countries and how often people come from there.
const COUNTRIES: [(i64, &str); 14] = [
    (430, "US"),
    (130, "GB"),
    (95, "CA"),
    (85, "DE"),
    (60, "FR"),
    (50, "BR"),
    (35, "IN"),
    (30, "MX"),
    (25, "NG"),
    (20, "AU"),
    (15, "ES"),
    (10, "PL"),
    (10, "PH"),
    (5, "VN"),
];
/// States in the several ways in which forms send them.
const STATES: [(i64, &str); 14] = [
    (120, "California"),
    (40, "CA"),
    (80, "NY"),
    (90, "US-TX"),
    (20, "Texas"),
    (70, "Florida"),
    (40, "Washington"),
    (40, "IL"),
    (30, "PA"),
    (30, "Ohio"),
    (25, "US-GA"),
    (20, "Nevada"),
    (15, "PR"),
    (5, "Unknown"),
];
const DOMAINS: [(i64, &str); 7] = [
    (440, "example.com"),
    (240, "example.org"),
    (200, "example.net"),
    (90, "post.example"),
    (18, "throwaway.example"),
    (8, "eu.throwaway.example"),
    (4, "quickbox.example"),
];
const BROWSERS: [&str; 4] = [
    "Mozilla/5.0 (Example; Windows) Firefox/131.0",
    "Mozilla/5.0 (Example; Macintosh) Safari/18.0",
    "Mozilla/5.0 (Example; Android 15) Chrome/130.0",
    "Mozilla/5.0 (Example; iPhone) Safari/18.0",
];
/// Devices that were seen in fraud before; the list of fingerprints holds them.
pub(super) const KNOWN_DEVICES: [&str; 4] =
    ["dev-7f3a90c1", "dev-1be0447d", "dev-c05512aa", "dev-94d18e20"];
/// Documents that were reported stolen; the list of numbers holds them.
pub(super) const STOLEN_DOCUMENTS: [&str; 4] = ["X1400713", "X1400729", "X2207745", "X9051860"];
const MICROSECONDS: i64 = 1_000_000;
const YEAR_DAYS: i64 = 365;

/// The body of a create call.
pub(super) fn body(dice: &mut Dice, number: usize, at: Timestamp, kind: Kind) -> Value {
    let first = dice.pick(&FIRST).copied().unwrap_or("Ada");
    let last = dice.pick(&LAST).copied().unwrap_or("King");
    let country = dice.weighted(&COUNTRIES).copied().unwrap_or("US");
    let country = if kind == Kind::Ring { "US" } else { country };
    let (template, tags) = template_and_tags(dice, kind);
    json!({
        "reference_id": format!("ON-{}", 200_000 + number),
        "template": template,
        "tags": tags,
        "fields": fields(dice, first, last, country, at, kind),
        "session": session(dice, kind),
        "verifications": verifications(dice, country, at, kind),
    })
}

fn template_and_tags(dice: &mut Dice, kind: Kind) -> (&'static str, Vec<&'static str>) {
    let partner = kind == Kind::Usual && dice.permille(140);
    let mut tags = Vec::new();
    if partner {
        tags.push("partner");
    }
    if dice.permille(25) {
        tags.push("vip");
    }
    if dice.permille(30) {
        tags.push("second-try");
    }
    (if partner { "Partner onboarding" } else { "Standard onboarding" }, tags)
}

fn fields(
    dice: &mut Dice,
    first: &str,
    last: &str,
    country: &str,
    at: Timestamp,
    kind: Kind,
) -> Value {
    let mut fields = Map::new();
    let mut put = |key: &str, value: String| fields.insert(key.to_owned(), Value::String(value));
    put("name_first", first.to_owned());
    put("name_last", last.to_owned());
    put("birthdate", birthdate(dice, at));
    // A few forms leave the country out; then the document says it.
    if !dice.permille(20) {
        put("address_country_code", country.to_owned());
    }
    if country == "US" {
        put("address_subdivision", (*dice.weighted(&STATES).unwrap_or(&"NY")).to_owned());
    }
    put("email_address", email(dice, first, last, kind));
    if let Some(number) = phone(dice, country) {
        put("phone_number", number);
    }
    put(
        "identification_class",
        (*dice.pick(&["passport", "id_card", "driving_licence"]).unwrap_or(&"passport")).to_owned(),
    );
    put("identification_number", document_number(dice));
    put("plan", (*dice.weighted(&[(700, "basic"), (300, "plus")]).unwrap_or(&"basic")).to_owned());
    Value::Object(fields)
}

/// Most are grown up, a few are not.
fn birthdate(dice: &mut Dice, at: Timestamp) -> String {
    let years = if dice.permille(28) {
        dice.between(14, 17)
    } else if dice.permille(400) {
        dice.between(18, 34)
    } else {
        dice.between(25, 78)
    };
    let days = years * YEAR_DAYS + years / 4 + dice.between(0, YEAR_DAYS - 1);
    at.plus_seconds(-days * super::DAY_SECONDS).date().to_string()
}

fn email(dice: &mut Dice, first: &str, last: &str, kind: Kind) -> String {
    let domain = match kind {
        Kind::Ring if dice.permille(600) => "quickbox.example",
        Kind::Usual | Kind::Outage | Kind::Ring => {
            dice.weighted(&DOMAINS).copied().unwrap_or("example.com")
        }
    };
    let plain = |name: &str| -> String {
        let ascii = name.replace('ë', "e").replace('á', "a");
        ascii.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase()
    };
    format!("{}.{}{}@{domain}", plain(first), plain(last), dice.between(1, 99))
}

/// A number that nobody has, where the country has set some aside for fiction.
fn phone(dice: &mut Dice, country: &str) -> Option<String> {
    let tail = dice.between(0, 99);
    Some(match country {
        "US" | "CA" => format!("+1{}55501{tail:02}", dice.pick(&[202, 303, 415, 512, 604])?),
        "GB" => format!("+44770090{:04}", dice.between(0, 999)),
        "DE" => format!("+493023125{:03}", dice.between(0, 999)),
        "FR" => format!("+3319900{:04}", dice.between(0, 9_999)),
        "AU" => format!("+61491570{:03}", dice.between(6, 159)),
        _ => return None,
    })
}

fn document_number(dice: &mut Dice) -> String {
    if dice.permille(3) {
        return (*dice.pick(&STOLEN_DOCUMENTS).unwrap_or(&"X1400713")).to_owned();
    }
    format!("X{}", dice.between(3_000_000, 8_999_999))
}

fn session(dice: &mut Dice, kind: Kind) -> Value {
    let device = if dice.permille(4) || (kind == Kind::Ring && dice.permille(300)) {
        (*dice.pick(&KNOWN_DEVICES).unwrap_or(&"dev-7f3a90c1")).to_owned()
    } else {
        format!("dev-{:08x}", dice.between(0, i64::from(u32::MAX)))
    };
    json!({
        "ip_address": address(dice, kind),
        "user_agent": dice.pick(&BROWSERS),
        "device_fingerprint": device,
    })
}

/// Addresses for documentation; few of them are on a list.
fn address(dice: &mut Dice, kind: Kind) -> String {
    if kind == Kind::Ring {
        return format!("198.51.100.{}", dice.between(129, 254));
    }
    match dice.between(0, 999) {
        0..8 => format!("198.51.100.{}", dice.between(1, 14)),
        8..11 => "192.0.2.66".to_owned(),
        11..17 => format!("192.0.2.{}", dice.between(8, 15)),
        17..20 => "2001:db8:dead::1".to_owned(),
        20..420 => format!("203.0.113.{}", dice.between(1, 254)),
        _ => format!(
            "2001:db8:{:x}:{:x}::{:x}",
            dice.between(1, 80),
            dice.between(0, 0xffff),
            dice.between(1, 0xffff)
        ),
    }
}

fn verifications(dice: &mut Dice, country: &str, at: Timestamp, kind: Kind) -> Value {
    let done = |seconds: i64| at.plus_seconds(seconds).to_string();
    let mut found = vec![json!({
        "id": "ver_document", "kind": "government_id", "status": "passed", "completed_at": done(40),
        "country_code": country,
    })];
    let attempts = *dice.weighted(&[(830, 0), (115, 1), (35, 2), (15, 3), (5, 5)]).unwrap_or(&0);
    for attempt in 0..attempts {
        found.push(json!({
            "id": format!("ver_try_{}", attempt + 1), "kind": "selfie", "status": "failed",
            "completed_at": done(50 + 10 * attempt),
            "checks": [{"name": "face_visible", "status": "failed", "reasons": ["too_dark"]}],
        }));
    }
    let mut selfie = json!({
        "id": "ver_selfie", "kind": "selfie", "status": "passed", "completed_at": done(110),
    });
    if let Some(selfie) = selfie.as_object_mut() {
        let lost = match kind {
            Kind::Usual => 16,
            Kind::Outage => 620,
            Kind::Ring => 5,
        };
        if !dice.permille(lost) {
            selfie.insert("liveness_check_score".to_owned(), score(dice, kind));
        }
        if !dice.permille(12) {
            selfie.insert("document_similarity_score".to_owned(), score(dice, kind));
        }
    }
    found.push(selfie);
    Value::Array(found)
}

/// Mostly high; a low one is what reviewers look at.
fn score(dice: &mut Dice, kind: Kind) -> Value {
    let tenths = match kind {
        Kind::Ring if dice.permille(300) => dice.between(420, 790),
        Kind::Usual | Kind::Outage | Kind::Ring => match dice.between(0, 999) {
            0..12 => dice.between(120, 500),
            12..45 => dice.between(500, 750),
            45..200 => dice.between(750, 880),
            _ => dice.between(880, 999),
        },
    };
    json!(f64::from(i32::try_from(tenths).unwrap_or(900)) / 10.0)
}

/// How long the check takes.
pub(super) fn check_seconds(dice: &mut Dice) -> i64 {
    let spread = *dice.weighted(&[(700, 180), (250, 600), (50, 3_600)]).unwrap_or(&180);
    dice.between(115, 115 + spread)
}

/// A moment inside the second, so that times look like times.
pub(super) fn within_second(dice: &mut Dice, at: Timestamp) -> Timestamp {
    Timestamp::from_microseconds(at.microseconds() + dice.between(0, MICROSECONDS - 1))
}
