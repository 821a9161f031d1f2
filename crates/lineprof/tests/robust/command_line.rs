//! The program `lineprof` with wrong arguments.

use crate::ignored::is_ignored;
use crate::{outputs_of, profile_burn, skip, turn};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use tempfile::{TempDir, tempdir};

fn lineprof(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lineprof"));
    command.current_dir(folder).args(arguments).output().expect("it starts")
}

fn folder() -> TempDir {
    tempdir().expect("a folder can be created")
}

/// Checks that it ends with an exit code and an error with all these words.
fn refuses(folder: &Path, arguments: &[&str], code: i32, words: &[&str]) {
    let output = lineprof(folder, arguments);
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
    for word in words {
        assert!(text.contains(word), "{arguments:?} prints {word:?}: {text}");
    }
    assert!(output.stdout.is_empty(), "{arguments:?}: errors are for standard error");
    assert!(!text.contains("panicked"), "{text}");
}

#[test]
fn wrong_arguments_are_named_with_the_rule() {
    let folder = folder();
    let refuses = |arguments: &[&str], words: &[&str]| refuses(folder.path(), arguments, 2, words);
    refuses(&["record", "--hz", "0", "true"], &["--hz", "'0'", "1..=20000"]);
    refuses(&["record", "--hz", "20001", "true"], &["--hz", "'20001'", "1..=20000"]);
    refuses(&["record", "--hz", "fast", "true"], &["--hz", "'fast'"]);
    refuses(&["record", "--through", "src/[", "true"], &["--through", "src/[", "glob"]);
    refuses(&["record", "--fast", "--", "true"], &["--fast", "unexpected"]);
    refuses(&["record", "-f", "true"], &["-f", "unexpected"]);
    refuses(&["record", "--unwind", "guess", "true"], &["--unwind", "'guess'", "auto, frame-pointers, dwarf"]);
    refuses(&["record"], &["COMMAND", "required"]);
    refuses(&["recrod"], &["'recrod'", "record"]);
    refuses(&["report", "--function"], &["--function", "NAME"]);
    refuses(&["report", "--functions", "--threads"], &["--functions", "--threads", "cannot be used with"]);
    refuses(&[], &["Usage"]);
    assert_eq!(fs::read_dir(folder.path()).expect("it can be listed").count(), 0, "nothing was written");
}

