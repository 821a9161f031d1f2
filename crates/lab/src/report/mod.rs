//! What a user reads: tables on the console, and the same as JSON.

pub(crate) mod json;
pub(crate) mod ladder;
pub(crate) mod peak;
pub(crate) mod table;
