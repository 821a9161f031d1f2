//! `--wall` on the command line: without privileges, when attaching, and its output.

use crate::built::{TURN, build};
use crate::{CALIBRATED, check_lines, times};
use lineprof::Profile;
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::PoisonError;

const NOBODY: u32 = 65_534;

fn skip(what: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
}

/// Runs lineprof; `None` where this machine lets nothing be recorded.
fn lineprof(command: &mut Command) -> Option<Output> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let output = command.output().expect("it starts");
    let told = String::from_utf8_lossy(&output.stderr);
    if told.contains("perf_event_open is refused") {
        skip(&format!("waiting by commands: {told}"));
        return None;
    }
    assert!(output.status.success(), "{}: {told}", output.status);
    Some(output)
}

fn read(folder: &Path) -> Profile {
    Profile::read_json(&folder.join("lineprof.json")).expect("it is a profile")
}

#[test]
fn a_user_without_privileges_gets_the_same() {
    if fs::metadata("/proc/self").expect("it is there").uid() != 0 {
        return skip(
            "waiting of another user: only root can start its processes; the other tests ran without privileges",
        );
    }
    let built = build(CALIBRATED, &[]);
    let folder = built.folder.path();
    let [program, out] = ["lineprof", "out"].map(|name| folder.join(name));
    fs::copy(env!("CARGO_BIN_EXE_lineprof"), &program).expect("it can be copied");
    fs::create_dir(&out).expect("it can be created");
    for (path, mode) in [(folder, 0o755), (&program, 0o755), (&built.program, 0o755), (&out, 0o777)] {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is root's");
    }
    let mut command = Command::new(&program);
    command.args(["record", "--wall", "--out", "out", "--", "./busy", "slow", "40000", "5", "slower", "60000", "3"]);
    let Some(output) = lineprof(command.current_dir(folder).uid(NOBODY).gid(NOBODY)) else { return };
    let times = times(&String::from_utf8_lossy(&output.stdout));
    assert_eq!(times.len(), 6, "three lines on two threads");
    check_lines(&read(&out), &times, folder);
}

/// What a profile with waiting shows, by the file of its folder.
fn check_shown(out: &Path) {
    let shown = |name: &str| fs::read_to_string(out.join(name)).expect("it was written");
    assert!(shown("lines.txt").contains("Waiting: "), "{}", shown("lines.txt"));
    let functions = shown("functions.txt");
    assert!(functions.contains("Wait s    Thread"), "{functions}");
    let flames = shown("wall.svg");
    assert!(flames.contains("<title>[waiting] (") && flames.contains("CPU time and waiting: "), "{flames}");
    assert!(!shown("flamegraph.svg").contains("[waiting]"), "CPU time alone");
    assert!(!shown("stacks.folded").contains("[waiting]"), "CPU time alone");
}

#[test]
fn a_process_that_waits_already_waits_for_the_whole_recording() {
    let text = "fn main() { std::thread::spawn(|| std::thread::park()); \
                std::io::read_to_string(std::io::stdin()).unwrap(); }";
    let built = build(text, &[]);
    let mut child = Command::new(&built.program).stdin(Stdio::piped()).spawn().expect("it starts");
    let (pid, out) = (child.id().to_string(), PathBuf::from(built.folder.path()).join("out"));
    while fs::read_dir(format!("/proc/{pid}/task")).expect("it runs").count() < 2 {
        std::thread::yield_now();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_lineprof"));
    command.args(["record", "--wall", "--duration", "0.5", "--pid", &pid, "--out"]).arg(&out);
    let recorded = lineprof(&mut command);
    drop(child.stdin.take());
    assert!(child.wait().expect("it ends").success(), "it is unharmed");
    if recorded.is_some() {
        let recording = read(&out).recording;
        assert_eq!(recording.threads.len(), 2, "{:?}", recording.threads);
        for thread in &recording.threads {
            let (waiting, wall) = (thread.waiting.as_secs_f64(), recording.wall.as_secs_f64());
            assert!((waiting - wall).abs() < 0.03 * wall, "{waiting} of {wall}: {thread:?}");
        }
        check_shown(&out);
    }
}
