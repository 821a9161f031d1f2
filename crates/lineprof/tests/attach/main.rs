//! Attaching to processes that run already, the end of a recording after a time, and samples of the kernel.
#![cfg(target_os = "linux")]

#[path = "../built/mod.rs"]
mod built;
mod busy;
mod command_line;
mod containers;
mod endings;
#[path = "../ignored/mod.rs"]
mod ignored;
mod kernel;

use lineprof::recording::Recording;
use lineprof::{Config, Error, Profile};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

fn skip(what: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
}

/// Waits until no other test records, or loads the machine.
fn turn() -> MutexGuard<'static, ()> {
    built::TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Attaches to a process for some seconds, where this machine allows it.
fn attach(pid: u32, seconds: f64) -> Option<Recording> {
    attach_at(Config::default().hz, pid, seconds)
}

fn attach_at(hz: u32, pid: u32, seconds: f64) -> Option<Recording> {
    let config = Config { hz, duration: Some(Duration::from_secs_f64(seconds)), ..Config::default() };
    match lineprof::attach(&config, pid) {
        Err(Error::Backend(_, reason)) => {
            skip(&format!("attaching: {reason}"));
            None
        }
        result => Some(result.expect("the process runs")),
    }
}

/// A program that prints a line at its start, and ends when its standard input is closed.
struct Running {
    child: Child,
    /// The first line that the program printed.
    first: String,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut first = String::new();
        // It writes more only after its input has ended, so the buffer takes nothing else.
        let _ = BufReader::new(child.stdout.as_mut().expect("a pipe")).read_line(&mut first);
        Self { child, first: first.trim_end().to_owned() }
    }

    fn pid(&self) -> u32 {
        self.child.id()
    }

    fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("it can be asked").is_none()
    }

    /// Closes the standard input of the child. Returns the rest of its output, and its status.
    fn end(mut self) -> Output {
        drop(self.child.stdin.take());
        self.child.wait_with_output().expect("it ends")
    }
}

fn profile_of(recording: Recording) -> Profile {
    Profile::of(recording, &Config::default()).expect("there are no globs")
}

/// The share of the samples on lines of a file whose text has this part.
fn share_of_line(profile: &Profile, part: &str) -> f64 {
    let lines = profile.lines();
    let hot = lines.hot.iter().filter(|line| line.contents.contains(part));
    hot.map(|line| line.own.value()).sum()
}

/// The program `lineprof`, which takes these arguments.
fn lineprof(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lineprof"));
    command.current_dir(folder).args(arguments);
    command
}

fn text_of(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned()).concat()
}

/// The lines that a child writes to its standard error, up to one with this part.
fn wait_for_line(child: &mut Child, part: &str) -> bool {
    let lines = BufReader::new(child.stderr.as_mut().expect("a pipe")).lines();
    lines.map_while(Result::ok).any(|line| line.contains(part))
}
