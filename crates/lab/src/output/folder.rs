//! Folders for results.

use std::fs;
use std::path::{Path, PathBuf};

/// A folder in `target/lanelab` of the workspace of this build, or of the current folder where the workspace is gone.
/// Creates it if needed.
pub(crate) fn standard(name: &str) -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir()
        .map_err(|error| anyhow::anyhow!("the current folder does not exist: {error}; change to one that does"))?;
    let workspace =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).filter(|root| root.join("Cargo.toml").is_file());
    let root = workspace.filter(|root| !here.starts_with(root) || *root == here).unwrap_or(&here);
    let folder = root.join("target/lanelab").join(name);
    fs::create_dir_all(&folder).map_err(|error| {
        anyhow::anyhow!("cannot create {}: {error}; run lanelab in a writable folder", folder.display())
    })?;
    Ok(folder.strip_prefix(&here).map(Path::to_owned).unwrap_or(folder))
}

/// The folder that `--out` names, or else the standard one of this name. Creates it if needed.
pub(crate) fn of_argument(path: Option<&Path>, name: &str) -> anyhow::Result<PathBuf> {
    let Some(path) = path else { return standard(name) };
    let shown = path.display();
    fs::create_dir_all(path).map_err(|error| {
        anyhow::anyhow!("--out {shown} is not a folder and cannot be created: {error}; name another")
    })?;
    Ok(path.to_owned())
}
