//! Where a source file comes from, as its path tells.

use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The kind of place that a source file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OriginKind {
    /// None of the other places.
    Local,
    /// The standard library, and what it is built from.
    Toolchain,
    /// A package of a registry, or a vendored copy of one.
    Registry,
    /// A package of a git repository that cargo checked out.
    Git,
    /// A package of the operating system.
    System,
}

/// Where a source file comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The kind of place.
    pub kind: OriginKind,
    /// The short name of the crate or library, as `memchr`, `std`, `libc`; `None` for local files, and where the path
    /// does not tell.
    pub name: Option<String>,
    /// The path without what is the same for all files of the place, as `memchr-2.7.4/src/lib.rs`,
    /// `library/core/src/slice/mod.rs`; the whole path of a local file.
    pub short: PathBuf,
}

impl Origin {
    /// Where a file comes from. Its path has no `.` and `..`. Only copies that `cargo vendor` made are looked up in the
    /// file system.
    pub fn of(path: &Path) -> Self {
        let (kind, name, _) = find(path);
        Self { kind, name, short: Self::short_of(path).to_owned() }
    }

    /// Whether a file is local and was written by hand: not by a build script, which may be that of a dependency.
    pub(super) fn is_written_here(path: &Path) -> bool {
        let parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
        let is_output = |of: &[&str]| of[0] == "build" && hash_of(of[1], 16).is_some() && of[2] == "out";
        find(path).0 == OriginKind::Local && !parts.windows(3).any(is_output)
    }

    /// The short path of [`Origin::of`].
    pub(crate) fn short_of(path: &Path) -> &Path {
        let mut rest = path.components();
        for _ in 0..find(path).2 {
            rest.next();
        }
        rest.as_path()
    }

    /// Whether a folder around a file is within the file's place, and not around that. All folders are within that of
    /// local files.
    pub(super) fn is_within(folder: &Path, path: &Path) -> bool {
        let depth = if path.starts_with("/rustc") { 2 } else { find(path).2 };
        folder.iter().count() >= depth
    }
}

/// The kind, the name, and the number of components that the short path lacks.
type Found = (OriginKind, Option<String>, usize);

fn find(path: &Path) -> Found {
    let parts: Vec<&str> = path.iter().map(|part| part.to_str().unwrap_or("\u{fffd}")).collect();
    let found = toolchain(&parts)
        .or_else(|| registry(&parts))
        .or_else(|| git(&parts))
        .or_else(|| vendored(path, &parts))
        .or_else(|| system(path, &parts));
    found.unwrap_or((OriginKind::Local, None, 0))
}

/// The index of the component after a sequence of components.
fn after(parts: &[&str], sequence: &[&str]) -> Option<usize> {
    parts.windows(sequence.len()).position(|window| window == sequence).map(|at| at + sequence.len())
}

fn toolchain(parts: &[&str]) -> Option<Found> {
    let found = |name: &str, skipped| Some((OriginKind::Toolchain, Some(name.to_owned()), skipped));
    let start = match parts {
        ["/", "rustc", ..] => 3,
        ["/", "rust", "deps", package, _, ..] => return found(package_of(package).unwrap_or(package), 3),
        // The second as distributions build it.
        _ => after(parts, &["lib", "rustlib", "src", "rust"]).or_else(|| {
            let is_rust = |pair: &[&str]| pair[0].starts_with("rustc-") && pair[1] == "library";
            parts.windows(2).position(is_rust).map(|at| at + 1)
        })?,
    };
    match parts.get(start..)? {
        // Parts of `core` that have repositories of their own.
        ["library", "stdarch" | "portable-simd", ..] => found("core", start),
        ["library", name, _, ..] => found(name, start),
        _ => found("rustc", start),
    }
}

fn registry(parts: &[&str]) -> Option<Found> {
    let package = match parts {
        // As cargo's `trim-paths` names them.
        [first, _, ..] if package_of(first).is_some() => 0,
        ["/", "usr", "share", "cargo", "registry", _, _, ..] => 5,
        _ => {
            let index = after(parts, &["registry", "src"])?;
            hash_of(parts.get(index)?, 16)?;
            index + 1
        }
    };
    Some((OriginKind::Registry, Some(package_of(parts.get(package)?)?.to_owned()), package))
}

