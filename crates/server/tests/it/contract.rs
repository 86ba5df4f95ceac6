//! The committed contract is the one that the code makes.

use std::fs;
use std::path::Path;

#[test]
fn the_committed_contract_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../api/openapi.json");
    let made = pointsman_server::openapi_document();
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "api/openapi.json is not what the code makes; refresh it with `make openapi` and commit it"
    );
}
