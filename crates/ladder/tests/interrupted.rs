//! A signal to end, in the middle of measuring or of writing, ends the program as it would any other, and leaves no
//! half-written file.
#![cfg(unix)]

use lanelab_ladder::Ladder;
use lanelab_ladder::program::file;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Names the file that the program of a test writes when it runs as the other process.
const TARGET: &str = "LADDER_TEST_TARGET";
/// Shells report the program's end as 128 more than these: 130 after a Ctrl-C.
const SIGNALS: [(&str, i32); 2] = [("TERM", 15), ("INT", 2)];

/// Runs a test of this file as another process, which writes a target, and sends it each signal once it prints `ready`.
fn interrupt(test: &str, target: &Path, ready: &str, then: impl Fn()) {
    for (name, number) in SIGNALS.into_iter().filter(|&(_, number)| !is_ignored(number)) {
        let mut command = Command::new(std::env::current_exe().expect("a path"));
        command.args(["--exact", test, "--nocapture"]).env(TARGET, target);
        let mut other = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let lines = BufReader::new(other.stdout.take().expect("it is piped")).lines();
        assert!(lines.map_while(Result::ok).any(|line| line.contains(ready)), "the other process is {ready}");
        then();
        let kill = Command::new("kill").args([&format!("-{name}"), &other.id().to_string()]).status().expect("it runs");
        assert!(kill.success(), "the signal is sent");
        assert_eq!(other.wait().expect("it ends").signal(), Some(number), "the signal ends it");
    }
}

/// Background jobs of a shell ignore a Ctrl-C, and so do the processes that they start.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0) >> (signal - 1) & 1 == 1;
    if ignored {
        writeln!(io::stderr(), "skipped: signal {signal}: this process ignores it").expect("it can be written");
    }
    ignored
}

#[test]
fn a_signal_leaves_the_old_file_and_nothing_beside_it() {
    if let Some(target) = std::env::var_os(TARGET) {
        return write_half(PathBuf::from(target));
    }
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("report.json");
    fs::write(&target, "old").unwrap();
    let files = || fs::read_dir(folder.path()).unwrap().count();
    interrupt("a_signal_leaves_the_old_file_and_nothing_beside_it", &target, "half written", || {
        assert_eq!(files(), 2, "a temporary file is beside the old one");
    });
    assert_eq!(fs::read_to_string(&target).unwrap(), "old");
    assert_eq!(files(), 1, "nothing else is left");
}

#[test]
fn a_signal_while_measuring_leaves_neither_report_nor_page() {
    if let Some(target) = std::env::var_os(TARGET) {
        return measure(&PathBuf::from(target));
    }
    let folder = tempfile::tempdir().unwrap();
    let test = "a_signal_while_measuring_leaves_neither_report_nor_page";
    interrupt(test, &folder.path().join("report"), "measuring", || ());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no file is left");
}

fn measure(target: &Path) {
    let calls = AtomicU32::new(0);
    let ladder = Ladder::new("slow").case("one", || 1).oracle(|&n| n).rung("slow", "sleeps", move |&n: &i32| {
        std::thread::sleep(Duration::from_millis(10));
        if calls.fetch_add(1, Ordering::Relaxed) == 10 {
            writeln!(io::stdout(), "measuring").expect("it can be written");
        }
        n
    });
    let json = target.with_extension("json");
    let mut words = vec!["ladder", "--seconds", "600", "--json", json.to_str().expect("UTF-8")];
    let html = target.with_extension("html");
    if cfg!(feature = "page") {
        words.extend(["--html", html.to_str().expect("UTF-8")]);
    }
    panic!("{:?}", ladder.answer(words, &mut Vec::new()));
}

fn write_half(target: PathBuf) {
    let outcome = file::write(&target, |out| {
        out.write_all(&[b'x'; 1 << 20])?;
        writeln!(io::stdout(), "half written")?;
        io::stdout().flush()?;
        std::thread::sleep(Duration::from_secs(60));
        Err(io::Error::other("the signal did not come"))
    });
    panic!("{outcome:?}");
}