fn git(parts: &[&str]) -> Option<Found> {
    let repository = after(parts, &["git", "checkouts"])?;
    let rest = parts.get(repository..)?;
    let name = hash_of(rest.first()?, 16)?;
    // The crates of a workspace have folders of their own.
    let source = rest.iter().rposition(|part| *part == "src").filter(|source| *source > 2);
    let name = source.map_or(name, |source| rest[source - 1]);
    Some((OriginKind::Git, Some(name.to_owned()), repository))
}

fn vendored(path: &Path, parts: &[&str]) -> Option<Found> {
    let folder = after(parts, &["vendor"])?;
    let copy: PathBuf = path.iter().take(folder + 1).collect();
    let name = parts.get(folder).filter(|_| copy.join(".cargo-checksum.json").exists())?;
    Some((OriginKind::Registry, Some(package_of(name).unwrap_or(name).to_owned()), folder))
}

/// Folders of glibc's sources, which distributions build with relative paths.
const GLIBC: [&str; 13] = [
    "csu",
    "debug",
    "elf",
    "io",
    "libio",
    "malloc",
    "math",
    "nptl",
    "stdio-common",
    "stdlib",
    "string",
    "sysdeps",
    "time",
];

/// Not all below `/usr/src` and `/build`: programs are built there in containers.
fn system(path: &Path, parts: &[&str]) -> Option<Found> {
    let found = |name: Option<&str>, skipped| {
        let name = name.map(|name| if name == "glibc" { "libc" } else { name });
        Some((OriginKind::System, name.map(str::to_owned), skipped))
    };
    match parts {
        ["/", "usr", "include", "c++", ..] => found(Some("libstdc++"), 3),
        ["/", "usr", "include" | "lib" | "lib32" | "lib64" | "libexec" | "share", _, ..] => found(None, 3),
        ["/", "usr", "src", "debug" | "kernels", package, _, ..] => found(Some(package_of_system(package)), 4),
        ["/", "usr", "src", package, _, ..] if package_of_system(package) == "glibc" => found(Some("glibc"), 3),
        ["/", "build", "reproducible-path", package, _, ..] | ["/", "builddir", "build", "BUILD", package, _, ..] => {
            let folder = parts.iter().position(|part| part == package)?;
            found(Some(package_of_system(package)), folder)
        }
        ["/", "build", folder, package, _, ..] if is_build_of(folder, package) => {
            found(Some(package_of_system(package)), 3)
        }
        ["/", "nix" | "gnu", "store", package, ..] => found(package.split_once('-').map(|(_, name)| name), 3),
        ["/", ..] => None,
        // A relative path of a Rust file is from a build whose own folder was removed from all paths.
        [first, ..] if path.extension().is_some_and(|extension| extension != "rs") => {
            found(GLIBC.contains(first).then_some("libc"), 0)
        }
        _ => None,
    }
}

/// Whether the folders are those of a Debian build, as `glibc-B3wQXB` and `glibc-2.36`.
fn is_build_of(folder: &str, package: &str) -> bool {
    let name = package_of_system(package);
    name != package && folder.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'))
}

