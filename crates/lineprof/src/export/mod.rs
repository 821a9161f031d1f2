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
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

/// Writes a file; an error says which one.
fn to_file(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<(), Error> {
    let whole = || {
        let mut out = BufWriter::new(File::create(path)?);
        write(&mut out)?;
        out.flush()
    };
    whole().map_err(|source| Error::File { path: path.to_owned(), source })
}
