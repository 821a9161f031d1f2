//! Other programs: stripped, not there, killed, empty.

use crate::{skip, turn};
use lineprof::recording::Recording;
use lineprof::{Config, Error, Profile};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use tempfile::TempDir;

/// A program that works for a while in one function.
pub(crate) const SOURCE: &str = "\
use std::hint::black_box;

#[inline(never)]
fn hot(n: u64) -> u64 {
    (0..black_box(n)).fold(1, |x, i| black_box(x ^ i).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn main() {
    black_box(hot(300_000_000));
}
";

/// A program compiled from [`SOURCE`] in a folder of its own.
pub(crate) struct Built {
    pub(crate) folder: TempDir,
    pub(crate) source: PathBuf,
    pub(crate) program: PathBuf,
}

pub(crate) fn build(arguments: &[&str]) -> Built {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (source, program) = (folder.path().join("busy.rs"), folder.path().join("busy"));
    fs::write(&source, SOURCE).expect("it can be written");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    command.current_dir(folder.path()).args(["-O", "-C", "debuginfo=1"]).args(arguments);
    let output = command.arg("-o").arg(&program).arg(&source).output().expect("rustc starts");
    assert!(output.status.success(), "{}", crate::both(&output));
    Built { folder, source, program }
}

/// Runs a program and records it, where this machine can.
pub(crate) fn record(command: &mut Command) -> Option<(ExitStatus, Recording)> {
    let _turn = turn();
    match lineprof::record(&Config::default(), command) {
        Err(Error::Backend { reason, .. }) => {
            skip(&format!("programs: {reason}"));
            None
        }
        result => Some(result.expect("the program starts")),
    }
}

pub(crate) fn of(recording: Recording) -> Profile {
    Profile::of(recording, &Config::default()).expect("no globs")
}

/// Whether some warning holds this.
pub(crate) fn warns(profile: &Profile, of: &str) -> bool {
    profile.quality().warnings.iter().any(|warning| warning.contains(of))
}

/// Writes everything, and looks that everything is there.
fn write_all(profile: &Profile, folder: &Path) {
    for file in profile.write_files(folder).expect("a folder that can be written to") {
        let size = fs::metadata(&file).expect("it is there").len();
        assert!(size > 0 || profile.recording.samples.is_empty(), "{} is empty", file.display());
    }
    let read = Profile::read_json(&folder.join("lineprof.json")).expect("what was written can be read");
    assert_eq!(read.recording, profile.recording, "and is the same");
}

#[test]
fn a_program_with_lines_has_them() {
    let built = build(&[]);
    let Some((status, recording)) = record(&mut Command::new(&built.program)) else { return };
    assert!(status.success(), "{status}");
    let profile = of(recording);
    let table = profile.lines().tables.into_iter().find(|table| table.function.contains("hot"));
    let table = table.unwrap_or_else(|| panic!("{}", profile.lines()));
    assert!(table.rows.iter().any(|row| row.contents.contains("fold(1")), "{table}");
}

#[test]
fn a_stripped_program_has_samples_and_a_remedy() {
    let built = build(&["-C", "strip=symbols"]);
    let Some((_, recording)) = record(&mut Command::new(&built.program)) else { return };
    let profile = of(recording);
    let quality = profile.quality();
    assert!(quality.samples > 0, "{quality}");
    assert!(quality.unresolved.value() > 0.9, "what is not known is said: {quality}");
    assert!(warns(&profile, "without strip"), "{quality}");
    let text = profile.lines().to_string();
    assert!(text.contains("[busy]"), "the program is named: {text}");
    write_all(&profile, &built.folder.path().join("out"));
}

#[test]
fn a_stripped_program_whose_sources_are_named_has_the_same_remedy() {
    let built = build(&["-C", "strip=symbols"]);
    let Some((_, recording)) = record(&mut Command::new(&built.program)) else { return };
    let config = Config { sources: vec![built.folder.path().to_owned()], ..Config::default() };
    let profile = Profile::of(recording, &config).expect("no globs");
    assert!(warns(&profile, "strip"), "{}", profile.quality());
}

#[test]
fn a_program_that_is_gone_after_it_ran_has_samples() {
    let built = build(&[]);
    let Some((_, recording)) = record(&mut Command::new(&built.program)) else { return };
    fs::remove_file(&built.program).expect("it can be removed");
    let profile = of(recording);
    assert!(profile.quality().unresolved.value() > 0.9, "{}", profile.quality());
    write_all(&profile, &built.folder.path().join("out"));
}

#[test]
fn a_command_that_is_not_there_is_named() {
    let _turn = turn();
    let config = Config::default();
    let mut command = Command::new("/no/such/program");
    match lineprof::record(&config, command.arg("--its-argument")) {
        Err(Error::Backend { reason, .. }) => skip(&format!("programs: {reason}")),
        Err(error @ Error::Command { .. }) => {
            let text = error.to_string();
            assert!(text.contains("/no/such/program --its-argument"), "what was given: {text}");
            assert!(text.contains("check its name"), "what to do: {text}");
        }
        other => panic!("{other:?}"),
    }
    let after = lineprof::record(&config, &mut Command::new("true"));
    assert!(!matches!(after, Err(Error::Running)), "another can be recorded");
}

#[test]
fn a_signal_that_kills_the_program_is_passed_on() {
    let kill = ["-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; kill -9 $$"];
    let Some((status, recording)) = record(Command::new("sh").args(kill)) else { return };
    assert_eq!(status.signal(), Some(9), "{status}");
    assert!(!recording.samples.is_empty(), "what it did before is there");
}

#[test]
fn an_exit_code_is_passed_on() {
    let Some((status, _)) = record(Command::new("sh").args(["-c", "exit 7"])) else { return };
    assert_eq!(status.code(), Some(7), "{status}");
}

#[test]
fn an_empty_program_is_written_without_failing() {
    let Some((status, mut recording)) = record(&mut Command::new("true")) else { return };
    assert!(status.success(), "{status}");
    let folder = tempfile::tempdir().expect("a folder can be made");
    write_all(&of(recording.clone()), &folder.path().join("as it is"));
    // One sample of its start there may be.
    recording.samples.clear();
    let profile = of(recording);
    assert!(warns(&profile, "no sample was taken"), "{}", profile.quality());
    write_all(&profile, &folder.path().join("without"));
}
