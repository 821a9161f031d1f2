//! Programs that cargo builds: profiled, and on request counted, each in a build and a run of its own.

use super::commands::{Sampling, exit_code, say, writable};
use anyhow::Result;
use clap::Args;
use lineprof::Profile;
use lineprof::exact::{self, Kind, Purpose, Target};
use lineprof::views::Exact;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The package, where there are several
    #[arg(short, long)]
    package: Option<String>,
    /// A binary, where there are several
    #[arg(long, conflicts_with = "example")]
    bin: Option<String>,
    /// An example
    #[arg(long)]
    example: Option<String>,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// The bench
    name: String,
    /// The package, where there are several
    #[arg(short, long)]
    package: Option<String>,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
struct How {
    #[command(flatten)]
    sampling: Sampling,
    /// Count how often each line is executed, in an instrumented build
    #[arg(long)]
    hits: bool,
    /// Count the instructions of each line, in a build for x86-64-v3 under callgrind
    #[arg(long)]
    ir: bool,
    /// The folder for tables, flamegraphs and exports; made where it is not there
    #[arg(long, value_name = "DIR", default_value = "lineprof.out")]
    out: PathBuf,
    /// The program's arguments
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Run {
    pub(crate) fn run(&self) -> Result<ExitCode> {
        let kind = match (&self.bin, &self.example) {
            (Some(name), _) => Kind::Bin(name.clone()),
            (None, Some(name)) => Kind::Example(name.clone()),
            (None, None) => Kind::Default,
        };
        self.how.run(&Target { kind, package: self.package.clone(), ..Target::default() })
    }
}

impl Bench {
    pub(crate) fn run(&self) -> Result<ExitCode> {
        let kind = Kind::Bench(self.name.clone());
        self.how.run(&Target { kind, package: self.package.clone(), ..Target::default() })
    }
}

impl How {
    fn run(&self, target: &Target) -> Result<ExitCode> {
        let config = self.sampling.config();
        writable(&self.out)?;
        let program = target.build(Purpose::Time)?;
        let (status, recording) = lineprof::record(&config, &mut program.command(None, &self.arguments))?;
        let profile = Profile::of(recording, &config)?;
        let exact = Exact { hits: self.hits(target)?, ir: self.ir(target)? };
        let files = profile.write_files(&self.out)?;
        let lines = profile.lines_beside(&exact).to_string();
        fs::write(self.out.join("lines.txt"), format!("{}\n{lines}", profile.quality()))?;
        say(&format!("{}\n{lines}", profile.quality()));
        say(&format!("{} files in {}", files.len(), self.out.display()));
        Ok(exit_code(status))
    }

    fn hits(&self, target: &Target) -> Result<Option<exact::Hits>> {
        Ok(if self.hits { Some(exact::hits(target, &self.arguments)?) } else { None })
    }

    /// Where instructions cannot be counted here, says why and leaves the column out.
    fn ir(&self, target: &Target) -> Result<Option<exact::Ir>> {
        if !self.ir {
            return Ok(None);
        }
        let counted = exact::ir(target, &self.arguments, &self.sampling.config())?;
        counted.map_or_else(
            |absent| {
                say(&format!("no column of instructions: {absent}"));
                Ok(None)
            },
            |ir| {
                say(&format!("Ir: instructions of a run of its own, {}", exact::Ir::LABEL));
                Ok(Some(ir))
            },
        )
    }
}
