//! Output: the console, atomic files, and the formats of files.

mod closed;
pub(crate) mod console;
pub mod file;
pub(crate) mod folder;
pub(crate) mod png;
pub(crate) mod steps;
pub(crate) mod target;
pub mod temporary;
