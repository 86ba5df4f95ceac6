//! Lists whose items come and go, looked up beside naive matching.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pointsman_fuzz::lists(bytes));
