//! Files that are there whole or not at all.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Why a file was not written. What stood there before stands there still.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("{0} is a folder: name a file in it")]
    Folder(PathBuf),
    #[error("{0} is write-protected: make it writable, or name another file")]
    Protected(PathBuf),
    #[error("the folder {0} does not exist: create it, or name another file")]
    NoFolder(PathBuf),
    #[error("{parent} is a file, so {path} cannot lie in it: name a file in a folder")]
    BelowFile { path: PathBuf, parent: PathBuf },
    #[error("{path} was not written: {error}; make room or name another file")]
    Io { path: PathBuf, error: io::Error },
}

/// Writes a file by `fill`: beside its target, then renamed over it, so that it is there whole or not at all.
///
/// Links are resolved. A target that is there and is no regular file, such as a device or a pipe, is written in
/// place.
pub(crate) fn write(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), FileError> {
    let failed = |error| FileError::Io { path: path.to_owned(), error };
    let target = resolved(path).map_err(failed)?;
    match fs::metadata(&target) {
        Ok(there) if there.is_dir() => Err(FileError::Folder(path.to_owned())),
        Ok(there) if !there.is_file() => in_place(&target, fill).map_err(failed),
        Ok(there) if there.permissions().readonly() => Err(FileError::Protected(path.to_owned())),
        Ok(there) => beside(&target, Some(&there), fill).map_err(failed),
        Err(_) => {
            folder_of(path, &target)?;
            beside(&target, None, fill).map_err(failed)
        }
    }
}

/// Finds out, before any work is done, whether a file can be written there.
pub(crate) fn probe(path: &Path) -> Result<(), FileError> {
    let failed = |error| FileError::Io { path: path.to_owned(), error };
    let target = resolved(path).map_err(failed)?;
    match fs::metadata(&target) {
        Ok(there) if there.is_dir() => return Err(FileError::Folder(path.to_owned())),
        Ok(there) if !there.is_file() => return Ok(()),
        Ok(there) if there.permissions().readonly() => return Err(FileError::Protected(path.to_owned())),
        _ => folder_of(path, &target)?,
    }
    tempfile::NamedTempFile::new_in(parent(&target)).map(drop).map_err(failed)
}

/// The path with all links followed, also a link to what is not there yet.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(link) => path = parent(&path).join(link),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many links, one after the other"))
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

fn folder_of(path: &Path, target: &Path) -> Result<(), FileError> {
    let names_a_folder = target.as_os_str().as_encoded_bytes().last().is_none_or(|&last| last == b'/');
    if names_a_folder || target.file_name().is_none() {
        return Err(FileError::Folder(path.to_owned()));
    }
    let file = target.ancestors().skip(1).find(|above| above.is_file());
    match file {
        Some(parent) => Err(FileError::BelowFile { path: path.to_owned(), parent: parent.to_owned() }),
        None if !parent(target).is_dir() => Err(FileError::NoFolder(parent(target).to_owned())),
        None => Ok(()),
    }
}

fn in_place(target: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(File::options().write(true).open(target)?);
    fill(&mut out)?;
    out.flush()
}

fn beside(
    target: &Path,
    there: Option<&Metadata>,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".lanelab-");
    if let Some(permissions) = there.map(Metadata::permissions).or_else(for_a_new_file) {
        builder.permissions(permissions);
    }
    let mut out = BufWriter::with_capacity(1 << 16, builder.tempfile_in(parent(target))?);
    fill(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(target).map(drop).map_err(|error| error.error)
}

/// What a program's new files get: everything, less what the user's mask takes.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such thing")]
fn for_a_new_file() -> Option<Permissions> {
    Some(std::os::unix::fs::PermissionsExt::from_mode(0o666))
}

#[cfg(not(unix))]
fn for_a_new_file() -> Option<Permissions> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"whole")
    }

    #[test]
    fn a_failed_write_leaves_what_was_there_and_nothing_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.npy");
        fs::write(&path, "before").unwrap();
        let failed = write(&path, |out| {
            out.write_all(&[0; 100_000])?;
            Err(io::Error::other("no more"))
        });
        assert!(failed.unwrap_err().to_string().contains("no more"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "before");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_cannot_be_a_file_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let refused =
            |path: &Path| (write(path, text).unwrap_err().to_string(), probe(path).unwrap_err().to_string());
        for (path, part) in [
            (folder.path().to_owned(), "is a folder"),
            (file.join("below"), "is a file, so"),
            (file.join("deep/below"), "is a file, so"),
            (folder.path().join("none/file"), "does not exist"),
            (folder.path().join("new/"), "is a folder"),
            (PathBuf::new(), "is a folder"),
        ] {
            let (writing, probing) = refused(&path);
            assert!(writing.contains(part) && probing.contains(part), "{writing} / {probing}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("link"), folder.path().join("target"));
        std::os::unix::fs::symlink("target", &link).unwrap();
        write(&link, text).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "whole");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "the link is still a link");
    }

    #[cfg(unix)]
    #[test]
    fn an_existing_file_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shared");
        fs::write(&path, "before").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o664)).unwrap();
        write(&path, text).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o664);
    }
}
