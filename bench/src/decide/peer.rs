//! What a subject has to be able to do.

use anyhow::Result;

use super::inquiry::Inquiry;
use super::rules::Workflow;

/// A way to decide. Its outcome is the place of the route taken.
pub trait Peer: Sized + 'static {
    /// Its name in the table, with the version.
    const NAME: &'static str;
    /// What people should know about how it was used.
    const NOTE: &'static str = "";
    /// Whether it shows how steady the machine is.
    const CONTROL: bool = false;
    /// An inquiry in the peer's own form.
    type Input: 'static;

    /// Makes the peer's form of a workflow. An error says why there is none.
    fn compile(workflow: &Workflow) -> Result<Self>;

    /// Makes the peer's form of an inquiry.
    fn input(&self, inquiry: &Inquiry) -> Self::Input;

    /// Decides from its own form.
    fn decide(&mut self, input: &Self::Input) -> usize;

    /// Decides from JSON text, read in whatever way is best for the peer.
    fn decide_text(&mut self, text: &str) -> usize;

    /// Something beside time that belongs into the table.
    fn remark(&mut self, _: &[Self::Input]) -> Option<String> {
        None
    }
}
