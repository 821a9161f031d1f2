//! Programs that cargo runs, built by cargo for each purpose.

use super::scripts::{self, RUNNER};
use super::{Program, Purpose, runs};
use crate::Error;
use serde_json::Value;
use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The command of cargo that selects, builds and runs a program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// `cargo run`: a binary or an example.
    #[default]
    Run,
    /// `cargo test`: the tests of a library, of a binary, or integration tests.
    Test,
    /// `cargo bench`: a bench.
    Bench,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Test => "test",
            Self::Bench => "bench",
        }
    }
}

/// What cargo is to build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// The command of cargo.
    pub kind: Kind,
    /// Its options, in one word each, as `--release` and `--package=lineprof`.
    pub options: Vec<String>,
    /// Where builds go; `None` for `lineprof` in cargo's own target folder.
    pub folder: Option<PathBuf>,
}

impl Target {
    /// Builds the program for a purpose.
    ///
    /// # Errors
    /// Where cargo cannot be started or fails, which it reports itself, and where it would not run one program.
    pub fn build(&self, purpose: Purpose) -> Result<Program, Error> {
        let notes = runs::temporary()?;
        let runner = scripts::write(notes.path().join("runner"), RUNNER)?;
        runs::succeed(self.command(purpose, &runner)?.stdout(Stdio::null()))?;
        let mut programs = Program::read_all(&runner)?;
        match programs.pop() {
            Some(program) if programs.is_empty() => Ok(program),
            last => Err(Error::Programs(programs.into_iter().chain(last).map(|program| program.name()).collect())),
        }
    }

