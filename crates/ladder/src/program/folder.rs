//! Folders for results.

use std::fs;
use std::path::{Path, PathBuf};

/// A folder for results: `target/lanelab` of the Cargo workspace around the current folder, or else `lanelab-out` in the
/// current folder; `name` in it. Creates it if needed.
///
/// The root of a workspace is where its `Cargo.lock` is.
///
/// # Errors
/// Where the folder cannot be created.
pub fn standard(name: &str) -> anyhow::Result<PathBuf> {
    let here = std::env::current_dir()
        .map_err(|error| anyhow::anyhow!("the current folder does not exist: {error}; change to one that does"))?;
    let folder = place(&here).join(name);
    fs::create_dir_all(&folder).map_err(|error| {
        anyhow::anyhow!(
            "cannot create {}: {error}; run lanelab in a folder where that can be created",
            folder.display()
        )
    })?;
    Ok(folder.strip_prefix(&here).map(Path::to_owned).unwrap_or(folder))
}

fn place(here: &Path) -> PathBuf {
    let workspace = here.ancestors().find(|folder| folder.join("Cargo.lock").is_file());
    workspace.map_or_else(|| here.join("lanelab-out"), |root| root.join("target/lanelab"))
}

/// The folder that `--out` names, or else the standard one of this name. Creates it if needed.
///
/// # Errors
/// Where the folder cannot be created.
pub fn of_argument(path: Option<&Path>, name: &str) -> anyhow::Result<PathBuf> {
    let Some(path) = path else { return standard(name) };
    let shown = path.display();
    fs::create_dir_all(path).map_err(|error| {
        anyhow::anyhow!("--out {shown} is not a folder and cannot be created: {error}; name another")
    })?;
    Ok(path.to_owned())
}
