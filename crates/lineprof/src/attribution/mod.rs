//! From addresses to the user's own lines.
//!
//! A sample is charged to the innermost frame of its stack that lies in the user's sources and is not transparent; the
//! frames of inlined functions count as frames. The leaf's address is that of the instruction that waits, so it is
//! looked up as it is; a caller's is that of the instruction after the call, so what is looked up is the byte before.

mod main_unit;
mod names;
mod sources;
mod symbols;

pub(crate) use main_unit::folder_of_main;
pub(crate) use sources::{Ownership, Sources, transparent};
pub(crate) use symbols::Opened;
pub(crate) use symbols::normal;
pub use symbols::{File, Frame, Function, Location, Symbols};

/// How addresses are looked up. All but the default are errors that are made elsewhere, kept so that tests can show
/// that they would be seen.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mistakes {
    /// The leaf is looked up one byte before its address, as if it were a caller.
    pub leaf_before: bool,
    /// Every address is replaced by the start of its function.
    pub function_start: bool,
    /// Only the innermost inlined frame is asked whether it is the user's.
    pub no_skipping: bool,
    /// Functions with the same name, without generics, are one.
    pub by_bare_name: bool,
}
