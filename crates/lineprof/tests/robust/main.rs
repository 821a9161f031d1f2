//! What happens where things go wrong: in every case a user gets a result or an error to act on.
#![cfg(target_os = "linux")]

#[path = "../built/mod.rs"]
mod built;
#[cfg(feature = "cli")]
mod command_line;
mod forbidden;
#[cfg(feature = "cli")]
#[path = "../ignored/mod.rs"]
mod ignored;
mod kinds;
mod output;
mod programs;
mod recordings;
mod threads;

use lineprof::{Config, Profile};
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{MutexGuard, PoisonError};

/// Waits until no other test records.
fn turn() -> MutexGuard<'static, ()> {
    built::TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn skip(what: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
}

/// About a third of a second of work, under a name that the tests look for.
#[inline(never)]
fn burn() -> u64 {
    black_box((0..black_box(200_000_000_u64)).fold(1, |x, i| (x ^ i).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

fn samples_in(profile: &Profile, function: &str) -> u64 {
    let functions = profile.functions();
    let rows = functions.rows.iter().filter(|row| row.name.contains(function));
    rows.map(|row| row.inclusive.samples).max().unwrap_or(0)
}

fn profile<T>(work: impl FnOnce() -> T) -> (T, Profile) {
    lineprof::profile(&Config::default(), work).expect("some sampler starts")
}

fn profile_burn() -> Profile {
    let profile = profile(burn).1;
    assert!(samples_in(&profile, "burn") > 0, "{}{}", profile.quality(), profile.functions());
    profile
}

/// The variable that tells a test in a process of its own what to do there.
const PART: &str = "LINEPROF_ROBUST_PART";

/// The part of this process, where [`rerun`] started it.
fn part() -> Option<String> {
    std::env::var(PART).ok()
}

/// A process that runs one test of this program again.
fn rerun(program: &Path, test: &str, part: &str) -> Command {
    let mut command = Command::new(program);
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env(PART, part);
    command
}

fn run_alone(test: &str, check: impl FnOnce()) {
    if part().is_some() {
        return check();
    }
    let mut command = rerun(&this_program(), test, "check");
    let output = command.output().expect("it starts");
    let text = outputs_of(&output);
    assert!(output.status.success(), "{command:?}: {}\n{text}", output.status);
    text.lines().filter_map(|line| line.strip_prefix("skipped: ")).for_each(skip);
}

fn this_program() -> PathBuf {
    std::env::current_exe().expect("this program has a path")
}

/// What a process has written to both its outputs.
fn outputs_of(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned()).concat()
}
