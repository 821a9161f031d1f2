//! Which source files are the user's.

use super::main_unit::folder_of_main;
use crate::recording::Object;
use crate::{Config, Error};
use glob::{MatchOptions, Pattern};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The owner of a source file.
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

/// The patterns of files that are stepped over; one without a leading `/` may start at any folder.
pub(crate) fn transparent_globs(config: &Config) -> Result<Vec<Pattern>, Error> {
    let parse = |glob: &String| {
        let pattern = if glob.starts_with('/') { glob.clone() } else { format!("**/{glob}") };
        Pattern::new(&pattern).map_err(|error| Error::Glob(glob.clone(), error.msg))
    };
    config.transparent.iter().map(parse).collect()
}

/// `*` does not match a `/`.
const MATCHING: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };

#[derive(Debug)]
pub(crate) struct Sources {
    pub(crate) folders: Vec<PathBuf>,
    transparent: Vec<Pattern>,
}

impl Sources {
    /// The configured folders, or else those in which the programs among the objects were compiled.
    pub(crate) fn new(config: &Config, objects: &[Object]) -> Result<Self, Error> {
        let transparent = transparent_globs(config)?;
        let folders = if config.sources.is_empty() {
            objects.iter().filter_map(|object| folder_of_main(&object.path)).collect()
        } else {
            let absolute = |folder: &PathBuf| folder.canonicalize().unwrap_or_else(|_| folder.clone());
            config.sources.iter().map(absolute).collect()
        };
        Ok(Self { folders, transparent })
    }

    pub(crate) fn owner(&self, path: &Path) -> Ownership {
        let within = |folder: &PathBuf| {
            // The registry's packages may lie below the user's folder; they are not the user's.
            path.strip_prefix(folder).is_ok_and(|rest| !rest.to_string_lossy().contains("registry/src/"))
        };
        if !self.folders.iter().any(within) {
            Ownership::Foreign
        } else if self.transparent.iter().any(|glob| glob.matches_path_with(path, MATCHING)) {
            Ownership::Transparent
        } else {
            Ownership::User
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(glob: &str, path: &str) -> Ownership {
        let config = Config { transparent: vec![glob.to_owned()], ..Config::default() };
        let transparent = transparent_globs(&config).unwrap();
        Sources { folders: vec![PathBuf::from("/home/me/project")], transparent }.owner(Path::new(path))
    }

    #[test]
    fn files_below_the_users_folders_are_the_users() {
        for (path, expected) in [
            ("/home/me/project/src/main.rs", Ownership::User),
            ("/home/me/project/src/number/wide.rs", Ownership::Transparent),
            ("/home/me/project2/src/main.rs", Ownership::Foreign),
            ("/home/me/project/.cargo/registry/src/index/wide/lib.rs", Ownership::Foreign),
            ("/rustc/abc/library/core/src/iter/range.rs", Ownership::Foreign),
        ] {
            assert_eq!(owner("number/*.rs", path), expected, "{path}");
        }
    }

    #[test]
    fn globs_match_names_and_folders() {
        for (glob, matches) in [
            ("src/*.rs", false),
            ("src/*/deep/*.rs", true),
            ("src/**/*.rs", true),
            ("src/**", true),
            ("wide.rs", true),
            ("/src/**/wide.rs", false),
            ("/home/me/project/**/w?de.rs", true),
        ] {
            let found = owner(glob, "/home/me/project/src/a/deep/wide.rs") == Ownership::Transparent;
            assert_eq!(found, matches, "{glob}");
        }
    }
}
