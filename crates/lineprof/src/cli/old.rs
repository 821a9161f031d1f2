//! A profile is not overwritten: the one before is moved aside.

use super::SAVED;
use crate::export::FILES;
use anyhow::{Result, anyhow};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder for the profile that was in a folder before.
pub(super) fn old_of(folder: &Path) -> PathBuf {
    let whole = if folder.file_name().is_none() { folder.canonicalize().ok() } else { None };
    let folder = whole.as_deref().unwrap_or(folder);
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(".old");
    folder.with_file_name(name)
}

/// Moves the files of these names to the folder `DIR.old`, after removing the profile there. Other files are not touched.
/// Returns `DIR.old`, or `None` where no file was moved.
pub(super) fn move_aside(folder: &Path, names: &[&str]) -> Result<Option<PathBuf>> {
    if !names.iter().any(|name| folder.join(name).exists()) {
        return Ok(None);
    }
    let old = old_of(folder);
    let moved = || {
        fs::create_dir_all(&old)?;
        for name in FILES.into_iter().chain([SAVED]).filter(|name| old.join(name).exists()) {
            fs::remove_file(old.join(name))?;
        }
        let mut ours = names.iter().filter(|name| folder.join(name).exists());
        ours.try_for_each(|name| fs::rename(folder.join(name), old.join(name)))
    };
    moved().map_err(|error: std::io::Error| {
        let (folder, old) = (folder.display(), old.display());
        anyhow!(
            "--out {folder} holds files of a profile, which cannot be moved to {old}: {error}; move it, or name another folder"
        )
    })?;
    Ok(Some(old))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_files_are_moved_and_one_generation_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("notes.md"), "mine").unwrap();
        let names = [&FILES[..], &[SAVED]].concat();
        assert_eq!(move_aside(&out, &names).unwrap(), None, "no profile");
        let old = folder.path().join("out.old");
        for generation in ["first", "second"] {
            fs::write(out.join("lineprof.json"), generation).unwrap();
            fs::write(out.join(if generation == "first" { "icicle.svg" } else { "lines.txt" }), generation).unwrap();
            assert_eq!(move_aside(&out, &names).unwrap(), Some(old.clone()));
            assert_eq!(fs::read_to_string(old.join("lineprof.json")).unwrap(), generation);
        }
        assert!(old.join("lines.txt").exists() && !old.join("icicle.svg").exists(), "files of one profile");
        let left: Vec<_> = fs::read_dir(&out).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(left, ["notes.md"]);
    }

    #[test]
    fn the_old_folder_is_beside_the_new() {
        assert_eq!(old_of(Path::new("lineprof.out")), Path::new("lineprof.out.old"));
        assert_eq!(old_of(Path::new("a/b/")), Path::new("a/b.old"));
        let here = old_of(Path::new("."));
        assert!(here.is_absolute() && here.extension().is_some_and(|end| end == "old"), "{}", here.display());
    }
}
