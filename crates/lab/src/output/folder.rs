//! Folders for results.

use std::fs;
use std::path::{Path, PathBuf};

/// A folder in `target/lanelab` of the workspace this was built in, or of the current folder where that is gone; made
/// where it is not there.
pub(crate) fn standard(name: &str) -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir()
        .map_err(|error| anyhow::anyhow!("the current folder is gone: {error}; change to one that is there"))?;
    let workspace =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).filter(|root| root.join("Cargo.toml").is_file());
    let root = workspace.filter(|root| !here.starts_with(root) || *root == here).unwrap_or(&here);
    let folder = root.join("target/lanelab").join(name);
    fs::create_dir_all(&folder).map_err(|error| {
        anyhow::anyhow!("cannot create {}: {error}; call from a folder that can be written to", folder.display())
    })?;
    Ok(folder.strip_prefix(&here).map(Path::to_owned).unwrap_or(folder))
}

/// The folder that `--out` names, made where it is not there.
pub(crate) fn named(path: &Path) -> anyhow::Result<PathBuf> {
    let shown = path.display();
    fs::create_dir_all(path)
        .map_err(|error| anyhow::anyhow!("--out {shown} is no folder and cannot be made one: {error}; name another"))?;
    Ok(path.to_owned())
}
