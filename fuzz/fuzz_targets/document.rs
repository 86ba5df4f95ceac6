//! Documents: read, checked, compiled, and decided as two naive interpreters do.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pointsman_fuzz::document(bytes));
