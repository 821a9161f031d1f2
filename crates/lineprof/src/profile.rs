//! A recording with the meaning of its addresses.

use crate::attribution::{Origin, OriginKind, Ownership, Sources};
use crate::evidence::Evidence;
use crate::recording::Recording;
use crate::{Config, Error, Recorder, Symbols};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Samples with their meaning. All views and exports are functions of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The samples.
    pub recording: Recording,
    /// What their addresses mean.
    pub symbols: Symbols,
    /// Folders whose files are the user's.
    pub sources: Vec<PathBuf>,
    /// The owner of each file of the symbols.
    pub(crate) ownership: Vec<Ownership>,
    /// What it keeps of programs and sources.
    #[serde(default)]
    pub evidence: Evidence,
}

/// Runs work and profiles it.
///
/// # Errors
/// As [`Recorder::start`].
pub fn profile<T>(config: &Config, work: impl FnOnce() -> T) -> Result<(T, Profile), Error> {
    let recorder = Recorder::start(config)?;
    let out = work();
    let recording = recorder.stop();
    Ok((out, Profile::of(recording, config)?))
}

impl Profile {
    /// Looks up what the addresses of a recording mean.
    ///
    /// # Errors
    /// Where a glob of transparent files is malformed.
    pub fn of(recording: Recording, config: &Config) -> Result<Self, Error> {
        let symbols = Symbols::resolve(&recording);
        Self::assemble(recording, symbols, config)
    }

    /// Makes a profile of a recording and of symbols that were not looked up here.
    ///
    /// # Errors
    /// As [`Profile::of`].
    #[doc(hidden)]
    pub fn assemble(recording: Recording, symbols: Symbols, config: &Config) -> Result<Self, Error> {
        let sources = Sources::new(config, &recording.objects)?;
        let ownership = symbols.files.iter().map(|file| sources.owner(&file.path)).collect();
        let evidence = Evidence::gather(&recording, &symbols);
        Ok(Self { recording, symbols, sources: sources.folders, ownership, evidence })
    }

    /// A path relative to the user's folder; the whole path where it lies elsewhere.
    pub(crate) fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        self.sources.iter().find_map(|folder| path.strip_prefix(folder).ok()).unwrap_or(path)
    }

    /// A path as a table shows it: short where it is that of a package, or else relative to the user's folder.
    pub(crate) fn place(&self, path: &Path) -> String {
        let origin = Origin::of(path);
        let place = if origin.kind == OriginKind::Local { self.relative(path) } else { &origin.short };
        place.display().to_string()
    }

    /// Whether lines of a file are the user's and not stepped over; a file without samples is the user's where it lies
    /// below the user's folders.
    #[cfg(feature = "asm")]
    pub(crate) fn has_users_lines(&self, path: &Path) -> bool {
        match self.symbols.files.iter().position(|file| file.path == path) {
            Some(file) => self.ownership.get(file) == Some(&Ownership::User),
            None => self.sources.iter().any(|folder| path.starts_with(folder)),
        }
    }

    /// The name of an object in brackets; the kernel's own, as `[vdso]`, have them already.
    pub(crate) fn object_label(&self, object: Option<u32>) -> String {
        let path = object.and_then(|object| self.recording.objects.get(object as usize)).map(|object| &object.path);
        match path.map(|path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy()) {
            Some(name) if name.starts_with('[') => name.into_owned(),
            Some(name) => format!("[{name}]"),
            None => "[unknown]".to_owned(),
        }
    }
}
