//! What happens where things go wrong: every case has an outcome that a user can act on.
#![cfg(target_os = "linux")]

mod children;
#[cfg(feature = "cli")]
mod command_line;
mod cycles;
mod forbidden;
mod nesting;
mod output;
mod programs;
mod sources;
mod threads;
mod user;

use lineprof::{Config, Profile};
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Only one recording runs at a time.
static TURN: Mutex<()> = Mutex::new(());

/// Waits until no other test records.
fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says what this machine has not got.
fn skip(what: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
}

/// A third of a second of work or so, under a name that the tests look for.
#[inline(never)]
fn burn() -> u64 {
    black_box((0..black_box(200_000_000_u64)).fold(1, |x, i| (x ^ i).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// Samples in whose stacks a function occurs.
fn samples_in(profile: &Profile, function: &str) -> u64 {
    let functions = profile.functions();
    let rows = functions.rows.iter().filter(|row| row.name.contains(function));
    rows.map(|row| row.inclusive.samples).max().unwrap_or(0)
}

/// Profiles [`burn`].
fn profile_burn() -> Profile {
    lineprof::profile(&Config::default(), burn).expect("some sampler starts").1
}

/// Tells a test that runs again in a process of its own what to do there.
const PART: &str = "LINEPROF_ROBUST_PART";

/// What this process is to do, where it was started by [`again`].
fn part() -> Option<String> {
    std::env::var(PART).ok()
}

/// A process that runs one test of this program again.
fn again(program: &Path, test: &str, part: &str) -> Command {
    let mut command = Command::new(program);
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(PART, part);
    command
}

/// This program.
fn this() -> PathBuf {
    std::env::current_exe().expect("this program has a path")
}

/// What a process has said, where it succeeds.
fn succeeds(command: &mut Command) -> String {
    let output = command.output().expect("it starts");
    let text = both(&output);
    assert!(output.status.success(), "{command:?}: {}\n{text}", output.status);
    text
}

/// What a process has written to both its outputs.
fn both(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned()).concat()
}

/// A test that only burns CPU time, as a child of others.
#[test]
fn a_child_burns() {
    if part().as_deref() == Some("burn") {
        burn();
    }
}
