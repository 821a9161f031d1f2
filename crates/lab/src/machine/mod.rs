//! The machine and the build.

pub(crate) use lanelab_ladder::machine::*;

use crate::report::Machine;
use lanelab_grid::{Lanes, Rounding};
use lanelab_ladder::program::text;
use lanelab_lanes::NativeF64;
use std::io::Write;

/// Collects the facts of a report, and measures the clock frequency of the core it runs on.
pub(crate) fn inspect() -> Machine {
    Machine::inspect(env!("LANELAB_COMMIT").to_owned())
}

/// Prints on standard error which vectors and roundings run, and how to improve the build: for every command that runs
/// rungs of this build, so not for `list`, which computes nothing, nor for `builds`, which runs others.
pub(crate) fn banner(roundings: &[Rounding]) {
    let mut names: Vec<_> = roundings.iter().map(|rounding| rounding.name()).collect();
    names.dedup();
    let rounding = if names.len() == 1 { "rounding" } else { "roundings" };
    let vectors = format!("{}, {} f64 lanes a vector", isa::NAME, NativeF64::LANES);
    let mut lines = vec![format!("{vectors}, {rounding} {}", names.join(", "))];
    if let Some(better) = isa::unused() {
        lines.push(format!("this CPU has {better}, which this build does not use; {}", flags_advice()));
    } else if !FLAGS.contains("force-frame-pointers") || !FLAGS.contains("symbol-mangling-version=v0") {
        lines.push(format!("the workspace's build flags were replaced; {}", flags_advice()));
    }
    let text: String = lines.iter().map(|line| text::hang(&format!("lanelab: {line}"), "         ")).collect();
    // If standard error is closed, the run goes on.
    drop(std::io::stderr().write_all(text.as_bytes()));
}

fn flags_advice() -> String {
    let flags = if FLAGS.is_empty() { "no flags".to_owned() } else { format!("\"{FLAGS}\"") };
    format!("it was built with {flags}: unset RUSTFLAGS and build inside the workspace")
}
