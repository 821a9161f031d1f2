//! Everything at once, into a folder.

use super::{Labels, Shape, to_file};
use crate::{Error, Profile};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

impl Profile {
    /// Writes all tables, flamegraphs and exports into a folder, made where it is not there; returns the files.
    ///
    /// # Errors
    /// Where the folder cannot be made, or a file not be written.
    pub fn write_files(&self, folder: &Path) -> Result<Vec<PathBuf>, Error> {
        fs::create_dir_all(folder).map_err(|source| Error::File { path: folder.to_owned(), source })?;
        let quality = self.quality();
        let texts = [
            ("functions.txt", format!("{quality}\n{}\n{}", self.threads(), self.functions())),
            ("lines.txt", format!("{quality}\n{}", self.lines())),
        ];
        let mut files = Vec::new();
        let mut path = |name: &str| {
            files.push(folder.join(name));
            folder.join(name)
        };
        for (name, text) in texts {
            to_file(&path(name), |out| out.write_all(text.as_bytes()))?;
        }
        self.write_flamegraph(&path("flamegraph.svg"), Shape::Flames, Labels::Functions)?;
        self.write_flamegraph(&path("icicle.svg"), Shape::Icicles, Labels::Lines)?;
        self.write_folded(&path("stacks.folded"), Labels::Functions)?;
        #[cfg(any(target_os = "linux", target_os = "macos"))]
        self.write_pprof(&path("profile.pb.gz"))?;
        self.write_speedscope(&path("speedscope.json"))?;
        self.write_json(&path("lineprof.json"))?;
        Ok(files)
    }
}
