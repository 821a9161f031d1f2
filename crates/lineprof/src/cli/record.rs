//! The commands that run and profile programs: any, or those that cargo builds.

use super::old::move_aside;
use super::width::{fitted, width};
use super::{SAVED, print_note};
use crate::exact::{self, Columns, Kind, Purpose, Target};
use crate::record::record_and_save;
use crate::{Config, Error, Profile, Unwind};
use anyhow::{Result, anyhow};
use clap::Args;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

/// What to sample, whose lines to charge, and where the profile goes.
#[derive(Debug, Args)]
struct Profiling {
    /// Samples per second of CPU time
    #[arg(long, default_value_t = 997, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    hz: u32,
    /// A folder with source files of yours; by default that in which the program was compiled
    #[arg(long, value_name = "DIR")]
    source: Vec<PathBuf>,
    /// Source files to step over like foreign ones, as src/wrappers/*.rs
    #[arg(long, value_name = "GLOB", value_parser = parse_glob)]
    through: Vec<String>,
    /// The folder for tables, flamegraphs and exports; created if necessary
    #[arg(short, long, value_name = "DIR", default_value = "lineprof.out")]
    out: PathBuf,
    /// How callers are found
    #[arg(long, value_enum, default_value_t)]
    unwind: Unwind,
}

fn parse_glob(text: &str) -> Result<String, Error> {
    Config { transparent: vec![text.to_owned()], ..Config::default() }.check()?;
    Ok(text.to_owned())
}

impl Profiling {
    fn config(&self) -> Config {
        let (sources, transparent) = (self.source.clone(), self.through.clone());
        Config { hz: self.hz, sources, transparent, backend: None, unwind: self.unwind }
    }

    /// Creates the folder and tries to write to it, before a program runs for nothing.
    fn check_out(&self) -> Result<()> {
        fs::create_dir_all(&self.out).and_then(|()| tempfile::tempfile_in(&self.out)).map(drop).map_err(|error| {
            let out = self.out.display();
            anyhow!("--out {out} cannot be written: {error}; name a folder that can be created and written to")
        })
    }

    /// Records a command and writes its profile, then again with exact columns, which runs the program anew.
    fn profile(&self, command: &mut Command, count: impl FnOnce() -> Result<Columns>) -> Result<ExitCode> {
        let config = self.config();
        if let Some(old) = move_aside(&self.out)? {
            print_note(&format!("the profile that was in {} is now in {}", self.out.display(), old.display()));
        }
        let saved = self.out.join(SAVED);
        let (status, recording) = record_and_save(&config, command, Some(&saved))?;
        let profile = Profile::of(recording, &config)?;
        let files = profile.write_files(&self.out)?;
        let _ = fs::remove_file(saved); // short recordings have none
        // A program that was stopped is not run again.
        let columns = if status.code().is_some() { count() } else { Ok(Columns::default()) };
        let lines = profile.lines_beside(columns.as_ref().unwrap_or(&Columns::default()));
        let text = |width| format!("{}\n{}", fitted(&profile.quality(), width), fitted(&lines, width));
        fs::write(self.out.join("lines.txt"), text(None))?;
        // Standard output is the program's.
        print_note(&text(width(&io::stderr())));
        print_note(&format!("{} files in {}", files.len(), self.out.display()));
        columns.map(|_| exit_code(status))
    }
}

/// The program's exit code; 128 and the number of the signal that killed it, as in shells.
fn exit_code(status: ExitStatus) -> ExitCode {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None;
    let code = status.code().or_else(|| signal.map(|signal: i32| 128 + signal));
    code.and_then(|code| u8::try_from(code & 0xff).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

#[derive(Debug, Args)]
pub(super) struct Record {
    #[command(flatten)]
    profiling: Profiling,
    /// The program and its arguments
    #[arg(required = true, trailing_var_arg = true, value_name = "COMMAND")]
    command: Vec<String>,
}

impl Record {
    pub(super) fn run(&self) -> Result<ExitCode> {
        self.profiling.check_out()?;
        let mut command = Command::new(&self.command[0]);
        self.profiling.profile(command.args(&self.command[1..]), || Ok(Columns::default()))
    }
}

#[derive(Debug, Args)]
pub(super) struct Run {
    /// A binary, where there are several
    #[arg(long, conflicts_with = "example")]
    bin: Option<String>,
    /// An example
    #[arg(long)]
    example: Option<String>,
    #[command(flatten)]
    built: Built,
}

impl Run {
    pub(super) fn run(&self) -> Result<ExitCode> {
        self.built.run(match (&self.bin, &self.example) {
            (Some(name), _) => Kind::Bin(name.clone()),
            (None, Some(name)) => Kind::Example(name.clone()),
            (None, None) => Kind::Default,
        })
    }
}

#[derive(Debug, Args)]
pub(super) struct Bench {
    /// The bench
    name: String,
    #[command(flatten)]
    built: Built,
}

impl Bench {
    pub(super) fn run(&self) -> Result<ExitCode> {
        self.built.run(Kind::Bench(self.name.clone()))
    }
}

/// A program that cargo builds: profiled, and on request counted, each in a build and a run of its own.
#[derive(Debug, Args)]
struct Built {
    /// The package, where there are several
    #[arg(short, long)]
    package: Option<String>,
    #[command(flatten)]
    profiling: Profiling,
    /// Count how often each line is executed, in an instrumented build
    #[arg(long)]
    hits: bool,
    /// Count the instructions of each line, in a build for x86-64-v3 under callgrind
    #[arg(long)]
    ir: bool,
    /// The program's arguments
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Built {
    fn run(&self, kind: Kind) -> Result<ExitCode> {
        self.profiling.check_out()?;
        let target = Target { kind, package: self.package.clone(), ..Target::default() };
        let program = target.build(Purpose::Time)?;
        self.profiling.profile(&mut program.command(None, &self.arguments), || {
            let hits = if self.hits { Some(exact::hits(&target, &self.arguments)?) } else { None };
            Ok(Columns { hits, ir: if self.ir { self.ir(&target)? } else { None } })
        })
    }

    /// The instructions; where they cannot be counted here, prints the reason and leaves the column out.
    fn ir(&self, target: &Target) -> Result<Option<exact::Ir>> {
        match exact::ir(target, &self.arguments, &self.profiling.config()) {
            Ok(ir) => {
                print_note(&format!("Ir: instructions of a separate run, {}", exact::Ir::LABEL));
                Ok(Some(ir))
            }
            Err(error @ Error::Unavailable(..)) => {
                print_note(&format!("no column of instructions: {error}"));
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }
}
