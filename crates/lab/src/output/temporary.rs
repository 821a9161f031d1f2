//! Temporary files that are gone when the program is, also where a signal ends it.

use crate::signals;
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use tempfile::NamedTempFile;

/// The temporary files there are now.
///
/// Whoever makes, renames or removes one holds the lock meanwhile, so that a signal finds each whole: there and
/// listed, or neither.
static THERE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file that is being written under a name of its own. Dropped, it is removed.
#[derive(Debug)]
pub struct TemporaryFile(Option<NamedTempFile>);

impl TemporaryFile {
    /// A new file in a folder, with these permissions or with those that the user's mask leaves.
    ///
    /// # Errors
    ///
    /// Where the system refuses.
    pub fn new_in(folder: &Path, permissions: Option<Permissions>) -> io::Result<Self> {
        static WATCHED: Once = Once::new();
        WATCHED.call_once(|| signals::clean_up_with(remove_all));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".lanelab-");
        if let Some(permissions) = before_the_mask() {
            builder.permissions(permissions);
        }
        let mut there = there();
        let file = builder.tempfile_in(folder).map_err(plain)?;
        if let Some(permissions) = permissions {
            file.as_file().set_permissions(permissions)?;
        }
        there.push(file.path().to_owned());
        Ok(Self(Some(file)))
    }

    /// Gives the file its name, over whatever has it.
    ///
    /// # Errors
    ///
    /// Where the system refuses; the temporary file is then gone.
    pub fn persist(mut self, target: &Path) -> io::Result<()> {
        self.part(|file| file.persist(target).map(drop).map_err(|error| error.error)).unwrap_or(Ok(()))
    }

    /// Gives the file its name, unless another file has it, and waits until it is on the disk.
    ///
    /// # Errors
    ///
    /// Where there is such a file, or the system refuses; the temporary file is then gone.
    pub fn persist_new(mut self, target: &Path) -> io::Result<()> {
        let sync_and_name = |file: NamedTempFile| {
            file.as_file().sync_all()?;
            file.persist_noclobber(target).map(drop).map_err(|error| error.error)
        };
        self.part(sync_and_name).unwrap_or(Ok(()))
    }

    /// Takes the file off the list and parts with it, in one go.
    fn part<T>(&mut self, how: impl FnOnce(NamedTempFile) -> T) -> Option<T> {
        let file = self.0.take()?;
        let mut there = there();
        there.retain(|path| path != file.path());
        Some(how(file))
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        self.part(drop);
    }
}

impl Write for TemporaryFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.as_mut().map_or(Ok(0), |file| file.as_file_mut().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.as_mut().map_or(Ok(()), |file| file.as_file_mut().flush())
    }
}

/// What a program's new files get: everything, less what the user's mask takes.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such thing")]
fn before_the_mask() -> Option<Permissions> {
    Some(std::os::unix::fs::PermissionsExt::from_mode(0o666))
}

#[cfg(not(unix))]
fn before_the_mask() -> Option<Permissions> {
    None
}

fn there() -> MutexGuard<'static, Vec<PathBuf>> {
    THERE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a signal does before it ends the program. The lock is never given back: nothing is to be made after this.
fn remove_all() {
    let mut there = there();
    for path in there.drain(..) {
        drop(fs::remove_file(path));
    }
    std::mem::forget(there);
}

/// The system's error without the name of the temporary file, which says nothing to a user.
fn plain(error: io::Error) -> io::Error {
    let inner = error.get_ref().and_then(|named| named.source()?.downcast_ref::<io::Error>());
    inner.and_then(io::Error::raw_os_error).map_or(error, io::Error::from_raw_os_error)
}
