//! A verb a file.

pub(crate) mod balance;
pub(crate) mod builds;
pub(crate) mod compare;
pub(crate) mod counts;
pub(crate) mod history;
pub(crate) mod lesson;
pub(crate) mod list;
pub(crate) mod main_job;
pub(crate) mod occupancy;
pub(crate) mod peak;
pub(crate) mod profile;
pub(crate) mod run;
pub(crate) mod serve;
pub(crate) mod verify;
