//! Memory: little more than the answer is used, and too little of it is an error and not an abort.

use crate::lanelab::{Call, Folder, lanelab};
use std::fs;
use std::thread::sleep;
use std::time::Duration;

/// A view with an answer of 64 MB, so that a second copy would be seen.
const COUNTS: &str = "counts --rung lanes-masked --size 4000x4000 --limit 2";
const ANSWER_KB: u64 = 4000 * 4000 * 4 / 1024;

/// What the program, its threads and its buffers may take beside the answer.
const BESIDE_KB: u64 = 32 << 10;

/// The most memory that a call held, in kB.
fn peak_of(call: Call) -> u64 {
    let mut running = call.start();
    let status = format!("/proc/{}/status", running.child.id());
    let mut peak = 0;
    while running.is_running() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let held = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(held.unwrap_or(0));
        sleep(Duration::from_millis(1));
    }
    running.ends().exits_with(0).quietly();
    peak
}

#[test]
fn counts_hold_the_answer_once_in_every_format() {
    for out in ["", "--out a.npy", "--out a.csv", "--out a.png", "--out null --format npy"] {
        let folder = Folder::new().with_device("null", "null");
        let peak = peak_of(lanelab(COUNTS).words(out).within(&folder));
        assert!(peak >= ANSWER_KB, "\"{out}\": {peak} kB were seen, less than the answer");
        assert!(peak <= ANSWER_KB + BESIDE_KB, "\"{out}\": {peak} kB for an answer of {ANSWER_KB} kB");
    }
}

#[test]
fn too_little_memory_is_an_error_and_never_an_abort() {
    for kilobytes in [50_000, 100_000, 200_000, 300_000, 350_000, 400_000, 500_000, 700_000] {
        for call in [
            "list",
            "counts --rung lanes-masked --size 6000x6000 --limit 1",
            "counts --rung array-masked --size 1500x1500 --limit 1 --out a.npy",
            "counts --rung textbook --size 4x4 --threads 300",
            "run --rung array-whole --size 700x700 --limit 1 --threads 1,2 --seconds 0.001",
            "compare array-masked array-whole:fused --size 600x600 --limit 1 --threads 2 --seconds 0.001",
        ] {
            let ended = lanelab(call).after(&format!("ulimit -v {kilobytes}")).ends();
            assert!(matches!(ended.status.code(), Some(0..=2)), "{kilobytes} kB: {ended}");
        }
    }
}

#[test]
fn too_little_memory_is_reported_before_the_work() {
    let call = lanelab("counts --rung textbook --size 9000x9000 --out a.npy").after("ulimit -v 200000");
    let parts = [
        "size 9000x9000",
        "textbook needs 309 MiB",
        "which does not fit in the 195 MiB that ulimit -v allows",
        "choose a smaller --size",
    ];
    call.refuses().saying(&parts).leaving(&[]);
    let call = lanelab("counts --rung array-masked --size 2000x2000").after("ulimit -v 200000");
    call.refuses().saying(&["array-masked needs", "or a rung that needs no arrays"]);
    for call in ["run", "counts --rung textbook --size 4x4 --threads 300"] {
        let ended = lanelab(call).after("ulimit -v 60000").refuses().before_the_work();
        let ended = ended.saying(&["threads may take", "ulimit -v allows 58.6 MiB", "raise that limit"]);
        assert!(!ended.errors.contains("--size"), "the size is not the cause: {ended}");
    }
}

#[test]
fn a_rung_that_was_not_named_and_does_not_fit_is_skipped_with_a_message() {
    // Each thread takes address space, so what is left for arrays is the same on any number of cores.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let limit = format!("ulimit -v {}", 150_000 + 70_000 * cores);
    let call = lanelab("run --size 1500x1500 --limit 1 --seconds 0.001").after(&limit);
    let ended = call.succeeds().saying(&["skipped: size 1500x1500: array-masked needs"]);
    let ended = ended.printing(&["textbook", "lanes-masked"]);
    assert!(!ended.text().contains("array-masked"), "{}", ended.text());
}
