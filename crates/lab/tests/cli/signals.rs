//! A signal that ends the program while it writes a file leaves neither half a file nor a temporary one.

use crate::lanelab::{Folder, Running, TEMPORARY, lanelab, skipped};
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

/// Takes long to write, so that a signal arrives meanwhile.
const COUNTS: &str = "counts --rung lanes-masked --size 9000x9000 --limit 1 --out";

/// Waits until the temporary file exists, then sends a signal.
fn interrupt(mut running: Running, signal: &str) -> Running {
    while !running.folder.names("").iter().any(|name| name.contains(TEMPORARY)) {
        assert!(running.is_running(), "it ended before its file was seen: {running:?}");
        sleep(Duration::from_millis(1));
    }
    let sent = Command::new("kill").args([format!("-{signal}"), running.child.id().to_string()]).status().unwrap();
    assert!(sent.success(), "kill -{signal}");
    running
}

/// Whether a signal is ignored here, as in a background job of a shell; then the program inherits that.
fn is_ignored(number: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).map_or("0", str::trim);
    u64::from_str_radix(mask, 16).unwrap() >> (number - 1) & 1 == 1
}

#[test]
fn a_signal_ends_the_program_and_the_old_content_is_kept() {
    for (signal, number, name, before) in [
        ("INT", 2, "a.csv", None),
        ("TERM", 15, "a.csv", None),
        ("HUP", 1, "a.csv", None),
        ("INT", 2, "a.png", None),
        ("TERM", 15, "a.csv", Some("before")),
    ] {
        if is_ignored(number) {
            skipped(&format!("signal {number} is ignored here"));
            continue;
        }
        let folder = before.map_or_else(Folder::new, |before| Folder::new().with(name, before));
        let ended = interrupt(lanelab(COUNTS).word(name).within(&folder).start(), signal).ends().quietly();
        assert_eq!(ended.status.signal(), Some(number), "{ended}");
        match before {
            None => drop(ended.leaving(&[])),
            Some(before) => assert_eq!(ended.leaving(&[name]).folder.read(name), before.as_bytes()),
        }
    }
}

#[test]
fn a_signal_that_was_ignored_from_the_start_stays_ignored() {
    let call = lanelab("counts --rung lanes-masked --size 3000x3000 --limit 1 --out a.csv");
    let ended = interrupt(call.after("trap '' HUP").start(), "HUP").ends().exits_with(0).leaving(&["a.csv"]);
    assert_eq!(ended.folder.read("a.csv").len(), 2 * 3000 * 3000);
}
