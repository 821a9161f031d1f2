//! Stores what this build is: the flags it is compiled with, and the compiler.

#![forbid(unsafe_code)]

use std::env;
use std::process::Command;

fn main() {
    let variable = |name: &str| env::var(name).unwrap_or_default();
    println!("cargo::rustc-env=LADDER_RUSTFLAGS={}", variable("CARGO_ENCODED_RUSTFLAGS").replace('\x1f', " "));
    println!("cargo::rustc-env=LADDER_FEATURES={}", variable("CARGO_CFG_TARGET_FEATURE").replace(',', " "));
    println!("cargo::rustc-env=LADDER_RUSTC={}", rustc().unwrap_or_else(|| "unknown".to_owned()));
    println!("cargo::rerun-if-changed=build.rs");
}

fn rustc() -> Option<String> {
    let output = Command::new(env::var_os("RUSTC")?).arg("-V").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).lines().next()?.to_owned())
}
