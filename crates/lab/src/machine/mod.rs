//! The machine and the build.

pub(crate) mod isa;
pub(crate) mod memory;

use crate::report::Machine;
use crate::tables::text;
use lanelab_grid::{Lanes, Rounding};
use lanelab_lanes::NativeF64;
use lanelab_measure::Clock;
use lanelab_measure::format::plural;
use std::io::Write;

/// The flags this program was compiled with.
const FLAGS: &str = env!("LANELAB_RUSTFLAGS");

/// Collects the facts of a report, and measures the clock frequency of the core it runs on.
pub(crate) fn inspect() -> Machine {
    Machine {
        cpu: cpu(),
        cpu_model: cpu_model(),
        cores: cores(),
        isa: isa::NAME.to_owned(),
        lanes_f64: NativeF64::LANES,
        clock_ghz: Clock::THOROUGH.read().ghz(),
        rustc: env!("LANELAB_RUSTC").to_owned(),
        commit: env!("LANELAB_COMMIT").to_owned(),
        features: env!("LANELAB_FEATURES").to_owned(),
    }
}

/// How many threads this process may run at once.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A sentence for a number of threads that this process cannot run at once; none where it can.
pub(crate) fn oversubscription(threads: usize) -> Option<String> {
    let cpus = cores();
    (threads > cpus).then(|| {
        let cpus = format!("{cpus} {}", plural(cpus as u64, "CPU"));
        format!("{threads} threads are more than the {cpus} that this process may use, so they take turns.")
    })
}

/// Notes on standard error where this process cannot run so many threads at once.
pub(crate) fn note_oversubscription(most: Option<usize>) {
    most.and_then(oversubscription).iter().for_each(|text| note(text));
}

/// Prints a sentence that a user should know on standard error.
pub(crate) fn note(text: &str) {
    // If standard error is closed, the run goes on.
    drop(std::io::stderr().write_all(text::hang(&format!("note: {text}"), "      ").as_bytes()));
}

#[cfg(target_arch = "x86_64")]
fn cpu() -> String {
    let brand = raw_cpuid::CpuId::new().get_processor_brand_string();
    brand.map_or_else(|| "unknown x86-64".to_owned(), |brand| brand.as_str().trim().to_owned())
}

#[cfg(target_arch = "x86_64")]
fn cpu_model() -> String {
    let info = raw_cpuid::CpuId::new().get_feature_info();
    info.map_or_else(String::new, |info| format!("family {} model {}", info.family_id(), info.model_id()))
}

#[cfg(not(target_arch = "x86_64"))]
fn cpu() -> String {
    format!("unknown {}", std::env::consts::ARCH)
}

#[cfg(not(target_arch = "x86_64"))]
fn cpu_model() -> String {
    arm_model(&std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default())
}

/// The first core's model, from the text of `/proc/cpuinfo` on Arm; empty where it is not there.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn arm_model(text: &str) -> String {
    let field = |name| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("CPU {name}")))?;
        Some(format!("{name} {}", line.split_once(':')?.1.trim()))
    };
    ["implementer", "part"].into_iter().filter_map(field).collect::<Vec<_>>().join(" ")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_of_an_arm_core_is_that_of_the_first() {
        let text =
            "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n\nCPU implementer\t: 0x51\nCPU part\t: 0x1\n";
        assert_eq!(arm_model(text), "implementer 0x41 part 0xd0c");
        assert_eq!(arm_model("vendor_id\t: AuthenticAMD\n"), "");
    }
}
