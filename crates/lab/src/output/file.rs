//! Atomic writes: a file is complete or unchanged.

use super::temporary::TemporaryFile;
use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Why a file was not written. Its old content is unchanged.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each one's message says it")]
pub enum FileError {
    #[error("{0} names a folder: name a file in it")]
    Folder(PathBuf),
    #[error("{0} is write-protected: make it writable, or name another file")]
    Protected(PathBuf),
    #[error("{path} cannot be written: the folder {folder} does not exist; create it, or name another file")]
    NoFolder { path: PathBuf, folder: PathBuf },
    #[error("{path} cannot be written: {parent} is a file, not a folder; name a file in a folder")]
    BelowFile { path: PathBuf, parent: PathBuf },
    #[error("{path} was not written: {error}; {remedy}", remedy = remedy(.error))]
    Io { path: PathBuf, error: io::Error },
}

impl FileError {
    /// The error of an argument that names the file.
    pub(crate) fn of(self, argument: &str) -> anyhow::Error {
        anyhow::anyhow!("{argument} {self}")
    }
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room, or name another file",
        ErrorKind::FileTooLarge => "raise the limit on the size of files, or choose a smaller --size",
        ErrorKind::PermissionDenied => "get permission to write there, or name another file",
        _ => "name another file",
    }
}

/// What a path leads to.
enum Place {
    /// A device, a pipe or an open file: written in place.
    InPlace(PathBuf),
    /// A file with these permissions, or none yet: written to a temporary file, then renamed over it.
    File { target: PathBuf, permissions: Option<Permissions> },
}

/// Writes a file by `fill`: to a temporary file in the same folder, then renamed over the target.
///
/// Links are resolved. A target that exists and is not a regular file, such as a device or a pipe, is written in place;
/// so is a file that is named by its open descriptor, such as `/dev/fd/3`. A pipe that its reader closes is not an error.
///
/// # Errors
///
/// Where the file cannot be written, or `fill` fails.
pub fn write(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), FileError> {
    let outcome = match place(path)? {
        Place::InPlace(target) => in_place(&target, fill),
        Place::File { target, permissions } => beside(&target, permissions, fill),
    };
    outcome.map_err(|error| FileError::Io { path: path.to_owned(), error })
}

/// Tests, before any work is done, whether a file can be written there.
///
/// # Errors
///
/// As for [`write`], but for errors that occur only while writing.
pub fn probe(path: &Path) -> Result<(), FileError> {
    let failed = |error| FileError::Io { path: path.to_owned(), error };
    match place(path)? {
        Place::InPlace(_) => Ok(()),
        Place::File { target, permissions } => {
            TemporaryFile::new_in(parent(&target), permissions).map(drop).map_err(failed)
        }
    }
}

/// Whether a path is standard output: `-`, or a device name of it. A redirected file that is opened again by that name
/// would be written from its start, over its content.
pub(crate) fn is_standard_output(path: &Path) -> bool {
    path == Path::new("-") || descriptor(path).is_some_and(|name| name == "1")
}

fn place(path: &Path) -> Result<Place, FileError> {
    let target = || links(path).last().unwrap_or_else(|| path.to_owned());
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(FileError::Folder(path.to_owned())),
        Ok(there) if !there.is_file() || descriptor(path).is_some() => Ok(Place::InPlace(path.to_owned())),
        Ok(there) if there.permissions().readonly() => Err(FileError::Protected(path.to_owned())),
        Ok(there) => Ok(Place::File { target: target(), permissions: Some(there.permissions()) }),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            let target = target();
            in_a_folder(path, &target)?;
            Ok(Place::File { target, permissions: None })
        }
        Err(error) => Err(FileError::Io { path: path.to_owned(), error }),
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

fn in_a_folder(path: &Path, target: &Path) -> Result<(), FileError> {
    let names_a_folder = target.as_os_str().as_encoded_bytes().last().is_none_or(|&last| last == b'/');
    if names_a_folder || target.file_name().is_none() {
        return Err(FileError::Folder(path.to_owned()));
    }
    let file = target.ancestors().skip(1).find(|above| above.is_file());
    match (file, parent(target)) {
        (Some(parent), _) => Err(FileError::BelowFile { path: path.to_owned(), parent: parent.to_owned() }),
        (None, folder) if !folder.is_dir() => {
            Err(FileError::NoFolder { path: path.to_owned(), folder: folder.to_owned() })
        }
        (None, _) => Ok(()),
    }
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

fn beside(
    target: &Path,
    permissions: Option<Permissions>,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, TemporaryFile::new_in(parent(target), permissions)?);
    fill(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.persist(target)
}
