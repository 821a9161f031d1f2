//! A profile stays right after the edit and the rebuild that it led to, and what is made of it for people and programs.
#![cfg(all(target_os = "linux", feature = "cli"))]

#[path = "../built/mod.rs"]
mod built;
mod compared;
mod counters;
mod kept;
#[path = "../made/mod.rs"]
mod made;
mod replaced;
mod tables;
#[cfg(target_arch = "x86_64")]
mod vectors;

use lineprof::Profile;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

fn skip(what: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
}

fn lineprof(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lineprof"));
    command.current_dir(folder).args(arguments).env_remove("COLUMNS").output().expect("it starts")
}

/// What a command prints to standard output, which must succeed.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = lineprof(folder, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Gives a file of a made profile these lines, from the first on.
fn with_text(mut profile: Profile, file: &str, lines: &[&str]) -> Profile {
    let text = profile.evidence.texts.iter_mut().find(|text| text.path.ends_with(file)).expect("it has samples");
    text.runs = vec![(1, lines.iter().map(|line| (*line).to_owned()).collect())];
    profile
}
