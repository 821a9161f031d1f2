//! The compiler and its flags.

use std::process::{Command, Stdio};

/// The flags this crate was compiled with, which are those of the whole program.
pub const FLAGS: &str = env!("LADDER_RUSTFLAGS");

/// The target features of the build.
pub const FEATURES: &str = env!("LADDER_FEATURES");

/// The compiler and its version.
pub const RUSTC: &str = env!("LADDER_RUSTC");

/// The commit of the git repository around the current folder; empty outside one.
pub fn commit() -> String {
    let mut git = Command::new("git");
    let output = git.args(["rev-parse", "--short=12", "HEAD"]).stdin(Stdio::null()).stderr(Stdio::null()).output();
    let output = output.ok().filter(|output| output.status.success());
    output.map_or_else(String::new, |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
