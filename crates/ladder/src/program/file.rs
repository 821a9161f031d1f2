//! Atomic writes: a file is complete or unchanged.

use super::temporary::TemporaryFile;
use anyhow::{anyhow, bail, ensure};
use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The error of a file that was not written.
fn failed(path: &Path, error: &io::Error) -> anyhow::Error {
    let remedy = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room, or name another file",
        ErrorKind::FileTooLarge => "raise the limit on the size of files, or choose a smaller --size",
        ErrorKind::PermissionDenied => "get permission to write there, or name another file",
        _ => "name another file",
    };
    anyhow!("{} was not written: {error}; {remedy}", path.display())
}

/// The file that a path leads to, and its permissions; none where it does not exist yet.
type Target = (PathBuf, Option<Permissions>);

/// Writes a file by `fill`: to a temporary file in the same folder, then renamed over the target.
///
/// Links are resolved. A target that exists and is not a regular file, such as a device or a pipe, is written in place;
/// so is a file that is named by its open descriptor, such as `/dev/fd/3`. A pipe that its reader closes is not an error.
///
/// # Errors
///
/// Where the file cannot be written, or `fill` fails. The file's old content is then unchanged.
pub fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let outcome = match regular(path)? {
        None => in_place(path, fill),
        Some(target) => beside(target, fill),
    };
    outcome.map_err(|error| failed(path, &error))
}

/// Tests, before any work is done, whether a file can be written there.
///
/// # Errors
///
/// As for [`write()`], but for errors that occur only while writing.
pub fn probe(path: &Path) -> anyhow::Result<()> {
    let Some((target, permissions)) = regular(path)? else { return Ok(()) };
    TemporaryFile::new_in(parent(&target), permissions).map(drop).map_err(|error| failed(path, &error))
}

/// Whether a path is standard output: `-`, or a device name of it. A redirected file that is opened again by that name
/// would be written from its start, over its content.
pub fn is_standard_output(path: &Path) -> bool {
    path == Path::new("-") || descriptor(path).is_some_and(|name| name == "1")
}

/// The regular file that a path leads to; `None` for a device, a pipe or an open file.
fn regular(path: &Path) -> anyhow::Result<Option<Target>> {
    let target = || links(path).last().unwrap_or_else(|| path.to_owned());
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => bail!("{} names a folder: name a file in it", path.display()),
        Ok(there) if !there.is_file() || descriptor(path).is_some() => Ok(None),
        Ok(there) if there.permissions().readonly() => {
            bail!("{} is write-protected: make it writable, or name another file", path.display())
        }
        Ok(there) => Ok(Some((target(), Some(there.permissions())))),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            check_folder(path, &target())?;
            Ok(Some((target(), None)))
        }
        Err(error) => Err(failed(path, &error)),
    }
}

/// A path, then what it links to, and so on, also to what is not there yet.
fn links(path: &Path) -> impl Iterator<Item = PathBuf> {
    let next = |path: &PathBuf| fs::read_link(path).ok().map(|link| parent(path).join(link));
    std::iter::successors(Some(path.to_owned()), next).take(100)
}

/// The name of the open descriptor that a path stands for, as `/dev/stdout` stands for `1`.
fn descriptor(path: &Path) -> Option<OsString> {
    let own = PathBuf::from(format!("/proc/{}/fd", std::process::id()));
    let open = |folder: PathBuf| folder == own || folder == Path::new("/dev/fd");
    links(path)
        .find(|path| fs::canonicalize(parent(path)).is_ok_and(open))
        .and_then(|path| path.file_name().map(ToOwned::to_owned))
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Checks that a new file has a name and a folder.
fn check_folder(path: &Path, target: &Path) -> anyhow::Result<()> {
    let path = path.display();
    let names_a_folder = target.as_os_str().as_encoded_bytes().last().is_none_or(|&last| last == b'/');
    ensure!(!names_a_folder && target.file_name().is_some(), "{path} names a folder: name a file in it");
    if let Some(file) = target.ancestors().skip(1).find(|above| above.is_file()) {
        bail!("{path} cannot be written: {} is a file, not a folder; name a file in a folder", file.display());
    }
    let folder = parent(target);
    let remedy = "does not exist; create it, or name another file";
    ensure!(folder.is_dir(), "{path} cannot be written: the folder {} {remedy}", folder.display());
    Ok(())
}

/// Writes to what is open already, and after what others have written there.
fn in_place(target: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let file = File::options().append(descriptor(target).is_some()).write(true).open(target)?;
    let mut out = BufWriter::new(file);
    match fill(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome,
    }
}

/// Writes to a temporary file in the same folder, then renames it over the target.
fn beside((target, permissions): Target, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, TemporaryFile::new_in(parent(&target), permissions)?);
    fill(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.persist(&target)
}
