//! Where records lie: `FOLDER/MACHINE/STAMP-COMMIT.json`, never written over.

use crate::report::{Machine, Report};
use anyhow::{Context, ensure};
use serde_json::Value;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Joins reports into one and files it; says where.
pub(crate) fn file(folder: &Path, stamp: &str, reports: &[PathBuf]) -> anyhow::Result<PathBuf> {
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
    let machine = Report::parse(&joined)?.machine;
    let folder = folder.join(name(&machine));
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let path = folder.join(format!("{stamp}-{}.json", machine.commit));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .with_context(|| format!("{}: a record is never written over", path.display()))?;
    file.write_all(joined.as_bytes())?;
    Ok(path)
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

        let path = file(folder.path(), "20260131T235959Z", &paths).unwrap();
        assert!(path.ends_with("some-cpu-r-9-2-cores-avx-512/20260131T235959Z-abc.json"), "{path:?}");
        let names: Vec<_> = Report::read(&path).unwrap().scenes.into_iter().map(|scene| scene.name).collect();
        assert_eq!(names, ["lesson", "overview"]);
        let again = file(folder.path(), "20260131T235959Z", &paths).unwrap_err().to_string();
        assert!(again.contains("never written over"), "{again}");

        fs::write(&paths[1], report("overview", "def")).unwrap();
        let mixed = file(folder.path(), "20260131T235959Z", &paths).unwrap_err().to_string();
        assert!(mixed.contains("commit is"), "{mixed}");
        assert!(file(folder.path(), "yesterday", &paths).is_err());
    }
}
