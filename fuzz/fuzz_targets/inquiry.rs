//! Bodies of inquiries: read, merged, derived from, written down and read again.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pointsman_fuzz::inquiry(bytes));
