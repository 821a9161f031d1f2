//! The commit that a baseline was counted on, checked out beside the working tree.

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
    pub(crate) fn new(entry: &Entry, baseline: &Path, below: &Path) -> anyhow::Result<Self> {
        let commit = find_commit(entry, baseline)?;
        fs::create_dir_all(below).with_context(|| below.display().to_string())?;
        let checkout = Self { folder: fs::canonicalize(below)?.join("baseline") };
        checkout.remove(); // an interrupted run may have left it
        let folder = checkout.folder.display().to_string();
        process::line("git", &["worktree", "add", "--quiet", "--detach", "--force", &folder, &commit])?;
        Ok(checkout)
    }

    fn remove(&self) {
        let folder = self.folder.display().to_string();
        drop(process::command("git", &["worktree", "remove", "--force", &folder]).output());
        drop(fs::remove_dir_all(&self.folder));
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        self.remove();
    }
}

/// The commit that has the counted code: the entry's, or, where changes were not committed yet when it was counted or
/// the clone does not have it, the commit that last changed the file of the baseline.
fn find_commit(entry: &Entry, baseline: &Path) -> anyhow::Result<String> {
    let name = format!("{}^{{commit}}", entry.commit); // no commit is named with a +
    let is_there = process::command("git", &["rev-parse", "--verify", "--quiet", &name]).output();
    if is_there.is_ok_and(|output| output.status.success()) {
        return Ok(entry.commit.clone());
    }
    let file = baseline.display().to_string();
    let last = process::line("git", &["log", "-1", "--format=%H", "--", &file]).unwrap_or_default();
    ensure!(!last.is_empty(), "there is no commit {} here: fetch the history, git fetch --unshallow", entry.commit);
    Ok(last)
}
