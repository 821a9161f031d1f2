//! The machine and the build.

mod build;
pub mod cpu;
pub mod isa;
pub mod memory;

pub use build::{FEATURES, FLAGS, RUSTC, commit};

use crate::program::text;
use lanelab_measure::format::plural;
use std::io::Write;

/// How many threads this process may run at once.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A sentence for a number of threads that a process cannot run at once on so many CPUs; none where it can.
pub fn oversubscription(threads: usize, cpus: usize) -> Option<String> {
    (threads > cpus).then(|| {
        let cpus = format!("{cpus} {}", plural(cpus as u64, "CPU"));
        format!("{threads} threads are more than the {cpus} that this process may use, so they take turns.")
    })
}

/// Notes on standard error where this process cannot run so many threads at once.
pub fn note_oversubscription(most: Option<usize>) {
    most.and_then(|most| oversubscription(most, cores())).iter().for_each(|text| note(text));
}

/// Prints a sentence that a user should know on standard error.
pub fn note(text: &str) {
    // If standard error is closed, the run goes on.
    drop(std::io::stderr().write_all(text::hang(&format!("note: {text}"), "      ").as_bytes()));
}
