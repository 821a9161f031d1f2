//! Which source files are the user's.

use super::{Origin, OriginKind};
use crate::{Config, Error};
use glob::{MatchOptions, Pattern};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
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

/// `*` does not match a `/`.
const MATCHING: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };

/// A configuration's rules of ownership, ready to be applied to paths.
#[derive(Debug)]
pub(crate) struct Sources {
    folders: Vec<PathBuf>,
    packages: Vec<PathBuf>,
    crates: Vec<String>,
    maps: Vec<(PathBuf, PathBuf)>,
    transparent: Vec<Pattern>,
}

impl Sources {
    /// The rules of a configuration; an error where a glob is malformed.
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        let parse =
            |given: &String, glob: &str| Pattern::new(glob).map_err(|error| Error::Glob(given.clone(), error.msg));
        config.crates.iter().try_for_each(|glob| parse(glob, glob).map(drop))?;
        // A glob without a leading `/` may start at any folder.
        let transparent = config.transparent.iter().map(|glob| {
            let rooted = if glob.starts_with('/') { glob.clone() } else { format!("**/{glob}") };
            parse(glob, &rooted)
        });
        Ok(Self {
            folders: config.sources.iter().flat_map(|folder| places(folder)).collect(),
            packages: config.packages.iter().flat_map(|folder| places(folder)).collect(),
            crates: config.crates.clone(),
            maps: config.maps.clone(),
            transparent: transparent.collect::<Result<_, _>>()?,
        })
    }

    /// A path after the mapping with the longest beginning that it has.
    pub(crate) fn mapped<'a>(&self, path: &'a Path) -> Cow<'a, Path> {
        let rest = |from: &Path| match path.strip_prefix(from) {
            Err(_) if from == Path::new(".") && path.is_relative() => Some(path),
            stripped => stripped.ok(),
        };
        let fits = self.maps.iter().filter_map(|(from, to)| Some((from, to, rest(from)?)));
        match fits.max_by_key(|(from, ..)| from.iter().count()) {
            Some((_, to, rest)) => to.join(rest).into(),
            None => path.into(),
        }
    }

    /// The owner of a file, by its mapped path.
    pub(crate) fn owner(&self, path: &Path) -> Ownership {
        let origin = Origin::of(path);
        let within = |folders: &[PathBuf]| {
            folders.iter().any(|folder| path.starts_with(folder) && Origin::is_within(folder, path))
        };
        let by_default = self.folders.is_empty() && (origin.kind == OriginKind::Local || within(&self.packages));
        if !by_default && !within(&self.folders) && !self.has_crate(&origin) {
            Ownership::Foreign
        } else if self.transparent.iter().any(|glob| glob.matches_path_with(path, MATCHING)) {
            Ownership::Transparent
        } else {
            Ownership::User
        }
    }

    fn has_crate(&self, origin: &Origin) -> bool {
        origin.name.as_ref().is_some_and(|name| self.crates.iter().any(|glob| matches_crate(glob, name)))
    }
}

/// Whether a crate's name matches a glob; a crate and its package may differ in `-` and `_`.
pub(crate) fn matches_crate(glob: &str, name: &str) -> bool {
    Pattern::new(&glob.replace('_', "-")).is_ok_and(|glob| glob.matches(&name.replace('_', "-")))
}

/// A folder's absolute path, as it is written and without symbolic links.
fn places(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    std::path::absolute(folder).ok().into_iter().chain(folder.canonicalize().ok())
}

/// The folder of the user's project; of several projects the folder around them all, or the folder of each where that
/// would be the root.
pub(crate) fn homes<'a>(paths: impl Iterator<Item = &'a Path>) -> Vec<PathBuf> {
    let local = paths.filter(|path| path.is_absolute() && Origin::of(path).kind == OriginKind::Local);
    let projects: BTreeSet<PathBuf> = local.filter_map(project).collect();
    let around = |a: PathBuf, b: &PathBuf| a.iter().zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    match projects.first().map(|first| projects.iter().fold(first.clone(), around)) {
        Some(around) if around.parent().is_some() => vec![around],
        _ => projects.into_iter().collect(),
    }
}

