//! The formats of files that hold answers and pictures.

pub(crate) mod png;
pub(crate) mod steps;