#[test]
fn profiles_that_cannot_be_read_are_named_with_a_remedy() {
    let folder = folder();
    let refuses = |arguments: &[&str], words: &[&str]| refuses(folder.path(), arguments, 1, words);
    refuses(&["report"], &["lineprof.out", "No such file", "lineprof record"]);
    fs::create_dir(folder.path().join("empty")).expect("it can be created");
    refuses(&["report", "empty"], &["empty", "lineprof.json", "No such file", "lineprof record"]);
    let wrong = [
        ("empty.json", "", "not a lineprof profile: EOF"),
        ("not.json", "garbage", "not a lineprof profile: expected value"),
        ("list.json", "[]", "expected an object with a schema"),
        ("other.json", "{}", "it has no schema"),
        ("later.json", r#"{"schema": "lineprof.profile/2"}"#, r#""lineprof.profile/2" and not "lineprof.profile/1""#),
        ("half.json", r#"{"schema": "lineprof.profile/1", "profile": {}}"#, "missing field"),
    ];
    for (name, text, reason) in wrong {
        fs::write(folder.path().join(name), text).expect("it can be written");
        refuses(&["report", name], &[name, reason, "lineprof record"]);
    }
}

#[test]
fn doctor_examines_programs_and_refuses_other_files() {
    let folder = folder();
    let output = lineprof(folder.path(), &["doctor", env!("CARGO_BIN_EXE_lineprof")]);
    let text = outputs_of(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("sampl") && text.contains("its names"), "the machine and the program: {text}");
    let own = cfg!(not(target_arch = "x86_64")) || text.contains("% of its own functions set up a frame");
    assert!(own, "frame pointers of the program's own functions: {text}");
    fs::write(folder.path().join("text"), "no program").expect("it can be written");
    refuses(folder.path(), &["doctor", "text"], 1, &["text is not a program", "name an executable"]);
    refuses(folder.path(), &["doctor", "no-such"], 1, &["no-such", "No such file"]);
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_before_the_program_runs() {
    let folder = folder();
    fs::write(folder.path().join("file"), "").expect("it can be written");
    for out in ["file/out", "/proc", "/proc/lineprof"] {
        let arguments = ["record", "--out", out, "touch", "ran"];
        refuses(folder.path(), &arguments, 1, &[out, "--out"]);
    }
    assert!(!folder.path().join("ran").exists(), "the program did not run for nothing");
}

#[test]
fn exit_codes_of_programs_are_passed_on_and_commands_that_do_not_start_are_named() {
    let folder = folder();
    let output = lineprof(folder.path(), &["record", "true"]);
    if !output.status.success() {
        return skip(&format!("command line: {}", outputs_of(&output)));
    }
    let code = |script| lineprof(folder.path(), &["record", "sh", "-c", script]).status.code();
    assert_eq!(code("exit 7"), Some(7), "an exit code");
    assert_eq!(code("kill -9 $$"), Some(128 + 9), "a signal, as in shells");
    let words = ["no-such-program --its-argument", "check its name"];
    let profile = || fs::read(folder.path().join("lineprof.out/lineprof.json")).expect("the profile before");
    let before = profile();
    refuses(folder.path(), &["record", "no-such-program", "--its-argument"], 1, &words);
    assert!(profile() == before, "it takes the place of no profile");
    fs::write(folder.path().join("file"), "").expect("it can be written");
    refuses(folder.path(), &["record", "./file"], 1, &["./file", "Permission denied", "executed"]);
}

#[test]
fn options_before_the_program_are_ours_and_those_after_it_are_the_programs() {
    let folder = folder();
    for (out, arguments) in [("short", &["-o", "short", "--"][..]), ("long", &["--out", "long", "--unwind", "dwarf"])] {
        let program = ["sh", "-c", "exit $1", "-o", "3"];
        let output = lineprof(folder.path(), &[&["record"], arguments, &program].concat());
        if output.status.code() == Some(1) {
            return skip(&format!("options: {}", outputs_of(&output)));
        }
        assert_eq!(output.status.code(), Some(3), "{}", outputs_of(&output));
        assert!(folder.path().join(out).join("lineprof.json").exists(), "{out}: {}", outputs_of(&output));
    }
    assert!(!folder.path().join("lineprof.out").exists(), "the default is not used");
}

/// Starts `lineprof` on a program that does not end soon; the number of the program's process. `None` where it cannot record.
fn long(folder: &Path, arguments: &[&str]) -> Option<(Child, u32)> {
    let program = ["sh", "-c", "echo $$; i=0; while [ $i -lt 30000000 ]; do i=$((i+1)); done"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_lineprof"));
    command.current_dir(folder).arg("record").args(arguments).args(program);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("a pipe")).read_line(&mut line).expect("it can be read");
    std::thread::sleep(Duration::from_millis(300));
    match line.trim().parse() {
        Ok(pid) => Some((child, pid)),
        Err(_) => {
            skip("signals: no program can be recorded");
            None
        }
    }
}

fn is_running(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

fn pid_of(child: &Child) -> Pid {
    Pid::from_raw(i32::try_from(child.id()).expect("a number of a process"))
}

#[test]
fn signals_to_end_reach_the_program_and_the_profile_is_written() {
    let folder = folder();
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        if is_ignored(signal) {
            continue;
        }
        let out = signal.as_str();
        let Some((mut child, program)) = long(folder.path(), &["-o", out]) else { return };
        kill(pid_of(&child), signal).expect("it runs");
        assert_eq!(child.wait().expect("it ends").code(), Some(128 + signal as i32), "{signal}");
        assert!(!is_running(program), "{signal}: the program has ended");
        let profile = lineprof::Profile::read_json(&folder.path().join(out).join("lineprof.json"));
        let samples = profile.expect("it was written").recording.total();
        assert!(samples > 20, "{signal}: {samples} samples");
    }
}

#[test]
fn a_program_ends_with_a_killed_profiler_which_leaves_what_it_had() {
    let folder = folder();
    let saved = folder.path().join("lineprof.out/recording.json");
    let Some((mut child, program)) = long(folder.path(), &[]) else { return };
    assert!((0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        saved.exists()
    }));
    child.kill().and_then(|()| child.wait()).expect("it runs");
    let ended = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        !is_running(program)
    });
    assert!(ended, "the program runs on");
    let report = outputs_of(&lineprof(folder.path(), &["report"]));
    assert!(report.contains("lineprof was killed") && report.contains("Samples: "), "{report}");
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let folder = folder();
    {
        let _turn = turn();
        profile_burn().write_files(&folder.path().join("lineprof.out")).expect("they can be written");
    }
    for arguments in [&["report"][..], &["report", "--functions"], &["doctor"], &["--help"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lineprof"));
        command.current_dir(folder.path()).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", outputs_of(&output));
        assert!(output.stderr.is_empty(), "{arguments:?}: {}", outputs_of(&output));
    }
}
