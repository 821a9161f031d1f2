//! From addresses to the user's own lines.
//!
//! A sample is charged to the innermost frame of its stack that lies in the user's sources and is not transparent; the
//! frames of inlined functions count as frames. A leaf's address is that of the interrupted instruction and is looked
//! up as it is. A caller's is that of the instruction after the call, so the byte before it is looked up.

mod charge;
mod debug_files;
mod kernel;
mod names;
mod object_file;
mod origin;
mod sources;
mod symbols;

pub use debug_files::Lack;
pub(crate) use object_file::ObjectFile;
#[cfg(feature = "exact")]
pub(crate) use object_file::normalize;
#[cfg(feature = "cli")]
pub(crate) use object_file::{code_of, parse};
pub use origin::{Origin, OriginKind};
pub(crate) use sources::{Ownership, Sources, homes, matches_crate};
pub use symbols::{File, Frame, Function, Location, Symbols};
