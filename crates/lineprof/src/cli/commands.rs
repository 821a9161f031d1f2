//! The commands that record and print profiles.

use crate::{Config, Error, Profile, export, record};
use anyhow::{Result, anyhow};
use clap::Args;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode, ExitStatus};

/// What to sample, and whose lines to charge.
#[derive(Debug, Args)]
pub(super) struct Sampling {
    /// Samples per second of CPU time
    #[arg(long, default_value_t = 997, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    hz: u32,
    /// A folder with source files of yours; by default that in which the program was compiled
    #[arg(long, value_name = "DIR")]
    source: Vec<PathBuf>,
    /// Source files to step over like foreign ones, as src/wrappers/*.rs
    #[arg(long, value_name = "GLOB", value_parser = parse_glob)]
    through: Vec<String>,
}

impl Sampling {
    pub(super) fn config(&self) -> Config {
        Config { hz: self.hz, sources: self.source.clone(), transparent: self.through.clone(), ..Config::default() }
    }
}

/// A glob, or what is wrong with it.
fn parse_glob(text: &str) -> Result<String, Error> {
    Config { transparent: vec![text.to_owned()], ..Config::default() }.check()?;
    Ok(text.to_owned())
}

/// Where a profile goes.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// The folder for tables, flamegraphs and exports; created if necessary
    #[arg(long, value_name = "DIR", default_value = "lineprof.out")]
    pub(super) out: PathBuf,
}

impl Output {
    /// Creates the folder and tries to write to it, before the program runs for nothing.
    pub(super) fn check(&self) -> Result<()> {
        fs::create_dir_all(&self.out).and_then(|()| tempfile::tempfile_in(&self.out)).map(drop).map_err(|error| {
            let out = self.out.display();
            anyhow!("--out {out} cannot be written: {error}; name a folder that can be created and written to")
        })
    }

    pub(super) fn print(&self, files: &[PathBuf]) {
        print_note(&format!("{} files in {}", files.len(), self.out.display()));
    }
}

#[derive(Debug, Args)]
pub(super) struct Record {
    #[command(flatten)]
    sampling: Sampling,
    #[command(flatten)]
    output: Output,
    /// The program and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    command: Vec<String>,
}

impl Record {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let mut command = process::Command::new(&self.command[0]);
        command.args(&self.command[1..]);
        let config = self.sampling.config();
        self.output.check()?;
        let (status, recording) = record(&config, &mut command)?;
        let profile = Profile::of(recording, &config)?;
        let files = profile.write_files(&self.output.out)?;
        // Standard output is the program's.
        print_note(&format!("{}\n{}", profile.quality(), profile.lines()));
        self.output.print(&files);
        Ok(exit_code(status))
    }
}

/// The program's exit code; 128 and the number of the signal that killed it, as in shells.
pub(super) fn exit_code(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None;
    let code = status.code().or_else(|| signal.map(|signal: i32| 128 + signal));
    code.and_then(|code| u8::try_from(code & 0xff).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

#[derive(Debug, Args)]
pub(super) struct Report {
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
    pub(super) fn run(&self) -> Result<ExitCode> {
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
pub(super) struct Diff {
    /// The profile before: a folder that `record` wrote, or its lineprof.json
    before: PathBuf,
    /// The profile after
    after: PathBuf,
    /// The differential flamegraph
    #[arg(long, value_name = "FILE.svg", default_value = "diff.svg")]
    out: PathBuf,
}

impl Diff {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let (before, after) = (load(&self.before)?, load(&self.after)?);
        export::write_diff(&self.out, &before, &after, export::Shape::Flames)?;
        print(&export::changes(&before, &after, 20))?;
        print_note(&format!("flamegraph of the differences in {}", self.out.display()));
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Debug, Args)]
pub(super) struct Asm {
    /// A part of the function's name
    function: String,
    /// A folder that `record` wrote, or its lineprof.json
    #[arg(default_value = "lineprof.out")]
    profile: PathBuf,
}

impl Asm {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let assemblies = load(&self.profile)?.assembly(&self.function)?;
        anyhow::ensure!(
            !assemblies.is_empty(),
            "no sample lies in a function with {:?} in its name; `lineprof report --functions` lists them",
            self.function
        );
        print(&assemblies.join("\n"))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The profile in a file, or in the folder that it was written to.
fn load(path: &Path) -> Result<Profile> {
    let file = if path.is_dir() { path.join("lineprof.json") } else { path.to_owned() };
    Profile::read_json(&file)
        .map_err(|error| anyhow!("{error}; name a folder that `lineprof record --out DIR` wrote, or its lineprof.json"))
}

/// Writes to standard output.
fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes to standard error; a failure cannot be reported anywhere.
pub(super) fn print_note(text: &str) {
    let _ = writeln!(io::stderr(), "{}", text.trim_end());
}

/// Whether an error is that the reader of the output has gone.
pub(super) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
