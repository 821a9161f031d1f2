//! A signal to end in the middle of writing leaves no half-written file.
#![cfg(unix)]

use lanelab_ladder::program::file;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Names the file that the program of this test writes when it runs as the other process.
const TARGET: &str = "LADDER_TEST_TARGET";
/// Handled as a Ctrl-C, which background jobs of a shell ignore.
const SIGTERM: i32 = 15;

#[test]
fn a_signal_leaves_the_old_file_and_nothing_beside_it() {
    if let Some(target) = std::env::var_os(TARGET) {
        return write_half(PathBuf::from(target));
    }
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("report.json");
    fs::write(&target, "old").unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "a_signal_leaves_the_old_file_and_nothing_beside_it", "--nocapture"]);
    let mut other = command.env(TARGET, &target).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(other.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.contains("half written")), "the other process writes");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "a temporary file is beside the old one");

    let kill = Command::new("kill").args(["-TERM", &other.id().to_string()]).status().unwrap();
    assert!(kill.success(), "the signal is sent");
    assert_eq!(other.wait().unwrap().signal(), Some(SIGTERM), "the signal ends it");
    assert_eq!(fs::read_to_string(&target).unwrap(), "old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left");
}

fn write_half(target: PathBuf) {
    let outcome = file::write(&target, |out| {
        out.write_all(&[b'x'; 1 << 20])?;
        writeln!(io::stdout(), "half written")?;
        io::stdout().flush()?;
        std::thread::sleep(Duration::from_secs(60));
        Err(io::Error::other("the signal did not come"))
    });
    panic!("{outcome:?}");
}
