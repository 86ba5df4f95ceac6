//! What the fuzzer asks: each function takes any bytes and panics where something does not hold. The targets in `fuzz`
//! call the same functions; here they go over the corpora that fuzzing left behind.

mod contract;
pub(crate) mod document;
pub(crate) mod inquiry;
pub(crate) mod lists;
#[cfg(test)]
mod replay;
mod written;
