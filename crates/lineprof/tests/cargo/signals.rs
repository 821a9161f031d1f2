//! Signals that ask to end, to `lineprof` alone and to its group, as a terminal's and `timeout`'s.

use crate::ignored::is_ignored;
use crate::workspace::{Workspace, can_record, run};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const WAYS: [(Signal, bool); 4] =
    [(Signal::SIGINT, true), (Signal::SIGTERM, false), (Signal::SIGHUP, true), (Signal::SIGINT, false)];

/// Starts a command in a group of its own.
fn start(command: &mut Command) -> Child {
    command.process_group(0).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts")
}

/// Sends a signal, and returns the exit code; none where it does not end.
fn stop(mut child: Child, signal: Signal, to_group: bool) -> Option<i32> {
    let pid = i32::try_from(child.id()).expect("a number of a process");
    kill(Pid::from_raw(if to_group { -pid } else { pid }), signal).expect("it runs");
    let mut code = None;
    if !wait_until(|| child.try_wait().expect("it can be asked").map(|status| code = status.code()).is_some()) {
        kill(Pid::from_raw(-pid), Signal::SIGKILL).expect("it runs");
    }
    code
}

fn is_running(pid: &str) -> bool {
    fs::read_to_string(format!("/proc/{}/stat", pid.trim())).is_ok_and(|stat| !stat.contains(") Z "))
}

/// Waits until a condition holds, a minute at most.
fn wait_until(mut holds: impl FnMut() -> bool) -> bool {
    (0..3000).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        holds()
    })
}

/// The number that a program prints when it has begun to run without end.
fn pid_of_program(child: &mut Child) -> String {
    let lines = BufReader::new(child.stdout.as_mut().expect("a pipe")).lines();
    let mut lines = lines.map(|line| line.expect("it can be read"));
    lines.find_map(|line| line.strip_prefix("pid ").map(str::to_owned)).expect("the program runs")
}

/// The commands with which a program of the workspace is built.
const BUILT: [&[&str]; 3] = [&["run", "--bin", "second"], &["test", "--test", "slow"], &["bench", "bench"]];

#[test]
fn during_a_build_cargo_ends_and_nothing_is_written() {
    let workspace = Workspace::new();
    let sign = workspace.home().join("sign");
    for (line, (signal, to_group)) in BUILT.iter().cycle().zip(WAYS) {
        if is_ignored(signal) {
            continue;
        }
        let what = format!("{line:?}, {signal}, {to_group}");
        let _ = fs::remove_file(&sign);
        let child = start(workspace.lineprof(line[0]).args(&line[1..]).env("WAIT", &sign));
        assert!(wait_until(|| fs::read_to_string(&sign).is_ok_and(|pid| !pid.is_empty())), "{what}: the build runs");
        let cargo = fs::read_to_string(&sign).expect("its number");
        assert!(is_running(&cargo), "{what}");
        assert_eq!(stop(child, signal, to_group), Some(128 + signal as i32), "{what}");
        assert!(!is_running(&cargo), "{what}: cargo has ended");
        assert_eq!(fs::read_dir(workspace.out()).expect("it is there").count(), 0, "{what}: files");
    }
}

fn samples(folder: &Path) -> u64 {
    lineprof::Profile::read_json(&folder.join("lineprof.json")).map_or(0, |profile| profile.recording.total())
}

#[test]
fn during_a_run_the_profile_is_written() {
    let workspace = Workspace::new();
    if !can_record(&workspace) {
        return;
    }
    let build = ["build", "--release", "--bin", "second"];
    assert!(run(workspace.cargo().args(build)).status.success(), "cargo builds it");
    let program = workspace.home().join("target/release/second");
    let record = ["record", program.to_str().expect("a path")];
    for (line, (signal, to_group)) in std::iter::once(&record[..]).chain(BUILT).zip(WAYS) {
        if is_ignored(signal) {
            continue;
        }
        let what = format!("{line:?}, {signal}, {to_group}");
        let _ = fs::remove_dir_all(workspace.out());
        let mut child = start(workspace.lineprof(line[0]).args(&line[1..]).env("ENDLESS", "now"));
        let program = pid_of_program(&mut child);
        std::thread::sleep(Duration::from_millis(200));
        assert_eq!(stop(child, signal, to_group), Some(128 + signal as i32), "{what}");
        assert!(!is_running(&program), "{what}: the program has ended");
        assert!(samples(&workspace.out()) > 10, "{what}: samples");
    }
}

#[test]
fn during_a_run_to_count_the_profile_stays() {
    let workspace = Workspace::new();
    if !can_record(&workspace) || is_ignored(Signal::SIGINT) {
        return;
    }
    let line = ["--bin=second", "--hits", "--ir"];
    let mut child = start(workspace.lineprof("run").args(line).env("ENDLESS", "LLVM_PROFILE_FILE"));
    assert!(wait_until(|| workspace.out().join("lineprof.json").exists()), "the profile is written");
    let counts = |folder: &str| workspace.home().join("target/lineprof").join(folder).exists();
    assert!(wait_until(|| counts("hits/release/second")), "the build to count ends");
    std::thread::sleep(Duration::from_millis(500));
    let _ = child.stdout.take();
    assert_eq!(stop(child, Signal::SIGINT, false), Some(130), "its exit code");
    assert!(workspace.out().join("lines.txt").exists() && !counts("ir"), "the profile stays, and nothing follows");
}
