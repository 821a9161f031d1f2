//! The accepted counts: `benches/baseline/work.json`.

use crate::process;
use anyhow::Context;
use lanelab_ladder::program::file;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Instructions by fill, which is named as in `lesson best separate`: scene in its small form, rung, rounding.
///
/// They are all of the program's own. Those of the C library depend on its version and on caches, and are left out.
pub(crate) type Counts = BTreeMap<String, i64>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Baseline {
    /// Each time that counts were accepted, oldest first.
    pub(crate) history: Vec<Entry>,
    pub(crate) fills: Counts,
}

/// When and why counts were accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) date: String,
    /// The commit that was counted, with a `+` where changes were not committed yet.
    pub(crate) commit: String,
    pub(crate) compiler: String,
    pub(crate) reason: String,
}

impl Baseline {
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let text = fs::read_to_string(path)
            .with_context(|| format!("baseline {shown}: make one by scripts/gate --accept \"REASON\""))?;
        serde_json::from_str(&text)
            .with_context(|| format!("baseline {shown}: restore the committed one, or remove it"))
    }

    pub(crate) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        file::write(path, |out| out.write_all(text.as_bytes()))
    }
}

/// The compiler at hand, as an entry has it: what decides whether two builds of one source are the same.
pub(crate) fn compiler() -> anyhow::Result<String> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    describe_compiler(&process::output(rustc.arg("-vV"))?)
}

fn describe_compiler(version: &str) -> anyhow::Result<String> {
    let field = |key: &str| {
        let value = version.lines().find_map(|line| line.strip_prefix(key));
        value.with_context(|| format!("rustc -vV prints no line \"{key}\": {version}"))
    };
    Ok(format!("rustc {} with LLVM {} for {}", field("rustc ")?, field("LLVM version: ")?, field("host: ")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_baseline_is_read_as_written_and_a_damaged_one_is_refused_with_a_remedy() {
        let fills = Counts::from([("lesson best separate".to_owned(), 100)]);
        let baseline = Baseline { history: vec![Entry::default()], fills };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("work.json");
        let error = |path| Baseline::read(path).unwrap_err().to_string();
        assert!(error(&path).contains("work.json") && error(&path).contains("--accept"), "{}", error(&path));

        baseline.write(&path).unwrap();
        assert_eq!(Baseline::read(&path).unwrap(), baseline);
        let text = fs::read_to_string(&path).unwrap();
        for bad in [&text[..text.len() / 2], &text.replace("100", "\"many\""), &text.replace("date", "day")] {
            fs::write(&path, bad).unwrap();
            assert!(error(&path).contains("work.json") && error(&path).contains("committed"), "{}", error(&path));
        }
    }

    #[test]
    fn the_committed_baseline_has_every_fill_that_is_counted() {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../benches/baseline/work.json"));
        let fills: Vec<_> = Baseline::read(path).unwrap().fills.into_keys().collect();
        let mut jobs = super::super::count::jobs();
        jobs.sort();
        assert_eq!(fills, jobs, "scripts/gate --accept \"REASON\"");
    }

    #[test]
    fn a_compiler_is_its_version_its_llvm_and_its_target() {
        let version = "rustc 1.95.0 (5980 2026-04-14)\nhost: x86_64-unknown-linux-gnu\nLLVM version: 22.1.2\n";
        let words = "rustc 1.95.0 (5980 2026-04-14) with LLVM 22.1.2 for x86_64-unknown-linux-gnu";
        assert_eq!(describe_compiler(version).unwrap(), words);
        assert!(describe_compiler("rustc 1.95.0\n").unwrap_err().to_string().contains("LLVM"));
    }
}
