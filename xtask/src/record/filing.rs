//! Where records lie: `FOLDER/MACHINE/STAMP-COMMIT` with the endings `.csv`, `.json` and `.txt`, and `.suites.csv`
//! where the suites ran; never written over. A folder of the same name, without an ending, holds a chosen run.

use anyhow::{Context, ensure};
use lanelab::report::csv;
use lanelab::report::{Machine, Report};
use serde_json::Value;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::{NamedTempFile, TempDir};

/// What a record consists of, beside what is in the reports.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// The machine and the compiler, as text.
    pub(crate) text: String,
    /// What criterion found, as CSV.
    pub(crate) suites: Option<String>,
    /// A folder of files about a chosen run, of which a copy is filed.
    pub(crate) chosen: Option<PathBuf>,
}

/// Joins reports into one record and files it; says where, without an ending.
///
/// Every file is written in full under another name first, so that a full disk leaves nothing; the `.csv` comes last:
/// where it is there, all of the record is.
pub(crate) fn file(folder: &Path, stamp: &str, reports: &[PathBuf], beside: &Beside) -> anyhow::Result<PathBuf> {
    let shape = |(i, sign): (usize, char)| match i {
        8 => sign == 'T',
        15 => sign == 'Z',
        _ => sign.is_ascii_digit(),
    };
    ensure!(stamp.len() == 16 && stamp.chars().enumerate().all(shape), "a stamp is as in 20260131T235959Z");
    let texts = reports
        .iter()
        .map(|path| fs::read_to_string(path).with_context(|| path.display().to_string()))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let joined = joined(&texts)?;
    let report = Report::parse(&joined)?;
    let folder = folder.join(name(&report.machine));
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let place = folder.join(format!("{stamp}-{}", report.machine.commit));
    let mut files = vec![("json", joined)];
    files.extend(beside.suites.clone().map(|suites| ("suites.csv", suites)));
    files.extend([("txt", beside.text.clone()), ("csv", csv::text(&report)?)]);
    together(&place, &files, beside.chosen.as_deref())?;
    Ok(place)
}

/// Writes all files and a copy of a folder, or none, and none over another.
pub(crate) fn together(place: &Path, files: &[(&str, String)], chosen: Option<&Path>) -> anyhow::Result<()> {
    let folder = place.parent().unwrap_or_else(|| Path::new("."));
    let copy = chosen.map(|chosen| copied(chosen, place, folder)).transpose()?;
    let mut written = Vec::new();
    for (ending, text) in files {
        let path = place.with_extension(ending);
        ensure!(!path.exists(), "{}: a record is never written over", path.display());
        written.push((whole(text, &path, folder)?, path));
    }
    let mut filed = Vec::new();
    let outcome = placed(place, copy, written, &mut filed);
    if outcome.is_err() {
        for path in filed {
            drop(if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) });
        }
    }
    outcome
}

/// Gives all that is written its own name; `filed` has those that have one.
fn placed(
    place: &Path,
    copy: Option<TempDir>,
    written: Vec<(NamedTempFile, PathBuf)>,
    filed: &mut Vec<PathBuf>,
) -> anyhow::Result<()> {
    if let Some(copy) = copy {
        fs::rename(copy.path().join(COPY), place).with_context(|| place.display().to_string())?;
        filed.push(place.to_owned());
    }
    for (file, path) in written {
        let persisted = file.persist_noclobber(&path).map_err(|error| error.error);
        persisted.with_context(|| format!("{}: a record is never written over", path.display()))?;
        filed.push(path);
    }
    Ok(())
}

/// A file with this text under another name, as readable as it will be.
fn whole(text: &str, path: &Path, folder: &Path) -> anyhow::Result<NamedTempFile> {
    let mut file = NamedTempFile::new_in(folder).with_context(|| folder.display().to_string())?;
    file.write_all(text.as_bytes())
        .and_then(|()| fs::set_permissions(file.path(), readable(0o644)))
        .and_then(|()| file.as_file().sync_all())
        .with_context(|| not_written(path))?;
    Ok(file)
}

/// What the copy of a folder is called before it has its place.
const COPY: &str = "copy";

/// A copy of the files of a folder, in a folder that goes away where the copy is not moved to its place.
fn copied(chosen: &Path, place: &Path, folder: &Path) -> anyhow::Result<TempDir> {
    ensure!(!place.exists(), "{}: a record is never written over", place.display());
    let around = TempDir::new_in(folder).with_context(|| folder.display().to_string())?;
    let copy = around.path().join(COPY);
    fs::create_dir(&copy)
        .and_then(|()| fs::set_permissions(&copy, readable(0o755)))
        .with_context(|| not_written(place))?;
    for file in fs::read_dir(chosen).with_context(|| chosen.display().to_string())? {
        let file = file?;
        let target = copy.join(file.file_name());
        fs::copy(file.path(), &target)
            .and_then(|_| fs::set_permissions(&target, readable(0o644)))
            .and_then(|()| File::open(&target)?.sync_all())
            .with_context(|| not_written(&place.join(file.file_name())))?;
    }
    Ok(around)
}

fn not_written(path: &Path) -> String {
    format!("{} was not written; make room and file it again", path.display())
}

/// What a file has that is made in the usual way; a temporary one is its owner's alone.
fn readable(mode: u32) -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(mode)
}

