//! Temporary files, removed when the program ends, also by a signal.

use super::signals;
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use tempfile::NamedTempFile;

/// The existing temporary files. The lock is held while one is created, renamed or removed, so that a signal finds each
/// either existing and listed, or neither.
static EXISTING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file that is written under a temporary name. It is removed when dropped.
#[derive(Debug)]
pub struct TemporaryFile(Option<NamedTempFile>);

impl TemporaryFile {
    /// A new file in a folder, with these permissions or with those that the user's mask allows.
    ///
    /// # Errors
    ///
    /// Where the system refuses.
    pub fn new_in(folder: &Path, permissions: Option<Permissions>) -> io::Result<Self> {
        static WATCHED: Once = Once::new();
        WATCHED.call_once(|| signals::clean_up_with(remove_all));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".lanelab-");
        #[cfg(unix)] // before the user's mask is applied
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut existing = existing();
        let file = builder.tempfile_in(folder).map_err(plain)?;
        if let Some(permissions) = permissions {
            file.as_file().set_permissions(permissions)?;
        }
        existing.push(file.path().to_owned());
        Ok(Self(Some(file)))
    }

    /// Renames the file to its target, over an existing file.
    ///
    /// # Errors
    ///
    /// Where the system refuses; the temporary file is then removed.
    pub fn persist(mut self, target: &Path) -> io::Result<()> {
        self.release(|file| Ok(file.persist(target).map(drop)?)).unwrap_or(Ok(()))
    }

    /// Writes the file to the disk and renames it to its target, which must not exist.
    ///
    /// # Errors
    ///
    /// Where the target exists, or the system refuses; the temporary file is then removed.
    pub fn persist_new(mut self, target: &Path) -> io::Result<()> {
        let sync = |file: NamedTempFile| file.as_file().sync_all().map(|()| file);
        self.release(|file| Ok(sync(file)?.persist_noclobber(target).map(drop)?)).unwrap_or(Ok(()))
    }

    /// Takes the file off the list and passes it on, under the lock.
    fn release<T>(&mut self, how: impl FnOnce(NamedTempFile) -> T) -> Option<T> {
        let file = self.0.take()?;
        let mut existing = existing();
        existing.retain(|path| path != file.path());
        Some(how(file))
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        self.release(drop);
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

fn existing() -> MutexGuard<'static, Vec<PathBuf>> {
    EXISTING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs when a signal ends the program. The lock is never released: no file must be created after this.
fn remove_all() {
    let mut existing = existing();
    for path in existing.drain(..) {
        drop(fs::remove_file(path));
    }
    std::mem::forget(existing);
}

/// The system's error without the name of the temporary file, which means nothing to a user.
fn plain(error: io::Error) -> io::Error {
    let text = error.to_string();
    match text.split_once(" at path ") {
        Some((cause, _)) => io::Error::new(error.kind(), cause.to_owned()),
        None => error,
    }
}
