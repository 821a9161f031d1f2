//! The commit that a baseline was counted on, checked out beside the working tree.

use super::BASELINE;
use super::baseline::Entry;
use crate::process;
use anyhow::{Context, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// A git worktree, removed when dropped.
#[derive(Debug)]
pub(crate) struct Checkout {
    /// Where it is.
    pub(crate) folder: PathBuf,
}

impl Checkout {
    /// Checks out the commit of a baseline below a folder.
    pub(crate) fn new(entry: &Entry, below: &Path) -> anyhow::Result<Self> {
        let commit = find_commit(entry)?;
        fs::create_dir_all(below).with_context(|| below.display().to_string())?;
        let checkout = Self { folder: fs::canonicalize(below)?.join("baseline") };
        checkout.remove(); // an interrupted run may have left it
        let mut add = process::command("git worktree add --quiet --detach --force");
        process::run(add.arg(&checkout.folder).arg(&commit))?;
        Ok(checkout)
    }

    fn remove(&self) {
        drop(process::command("git worktree remove --force").arg(&self.folder).output());
        drop(fs::remove_dir_all(&self.folder));
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        self.remove();
    }
}

/// The commit with the counted code: the entry's, or, where that had changes or is not in this clone, the commit that last
/// changed the baseline's file.
fn find_commit(entry: &Entry) -> anyhow::Result<String> {
    // No commit is named with a `+`.
    let mut verify = process::command(&format!("git rev-parse --verify --quiet {}^{{commit}}", entry.commit));
    if verify.output().is_ok_and(|output| output.status.success()) {
        return Ok(entry.commit.clone());
    }
    let last = process::line(&format!("git log -1 --format=%H -- {BASELINE}")).unwrap_or_default();
    ensure!(!last.is_empty(), "there is no commit {} here: fetch the history, git fetch --unshallow", entry.commit);
    Ok(last)
}
