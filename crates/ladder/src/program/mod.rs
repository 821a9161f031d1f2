//! What the program of a ladder is made of: its output, its failures, its signals.
//!
//! All standard output goes through one [`console`]; [`failure`] decides the exit code; a [`file`](mod@file) is complete
//! or unchanged.

mod closed;
pub mod console;
pub mod failure;
pub mod file;
pub mod folder;
pub mod signals;
pub mod target;
pub mod temporary;
pub mod text;
pub mod timing;