/// The name in `NAME-VERSION` of a distribution; the whole where there is no version.
fn package_of_system(package: &str) -> &str {
    let version =
        package.match_indices('-').find(|(at, _)| package[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
    version.map_or(package, |(at, _)| &package[..at])
}

/// The name in `NAME-VERSION` of cargo: the version has three numbers.
fn package_of(package: &str) -> Option<&str> {
    let is_version = |text: &str| {
        let numbers: Vec<&str> = text.split(['-', '+']).next().unwrap_or_default().split('.').collect();
        numbers.len() == 3 && numbers.iter().all(|number| number.parse::<u64>().is_ok())
    };
    package.match_indices('-').find(|(at, _)| is_version(&package[at + 1..])).map(|(at, _)| &package[..at])
}

/// The name in `NAME-HASH` with that many hexadecimal digits.
fn hash_of(text: &str, digits: usize) -> Option<&str> {
    let (name, hash) = text.rsplit_once('-')?;
    (hash.len() == digits && hash.bytes().all(|digit| digit.is_ascii_hexdigit())).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use OriginKind::{Git, Local, Registry, System, Toolchain};

    #[test]
    fn a_path_tells_where_a_file_comes_from() {
        let core = "library/core/src/iter/range.rs";
        let index = "registry/src/index.crates.io-1949cf8c6b5b557f";
        for (path, kind, name, short) in [
            ("/rustc/0a1b2c/library/core/src/iter/range.rs", Toolchain, "core", core),
            (
                "/home/me/.rustup/toolchains/stable/lib/rustlib/src/rust/library/core/src/iter/range.rs",
                Toolchain,
                "core",
                core,
            ),
            (
                "/rustc/0a1b2c/library/stdarch/crates/core_arch/src/x86/avx.rs",
                Toolchain,
                "core",
                "library/stdarch/crates/core_arch/src/x86/avx.rs",
            ),
            ("/rust/deps/hashbrown-0.15.4/src/raw.rs", Toolchain, "hashbrown", "hashbrown-0.15.4/src/raw.rs"),
            (
                &format!("/home/me/.cargo/{index}/regex-automata-0.4.19/src/a.rs"),
                Registry,
                "regex-automata",
                "regex-automata-0.4.19/src/a.rs",
            ),
            (
                &format!("/work/app/target/cargo/{index}/x-2-1.0.0-rc.1/src/a.rs"),
                Registry,
                "x-2",
                "x-2-1.0.0-rc.1/src/a.rs",
            ),
            ("/usr/src/rustc-1.85.0/library/core/src/iter/range.rs", Toolchain, "core", core),
            ("/usr/share/cargo/registry/memchr-2.7.4/src/lib.rs", Registry, "memchr", "memchr-2.7.4/src/lib.rs"),
            ("memchr-2.7.4/src/lib.rs", Registry, "memchr", "memchr-2.7.4/src/lib.rs"),
            (
                "/home/me/.cargo/git/checkouts/wide-0123456789abcdef/ab12cd3/src/lib.rs",
                Git,
                "wide",
                "wide-0123456789abcdef/ab12cd3/src/lib.rs",
            ),
            (
                "/home/me/.cargo/git/checkouts/many-0123456789abcdef/ab12cd3/crates/one/src/lib.rs",
                Git,
                "one",
                "many-0123456789abcdef/ab12cd3/crates/one/src/lib.rs",
            ),
            ("/usr/include/c++/12/bits/stl_algo.h", System, "libstdc++", "c++/12/bits/stl_algo.h"),
            ("malloc/malloc.c", System, "libc", "malloc/malloc.c"),
            ("/build/glibc-B3wQXB/glibc-2.36/string/memcpy.c", System, "libc", "glibc-2.36/string/memcpy.c"),
            (
                "/usr/src/debug/glibc-2.38-1.x86_64/malloc/malloc.c",
                System,
                "libc",
                "glibc-2.38-1.x86_64/malloc/malloc.c",
            ),
        ] {
            let expected = Origin { kind, name: Some(name.to_owned()), short: short.into() };
            assert_eq!(Origin::of(Path::new(path)), expected, "{path}");
        }
    }

    #[test]
    fn what_only_resembles_such_a_path_is_local() {
        for path in [
            "/home/me/app/src/main.rs",
            "/home/me/registry/src/index/wide/lib.rs",
            "/home/me/registry/src/index.crates.io-1949cf8c6b5b557f/app/lib.rs",
            "/home/me/git/checkouts/app/src/main.rs",
            "/home/me/vendor/app/src/main.rs",
            "/home/me/rustc/src/main.rs",
            "/usr/src/app/src/main.rs",
            "/build/app/src/main.rs",
            "/build/src/kernel.c",
            "src/main.rs",
        ] {
            assert_eq!(Origin::of(Path::new(path)), Origin { kind: Local, name: None, short: path.into() });
        }
    }

    #[test]
    fn what_a_build_script_wrote_does_not_tell_that_the_program_is_local() {
        for (path, expected) in [
            ("/tmp/target/release/build/tool-0123456789abcdef/out/table.rs", false),
            ("/home/me/build/tool-0123456789abcdef/main.rs", true),
            ("/rustc/0a1b2c/library/core/src/iter/range.rs", false),
        ] {
            assert_eq!(Origin::is_written_here(Path::new(path)), expected, "{path}");
        }
    }

    #[test]
    fn a_vendored_copy_has_checksums() {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("vendor/memchr");
        std::fs::create_dir_all(&copy).unwrap();
        let file = copy.join("src/lib.rs");
        assert_eq!(Origin::of(&file).kind, Local);
        std::fs::write(copy.join(".cargo-checksum.json"), "{}").unwrap();
        let expected = Origin { kind: Registry, name: Some("memchr".to_owned()), short: "memchr/src/lib.rs".into() };
        assert_eq!(Origin::of(&file), expected);
    }
}
