//! The server over HTTP: every answer is validated against the contract.

mod contract;
