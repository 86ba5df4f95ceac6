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

/// Peers that are left out of this build, and why.
pub const LEFT_OUT: &[(&str, &str)] = &[
    #[cfg(not(feature = "zen"))]
    (
        "zen-engine 2.1, decision table",
        "left out of this build: brings a compiler of TypeScript; FEATURES=zen",
    ),
    #[cfg(not(feature = "cedar"))]
    ("cedar-policy 4.14", "left out of this build"),
    #[cfg(not(feature = "cel"))]
    ("cel 0.15", "left out of this build"),
    #[cfg(not(feature = "datalogic"))]
    ("datalogic-rs 5.4", "left out of this build"),
    #[cfg(not(feature = "ordo"))]
    ("ordo-core 0.2", "left out of this build"),
    #[cfg(not(feature = "regorus"))]
    ("regorus 0.14", "left out of this build"),
    #[cfg(not(feature = "rhai"))]
    ("rhai 1.27", "left out of this build"),
    #[cfg(not(feature = "wirefilter"))]
    ("wirefilter-engine 0.6", "left out of this build"),
];

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