    /// The folder of the builds for a purpose.
    ///
    /// # Errors
    /// Where `cargo metadata` fails.
    pub fn folder(&self, purpose: Purpose) -> Result<PathBuf, Error> {
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => Path::new(text(&self.metadata(None)?, "target_directory")?).join("lineprof"),
        };
        std::path::absolute(folder.join(purpose.folder())).map_err(|source| Error::File(folder, source))
    }

    /// The folders of the workspace's packages and of those that they use by path.
    ///
    /// # Errors
    /// Where `cargo metadata` fails.
    pub fn packages(&self) -> Result<Vec<PathBuf>, Error> {
        let mut folders = BTreeMap::new();
        let mut next = vec![(None, self.metadata(None)?)];
        while let Some((only, metadata)) = next.pop() {
            for package in metadata["packages"].as_array().into_iter().flatten() {
                let folder = Path::new(text(package, "manifest_path")?).parent().map(Path::to_owned);
                let Some(folder) = folder.filter(|folder| only.as_ref().is_none_or(|only| only == folder)) else {
                    continue;
                };
                folders.insert(folder, true);
                for dependency in package["dependencies"].as_array().into_iter().flatten() {
                    let path = dependency["path"].as_str().map(PathBuf::from);
                    if let Some(path) = path.filter(|path| !folders.contains_key(path)) {
                        folders.insert(path.clone(), false);
                    }
                }
            }
            // The paths that packages outside the workspace use are in the metadata of these packages alone.
            let unread = folders.iter().find(|(_, is_read)| !**is_read).map(|(folder, _)| folder.clone());
            if let Some(folder) = unread {
                let metadata = self.metadata(Some(&folder.join("Cargo.toml")))?;
                folders.insert(folder.clone(), true);
                next.push((Some(folder), metadata));
            }
        }
        Ok(folders.into_keys().collect())
    }

    fn metadata(&self, manifest: Option<&Path>) -> Result<Value, Error> {
        let mut command = cargo();
        command
            .args(["metadata", "--format-version=1", "--no-deps"])
            .args(self.given("-Z"))
            .args(self.given("--config="));
        match manifest {
            Some(manifest) => command.arg("--manifest-path").arg(manifest),
            None => command.args(self.given("--manifest-path=")),
        };
        let output = runs::succeed(command.stdout(Stdio::piped()))?;
        serde_json::from_str(&output).map_err(|error| Error::format(Path::new("cargo metadata"), "JSON", error))
    }

    /// The options that begin in this way.
    fn given(&self, start: &'static str) -> impl Iterator<Item = &String> {
        self.options.iter().filter(move |option| option.starts_with(start))
    }

    fn command(&self, purpose: Purpose, runner: &Path) -> Result<Command, Error> {
        let folder = self.folder(purpose)?;
        let compiler = scripts::compiler(self.wrapper().as_deref(), purpose);
        let compiler = scripts::write(folder.join("compiler"), &compiler)?;
        let mut command = cargo();
        command.arg(self.kind.name()).args(&self.options).arg("--target-dir").arg(&folder);
        for triple in self.triples()? {
            // Unlike --config, a variable replaces the user's runner whether that is a string or a list.
            let name = triple.to_uppercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
            command.env(format!("CARGO_TARGET_{name}_RUNNER"), format!("sh {}", runner.display()));
        }
        // A build folder that cargo shares between workspaces would mix these builds with cargo's own.
        command.env("RUSTC_WRAPPER", compiler).env("CARGO_BUILD_BUILD_DIR", folder);
        if purpose == Purpose::Hits {
            // Build scripts and macros are instrumented too; their counts are dropped.
            command.env("LLVM_PROFILE_FILE", "/dev/null");
        }
        Ok(command)
    }

    /// The platforms that programs may be built for: the host, and those of the options or else of cargo's settings.
    fn triples(&self) -> Result<Vec<String>, Error> {
        let version = runs::succeed(cargo().arg("-vV").stdout(Stdio::piped()))?;
        let host = version.lines().filter_map(|line| line.strip_prefix("host: ")).map(str::to_owned);
        let setting = self.setting("build.target", "--format=json-value").unwrap_or_default();
        let set = match serde_json::from_str(&setting) {
            Ok(Value::Array(triples)) => triples,
            Ok(triple) => vec![triple],
            Err(_) => Vec::new(),
        };
        let set = set.iter().filter_map(Value::as_str);
        let given = self.given("--target=").filter_map(|option| option.strip_prefix("--target="));
        Ok(host.chain(set.chain(given).map(str::to_owned)).collect())
    }

    /// The user's wrapper of the compiler: of the environment, or else of cargo's settings.
    fn wrapper(&self) -> Option<PathBuf> {
        if let Some(wrapper) = env::var_os("RUSTC_WRAPPER") {
            return Some(PathBuf::from(wrapper)).filter(|wrapper| !wrapper.as_os_str().is_empty());
        }
        let setting = self.setting("build.rustc-wrapper", "--show-origin")?;
        let (value, origin) = setting.trim().split_once(" = ")?.1.rsplit_once(" # ")?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| value.trim_matches('\'').to_owned());
        let folder = Path::new(origin).parent().and_then(Path::parent).filter(|_| Path::new(origin).is_absolute());
        match value.as_str() {
            "" => None,
            name if !name.contains('/') => Some(name.into()),
            path => std::path::absolute(folder.unwrap_or(Path::new("")).join(path)).ok(),
        }
    }

    /// A setting of cargo's, as `cargo config get` prints it; `None` where it is not set. That command is unstable, and
    /// no other knows the rules by which settings come together.
    fn setting(&self, name: &str, format: &str) -> Option<String> {
        let mut command = cargo();
        command.args(["-Zunstable-options", "config", "get", format]).args(self.given("--config=")).arg(name);
        let output = command.env("RUSTC_BOOTSTRAP", "1").stdin(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn text<'a>(metadata: &'a Value, key: &str) -> Result<&'a str, Error> {
    let wrong = || Error::format(Path::new("cargo metadata"), "a description", format!("it has no {key}"));
    metadata[key].as_str().ok_or_else(wrong)
}
