//! What a profile is written as for other programs. Each is a function of [`Profile`](crate::Profile).

mod diff;
mod files;
mod flamegraph;
mod folded;
mod frames;
mod json;
#[cfg(any(target_os = "linux", target_os = "macos"))]
mod pprof;
mod speedscope;
mod types;

#[cfg(test)]
#[path = "../../tests/made/mod.rs"]
mod made;

pub use diff::{Change, changes, changes_text, write_diff};
pub use flamegraph::Shape;
pub use frames::Labels;

use crate::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

/// Writes a file beside its place and moves it there when it is whole; an error says which one.
fn to_file(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<(), Error> {
    whole_file(path, write).map_err(|source| Error::File { path: path.to_owned(), source })
}

fn whole_file(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let fill = |file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()
    };
    // What a link points to is replaced, not the link; a device or a pipe takes what comes.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&target).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return fill(File::create(&target)?);
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".lineprof-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less what the umask takes
    let (file, partial) = builder.tempfile_in(folder)?.into_parts();
    if let Some(old) = old {
        file.set_permissions(old.permissions())?;
    }
    fill(file)?;
    Ok(partial.persist(&target)?)
}
