//! Proofs, compared with going through every inquiry there is to a small workflow, and with another solver.

mod boundaries;
mod brute;
mod present;
mod several;
mod small;
mod worked;
mod z3;
mod z3_versions;

/// How many random workflows are compared; `make nightly` asks for more.
pub(crate) fn workflows() -> u64 {
    let asked = option_env!("POINTSMAN_PROOF_WORKFLOWS").and_then(|text| text.parse().ok());
    asked.unwrap_or(200)
}
