//! Other programs: stripped, missing, killed, empty, or with changed sources.

use crate::built::Built;
use lineprof::recording::{Object, Recording};
use lineprof::views::LineTable;
use lineprof::{Config, Profile};
use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::time::{Duration, SystemTime};

/// A program that works for a while in one function.
const SOURCE: &str = "\
use std::hint::black_box;

#[inline(never)]
fn hot(n: u64) -> u64 {
    (0..black_box(n)).fold(1, |x, i| black_box(x ^ i).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn main() {
    black_box(hot(300_000_000));
}
";

fn build(arguments: &[&str]) -> Built {
    crate::built::build(SOURCE, arguments)
}

fn record(command: &mut Command) -> Option<(ExitStatus, Recording)> {
    crate::built::record(&Config::default(), command)
}

fn profile_of(recording: Recording) -> Profile {
    Profile::of(recording, &Config::default()).expect("there are no globs")
}

fn warns(profile: &Profile, of: &str) -> bool {
    profile.quality().warnings.iter().any(|warning| warning.contains(of))
}

/// Writes everything and checks that it is there.
fn write_all(profile: &Profile, folder: &Path) {
    for file in profile.write_files(folder).expect("a folder that can be written to") {
        let size = fs::metadata(&file).expect("it is there").len();
        assert!(size > 0 || profile.recording.samples.is_empty(), "{} is empty", file.display());
    }
    let read = Profile::read_json(&folder.join("lineprof.json")).expect("what was written can be read");
    assert_eq!(read.recording, profile.recording, "and is the same");
}

fn table_of_hot(profile: &Profile) -> LineTable {
    let table = profile.lines().tables.into_iter().find(|table| table.function.contains("hot"));
    table.unwrap_or_else(|| panic!("{}", profile.lines()))
}

#[test]
fn a_program_with_lines_shows_them_without_its_sources_and_has_samples_when_it_is_deleted() {
    let built = build(&[]);
    let Some((status, recording)) = record(&mut Command::new(&built.program)) else { return };
    assert!(status.success(), "{status}");
    let profile = profile_of(recording.clone());
    let table = table_of_hot(&profile);
    assert!(table.rows.iter().any(|row| row.contents.contains("fold(1")), "{table}");
    fs::remove_file(built.folder.path().join("busy.rs")).expect("it can be removed");
    assert_eq!(table_of_hot(&profile), table, "what was looked up is kept");
    let profile = profile_of(recording.clone());
    assert!(table_of_hot(&profile).rows.iter().all(|row| row.contents.is_empty()), "{}", profile.lines());
    assert!(profile.lines().hot.iter().all(|line| line.contents.is_empty()), "{}", profile.lines());
    write_all(&profile, &built.folder.path().join("out"));
    fs::remove_file(&built.program).expect("it can be removed");
    let profile = profile_of(recording);
    assert!(profile.quality().unresolved.value() > 0.9, "the program is gone: {}", profile.quality());
    write_all(&profile, &built.folder.path().join("out"));
}

#[test]
fn a_stripped_program_has_samples_and_a_remedy() {
    let built = build(&["-C", "strip=symbols"]);
    let Some((_, recording)) = record(&mut Command::new(&built.program)) else { return };
    let with_sources = Config { sources: vec![built.folder.path().to_owned()], ..Config::default() };
    for config in [Config::default(), with_sources] {
        let profile = Profile::of(recording.clone(), &config).expect("there are no globs");
        let quality = profile.quality();
        assert!(quality.unresolved.value() > 0.9, "unknown functions are reported: {quality}");
        assert!(warns(&profile, "strip = false"), "{quality}");
        let text = profile.lines().to_string();
        assert!(text.contains("[busy]"), "the program is named: {text}");
        write_all(&profile, &built.folder.path().join("out"));
    }
}

/// Sets when a file was changed, in seconds from now.
fn set_modified(path: &Path, seconds: i64) {
    let by = Duration::from_secs(seconds.unsigned_abs());
    let time = if seconds < 0 { SystemTime::now() - by } else { SystemTime::now() + by };
    let file = File::options().append(true).open(path).expect("it can be opened");
    file.set_modified(time).expect("its time can be set");
}

#[test]
fn a_source_changed_since_the_build_is_reported_despite_a_younger_library() {
    let built = build(&[]);
    let Some((_, mut recording)) = record(&mut Command::new(&built.program)) else { return };
    assert!(!warns(&profile_of(recording.clone()), "edited after"), "as it was built");
    set_modified(&built.folder.path().join("busy.rs"), 5);
    let after = profile_of(recording.clone());
    assert!(warns(&after, "busy.rs") && warns(&after, "edited after"), "{}", after.quality());
    set_modified(&built.program, -30);
    set_modified(&built.folder.path().join("busy.rs"), -20);
    let library = built.folder.path().join("library.so");
    fs::write(&library, "younger").expect("it can be written");
    recording.objects.push(Object::new(library));
    let profile = profile_of(recording);
    assert!(warns(&profile, "edited after"), "{}", profile.quality());
}

#[test]
fn a_program_that_is_killed_has_samples() {
    let kill = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; kill -9 $$";
    let Some((status, recording)) = record(Command::new("sh").args(["-c", kill])) else { return };
    assert_eq!(status.signal(), Some(9), "{status}");
    assert!(!recording.samples.is_empty(), "there are samples from before");
}

#[test]
fn a_profile_without_samples_is_written() {
    let Some((status, mut recording)) = record(&mut Command::new("true")) else { return };
    assert!(status.success(), "{status}");
    let folder = tempfile::tempdir().expect("a folder can be created");
    write_all(&profile_of(recording.clone()), &folder.path().join("as it is"));
    // There may be one sample of its start.
    recording.samples.clear();
    let profile = profile_of(recording);
    assert!(warns(&profile, "no sample was taken"), "{}", profile.quality());
    write_all(&profile, &folder.path().join("without"));
}
