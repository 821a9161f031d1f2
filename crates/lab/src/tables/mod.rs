//! Tables and notes on the console, as wide as the terminal.

pub(crate) mod ladder;
pub(crate) mod peak;
