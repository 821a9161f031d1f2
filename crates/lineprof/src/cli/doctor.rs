//! Shows what this machine and a program allow.

use crate::doctor::{Finding, machine, program};
use anyhow::{Result, anyhow};
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// A program to examine as well
    program: Option<PathBuf>,
}

impl Doctor {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let mut findings = machine();
        if let Some(path) = &self.program {
            let found = program(path);
            findings.extend(found.map_err(|error| anyhow!("{error}; name an executable file"))?);
        }
        let mut out = io::stdout().lock();
        for Finding { good, what, remedy } in &findings {
            writeln!(out, "{} {what}", if *good { "ok  " } else { "FIX " })?;
            if let (false, Some(remedy)) = (good, remedy) {
                writeln!(out, "     {remedy}")?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
