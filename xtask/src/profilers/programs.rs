//! Programs whose hottest line is known: by construction, or by `perf` and LLVM's symbolizer.

use super::hottest;
use crate::process;
use crate::profiler::PROGRAMS;
use anyhow::{Context, ensure};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) struct Program {
    pub(crate) name: &'static str,
    /// The program and its arguments.
    pub(crate) command: Vec<OsString>,
    /// The end of the path of the file with the hottest line.
    pub(crate) file: String,
    pub(crate) line: u32,
    /// The line's share of the time.
    pub(crate) share: f64,
    /// The end of the name of the function that all stacks have.
    pub(crate) root: &'static str,
    /// The crates whose lines are the user's.
    pub(crate) crates: &'static [&'static str],
}

pub(crate) fn all(scratch: &Path) -> anyhow::Result<Vec<Program>> {
    let own = [("inlined work", "split"), ("calls of libc", "calls")];
    own.into_iter().map(|(name, file)| built(name, file, scratch)).chain([registered(scratch)]).collect()
}

/// One of xtask/programs, as `cargo build --release` with lines builds it. A comment says the share of its hottest line.
fn built(name: &'static str, file: &str, scratch: &Path) -> anyhow::Result<Program> {
    let source = PathBuf::from(format!("xtask/programs/{file}.rs"));
    let program = scratch.join(file);
    process::run(process::command("rustc --edition 2024 -O -Cdebuginfo=1 -o").arg(&program).arg(&source))?;
    let text = fs::read_to_string(&source)?;
    let shares = (1..).zip(text.lines()).filter_map(|(number, line)| {
        Some((line.rsplit_once("// ")?.1.strip_suffix(" %")?.parse::<f64>().ok()? / 100.0, number))
    });
    let (share, line) = shares.max_by(|a, b| a.0.total_cmp(&b.0)).with_context(|| format!("{file} says no share"))?;
    let (command, file) = (vec![program.into()], format!("{file}.rs"));
    Ok(Program { name, command, file, line, share, root: "::main", crates: &[] })
}

fn registered(scratch: &Path) -> anyhow::Result<Program> {
    let work = PROGRAMS[0].install(false)?;
    let ((file, line), share) = hottest(&work, scratch)?.context("ripgrep's hottest line is found by perf and llvm")?;
    ensure!(line > 0, "{file} has no line");
    let command = [OsString::from(&work.program)].into_iter().chain(work.arguments.iter().cloned()).collect();
    Ok(Program { name: work.name, command, file, line, share, root: "::thread_start", crates: work.crates })
}
