//! Writing files whole or not at all.

use super::{Labels, Shape};
use crate::{Error, Profile};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// The files of a profile.
#[cfg(feature = "cli")]
pub(crate) const FILES: [&str; 9] = [
    "functions.txt",
    "lines.txt",
    "flamegraph.svg",
    "icicle.svg",
    "wall.svg",
    "stacks.folded",
    "profile.pb.gz",
    "speedscope.json",
    "lineprof.json",
];

impl Profile {
    /// Writes all tables, flamegraphs and exports into a folder, which is created if necessary; returns the files.
    ///
    /// # Errors
    /// Where the folder cannot be created or a file cannot be written.
    pub fn write_files(&self, folder: &Path) -> Result<Vec<PathBuf>, Error> {
        fs::create_dir_all(folder).map_err(|source| Error::File(folder.to_owned(), source))?;
        let quality = self.quality();
        let functions = format!("{quality}\n{}\n{}", self.threads(), self.functions());
        let lines = format!("{quality}{}\n{}", self.vectors(), self.lines());
        let mut files = Vec::new();
        let mut path = |name: &str| {
            files.push(folder.join(name));
            folder.join(name)
        };
        // First, since all other files can be made from it if the disk is full.
        let whole = folder.join("lineprof.json");
        self.write_json(&whole)?;
        to_file(&path("functions.txt"), |out| out.write_all(functions.as_bytes()))?;
        to_file(&path("lines.txt"), |out| out.write_all(lines.as_bytes()))?;
        self.write_flamegraph(&path("flamegraph.svg"), Shape::Flames, Labels::Functions)?;
        self.write_flamegraph(&path("icicle.svg"), Shape::Icicles, Labels::Lines)?;
        if self.recording.waiting().is_some() {
            self.write_wall_flamegraph(&path("wall.svg"), Shape::Flames, Labels::Functions)?;
        }
        self.write_folded(&path("stacks.folded"), Labels::Functions)?;
        self.write_pprof(&path("profile.pb.gz"))?;
        self.write_speedscope(&path("speedscope.json"))?;
        files.push(whole);
        Ok(files)
    }
}

/// Writes a file beside its place and moves it there when it is whole; an error names the file.
pub(crate) fn to_file(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<(), Error> {
    whole_file(path, write).map_err(|source| Error::File(path.to_owned(), source))
}

fn whole_file(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let fill = |file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()
    };
    // The target of a link is replaced, not the link; a device or a pipe is written to directly.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let old = fs::metadata(&target).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return fill(File::create(&target)?);
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".lineprof-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // the umask takes its part
    let (file, partial) = builder.tempfile_in(folder)?.into_parts();
    if let Some(old) = old {
        file.set_permissions(old.permissions())?;
    }
    fill(file)?;
    Ok(partial.persist(&target)?)
}
