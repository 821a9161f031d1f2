//! Programs that a test compiles, with the compiler's default flags unless it says otherwise.

use lineprof::recording::Recording;
use lineprof::{Config, Error};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::{Mutex, PoisonError};
use tempfile::TempDir;

/// A compiled program, and the folder that holds it and its source, `busy.rs`.
pub(crate) struct Built {
    pub(crate) folder: TempDir,
    pub(crate) program: PathBuf,
}

pub(crate) fn build(text: &str, arguments: &[&str]) -> Built {
    let folder = tempfile::tempdir().expect("a folder can be created");
    let program = rebuild(folder.path(), text, arguments);
    Built { folder, program }
}

/// Compiles a program into a folder, in the place of the one there.
pub(crate) fn rebuild(folder: &Path, text: &str, arguments: &[&str]) -> PathBuf {
    let (source, program) = (folder.join("busy.rs"), folder.join("busy"));
    fs::write(&source, text).expect("it can be written");
    compile(folder, &source, &program, arguments);
    program
}

/// Compiles a source file in a folder.
pub(crate) fn compile(folder: &Path, source: &Path, program: &Path, arguments: &[&str]) {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    command.current_dir(folder).args(["-O", "--edition=2024", "-C", "debuginfo=1"]).args(arguments);
    let output = command.arg("-o").arg(program).arg(source).output().expect("rustc starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Only one recording runs at a time.
pub(crate) static TURN: Mutex<()> = Mutex::new(());

/// Runs a program and records it, where this machine can.
pub(crate) fn record(config: &Config, command: &mut Command) -> Option<(ExitStatus, Recording)> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    match lineprof::record(config, command) {
        Err(Error::Backend(_, reason)) => {
            let _ = writeln!(std::io::stderr(), "skipped: programs: {reason}");
            None
        }
        result => Some(result.expect("the program starts")),
    }
}
