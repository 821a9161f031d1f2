//! The commands that take and print profiles.

use anyhow::{Context, Result};
use clap::Args;
use lineprof::{Config, Profile, export};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};

/// What to sample, and whose lines to charge.
#[derive(Debug, Args)]
pub(crate) struct Sampling {
    /// Samples per second of CPU time
    #[arg(long, default_value_t = 997)]
    hz: u32,
    /// A folder whose source files are yours; without, that in which the program was compiled
    #[arg(long, value_name = "DIR")]
    source: Vec<PathBuf>,
    /// Source files that are stepped over like foreign ones, as src/wrappers/*.rs
    #[arg(long, value_name = "GLOB")]
    through: Vec<String>,
}

impl Sampling {
    pub(crate) fn config(&self) -> Config {
        Config {
            hz: self.hz,
            sources: self.source.clone(),
            transparent: self.through.clone(),
            ..Config::default()
        }
    }
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
        let (status, recording) = lineprof::record(&config, &mut command)?;
        let profile = Profile::of(recording, &config)?;
        let files = profile.write_files(&self.out)?;
        say(&format!("{}", profile.quality()));
        print(&format!("{}", profile.lines()))?;
        say(&format!("{} files in {}", files.len(), self.out.display()));
        Ok(exit_code(status))
    }
}

/// A program's exit code, passed on.
pub(crate) fn exit_code(status: process::ExitStatus) -> ExitCode {
    status.code().map_or(ExitCode::FAILURE, |code| ExitCode::from(u8::try_from(code & 0xff).unwrap_or(1)))
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// A folder that `record` wrote, or its lineprof.json
    #[arg(default_value = "lineprof.out")]
    profile: PathBuf,
    /// Time by function
    #[arg(long)]
    functions: bool,
    /// Time by thread
    #[arg(long)]
    threads: bool,
    /// Only functions with this in their names
    #[arg(short, long, value_name = "NAME")]
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
            let tables: Vec<String> = lines
                .tables
                .iter()
                .filter(|table| table.function.contains(name))
                .map(ToString::to_string)
                .collect();
            anyhow::ensure!(
                !tables.is_empty(),
                "no function with {name:?} in its name has samples; see --functions"
            );
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
    Profile::read_json(&file).with_context(|| format!("{} cannot be read", path.display()))
}

/// Writes to standard output.
pub(crate) fn print(text: &str) -> Result<()> {
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
