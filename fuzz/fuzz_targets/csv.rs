//! Files of list items, in pieces of any size, and their items read again.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pointsman_fuzz::csv(bytes));
