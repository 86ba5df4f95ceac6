//! The example workspace: made by really deciding, whole or not there, and removed without a trace of it in what people
//! made themselves.

mod making;
mod removing;
