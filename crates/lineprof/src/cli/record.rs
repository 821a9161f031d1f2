//! Runs and profiles any program.

use super::old::move_aside;
use super::owned::Owned;
use super::width::{fitted, width};
use super::{SAVED, print_note};
use crate::exact::Columns;
use crate::record::record_and_save;
use crate::{Config, Profile, Unwind};
use anyhow::{Result, anyhow};
use clap::Args;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};

/// What to sample, whose lines to charge, and where the profile goes.
#[derive(Debug, Args)]
pub(super) struct Profiling {
    /// Samples per second of CPU time
    #[arg(long, default_value_t = 997, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    hz: u32,
    #[command(flatten)]
    owned: Owned,
    /// The folder for tables, flamegraphs and exports; created if necessary
    #[arg(short, long, value_name = "DIR", default_value = "lineprof.out")]
    out: PathBuf,
    /// How callers are found
    #[arg(long, value_enum, default_value_t)]
    unwind: Unwind,
    /// Record time off the CPU too: sleeping, and waiting for locks, input and output, and other threads
    #[arg(long)]
    wall: bool,
    /// The folders of the workspace's packages, where cargo builds the program.
    #[arg(skip)]
    pub(super) packages: Vec<PathBuf>,
}

impl Profiling {
    pub(super) fn config(&self) -> Config {
        let packages = self.packages.clone();
        self.owned.config(Config { hz: self.hz, unwind: self.unwind, wall: self.wall, packages, ..Config::default() })
    }

    /// Creates the folder and tries to write to it, before a program runs for nothing.
    pub(super) fn check_out(&self) -> Result<()> {
        fs::create_dir_all(&self.out).and_then(|()| tempfile::tempfile_in(&self.out)).map(drop).map_err(|error| {
            let out = self.out.display();
            anyhow!("--out {out} cannot be written: {error}; name a folder that can be created and written to")
        })
    }

    /// Records a command and writes its profile, then again with exact columns, which runs the program anew.
    pub(super) fn profile(&self, command: &mut Command, count: impl FnOnce() -> Result<Columns>) -> Result<ExitCode> {
        let config = self.config();
        let saved = self.out.join(SAVED);
        // A command that does not start takes the place of no profile.
        let mut moved = Ok(None);
        let (status, recording) = record_and_save(&config, command, Some(&saved), || {
            moved = move_aside(&self.out);
            moved.is_ok()
        })?;
        if let Some(old) = moved? {
            print_note(&format!("the profile that was in {} is now in {}", self.out.display(), old.display()));
        }
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
pub(super) fn exit_code(status: ExitStatus) -> ExitCode {
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
