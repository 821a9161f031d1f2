//! What ends a recording: a time, a signal, or the end of the process.

use crate::built::{build, record};
use crate::ignored::is_ignored;
use crate::{Running, lineprof, skip, text_of, turn, wait_for_line};
use lineprof::{Config, Error, Profile};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Works until its standard input ends, or for as many milliseconds as an argument says.
const SOURCE: &str = r#"
use std::hint::black_box;
use std::io::Read;
use std::time::{Duration, Instant};

fn main() {
    let most = std::env::args().nth(1).map_or(u64::MAX, |most| most.parse().unwrap());
    std::thread::spawn(|| {
        std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
        std::process::exit(0);
    });
    println!("{}", std::process::id());
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(most) {
        black_box((0..black_box(100_000_u64)).fold(1, |x, i| (x ^ i).wrapping_mul(3)));
    }
    std::process::exit(3);
}
"#;

fn samples(out: &Path) -> u64 {
    Profile::read_json(&out.join("lineprof.json")).map_or(0, |profile| profile.recording.total())
}

fn pid_of(number: u32) -> Pid {
    Pid::from_raw(i32::try_from(number).expect("a number of a process"))
}

#[test]
fn signals_end_the_recording_and_not_the_process() {
    let _turn = turn();
    let built = build(SOURCE, &[]);
    let folder = built.folder.path();
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        if is_ignored(signal) {
            continue;
        }
        let mut running = Running::start(&mut Command::new(&built.program));
        let pid = running.pid().to_string();
        let mut command = lineprof(folder, &["record", "--out", signal.as_str(), "--pid", &pid]);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
        if !wait_for_line(&mut child, "attached to") {
            return skip("signals: no process can be attached to");
        }
        std::thread::sleep(Duration::from_millis(500));
        kill(pid_of(child.id()), signal).expect("it runs");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{signal}: {}", text_of(&output));
        assert!(samples(&folder.join(signal.as_str())) > 20, "{signal}: the profile is written");
        assert!(running.is_running(), "{signal}: the process runs on");
        running.end();
    }
}

#[test]
fn a_process_that_ends_while_it_is_attached_to_has_a_profile() {
    let _turn = turn();
    let built = build(SOURCE, &[]);
    let mut running = Running::start(Command::new(&built.program).arg("700"));
    let recording = match lineprof::attach(&Config::default(), running.pid()) {
        Err(Error::Backend(_, reason)) => return skip(&format!("attaching: {reason}")),
        result => result.expect("it runs"),
    };
    assert!(recording.total() > 20, "{} samples", recording.total());
    let covered = recording.time(recording.total()).as_secs_f64() / recording.cpu.as_secs_f64();
    assert!((0.8..1.2).contains(&covered), "{covered} of the CPU time {:?}", recording.cpu);
    assert_eq!(running.child.wait().expect("it has ended").code(), Some(3), "as by itself");
}

#[test]
fn a_time_ends_a_command_too() {
    let _turn = turn();
    let built = build(SOURCE, &[]);
    let folder = built.folder.path();
    for (out, program) in [("asked", "exec ./busy"), ("made", "trap '' TERM; exec ./busy")] {
        let mut command = lineprof(folder, &["record", "-o", out, "--duration", "0.5", "sh", "-c", program]);
        let running = Running::start(command.stderr(Stdio::piped()));
        if running.first.is_empty() {
            return skip(&format!("a time: {}", text_of(&running.end())));
        }
        let program: u32 = running.first.parse().expect("the number of the program");
        // Its standard input stays open until it has ended.
        let Running { mut child, .. } = running;
        let input = child.stdin.take();
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{out}: what the time ended is no error: {}", text_of(&output));
        assert!(!Path::new(&format!("/proc/{program}")).exists(), "{out}: the program has ended");
        assert!(samples(&folder.join(out)) > 20, "{out}: the profile is written");
        drop(input);
    }
}

#[test]
fn a_time_ends_a_command_of_the_library() {
    let built = build(SOURCE, &[]);
    let config = Config { duration: Some(Duration::from_millis(400)), ..Config::default() };
    let (reader, _writer) = std::io::pipe().expect("a pipe can be made");
    let mut command = Command::new(&built.program);
    let Some((status, recording)) = record(&config, command.stdin(reader).stdout(Stdio::null())) else { return };
    assert_eq!(status.signal(), Some(Signal::SIGTERM as i32), "{status}");
    assert!(recording.total() > 20, "{} samples", recording.total());
}

#[test]
fn a_command_that_ends_before_its_time_keeps_its_exit_code() {
    let _turn = turn();
    let built = build(SOURCE, &[]);
    let mut command = lineprof(built.folder.path(), &["record", "--duration", "100", "./busy", "200"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let input = child.stdin.take();
    let code = child.wait().expect("it ends").code();
    drop(input);
    if !built.folder.path().join("lineprof.out/lineprof.json").exists() {
        return skip("a time: no program can be recorded");
    }
    assert_eq!(code, Some(3), "that of the program");
}