/// The folder around a file with the `Cargo.toml` of its workspace, or else of its package. Where there is none any more,
/// the folder around `src`.
fn project(path: &Path) -> Option<PathBuf> {
    let folders = || path.ancestors().skip(1);
    let manifest = |folder: &&Path| fs::read_to_string(folder.join("Cargo.toml")).ok();
    let has_workspace = |text: String| text.lines().any(|line| line.starts_with("[workspace"));
    let workspace = folders().find(|folder| manifest(folder).is_some_and(has_workspace));
    let package = || folders().find(|folder| manifest(folder).is_some());
    let is_source = |folder: &&Path| ["src", "benches", "examples", "tests"].iter().any(|name| folder.ends_with(name));
    let project = workspace.or_else(package);
    project.or_else(|| folders().find(is_source)?.parent()).or(path.parent()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Ownership::{Foreign, Transparent, User};

    const PACKAGE: &str = "/home/me/project/.cargo/registry/src/index.crates.io-0123456789abcdef/wide-1.7.1";

    fn sources(change: impl FnOnce(&mut Config)) -> Sources {
        let mut config = Config::default();
        change(&mut config);
        Sources::new(&config).unwrap()
    }

    #[test]
    fn all_but_the_files_of_others_are_the_users_unless_folders_are_named() {
        let wide = &format!("{PACKAGE}/src/lib.rs");
        let [main, other, core] = ["/home/me/project/src/main.rs", "/other/lib.rs", "/rustc/a/library/core/src/a.rs"];
        let paths = [main, other, core, wide, "/usr/include/c++/12/map"];
        for (folders, crates, packages, expected) in [
            (&[][..], &[][..], &[][..], [User, User, Foreign, Foreign, Foreign]),
            (&["/home/me/project"], &[], &[], [User, Foreign, Foreign, Foreign, Foreign]),
            (&["/home/me/proj"], &[], &[], [Foreign; 5]),
            (&["/"], &[], &[], [User, User, Foreign, Foreign, Foreign]),
            (&["/usr"], &[], &[], [Foreign; 5]),
            (&["/usr/include", "/rustc"], &[], &[], [Foreign, Foreign, User, Foreign, User]),
            (&["/rustc/a/library/core"], &[], &[], [Foreign, Foreign, User, Foreign, Foreign]),
            (&[PACKAGE], &[], &[], [Foreign, Foreign, Foreign, User, Foreign]),
            (&[], &["wid*", "core"], &[], [User, User, User, User, Foreign]),
            (&["/other"], &["lib*"], &[], [Foreign, User, Foreign, Foreign, User]),
            (&[], &[], &[PACKAGE], [User, User, Foreign, User, Foreign]),
            (&[], &[], &["/home/me/project"], [User, User, Foreign, Foreign, Foreign]),
        ] {
            let sources = sources(|config| {
                config.sources = folders.iter().map(PathBuf::from).collect();
                config.crates = crates.iter().map(|&name| name.to_owned()).collect();
                config.packages = packages.iter().map(PathBuf::from).collect();
            });
            let owners = paths.map(|path| sources.owner(Path::new(path)));
            assert_eq!(owners, expected, "{folders:?} {crates:?} {packages:?}");
        }
    }

    #[test]
    fn names_of_packages_and_crates_are_alike() {
        let crates = ["regex_automata", "grep-*"].map(str::to_owned).to_vec();
        let sources = sources(|config| config.crates = crates);
        for (path, expected) in [("regex-automata-0.4.9/a.rs", User), ("grep_searcher-0.1.0/a.rs", User)] {
            assert_eq!(sources.owner(Path::new(path)), expected, "{path}");
        }
        assert_eq!(sources.owner(Path::new("grep-0.3.2/a.rs")), Foreign);
    }

    #[test]
    fn the_longest_beginning_is_mapped() {
        let maps = [("/build", "/home/me"), ("/build/app", "/home/me/project"), (".", "/home/me/relative")];
        let sources = sources(|config| config.maps = maps.map(|(from, to)| (from.into(), to.into())).to_vec());
        for (path, expected) in [
            ("/build/app/src/main.rs", "/home/me/project/src/main.rs"),
            ("/build/application/main.rs", "/home/me/application/main.rs"),
            ("src/main.rs", "/home/me/relative/src/main.rs"),
            ("/elsewhere/build/main.rs", "/elsewhere/build/main.rs"),
        ] {
            assert_eq!(sources.mapped(Path::new(path)), Path::new(expected));
        }
    }

    #[test]
    fn paths_are_shown_relative_to_their_project() {
        for (paths, expected) in [
            (&["/no/app/src/main.rs", "/no/app/src/a/src.rs"][..], &["/no/app"][..]),
            (&["/no/app/src/main.rs", "/no/library/src/lib.rs", "relative.rs"], &["/no"]),
            (&["/no/busy.rs", "/rustc/a/library/core/src/a.rs"], &["/no"]),
            (&["/no/app/src/main.rs", "/other/src/lib.rs"], &["/no/app", "/other"]),
            (&[], &[]),
        ] {
            let found = homes(paths.iter().map(Path::new));
            assert_eq!(found, expected.iter().map(PathBuf::from).collect::<Vec<_>>(), "{paths:?}");
        }
    }

    #[test]
    fn a_project_is_the_workspace_or_else_the_package() {
        let folder = tempfile::tempdir().unwrap();
        let place = |below: &str| folder.path().join(below);
        fs::create_dir_all(place("work/app/src")).unwrap();
        for (manifest, text) in [("Cargo.toml", "[package]"), ("work/app/Cargo.toml", "[package]\n")] {
            fs::write(place(manifest), text).unwrap();
        }
        let file = place("work/app/src/main.rs");
        assert_eq!(project(&file), Some(place("work/app")), "a manifest around it is another's");
        fs::write(place("work/Cargo.toml"), "[workspace]\nmembers = [\"app\"]\n").unwrap();
        assert_eq!(project(&file), Some(place("work")));
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
            let sources = sources(|config| config.transparent = vec![glob.to_owned()]);
            let found = sources.owner(Path::new("/home/me/project/src/a/deep/wide.rs")) == Transparent;
            assert_eq!(found, matches, "{glob}");
        }
    }
}
