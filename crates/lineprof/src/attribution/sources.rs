//! Whose a source file is.

use super::main_unit::folder_of_main;
use super::symbols::Symbols;
use crate::recording::Recording;
use crate::{Config, Error};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Whose a source file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ownership {
    /// The user's: its lines are charged.
    User,
    /// The user's, but stepped over.
    Transparent,
    /// Somebody else's.
    Foreign,
}

/// The files that are stepped over.
pub(crate) fn transparent(config: &Config) -> Result<GlobSet, Error> {
    let mut globs = GlobSetBuilder::new();
    for glob in &config.transparent {
        let anywhere = if glob.starts_with('/') { glob.clone() } else { format!("**/{glob}") };
        let parsed = GlobBuilder::new(&anywhere).literal_separator(true).build();
        globs.add(parsed.map_err(|source| Error::Glob { glob: glob.clone(), source })?);
    }
    globs.build().map_err(|source| Error::Glob { glob: config.transparent.join(" "), source })
}

/// What makes a file the user's.
#[derive(Debug)]
pub(crate) struct Sources {
    folders: Vec<PathBuf>,
    transparent: GlobSet,
}

impl Sources {
    /// The folders that are configured, or else those in which the programs of a recording were compiled.
    pub(crate) fn new(config: &Config, recording: &Recording) -> Result<Self, Error> {
        let transparent = transparent(config)?;
        let folders = if config.sources.is_empty() {
            recording.objects.iter().filter_map(|object| folder_of_main(&object.path)).collect()
        } else {
            let absolute = |folder: &PathBuf| folder.canonicalize().unwrap_or_else(|_| folder.clone());
            config.sources.iter().map(absolute).collect()
        };
        Ok(Self { folders, transparent })
    }

    /// The folders.
    pub(crate) fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Whose each file is.
    pub(crate) fn ownership(&self, symbols: &Symbols) -> Vec<Ownership> {
        symbols.files.iter().map(|file| self.of(&file.path)).collect()
    }

    fn of(&self, path: &Path) -> Ownership {
        let within = |folder: &PathBuf| {
            // The registry's packages may lie below the user's folder; they are not the user's.
            path.strip_prefix(folder).is_ok_and(|rest| !rest.to_string_lossy().contains("registry/src/"))
        };
        if !self.folders.iter().any(within) {
            Ownership::Foreign
        } else if self.transparent.is_match(path) {
            Ownership::Transparent
        } else {
            Ownership::User
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(transparent: &[&str]) -> Sources {
        let mut globs = GlobSetBuilder::new();
        for glob in transparent {
            globs.add(GlobBuilder::new(&format!("**/{glob}")).literal_separator(true).build().unwrap());
        }
        Sources { folders: vec![PathBuf::from("/home/me/project")], transparent: globs.build().unwrap() }
    }

    #[test]
    fn a_file_is_the_users_below_the_users_folders() {
        let of = |path: &str| sources(&["number/*.rs"]).of(Path::new(path));
        assert_eq!(of("/home/me/project/src/main.rs"), Ownership::User);
        assert_eq!(of("/home/me/project/src/number/wide.rs"), Ownership::Transparent);
        assert_eq!(of("/home/me/project2/src/main.rs"), Ownership::Foreign);
        assert_eq!(of("/home/me/project/.cargo/registry/src/index/wide/lib.rs"), Ownership::Foreign);
        assert_eq!(of("/rustc/abc/library/core/src/iter/range.rs"), Ownership::Foreign);
    }
}
