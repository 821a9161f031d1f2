//! Programs that cargo builds: profiled, and on request counted, each in a build and a run of its own.

use super::commands::{Output, Sampling, exit_code, print_note};
use crate::exact::{self, Columns, Kind, Purpose, Target};
use crate::{Error, Profile, record};
use anyhow::Result;
use clap::Args;
use std::fs;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Run {
    /// A binary, where there are several
    #[arg(long, conflicts_with = "example")]
    bin: Option<String>,
    /// An example
    #[arg(long)]
    example: Option<String>,
    #[command(flatten)]
    profiled: Profiled,
}

#[derive(Debug, Args)]
pub(super) struct Bench {
    /// The bench
    name: String,
    #[command(flatten)]
    profiled: Profiled,
}

#[derive(Debug, Args)]
struct Profiled {
    /// The package, where there are several
    #[arg(short, long)]
    package: Option<String>,
    #[command(flatten)]
    sampling: Sampling,
    /// Count how often each line is executed, in an instrumented build
    #[arg(long)]
    hits: bool,
    /// Count the instructions of each line, in a build for x86-64-v3 under callgrind
    #[arg(long)]
    ir: bool,
    #[command(flatten)]
    output: Output,
    /// The program's arguments
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Run {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let kind = match (&self.bin, &self.example) {
            (Some(name), _) => Kind::Bin(name.clone()),
            (None, Some(name)) => Kind::Example(name.clone()),
            (None, None) => Kind::Default,
        };
        self.profiled.run(kind)
    }
}

impl Bench {
    pub(super) fn run(&self) -> Result<ExitCode> {
        self.profiled.run(Kind::Bench(self.name.clone()))
    }
}

impl Profiled {
    fn run(&self, kind: Kind) -> Result<ExitCode> {
        let target = Target { kind, package: self.package.clone(), ..Target::default() };
        let config = self.sampling.config();
        self.output.check()?;
        let program = target.build(Purpose::Time)?;
        let (status, recording) = record(&config, &mut program.command(None, &self.arguments))?;
        let profile = Profile::of(recording, &config)?;
        let hits = if self.hits { Some(exact::hits(&target, &self.arguments)?) } else { None };
        let columns = Columns { hits, ir: self.ir(&target)? };
        let files = profile.write_files(&self.output.out)?;
        let text = format!("{}\n{}", profile.quality(), profile.lines_beside(&columns));
        fs::write(self.output.out.join("lines.txt"), &text)?;
        print_note(&text);
        self.output.print(&files);
        Ok(exit_code(status))
    }

    /// The instructions; where they cannot be counted here, prints the reason and leaves the column out.
    fn ir(&self, target: &Target) -> Result<Option<exact::Ir>> {
        if !self.ir {
            return Ok(None);
        }
        match exact::ir(target, &self.arguments, &self.sampling.config()) {
            Ok(ir) => {
                print_note(&format!("Ir: instructions of a separate run, {}", exact::Ir::LABEL));
                Ok(Some(ir))
            }
            Err(error @ Error::Unavailable { .. }) => {
                print_note(&format!("no column of instructions: {error}"));
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }
}
