//! Standard streams: a full disk is a failure with a message, a reader that closes its pipe is none.

use crate::lanelab::{Call, PROGRAM, lanelab};
use std::collections::BTreeSet;
use std::fs::File;

/// Calls, each as short as it can be.
const CALLS: [&str; 20] = [
    "--help",
    "-h",
    "--version",
    "help",
    "help counts",
    "run --help",
    "list",
    "lesson --step linspace --seconds 0.001",
    "verify",
    "counts --rung textbook --size 40x30",
    "counts --rung textbook --size 400x300 --out - --format npy",
    "counts --rung textbook --size 40x30 --out - --format csv",
    "counts --rung textbook --size 400x300 --out - --format png",
    "run --rung textbook --size 40x30 --seconds 0.001",
    "run --rung textbook --size 40x30 --seconds 0.001 --json -",
    "occupancy --size 40x30 --out .",
    "compare textbook components --size 40x30 --seconds 0.001",
    "peak",
    "profile textbook --size 40x30 --seconds 0.01 --out .",
    "",
];

/// All commands, and the default run, which writes its first line before it works.
fn calls() -> impl Iterator<Item = Call> {
    let builds = lanelab("builds").word(PROGRAM).word(PROGRAM).words("components --size 9x9 --seconds 0.001");
    let serve = lanelab("serve textbook --size 9x9").after("exec <<'E'\nfill 1\nE\n:");
    CALLS.into_iter().map(lanelab).chain([builds, serve])
}

#[test]
fn every_command_of_the_help_is_among_the_calls() {
    let ended = lanelab("--help").succeeds();
    let (_, commands) = ended.text().split_once("\nCommands:\n").expect("a list of commands");
    let (commands, _) = commands.split_once("\n\n").expect("an end of it");
    // A line that is indented further continues the one before it.
    let lines = commands.lines().filter_map(|line| line.strip_prefix("  "));
    let commands: Vec<_> = lines.filter_map(|line| line.split(' ').next().filter(|name| !name.is_empty())).collect();
    let called: BTreeSet<_> = calls().filter_map(|call| call.words.into_iter().next()).collect();
    let is_called = |name: &&str| called.contains(std::ffi::OsStr::new(name));
    assert!(commands.len() >= 10 && commands.iter().all(is_called), "{commands:?}: {called:?}");
}

#[test]
fn a_full_disk_as_standard_output_is_a_failure() {
    for call in calls() {
        let full = File::options().write(true).open("/dev/full").unwrap();
        call.into(full).fails().saying(&["standard output", "No space left on device", "is the disk full"]);
    }
}

#[test]
fn a_reader_that_closes_its_pipe_is_not_a_failure() {
    for call in calls() {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        call.into(writer).succeeds().quietly();
    }
    for call in ["list", "counts --rung textbook --size 2000x2000 --limit 2 --out - --format csv"] {
        let (mut reader, writer) = std::io::pipe().unwrap();
        let running = lanelab(call).into(writer).start();
        std::io::Read::read_exact(&mut reader, &mut [0; 20]).unwrap();
        drop(reader);
        running.ends().exits_with(0).quietly();
    }
}

#[test]
fn a_closed_standard_output_is_a_failure_where_something_is_written_to_it() {
    for call in ["list", "counts --rung textbook --size 4x4 --out - --format npy", "--help", "run --help", "--version"]
    {
        let parts = ["standard output: it was closed", "redirect it"];
        lanelab(call).after("exec >&-").fails().saying(&parts);
        lanelab(call).after("exec >/dev/null").succeeds().quietly();
        // As other programs open it for those that they start.
        lanelab(call).after("exec 1<>/dev/null").succeeds().quietly();
    }
    let file = "counts --rung textbook --size 3x2 --out a.csv";
    lanelab(file).after("exec >&-").succeeds().quietly().leaving(&["a.csv"]);
}

#[test]
fn a_standard_error_that_is_full_or_closed_changes_nothing() {
    for to in ["/dev/full", "/dev/null", "&-"] {
        let call = |words: &str| lanelab(words).after(&format!("exec 2>{to}"));
        let ended = call("counts --rung textbook --size 3x2 --out a.csv").succeeds().leaving(&["a.csv"]);
        assert_eq!((ended.text(), ended.folder.read("a.csv")), ("", b"1,2,8\n0,0,0\n".to_vec()));
        call("counts --rung textbook --size 0x3").ends().exits_with(2).leaving(&[]);
    }
}
