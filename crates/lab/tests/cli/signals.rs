//! A Ctrl-C or a termination while a file is written leaves neither half a file nor a temporary one.

use crate::lanelab::{Folder, Running, TEMPORARY, lanelab, skipped};
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

/// Takes long to write, so that a signal finds it at that.
const COUNTS: &str = "counts --rung lanes-masked --size 9000x9000 --limit 1 --out";

/// Waits until the temporary file is there, then sends a signal.
fn interrupted(mut running: Running, signal: &str) -> Running {
    while !running.folder.names().iter().any(|name| name.contains(TEMPORARY)) {
        assert!(running.goes_on(), "it ended before its file was seen: {running:?}");
        sleep(Duration::from_millis(1));
    }
    let sent = Command::new("kill").args([format!("-{signal}"), running.id().to_string()]).status().unwrap();
    assert!(sent.success(), "kill -{signal}");
    running
}

/// Whether a signal is ignored here, as in what a shell has started in the background; then what is started is too.
fn ignored(number: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).map_or("0", str::trim);
    let ignored = u64::from_str_radix(mask, 16).unwrap() >> (number - 1) & 1 == 1;
    if ignored {
        skipped(&format!("signal {number} is ignored here"));
    }
    ignored
}

#[test]
fn a_signal_ends_it_as_it_ends_any_program_and_nothing_is_left() {
    for (signal, number, name) in [("INT", 2, "a.csv"), ("TERM", 15, "a.csv"), ("HUP", 1, "a.csv"), ("INT", 2, "a.png")]
    {
        if ignored(number) {
            continue;
        }
        let running = lanelab(COUNTS).word(name).start();
        let ended = interrupted(running, signal).ends();
        assert_eq!(ended.status.signal(), Some(number), "{ended}");
        ended.quietly().leaving(&[]);
    }
}

#[test]
fn what_was_there_is_there_after_a_signal() {
    if ignored(15) {
        return;
    }
    let folder = Folder::new().with("a.csv", "before");
    let running = lanelab(COUNTS).word("a.csv").within(&folder).start();
    let ended = interrupted(running, "TERM").ends();
    assert_eq!((ended.status.signal(), folder.read("a.csv")), (Some(15), b"before".to_vec()), "{ended}");
    ended.leaving(&["a.csv"]);
}

#[test]
fn a_signal_that_was_ignored_from_the_start_stays_ignored() {
    let call = lanelab("counts --rung lanes-masked --size 3000x3000 --limit 1 --out a.csv");
    let running = call.after("trap '' HUP").start();
    let ended = interrupted(running, "HUP").ends().exits_with(0).leaving(&["a.csv"]);
    assert_eq!(ended.folder.read("a.csv").len(), 2 * 3000 * 3000);
}
