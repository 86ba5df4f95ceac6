//! Writes made-up inquiries into a history folder: `make_segments FOLDER MILLIONS`. A server on an empty database that is
//! started with that folder takes them for its past.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use pointsman_domain::attribute::{Attributes, Code};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::InquiryId;
use pointsman_domain::workflow::DecisionAction;
use pointsman_history::segments::Kept;
use pointsman_history::{Folder, KeyValues, Known, PastInquiry, Segments, Watermark};
use uuid::Uuid;

const COUNTRIES: [&str; 8] = ["US", "GB", "DE", "FR", "CA", "IN", "BR", "NG"];
/// Inquiries that are written at once: whole chunks.
const BATCH: u64 = 4 * 65_536;
const BEGIN: i64 = 1_700_000_000_000_000;
const APART: i64 = 6_307_200;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("FOLDER is missing")?;
    let millions: u64 = arguments.next().ok_or("MILLIONS is missing")?.parse()?;
    let count = millions * 1_000_000;
    let mut segments = Segments::open(Box::new(Folder::open(Path::new(&folder))?))?;
    let (mut random, begun, mut row) = (Random(1), Instant::now(), 0);
    while row < count {
        let end = (row + BATCH).min(count);
        let batch: Vec<Kept> = (row..end).map(|row| kept(&mut random, row)).collect();
        row = end;
        // As if no event had happened yet.
        let at = Timestamp::from_microseconds(BEGIN + row.cast_signed() * APART);
        segments.append(&batch, Watermark { position: 0, at })?;
    }
    eprintln!("{count} rows in {:?}, {:?}", begun.elapsed(), segments.size());
    Ok(())
}

fn kept(random: &mut Random, row: u64) -> Kept {
    let at = Timestamp::from_microseconds(BEGIN + row.cast_signed() * APART);
    let id = u128::from(at.milliseconds()) << 80 | u128::from(random.next()) << 16;
    let id = InquiryId::from_uuid(Uuid::from_u128(id));
    let mut inquiry = PastInquiry::new(id, at, &Attributes::default());
    let mut number = |below: u64, unit: i64| {
        if random.below(16) == 0 {
            return Known::Missing;
        }
        Known::Value(Decimal::from_ten_thousandths(random.below(below).cast_signed() * unit))
    };
    inquiry.numbers =
        [number(80, 10_000), number(10_001, 100), number(10_001, 100), number(4, 10_000)];
    let country = COUNTRIES.get(usize::try_from(random.below(8)).unwrap_or(0));
    let country = country.and_then(|code| Code::parse(code));
    inquiry.codes = [country.map_or(Known::Missing, Known::Value), Known::Missing];
    inquiry.lists_then = Some(Vec::new());
    let place = usize::try_from(random.below(4)).unwrap_or(0);
    inquiry.outcome =
        DecisionAction::ALL.get(place).copied().filter(|own| *own != DecisionAction::DoNothing);
    let address = random.next();
    let [a, b, c, d, ..] = address.to_le_bytes();
    let address = format!("{}.{b}.{c}.{d}", 1 + a % 223);
    let mail = format!("p{row}@m{}.example", random.below(50_000));
    let values = KeyValues {
        fields: BTreeMap::from([("email_address".to_owned(), mail)]),
        session: BTreeMap::from([("ip_address".to_owned(), address)]),
    };
    Kept { inquiry, values }
}

/// A sequence that looks random (xorshift).
struct Random(u64);

impl Random {
    const fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    const fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}
