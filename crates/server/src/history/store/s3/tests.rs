//! The bucket as a shelf, over real sockets.

use pointsman_domain::clock::SystemClock;

use super::super::bucket::{Bucket, KEY, Mood, SECRET};
use super::*;
use crate::history::HistoryStoreSetting;

fn shelf(bucket: &Bucket, secret: &str) -> S3 {
    shelf_at(&bucket.endpoint, secret)
}

fn shelf_at(endpoint: &str, secret: &str) -> S3 {
    let setting = HistoryStoreSetting {
        url: "s3://past/of/us".to_owned(),
        endpoint: Some(endpoint.to_owned()),
        access_key_id: KEY.to_owned(),
        secret_access_key: secret.to_owned(),
        ..HistoryStoreSetting::default()
    };
    S3::new(HistoryStore::new(setting).unwrap(), Arc::new(SystemClock))
}

#[test]
fn files_are_put_read_named_and_removed() {
    let bucket = Bucket::open();
    let shelf = shelf(&bucket, SECRET);
    assert_eq!(shelf.get("keys-1.parquet").unwrap(), None);
    bucket.put("of/others/keys-1.parquet", b"theirs");
    bucket.put("of/us/deeper/keys-1.parquet", b"theirs");
    let large = vec![7; 300_000];
    let names = ["keys-1.parquet", "keys-2.parquet", "list-a_b.parquet", "manifest.json", "z"];
    for name in names {
        shelf.put(name, &large).unwrap();
        assert_eq!(shelf.get(name).unwrap().as_deref(), Some(&large[..]), "{name}");
    }
    // More than one page.
    assert_eq!(shelf.names().unwrap(), names);
    shelf.remove("keys-2.parquet").unwrap();
    shelf.remove("keys-2.parquet").unwrap();
    assert_eq!(shelf.names().unwrap().len(), 4);
    assert_eq!(bucket.keys().len(), 6, "what is of others is neither seen nor touched");
    assert_eq!(bucket.unsigned(), 0);
}

#[test]
fn the_manifest_is_replaced_only_if_it_is_what_was_seen() {
    let bucket = Bucket::open();
    let (one, other) = (shelf(&bucket, SECRET), shelf(&bucket, SECRET));
    for shelf in [&one, &other] {
        assert_eq!(shelf.get(MANIFEST).unwrap(), None);
    }
    one.put(MANIFEST, b"1").unwrap();
    one.put(MANIFEST, b"2").unwrap();
    for _ in 0..2 {
        let error = other.put(MANIFEST, b"3").unwrap_err();
        assert!(matches!(error, SegmentError::Changed { .. }), "{error}");
    }
    assert_eq!(other.get(MANIFEST).unwrap().as_deref(), Some(&b"2"[..]));
    other.put(MANIFEST, b"3").unwrap();
    assert!(matches!(one.put(MANIFEST, b"4").unwrap_err(), SegmentError::Changed { .. }));
    // Other files are called by what is in them: whoever puts them puts the same.
    one.put("keys-1.parquet", b"x").unwrap();
    other.put("keys-1.parquet", b"x").unwrap();
}

#[test]
fn trouble_is_told_without_the_key() {
    let bucket = Bucket::open();
    let told = |error: SegmentError| {
        let error = error.to_string();
        assert!(!error.contains(SECRET) && !error.contains("X-Amz"), "{error}");
        error
    };
    let error = told(shelf(&bucket, "another secret").get(MANIFEST).unwrap_err());
    assert!(error.contains("403") && error.contains("SignatureDoesNotMatch"), "{error}");
    assert!(error.contains("see to the key"), "{error}");
    let shelf = shelf(&bucket, SECRET);
    shelf.put("z", &[1; 10_000]).unwrap();
    for mood in [Mood::Refusing(500), Mood::Refusing(301), Mood::Refusing(403), Mood::Cutting] {
        bucket.be(mood);
        told(shelf.get("z").unwrap_err());
        if mood != Mood::Cutting {
            told(shelf.put("z", b"new").unwrap_err());
            told(shelf.remove("z").unwrap_err());
        }
        told(shelf.names().unwrap_err());
        bucket.be(Mood::Well);
        assert_eq!(shelf.get("z").unwrap().map(|content| content.len()), Some(10_000));
    }
    let error = told(shelf_at("http://127.0.0.1:1", SECRET).get("z").unwrap_err());
    assert!(error.contains("cannot be reached"), "{error}");
}

#[test]
fn a_bucket_that_is_not_there_is_no_empty_one() {
    let bucket = Bucket::open();
    let setting = HistoryStoreSetting {
        url: "s3://future".to_owned(),
        endpoint: Some(bucket.endpoint.clone()),
        access_key_id: KEY.to_owned(),
        secret_access_key: SECRET.to_owned(),
        ..HistoryStoreSetting::default()
    };
    let shelf = S3::new(HistoryStore::new(setting).unwrap(), Arc::new(SystemClock));
    let error = shelf.get(MANIFEST).unwrap_err().to_string();
    assert!(error.contains("NoSuchBucket") && error.contains("name of the bucket"), "{error}");
}
