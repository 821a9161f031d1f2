//! One file per command.

pub(crate) mod builds;
pub(crate) mod compare;
pub(crate) mod counts;
pub(crate) mod default_run;
pub(crate) mod lesson;
pub(crate) mod list;
pub(crate) mod occupancy;
pub(crate) mod peak;
pub(crate) mod profile;
pub(crate) mod run;
pub(crate) mod serve;
pub(crate) mod verify;
