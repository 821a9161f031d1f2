//! The program from outside: what a user types, and what happens. One binary, a file per subject.
#![cfg(test)]
#![cfg_attr(not(target_os = "linux"), expect(unused, reason = "what only tests for Linux or Unix use"))]

mod builds;
mod compare;
mod counts;
#[cfg(unix)]
mod files;
mod json;
mod lanelab;
mod lesson;
#[cfg(target_os = "linux")]
mod machine;
#[cfg(target_os = "linux")]
mod memory;
mod occupancy;
mod page;
mod peak;
#[cfg(target_os = "linux")]
mod profile;
#[cfg(unix)]
mod signals;
#[cfg(target_os = "linux")]
mod streams;
#[cfg(target_os = "linux")]
mod terminal;
mod usage;
mod verify;
