//! The counts that are kept: `benches/baseline/work.json`.

use crate::compiler::Compiler;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

/// Something of each line, by file and number.
pub(crate) type ByLine<T> = BTreeMap<String, BTreeMap<u32, T>>;

/// Counts, and of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Baseline {
    /// Each time that counts were accepted, the first time first.
    pub(crate) history: Vec<Entry>,
    /// What compiled the counted program.
    pub(crate) compiler: Compiler,
    /// The counts.
    pub(crate) fills: Vec<Fill>,
    /// The text of each counted line, so that a line is known again where others moved it.
    pub(crate) source: ByLine<String>,
}

/// When and why counts were accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// The day.
    pub(crate) date: String,
    /// The commit that was counted, with a `+` where files were changed since.
    pub(crate) commit: String,
    /// The compiler, in words.
    pub(crate) compiler: String,
    /// Why.
    pub(crate) reason: String,
}

/// What is filled: a scene, by a rung, under a rounding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Job {
    /// The scene, in its small form.
    pub(crate) scene: String,
    /// The rung.
    pub(crate) rung: String,
    /// The rounding.
    pub(crate) rounding: String,
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.scene, self.rung, self.rounding)
    }
}

/// How many instructions a fill executes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fill {
    /// Of what.
    #[serde(flatten)]
    pub(crate) job: Job,
    /// All of the program's own. Those of the C library depend on its version and on caches, and are left out.
    pub(crate) instructions: u64,
    /// Those that no line of the workspace is charged with.
    pub(crate) others: u64,
    /// Those of each line of the workspace.
    pub(crate) lines: ByLine<u64>,
}

impl Baseline {
    /// Reads a baseline.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let named = || format!("baseline {}: make one by scripts/gate --accept \"REASON\"", path.display());
        let text = fs::read_to_string(path).with_context(named)?;
        serde_json::from_str(&text)
            .with_context(|| format!("baseline {}: take the committed one again, or remove it", path.display()))
    }

    /// Writes it beside the path and renames it, so that whatever happens, no half of it has the name.
    pub(crate) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        let beside = path.with_extension("json.new"); // scripts/gate removes it where this is interrupted
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        fs::write(&beside, text).with_context(|| beside.display().to_string())?;
        fs::rename(&beside, path).with_context(|| path.display().to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline() -> Baseline {
        let text = |text: &str| text.to_owned();
        let job = Job { scene: text("lesson"), rung: text("best"), rounding: text("separate") };
        let lines = ByLine::from([(text("a.rs"), BTreeMap::from([(7, 90), (10, 5)]))]);
        let compiler = Compiler { rustc: text("1"), llvm: text("2"), target: text("t") };
        let entry = Entry { date: text("d"), commit: text("c"), compiler: text("1"), reason: text("first") };
        let source = ByLine::from([(text("a.rs"), BTreeMap::from([(7, text("x += 1;")), (10, text("}"))]))]);
        let fills = vec![Fill { job, instructions: 100, others: 5, lines }];
        Baseline { history: vec![entry], compiler, fills, source }
    }

    #[test]
    fn what_is_written_is_read_and_nothing_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/work.json");
        baseline().write(&path).unwrap();
        assert_eq!(Baseline::read(&path).unwrap(), baseline());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "the file alone");
    }

    #[test]
    fn what_is_no_baseline_is_refused_with_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("work.json");
        let missing = Baseline::read(&path).unwrap_err().to_string();
        assert!(missing.contains("work.json") && missing.contains("--accept"), "{missing}");
        baseline().write(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        for bad in [&text[..text.len() / 2], &text.replace("90", "\"many\""), &text.replace("llvm", "gcc")] {
            fs::write(&path, bad).unwrap();
            let error = Baseline::read(&path).unwrap_err().to_string();
            assert!(error.contains("work.json") && error.contains("committed"), "{error}");
        }
    }
}
