//! What is done to the product, one file each.

pub mod edits;
pub mod failover;
pub mod full;
pub mod gone;
pub mod killed;
pub mod moved;
pub mod nodes;
pub mod scale;
