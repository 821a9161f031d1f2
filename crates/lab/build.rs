//! Stores what this build is: the flags it was compiled with, the compiler, the commit.

#![forbid(unsafe_code)]

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default().replace('\x1f', " ");
    store("LANELAB_RUSTFLAGS", &flags);
    store("LANELAB_FEATURES", &env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default().replace(',', " "));
    store("LANELAB_RUSTC", &first_line(&env::var("RUSTC").unwrap_or_else(|_| "rustc".into()), &["-V"]));
    store("LANELAB_COMMIT", &first_line("git", &["rev-parse", "--short=12", "HEAD"]));
    again_after_a_commit();
}

fn store(name: &str, value: &str) {
    println!("cargo::rustc-env={name}={value}");
}

fn first_line(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(command).args(arguments).output().ok().filter(|output| output.status.success());
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    text.and_then(|text| text.lines().next().map(str::to_owned)).unwrap_or_else(|| "unknown".to_owned())
}

fn again_after_a_commit() {
    println!("cargo::rerun-if-changed=build.rs");
    let log = first_line("git", &["rev-parse", "--git-path", "logs/HEAD"]);
    if Path::new(&log).exists() {
        println!("cargo::rerun-if-changed={log}");
    }
}
