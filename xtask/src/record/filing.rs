//! Where records lie: `FOLDER/MACHINE/STAMP-COMMIT` with the endings `.csv`, `.json` and `.txt`, and `.suites.csv`
//! where the suites ran; never written over. A folder of the same name, without an ending, holds a chosen run.

use anyhow::{Context, ensure};
use lanelab::report::{Machine, Report, csv};
use lanelab_ladder::program::temporary::TemporaryFile;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Files a report and what belongs to it; says where, without an ending.
pub(crate) fn file(
    folder: &Path,
    stamp: &str,
    report: &Report,
    about: String,
    suites: Option<String>,
    chosen: &Path,
) -> anyhow::Result<PathBuf> {
    let folder = folder.join(name(&report.machine));
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let place = folder.join(format!("{stamp}-{}", report.machine.commit));
    let json = serde_json::to_value(report)?; // sorts the fields
    let mut files = vec![("json", serde_json::to_string_pretty(&json)? + "\n")];
    files.extend(suites.map(|suites| ("suites.csv", suites)));
    files.extend([("txt", about), ("csv", csv::text(report)?)]);
    write(&place, &files, chosen)?;
    Ok(place)
}

/// Writes all files and a copy of a folder, or none, and none over another.
///
/// Each file is written in full under another name first, so that a full disk leaves nothing. The last one gets its name
/// last: where it is there, all of the record is.
fn write(place: &Path, files: &[(&str, String)], chosen: &Path) -> anyhow::Result<()> {
    let folder = place.parent().unwrap_or_else(|| Path::new("."));
    let mut written = Vec::new();
    for (ending, text) in files {
        let path = place.with_extension(ending);
        ensure!(!path.exists(), "{}", exists(&path));
        let mut file = TemporaryFile::new_in(folder, None).with_context(|| folder.display().to_string())?;
        file.write_all(text.as_bytes()).with_context(|| not_written(&path))?;
        written.push((file, path));
    }
    fs::create_dir(place).with_context(|| exists(place))?;
    let mut filed = vec![place.to_owned()];
    let outcome = copy(chosen, place).and_then(|()| {
        written.into_iter().try_for_each(|(file, path)| {
            file.persist_new(&path).with_context(|| exists(&path))?;
            filed.push(path);
            Ok(())
        })
    });
    if outcome.is_err() {
        for path in filed {
            drop(if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) });
        }
    }
    outcome
}

/// Copies the files of a folder into another one.
pub(crate) fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    for file in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let file = file?;
        let target = to.join(file.file_name());
        fs::copy(file.path(), &target).with_context(|| not_written(&target))?;
    }
    Ok(())
}

fn exists(path: &Path) -> String {
    format!("{}: a record is never written over", path.display())
}

fn not_written(path: &Path) -> String {
    format!("{} was not written; make room and measure again", path.display())
}

pub(crate) fn join(reports: Vec<Report>) -> anyhow::Result<Report> {
    let mut reports = reports.into_iter();
    let mut whole = reports.next().context("a record needs a report")?;
    for report in reports {
        let (here, there) = (facts(&whole.machine), facts(&report.machine));
        ensure!(here == there, "a record is of one machine and build, not of {here:?} and {there:?}");
        whole.append(report);
    }
    Ok(whole)
}

fn facts(machine: &Machine) -> (&str, &str, usize, &str, usize, &str, &str) {
    let Machine { cpu, cpu_model, cores, isa, lanes_f64, rustc, commit, .. } = machine;
    (cpu, cpu_model, *cores, isa, *lanes_f64, rustc, commit)
}

fn name(machine: &Machine) -> String {
    let Machine { cpu, cpu_model, cores, isa, .. } = machine;
    let text = format!("{cpu} {cpu_model} {cores} cores {isa}").to_lowercase();
    let words = text.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(scene: &str, commit: &str) -> Report {
        let text = format!(
            r#"{{"schema": "lanelab.run/1", "scenes": [{{"name": "{scene}", "width": 1, "height": 1, "limit": 1,
            "iterations": 1, "clock_ghz": 1.0, "floor": 0.01, "base": "textbook", "rungs": []}}],
            "machine": {{"cpu": "Some CPU (R) 9", "cores": 2, "isa": "AVX-512", "lanes_f64": 8,
            "clock_ghz": 3.0, "rustc": "rustc 1", "commit": "{commit}"}}}}"#
        );
        Report::parse(&text).unwrap()
    }

    #[test]
    fn reports_of_one_build_are_joined_and_others_are_refused() {
        let whole = join(vec![report("lesson", "abc"), report("overview", "abc")]).unwrap();
        let names: Vec<_> = whole.scenes.iter().map(|scene| scene.name.as_str()).collect();
        assert_eq!(names, ["lesson", "overview"]);
        let mixed = join(vec![report("lesson", "abc"), report("overview", "def")]).unwrap_err().to_string();
        assert!(mixed.contains("abc") && mixed.contains("def"), "{mixed}");
        let mut other = report("overview", "abc");
        other.machine.cpu_model = "family 26 model 2".to_owned();
        assert_eq!(name(&other.machine), "some-cpu-r-9-family-26-model-2-2-cores-avx-512");
        assert_eq!(other.machine.processor(), "Some CPU (R) 9 (family 26 model 2)");
        assert!(join(vec![report("lesson", "abc"), other]).is_err(), "another core under the same name");
        assert!(join(Vec::new()).is_err());
    }

    #[test]
    fn a_record_is_filed_whole_and_never_written_over() {
        let (folder, chosen) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(chosen.path().join("lines.txt"), "a line").unwrap();
        let stamp = "20260131T235959Z";
        let file = |text: &str| {
            let suites = Some("benchmark\n".to_owned());
            file(folder.path(), stamp, &report("lesson", "abc"), text.to_owned(), suites, chosen.path())
        };
        let place = file("a machine").unwrap();
        assert!(place.ends_with("some-cpu-r-9-2-cores-avx-512/20260131T235959Z-abc"), "{place:?}");
        assert_eq!(Report::read(&place.with_extension("json")).unwrap().scenes[0].name, "lesson");
        assert_eq!(fs::read_to_string(place.with_extension("txt")).unwrap(), "a machine");
        assert_eq!(fs::read_to_string(place.with_extension("suites.csv")).unwrap(), "benchmark\n");
        assert!(place.with_extension("csv").is_file() && place.join("lines.txt").is_file());

        // Where one of the files or the folder is there, nothing is left beside it.
        for ending in ["json", "suites.csv", "txt"] {
            fs::remove_file(place.with_extension(ending)).unwrap();
        }
        for left in [place.with_extension("csv"), place.clone()] {
            let error = file("another").unwrap_err().to_string();
            assert!(error.contains("never written over"), "{error}");
            assert!(left.exists() && place.join("lines.txt").is_file());
            drop(fs::remove_file(place.with_extension("csv")));
            assert_eq!(fs::read_dir(place.parent().unwrap()).unwrap().count(), 1, "the folder is left");
        }
    }

    #[test]
    fn where_one_file_cannot_be_written_none_is() {
        let folder = tempfile::tempdir().unwrap();
        let files = [("csv", "rows".to_owned())];
        assert!(write(&folder.path().join("stamp"), &files, &folder.path().join("none")).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no half record");
    }
}
