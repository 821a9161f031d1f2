//! The commands that take and print profiles.

use anyhow::{Result, anyhow};
use clap::Args;
use lineprof::{Config, Profile, export};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode, ExitStatus};

/// What to sample, and whose lines to charge.
#[derive(Debug, Args)]
pub(crate) struct Sampling {
    /// Samples per second of CPU time
    #[arg(long, default_value_t = 997, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    hz: u32,
    /// A folder whose source files are yours; without, that in which the program was compiled
    #[arg(long, value_name = "DIR")]
    source: Vec<PathBuf>,
    /// Source files that are stepped over like foreign ones, as src/wrappers/*.rs
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    through: Vec<String>,
}

impl Sampling {
    pub(crate) fn config(&self) -> Config {
        Config { hz: self.hz, sources: self.source.clone(), transparent: self.through.clone(), ..Config::default() }
    }
}

/// A glob, or what is wrong with it.
fn glob(text: &str) -> Result<String, lineprof::Error> {
    Config { transparent: vec![text.to_owned()], ..Config::default() }.check()?;
    Ok(text.to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct Record {
    #[command(flatten)]
    sampling: Sampling,
    /// The folder for tables, flamegraphs and exports; made where it is not there
    #[arg(long, value_name = "DIR", default_value = "lineprof.out")]
    out: PathBuf,
    /// The program and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    command: Vec<String>,
}

impl Record {
    pub(crate) fn run(&self) -> Result<ExitCode> {
        let mut command = process::Command::new(&self.command[0]);
        command.args(&self.command[1..]);
        let config = self.sampling.config();
        writable(&self.out)?;
        let (status, recording) = lineprof::record(&config, &mut command)?;
        let profile = Profile::of(recording, &config)?;
        let files = profile.write_files(&self.out)?;
        // What the program prints stays alone on standard output.
        say(&format!("{}\n{}", profile.quality(), profile.lines()));
        say(&format!("{} files in {}", files.len(), self.out.display()));
        Ok(exit_code(status))
    }
}

/// Makes a folder and tries to write to it, before a program runs for nothing.
pub(crate) fn writable(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).and_then(|()| tempfile::tempfile_in(folder)).map(drop).map_err(|error| {
        let folder = folder.display();
        anyhow!("--out {folder} cannot be written: {error}; name a folder that can be made and written to")
    })
}

/// What a program ended with; 128 and the signal's number where one ended it, as shells have it.
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None;
    let code = status.code().or_else(|| signal.map(|signal: i32| 128 + signal));
    code.and_then(|code| u8::try_from(code & 0xff).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// A folder that `record` wrote, or its lineprof.json
    #[arg(default_value = "lineprof.out")]
    profile: PathBuf,
    /// Time by function
    #[arg(long, group = "view")]
    functions: bool,
    /// Time by thread
    #[arg(long, group = "view")]
    threads: bool,
    /// Only functions with this in their names
    #[arg(short, long, value_name = "NAME", group = "view")]
    function: Option<String>,
}

impl Report {
    pub(crate) fn run(&self) -> Result<ExitCode> {
        let profile = load(&self.profile)?;
        let text = if self.functions {
            profile.functions().to_string()
        } else if self.threads {
            profile.threads().to_string()
        } else if let Some(name) = &self.function {
            let lines = profile.lines();
            let tables: Vec<String> =
                lines.tables.iter().filter(|table| table.function.contains(name)).map(ToString::to_string).collect();
            anyhow::ensure!(!tables.is_empty(), "no function with {name:?} in its name has samples; see --functions");
            tables.join("\n")
        } else {
            format!("{}\n{}", profile.quality(), profile.lines())
        };
        print(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The profile before: a folder that `record` wrote, or its lineprof.json
    before: PathBuf,
    /// The profile after
    after: PathBuf,
    /// The differential flamegraph
    #[arg(long, value_name = "FILE.svg", default_value = "diff.svg")]
    out: PathBuf,
}

impl Diff {
    pub(crate) fn run(&self) -> Result<ExitCode> {
        let (before, after) = (load(&self.before)?, load(&self.after)?);
        export::write_diff(&self.out, &before, &after, export::Shape::Flames)?;
        print(&export::changes_text(&export::changes(&before, &after), 20))?;
        say(&format!("flamegraph of the differences in {}", self.out.display()));
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Asm {
    /// A part of the function's name
    function: String,
    /// A folder that `record` wrote, or its lineprof.json
    #[arg(default_value = "lineprof.out")]
    profile: PathBuf,
}

impl Asm {
    pub(crate) fn run(&self) -> Result<ExitCode> {
        let assemblies = load(&self.profile)?.assembly(&self.function)?;
        anyhow::ensure!(
            !assemblies.is_empty(),
            "no sample lies in a function with {:?} in its name; `lineprof report --functions` lists them",
            self.function
        );
        let texts: Vec<String> = assemblies.iter().map(ToString::to_string).collect();
        print(&texts.join("\n"))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The profile in a file, or in the folder that it was written to.
fn load(path: &Path) -> Result<Profile> {
    let file = if path.is_dir() { path.join("lineprof.json") } else { path.to_owned() };
    Profile::read_json(&file).map_err(|error| {
        anyhow!("{error}; name a folder that `lineprof record --out DIR` has written, or its lineprof.json")
    })
}

/// Writes to standard output.
fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes to standard error; nobody is left to tell where that fails.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{}", text.trim_end());
}

/// Whether an error is that nobody reads any more.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
