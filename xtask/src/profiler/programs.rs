//! Programs from the package registry, and work for them.

use crate::process;
use anyhow::{Context, ensure};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program from the package registry.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) package: &'static str,
    binary: &'static str,
    /// The crates whose lines are charged.
    crates: &'static [&'static str],
    /// `{text}` is a folder of text, `{texts}` some of its files, `{sources}` the registry's sources, `{picture}` a PNG.
    arguments: &'static str,
}

pub(crate) const PROGRAMS: [Program; 4] = [
    Program {
        package: "ripgrep",
        binary: "rg",
        crates: &["ripgrep", "grep-searcher", "grep-printer", "grep-regex", "ignore", "regex-automata", "memchr"],
        arguments: r"-c -j2 -e \w+\s+\w+_\d+ {text} {text} {text}",
    },
    Program {
        package: "tokei",
        binary: "tokei",
        crates: &["tokei", "ignore", "grep-searcher"],
        arguments: "{sources}",
    },
    Program { package: "oxipng", binary: "oxipng", crates: &["oxipng"], arguments: "--dry-run -q -o 6 {picture}" },
    Program {
        package: "sd",
        binary: "sd",
        crates: &["sd", "regex", "regex-automata"],
        arguments: r"-p (\w+)_(\w+) ${2}_${1} {texts}",
    },
];

/// A program and its arguments.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) name: &'static str,
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) crates: &'static [&'static str],
}

impl Program {
    /// Whether the work can be repeated in one run.
    pub(crate) fn can_repeat(&self) -> bool {
        self.arguments.ends_with("{text}")
    }

    /// Builds the program as its authors would, but for the debug information, where it is not there yet.
    pub(crate) fn install(&self, with_frame_pointers: bool) -> anyhow::Result<Work> {
        let root = process::target_dir().join(if with_frame_pointers { "programs-fp" } else { "programs" });
        fs::create_dir_all(&root)?;
        let root = fs::canonicalize(root)?;
        let mut install = process::command("cargo install --quiet --locked");
        install.arg(self.package).arg("--root").arg(&root).arg("--target-dir").arg(root.join("build"));
        // Below this repository cargo would read its configuration.
        install.current_dir(std::env::temp_dir());
        install.env("CARGO_PROFILE_RELEASE_DEBUG", "limited").env("CARGO_PROFILE_RELEASE_STRIP", "false");
        install.env_remove("CARGO_ENCODED_RUSTFLAGS").env_remove("RUSTFLAGS");
        if with_frame_pointers {
            install.env("RUSTFLAGS", "-Cforce-frame-pointers=yes");
        }
        process::run(&mut install)?;
        let program = root.join("bin").join(self.binary);
        Ok(Work { name: self.package, program, arguments: self.arguments()?, crates: self.crates })
    }

    fn arguments(&self) -> anyhow::Result<Vec<OsString>> {
        let mut arguments = Vec::new();
        for word in self.arguments.split(' ') {
            match word {
                "{text}" => arguments.push(text()?.into()),
                "{texts}" => arguments.extend(
                    (0..16)
                        .map(|number| Ok(text()?.join(number.to_string()).into()))
                        .collect::<anyhow::Result<Vec<_>>>()?,
                ),
                "{sources}" => arguments.push(registry()?.into()),
                "{picture}" => arguments.push("profiles/pictures/seahorse-separate-fused.png".into()),
                word => arguments.push(word.into()),
            }
        }
        Ok(arguments)
    }
}

impl Work {
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdout(std::process::Stdio::null());
        command
    }
}

/// The folder of the registry's sources.
fn registry() -> anyhow::Result<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    Ok(fs::canonicalize(home.context("cargo has no home folder")?.join("registry/src"))?)
}

/// Whether a folder, as `memchr-2.8.0`, is of a crate.
pub(crate) fn is_of(folder: &str, name: &str) -> bool {
    let version = folder.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
    version.is_some_and(|version| version.starts_with(|first: char| first.is_ascii_digit()))
}

const FILES: usize = 30;
const BYTES: usize = 10_000_000;

/// A folder of [`FILES`] files of [`BYTES`] bytes of Rust from the registry's sources, made where it is not there.
fn text() -> anyhow::Result<PathBuf> {
    let folder = fs::canonicalize(process::target_dir())?.join("programs/text");
    if !folder.exists() {
        let partial = tempfile::tempdir_in(process::target_dir().join("programs"))?;
        write_text(&registry()?, partial.path())?;
        fs::rename(partial.keep(), &folder)?;
    }
    Ok(folder)
}

fn write_text(from: &Path, to: &Path) -> anyhow::Result<()> {
    let mut sources = Vec::new();
    list(from, &mut sources)?;
    sources.sort();
    ensure!(!sources.is_empty(), "{}: no source file is there", from.display());
    let mut text = Vec::with_capacity(BYTES);
    let mut sources = sources.iter().cycle();
    for number in 0..FILES {
        while text.len() < BYTES {
            File::open(sources.next().context("it has no end")?)?.read_to_end(&mut text)?;
        }
        let rest = text.split_off(BYTES);
        File::create(to.join(number.to_string()))?.write_all(&text)?;
        text = rest;
    }
    Ok(())
}

/// Appends the files of Rust below a folder.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            list(&path, files)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_a_crate_has_its_name_and_a_version() {
        assert!(is_of("memchr-2.8.0", "memchr") && is_of("grep-cli-0.1.12", "grep-cli"));
        assert!(!is_of("grep-cli-0.1.12", "grep") && !is_of("memchr", "memchr") && !is_of("amemchr-1.0.0", "memchr"));
    }
}
