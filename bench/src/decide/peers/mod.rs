//! The subjects, one module each.

pub mod hand_written;
pub mod pointsman;

#[cfg(feature = "cedar")]
mod cedar;
#[cfg(feature = "cel")]
mod cel;
#[cfg(feature = "datalogic")]
mod datalogic;
#[cfg(feature = "ordo")]
mod ordo;
#[cfg(feature = "regorus")]
mod regorus;
#[cfg(feature = "rhai")]
mod rhai;
#[cfg(feature = "wirefilter")]
mod wirefilter;
#[cfg(feature = "zen")]
mod zen;

use super::compare::{Prepare, admitted};

/// All of them, in the order in which they take turns.
pub const ALL: &[Prepare] = &[
    admitted::<pointsman::Pointsman>,
    admitted::<hand_written::HandWritten>,
    #[cfg(feature = "ordo")]
    admitted::<ordo::Ordo>,
    #[cfg(feature = "wirefilter")]
    admitted::<wirefilter::Wirefilter>,
    #[cfg(feature = "datalogic")]
    admitted::<datalogic::Datalogic>,
    #[cfg(feature = "cel")]
    admitted::<cel::Cel>,
    #[cfg(feature = "regorus")]
    admitted::<regorus::Regorus>,
    #[cfg(feature = "rhai")]
    admitted::<rhai::Rhai>,
    #[cfg(feature = "zen")]
    admitted::<zen::Zen>,
    #[cfg(feature = "cedar")]
    admitted::<cedar::Cedar>,
];
