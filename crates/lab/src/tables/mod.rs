//! Tables and notes on the console, as wide as the terminal.

pub(crate) mod extras;
pub(crate) mod peak;
