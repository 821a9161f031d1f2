//! A recording and what its addresses mean.

use crate::attribution::{Mistakes, Ownership, Sources};
use crate::recording::Recording;
use crate::views::{Charge, Exact, Functions, Lines, Quality, Threads};
use crate::{Config, Error, Frame, Recorder, Symbols};
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
    /// Whose each of the files is.
    ownership: Vec<Ownership>,
    /// Errors that are made on purpose.
    #[serde(skip)]
    mistakes: Mistakes,
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
    /// Where a glob of transparent files is not one.
    pub fn of(recording: Recording, config: &Config) -> Result<Self, Error> {
        Self::mistaken(recording, config, Mistakes::default())
    }

    /// The same, with errors made on purpose.
    ///
    /// # Errors
    /// As [`Profile::of`].
    #[doc(hidden)]
    pub fn mistaken(recording: Recording, config: &Config, mistakes: Mistakes) -> Result<Self, Error> {
        let sources = Sources::new(config, &recording)?;
        let symbols = Symbols::resolve(&recording, mistakes);
        let ownership = sources.ownership(&symbols);
        Ok(Self { recording, symbols, sources: sources.folders().to_vec(), ownership, mistakes })
    }

    /// Puts a profile together from a recording and what its addresses are said to mean.
    ///
    /// # Errors
    /// As [`Profile::of`].
    #[doc(hidden)]
    pub fn assembled(recording: Recording, symbols: Symbols, config: &Config) -> Result<Self, Error> {
        let sources = Sources::new(config, &recording)?;
        let ownership = sources.ownership(&symbols);
        let mistakes = Mistakes::default();
        Ok(Self { recording, symbols, sources: sources.folders().to_vec(), ownership, mistakes })
    }

    /// Whether a frame lies on a line of the user's that is not stepped over.
    #[must_use]
    pub fn is_users(&self, frame: &Frame) -> bool {
        let owner = frame.file.and_then(|file| self.ownership.get(file as usize));
        frame.line.is_some() && owner == Some(&Ownership::User)
    }

    /// Time by function.
    #[must_use]
    pub fn functions(&self) -> Functions {
        Functions::of(self)
    }

    /// Time by line.
    #[must_use]
    pub fn lines(&self) -> Lines {
        Lines::of(self, &Exact::default())
    }

    /// Time by line, beside what was counted of the same program doing the same work.
    #[must_use]
    pub fn lines_beside(&self, exact: &Exact) -> Lines {
        Lines::of(self, exact)
    }

    /// Time by thread.
    #[must_use]
    pub fn threads(&self) -> Threads {
        Threads::of(self)
    }

    /// How good the profile is.
    #[must_use]
    pub fn quality(&self) -> Quality {
        Quality::of(self)
    }

    /// What a stack is charged to.
    pub(crate) fn charge(&self, stack: u32) -> Charge {
        if let Some(frame) = self.charged(stack) {
            return Charge::Line(frame);
        }
        let leaf = self.symbols.locations_of(stack).next();
        match leaf.and_then(|leaf| leaf.frames.last()) {
            Some(frame) => Charge::Foreign(frame.function),
            None => Charge::Unknown(leaf.and_then(|leaf| leaf.pc.object)),
        }
    }

    /// A path from the user's folder on; the whole path where it lies elsewhere.
    pub(crate) fn shown<'a>(&self, path: &'a Path) -> &'a Path {
        self.sources.iter().find_map(|folder| path.strip_prefix(folder).ok()).unwrap_or(path)
    }

    /// Whether lines of a file are the user's and not stepped over; of a file in which no sample lies, whether it lies
    /// below the user's folders.
    pub(crate) fn users_lines_are_in(&self, path: &Path) -> bool {
        match self.symbols.files.iter().position(|file| file.path == path) {
            Some(file) => self.ownership.get(file) == Some(&Ownership::User),
            None => self.sources.iter().any(|folder| path.starts_with(folder)),
        }
    }

    /// The files of the user's that samples lie in, with their numbers.
    pub(crate) fn users_files(&self) -> impl Iterator<Item = (u32, &Path)> {
        let files = (0..).zip(&self.symbols.files).zip(&self.ownership);
        files.filter(|(_, owner)| **owner != Ownership::Foreign).map(|((number, file), _)| (number, &*file.path))
    }

    /// The name of an object in brackets.
    pub(crate) fn object_label(&self, object: Option<u32>) -> String {
        let path = object.and_then(|object| self.recording.objects.get(object as usize)).map(|object| &object.path);
        let name = path.and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
        match name {
            Some(name) if name.starts_with('[') => name,
            Some(name) => format!("[{name}]"),
            None => "[unknown]".to_owned(),
        }
    }

    /// The frame that a stack is charged to: the innermost of the user's; `None` where there is none.
    #[must_use]
    pub fn charged(&self, stack: u32) -> Option<Frame> {
        let mut frames = self.symbols.frames(stack);
        if self.mistakes.no_skipping {
            return frames.next().filter(|frame| self.is_users(frame));
        }
        frames.find(|frame| self.is_users(frame))
    }
}
