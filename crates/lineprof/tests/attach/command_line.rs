//! Processes that cannot be attached to, and invalid arguments.

use crate::built::build;
use crate::{lineprof, skip, text_of, turn};
use std::path::Path;
use std::process::{Command, Stdio};

/// Checks that it ends with an exit code and an error with all these words.
fn refuses(command: &mut Command, code: i32, words: &[&str]) {
    let output = command.output().expect("it starts");
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(code), "{command:?}: {text}");
    assert!(words.iter().all(|word| text.contains(word)) && !text.contains("panicked"), "{words:?}: {text}");
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder can be created")
}

#[test]
fn wrong_arguments_are_named_with_the_rule() {
    let _turn = turn();
    let folder = folder();
    let refuses = |arguments: &[&str], words: &[&str]| refuses(&mut lineprof(folder.path(), arguments), 2, words);
    for number in ["0", "-5", "4194305", "me"] {
        refuses(&["record", "--pid", number], &["--pid", &format!("'{number}'")]);
    }
    refuses(&["record", "--pid", "1", "true"], &["--pid", "COMMAND", "cannot be used with"]);
    for seconds in ["0", "-1", "NaN", "inf", "soon", "1e300"] {
        refuses(&["record", "--duration", seconds, "true"], &["--duration", seconds]);
    }
    refuses(&["run", "--pid", "1"], &["--pid", "unexpected"]);
}

#[test]
fn processes_that_cannot_be_attached_to_are_named_with_a_remedy() {
    let _turn = turn();
    let folder = folder();
    let mut ended = Command::new("true").spawn().expect("it starts");
    let state = |pid: u32| std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    while !state(ended.id()).contains(") Z ") {
        std::thread::yield_now();
    }
    let sleeping = || Command::new("sleep").arg("1000").spawn().expect("it starts");
    let (mut gone, mut other) = (sleeping(), sleeping());
    gone.kill().and_then(|()| gone.wait()).expect("it runs");
    let threads = std::fs::read_dir("/proc/self/task").expect("it can be listed").flatten();
    let own = std::process::id().to_string();
    let mut threads = threads.filter_map(|task| task.file_name().into_string().ok());
    let thread = threads.find(|thread| *thread != own).expect("a test has a thread of its own");
    let kernel = std::fs::read_to_string("/proc/2/comm").is_ok_and(|name| name == "kthreadd\n");
    for (pid, words) in [
        (ended.id().to_string(), &["has ended", "zombie", "one that runs"][..]),
        (gone.id().to_string(), &["there is none", "pgrep"]),
        (thread, &["it is a thread of process", &own]),
        ("2".to_owned(), &["a thread of the kernel"]),
    ] {
        if pid == "2" && !kernel {
            skip("a thread of the kernel: there is none here");
            continue;
        }
        let words = [words, &["cannot be attached to", &pid]].concat();
        refuses(&mut lineprof(folder.path(), &["record", "--pid", &pid]), 1, &words);
    }
    let error = lineprof::attach(&lineprof::Config::default(), std::process::id()).expect_err("it is this one");
    assert!(error.to_string().contains("the one that records"), "{error}");
    let error = lineprof::attach(&lineprof::Config::default(), 0).expect_err("it is no number of a process");
    assert!(error.to_string().contains("from 1 to"), "{error}");
    let left = std::fs::read_dir(folder.path().join("lineprof.out")).expect("it was created").count();
    assert_eq!(left, 0, "nothing was written");
    let _ = ended.wait();
    other.kill().and_then(|()| other.wait()).map(drop).expect("it runs");
}

/// A command that runs `lineprof` as a user without privileges, where this machine allows it.
pub(crate) fn unprivileged(folder: &Path, arguments: &[&str]) -> Option<Command> {
    let ids = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];
    let program = folder.join("lineprof");
    std::fs::copy(env!("CARGO_BIN_EXE_lineprof"), &program).expect("it can be copied");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    std::fs::set_permissions(folder, open).expect("it is ours");
    let mut command = Command::new("setpriv");
    command.args(ids).arg(&program).args(arguments).current_dir(folder);
    let tried = Command::new("setpriv").args(ids).arg(&program).arg("--version").stdout(Stdio::null()).status();
    match tried {
        Ok(status) if status.success() => Some(command),
        _ => {
            skip("another user: it takes root and setpriv");
            None
        }
    }
}

#[test]
fn processes_of_other_users_are_refused_and_own_ones_are_not() {
    let _turn = turn();
    let built = build("fn main() { loop { std::hint::black_box(0); } }", &[]);
    let folder = built.folder.path();
    let mut roots = Command::new(&built.program).spawn().expect("it starts");
    let arguments = ["record", "--duration", "0.3", "-o", "out", "--pid"];
    if let Some(mut command) = unprivileged(folder, &arguments) {
        refuses(command.arg(roots.id().to_string()), 1, &["belongs to root", "as that user", "CAP_SYS_PTRACE"]);
        let ids = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];
        let mut own = Command::new("setpriv").args(ids).arg(&built.program).spawn().expect("it starts");
        let output = unprivileged(folder, &arguments).expect("as before").arg(own.id().to_string()).output();
        let output = output.expect("it starts");
        own.kill().and_then(|()| own.wait()).expect("it runs");
        let text = text_of(&output);
        if text.contains("perf_event_open is refused") {
            skip("another user's own process: perf_event_open is refused");
        } else {
            assert!(output.status.success() && text.contains("busy.rs:1"), "{text}");
        }
    }
    roots.kill().and_then(|()| roots.wait()).expect("it runs");
}
