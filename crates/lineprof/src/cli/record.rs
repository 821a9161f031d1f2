//! Runs and profiles any program.

use super::old::move_aside;
use super::owned::Owned;
use super::width::{fitted, width};
use super::{SAVED, print_note};
use crate::exact::Columns;
use crate::export::FILES;
use crate::record::{Program, record_and_save};
use crate::recording::Event;
use crate::{Config, Profile, Unwind};
use anyhow::{Result, anyhow};
use clap::Args;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};
use std::time::Duration;

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
    /// Also count this by line, as far as this machine can (`lineprof doctor` lists them); separate several by commas
    #[arg(long = "event", value_name = "NAME", value_enum, value_delimiter = ',')]
    events: Vec<Event>,
    /// Record time off the CPU too: sleeping, and waiting for locks, input and output, and other threads
    #[arg(long)]
    wall: bool,
    /// Sample the kernel's work for the program too, where this is allowed: as root, with `CAP_PERFMON`, or where
    /// `perf_event_paranoid` is 1 or less
    #[arg(long)]
    kernel: bool,
    /// Stop after this many seconds, as 2.5: detach from the process, or end the program that was started
    ///
    /// The program gets SIGTERM, and 10 seconds later SIGKILL if it still runs; the exit code is 0.
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, allow_hyphen_values = true)]
    duration: Option<Duration>,
    /// Fold the inner frames of rayon, tokio, crossbeam, futures and thread start into one frame each in flamegraphs
    #[arg(long)]
    hide_runtime: bool,
    /// The folders of the workspace's packages, where cargo builds the program.
    #[arg(skip)]
    pub(super) packages: Vec<PathBuf>,
}

impl Profiling {
    pub(super) fn config(&self) -> Config {
        let Self { hz, unwind, wall, kernel, duration, hide_runtime, ref packages, ref events, .. } = *self;
        let (packages, events) = (packages.clone(), events.clone());
        let config = Config { hz, unwind, wall, kernel, duration, hide_runtime, packages, events, ..Config::default() };
        self.owned.config(config)
    }

    /// Creates the folder and tries to write to it, before a program runs for nothing.
    pub(super) fn check_out(&self) -> Result<()> {
        fs::create_dir_all(&self.out).and_then(|()| tempfile::tempfile_in(&self.out)).map(drop).map_err(|error| {
            let out = self.out.display();
            anyhow!("--out {out} cannot be written: {error}; name a folder that can be created and written to")
        })
    }

    /// Records a program and writes its profile. Exact columns are counted in a second run of the program.
    pub(super) fn profile(&self, program: Program<'_>, count: impl FnOnce() -> Result<Columns>) -> Result<ExitCode> {
        let config = self.config();
        let saved = self.out.join(SAVED);
        // A command that does not start takes the place of no profile.
        let mut moved = Ok(None);
        let attached = match program {
            Program::Command(_) => None,
            Program::Process(pid) => Some(format!("attached to {pid}, which runs on when Ctrl-C ends the recording")),
        };
        let (status, recording) = record_and_save(&config, program, &saved, || {
            attached.iter().for_each(|note| print_note(note));
            moved = move_aside(&self.out, &[&FILES[..], &[SAVED]].concat());
            moved.is_ok()
        })?;
        if let Some(old) = moved? {
            print_note(&format!("the profile that was in {} is now in {}", self.out.display(), old.display()));
        }
        let profile = Profile::of(recording, &config)?;
        // Another recording may have been written there meanwhile.
        move_aside(&self.out, &FILES)?;
        let files = profile.write_files(&self.out)?;
        let _ = fs::remove_file(saved); // short recordings have none
        // A program that was stopped is not run again.
        let columns =
            if status.is_some_and(|status| status.code().is_some()) { count() } else { Ok(Columns::default()) };
        let lines = profile.lines_beside(columns.as_ref().unwrap_or(&Columns::default()));
        let text = |width| format!("{}\n{}", fitted(&profile.quality(), width), fitted(&lines, width));
        fs::write(self.out.join("lines.txt"), text(None))?;
        // Standard output is the program's.
        print_note(&text(width(&io::stderr())));
        print_note(&format!("{} files in {}", files.len(), self.out.display()));
        columns.map(|_| status.map_or(ExitCode::SUCCESS, exit_code))
    }
}

fn parse_seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.filter(|time| !time.is_zero()).ok_or("it is not a number of seconds above 0, as 10 or 2.5")
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
    /// Attach to this running process until it ends, or until Ctrl-C or --duration detaches from it
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=4_194_304), allow_hyphen_values = true)]
    #[arg(conflicts_with = "command")]
    pid: Option<u32>,
    /// The program and its arguments
    #[arg(required_unless_present = "pid", trailing_var_arg = true, value_name = "COMMAND")]
    command: Vec<String>,
}

impl Record {
    pub(super) fn run(&self) -> Result<ExitCode> {
        self.profiling.check_out()?;
        let count = || Ok(Columns::default());
        if let Some(pid) = self.pid {
            return self.profiling.profile(Program::Process(pid), count);
        }
        let mut command = Command::new(&self.command[0]);
        self.profiling.profile(Program::Command(command.args(&self.command[1..])), count)
    }
}
