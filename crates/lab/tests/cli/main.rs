//! The program from outside: what a user types, and what comes of it. One binary, a file per subject.

#[cfg(test)]
mod builds;
#[cfg(test)]
mod compare;
#[cfg(test)]
mod counts;
#[cfg(test)]
#[cfg(unix)]
mod files;
#[cfg(test)]
mod json;
#[cfg(test)]
mod lanelab;
#[cfg(test)]
mod lesson;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod machine;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod memory;
#[cfg(test)]
mod occupancy;
#[cfg(test)]
mod peak;
mod profile;
#[cfg(test)]
#[cfg(unix)]
mod signals;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod streams;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod terminal;
#[cfg(test)]
mod usage;
#[cfg(test)]
mod verify;
