//! A recording with the meaning of its addresses.

use crate::attribution::{Origin, Ownership, Sources, homes};
use crate::evidence::Evidence;
use crate::recording::Recording;
use crate::{Config, Error, Recorder, Symbols};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Samples with their meaning. All views and exports are functions of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The samples.
    pub recording: Recording,
    /// What their addresses mean.
    pub symbols: Symbols,
    /// Folders that hold the user's files, to which their paths are shown relative.
    pub sources: Vec<PathBuf>,
    /// What decided which files are the user's.
    #[serde(default)]
    pub config: Config,
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
    /// Where a glob of crates or transparent files is malformed.
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
        let (sources, config_before) = (Sources::new(config)?, Config::default());
        let (folders, ownership, evidence) = Default::default();
        let unowned = Self { recording, symbols, sources: folders, config: config_before, ownership, evidence };
        let profile = unowned.owned_by(config)?;
        let evidence = Evidence::gather(&profile.recording, &profile.symbols, &sources);
        Ok(Self { evidence, ..profile })
    }

    /// The same samples with the lines of another configuration: its folders, crates, mapped paths and transparent files.
    /// Paths that were mapped before are mapped again; the texts of files that were not found before are read from where
    /// they are now.
    ///
    /// # Errors
    /// As [`Profile::of`].
    pub fn owned_by(mut self, config: &Config) -> Result<Self, Error> {
        let sources = Sources::new(config)?;
        let files = self.symbols.files.iter_mut().map(|file| &mut file.path);
        let texts = self.evidence.texts.iter_mut().map(|text| &mut text.path);
        for path in files.chain(texts) {
            if let Cow::Owned(mapped) = sources.mapped(path) {
                *path = mapped;
            }
        }
        if !config.maps.is_empty() {
            self.evidence.find_missing(&self.recording, &self.symbols);
        }
        self.config = config.clone();
        let programs = self.symbols.programs().filter(|_| config.sources.is_empty());
        let crates = config.crates.iter().cloned().chain(programs).collect();
        let sources = Sources::new(&Config { crates, ..config.clone() })?;
        self.ownership = self.symbols.files.iter().map(|file| sources.owner(&file.path)).collect();
        self.sources = match &config.sources[..] {
            [] => homes(self.users_files().map(|(_, path)| path)),
            folders => folders.iter().map(|folder| folder.canonicalize().unwrap_or_else(|_| folder.clone())).collect(),
        };
        self.sources.retain(|folder| folder.parent().is_some());
        Ok(self)
    }

    /// A path relative to the user's folder; as short as its origin allows where it lies elsewhere.
    pub(crate) fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        let relative = self.sources.iter().filter_map(|folder| path.strip_prefix(folder).ok());
        relative.min_by_key(|path| path.iter().count()).unwrap_or_else(|| Origin::short_of(path))
    }

    /// A path as a table shows it.
    pub(crate) fn place(&self, path: &Path) -> String {
        self.relative(path).display().to_string()
    }

    /// For each file of the evidence, whether its lines are the user's and not stepped over, and its path as it is shown.
    #[cfg(feature = "asm")]
    pub(crate) fn places(&self) -> Vec<(bool, String)> {
        let sources = Sources::new(&self.config);
        let owner = |file: usize, path| match self.ownership.get(file) {
            Some(owner) => *owner,
            None => sources.as_ref().map_or(Ownership::Foreign, |sources| sources.owner(path)),
        };
        let texts = self.evidence.texts.iter().enumerate();
        texts.map(|(file, text)| (owner(file, &text.path) == Ownership::User, self.place(&text.path))).collect()
    }

    pub(crate) fn users_files(&self) -> impl Iterator<Item = (u32, &Path)> {
        let files = (0..).zip(&self.symbols.files).zip(&self.ownership);
        files.filter(|(_, owner)| **owner != Ownership::Foreign).map(|((number, file), _)| (number, &*file.path))
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