/// One report with the scenes of all.
fn joined(texts: &[String]) -> anyhow::Result<String> {
    let mut whole: Option<Value> = None;
    for text in texts {
        Report::parse(text)?; // so that nothing is filed that cannot be read
        let mut report: Value = serde_json::from_str(text)?;
        let Some(whole) = &mut whole else {
            whole = Some(report);
            continue;
        };
        for fact in ["cpu", "cores", "isa", "lanes_f64", "rustc", "commit"] {
            let (here, there) = (&whole["machine"][fact], &report["machine"][fact]);
            ensure!(here == there, "a record is of one machine and build: {fact} is {here}, then {there}");
        }
        let scenes = whole["scenes"].as_array_mut().context("scenes are a list")?;
        scenes.append(report["scenes"].as_array_mut().context("scenes are a list")?);
    }
    Ok(serde_json::to_string_pretty(&whole)? + "\n")
}

/// A machine as the name of a folder.
fn name(machine: &Machine) -> String {
    let text = format!("{} {} cores {}", machine.cpu, machine.cores, machine.isa).to_lowercase();
    let words = text.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(scene: &str, commit: &str) -> String {
        format!(
            r#"{{"schema": "lanelab.run/1", "scenes": [{{"name": "{scene}", "width": 1, "height": 1, "limit": 1,
            "iterations": 1, "clock_ghz": 1.0, "floor": 0.01, "base": "textbook", "rungs": []}}],
            "machine": {{"cpu": "Some CPU (R) 9", "cores": 2, "isa": "AVX-512", "lanes_f64": 8,
            "clock_ghz": 3.0, "rustc": "rustc 1", "commit": "{commit}"}}}}"#
        )
    }

    #[test]
    fn a_record_joins_scenes_of_one_build_and_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["one", "two"].map(|name| folder.path().join(name));
        fs::write(&paths[0], report("lesson", "abc")).unwrap();
        fs::write(&paths[1], report("overview", "abc")).unwrap();

        let chosen = folder.path().join("chosen");
        fs::create_dir(&chosen).unwrap();
        fs::write(chosen.join("lines.txt"), "a line").unwrap();
        let beside = Beside {
            text: "a machine".to_owned(),
            suites: Some("benchmark\n".to_owned()),
            chosen: Some(chosen.clone()),
        };
        let file = |stamp| file(folder.path(), stamp, &paths, &beside);
        let place = file("20260131T235959Z").unwrap();
        assert!(place.ends_with("some-cpu-r-9-2-cores-avx-512/20260131T235959Z-abc"), "{place:?}");
        let names: Vec<_> =
            Report::read(&place.with_extension("json")).unwrap().scenes.into_iter().map(|scene| scene.name).collect();
        assert_eq!(names, ["lesson", "overview"]);
        assert_eq!(fs::read_to_string(place.with_extension("txt")).unwrap(), "a machine");
        assert!(place.with_extension("csv").is_file(), "and it is whole");
        assert_eq!(fs::read_to_string(place.join("lines.txt")).unwrap(), "a line");
        assert!(chosen.join("lines.txt").is_file(), "which is a copy");
        let before = fs::read_dir(place.parent().unwrap()).unwrap().count();
        let again = file("20260131T235959Z").unwrap_err().to_string();
        assert!(again.contains("never written over"), "{again}");
        assert_eq!(fs::read_dir(place.parent().unwrap()).unwrap().count(), before, "nothing is left beside it");

        fs::write(&paths[1], report("overview", "def")).unwrap();
        let mixed = file("20260131T235959Z").unwrap_err().to_string();
        assert!(mixed.contains("commit is"), "{mixed}");
        assert!(file("yesterday").is_err());
    }

    /// Where files may hold no more than a kilobyte, as on a disk that is nearly full: this test in a process of its
    /// own.
    #[cfg(unix)]
    #[test]
    fn a_full_disk_leaves_nothing_and_says_so() {
        const FOLDER: &str = "LANELAB_TEST_FULL";
        let files = [("json", "{}".to_owned()), ("csv", "0123456789\n".repeat(100_000))];
        if let Some(folder) = std::env::var_os(FOLDER) {
            let error = together(&Path::new(&folder).join("20260131T235959Z-abc"), &files, None).unwrap_err();
            assert!(format!("{error:#}").contains("was not written; make room"), "{error:#}");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let limited =
            "trap '' XFSZ; ulimit -f 1; exec \"$0\" --exact filing::tests::a_full_disk_leaves_nothing_and_says_so";
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", limited]).arg(std::env::current_exe().unwrap()).env(FOLDER, folder.path());
        let output = shell.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no half record");
    }

    #[test]
    fn where_one_file_cannot_be_written_none_is() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("20260131T235959Z-abc");
        fs::write(place.with_extension("csv"), "another's").unwrap();
        let files = [("json", "{}".to_owned()), ("csv", "new".to_owned())];
        let chosen = tempfile::tempdir().unwrap();
        fs::write(chosen.path().join("lines.txt"), "a line").unwrap();
        let filed = || together(&place, &files, Some(chosen.path()));
        assert!(filed().is_err());
        assert_eq!(fs::read_to_string(place.with_extension("csv")).unwrap(), "another's");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no half record");

        fs::remove_file(place.with_extension("csv")).unwrap();
        fs::create_dir(&place).unwrap();
        fs::write(place.join("another's.txt"), "").unwrap();
        assert!(filed().is_err());
        assert!(place.join("another's.txt").is_file(), "the folder of another");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no half record");
    }
}
