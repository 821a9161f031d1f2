//! Work in progress.
#![forbid(unsafe_code)]

mod rounding;
pub use rounding::{Rounding, UnknownRounding};
