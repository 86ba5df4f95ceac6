//! The corpora that fuzzing left behind, gone over without the fuzzer.

use std::fs;
use std::path::Path;

use super::{document, inquiry, lists};

/// Every file of a corpus, in the order of their names.
fn go_over(corpus: &str, check: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(corpus);
    let mut files: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "{} is nearly empty", folder.display());
    for file in files {
        // A failure says which file it was.
        eprintln!("{}", file.display());
        check(&fs::read(&file).unwrap());
    }
}

#[test]
fn documents() {
    go_over("document", document::check_bytes);
}

#[test]
fn bodies_of_inquiries() {
    go_over("inquiry", inquiry::check_bytes);
}

#[test]
fn lists_of_every_kind() {
    go_over("lists", lists::check_bytes);
}
