//! The table of ARCHITECTURE.md: which crates of the workspace use which.

use super::cells;
use crate::process;
use anyhow::Context;
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

/// A row for every crate, by the names of their folders, as the manifests say.
pub(crate) fn table(root: &Path) -> anyhow::Result<String> {
    let mut cargo = process::command("cargo metadata --no-deps --format-version 1");
    of(&process::output(cargo.current_dir(root))?)
}

fn of(metadata: &str) -> anyhow::Result<String> {
    let Metadata { mut packages } = serde_json::from_str(metadata).context("cargo metadata")?;
    packages.sort_by(|one, other| one.manifest_path.cmp(&other.manifest_path));
    let folder = |package: &Package| {
        let folder = Path::new(&package.manifest_path).parent().and_then(Path::file_name).unwrap_or_default();
        format!("`{}`", folder.display())
    };
    let uses = |package: &Package, kind: Option<&str>| {
        let is_used = |other: &&Package| {
            package.dependencies.iter().any(|used| used.name == other.name && used.kind.as_deref() == kind)
        };
        let used: Vec<_> = packages.iter().filter(is_used).map(folder).collect();
        if used.is_empty() { "–".to_owned() } else { used.join(", ") }
    };
    let row = |package: &Package| vec![folder(package), uses(package, None), uses(package, Some("dev"))];
    Ok(cells::table(&["crate|", "uses|", "its tests, benches and examples also use|"], packages.iter().map(row)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_crate_uses_those_of_the_workspace_that_its_manifest_names() {
        let text = r#"{"packages": [
            {"name": "lab", "manifest_path": "/w/crates/lab/Cargo.toml", "dependencies": [
                {"name": "lab-grid", "kind": null}, {"name": "clap", "kind": null}, {"name": "lines", "kind": "dev"}]},
            {"name": "lab-grid", "manifest_path": "/w/crates/grid/Cargo.toml", "dependencies": []},
            {"name": "lines", "manifest_path": "/w/crates/lines/Cargo.toml", "dependencies": []}]}"#;
        let table = super::of(text).unwrap();
        let rows = "|---|---|---|\n| `grid` | – | – |\n| `lab` | `grid` | `lines` |\n| `lines` | – | – |\n";
        assert!(table.ends_with(rows), "{table}");
    }
}
