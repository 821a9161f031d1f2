//! The commands that profile what `cargo run`, `cargo test` and `cargo bench` would run.

use super::print_note;
use super::record::Profiling;
use crate::Error;
use crate::exact::{self, Columns, Kind, Purpose, Target};
use crate::record::Program;
use anyhow::Result;
use clap::{ArgAction, ArgMatches, Args, FromArgMatches};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Run {
    #[command(flatten)]
    options: Options<false>,
    #[command(flatten)]
    built: Built,
}

impl Run {
    pub(super) fn run(self) -> Result<ExitCode> {
        self.built.run(Kind::Run, self.options.words("--release", None))
    }
}

#[derive(Debug, Args)]
pub(super) struct Bench {
    /// The bench, as with --bench
    name: Option<String>,
    #[command(flatten)]
    options: Options<true>,
    #[command(flatten)]
    built: Built,
}

impl Bench {
    pub(super) fn run(self) -> Result<ExitCode> {
        let name = self.name.map(|name| format!("--bench={name}"));
        self.built.run(Kind::Bench, self.options.words("--profile=bench", Some(name.as_deref().unwrap_or("--benches"))))
    }
}

#[derive(Debug, Args)]
pub(super) struct Test {
    /// Run tests only whose names contain this
    filter: Option<String>,
    #[command(flatten)]
    options: Options<true>,
    #[command(flatten)]
    built: Built,
}

impl Test {
    pub(super) fn run(mut self) -> Result<ExitCode> {
        self.built.arguments.splice(0..0, self.filter);
        self.built.run(Kind::Test, self.options.words("--release", Some("--tests")))
    }
}

/// A program that cargo builds: profiled, and on request counted, each in a build and a run of its own.
#[derive(Debug, Args)]
struct Built {
    #[command(flatten)]
    profiling: Profiling,
    /// Count how often each line is executed, in an instrumented build
    #[arg(long)]
    hits: bool,
    /// Count the instructions of each line, in a build for x86-64-v3 under callgrind
    #[arg(long)]
    ir: bool,
    /// The folder for builds, below which lineprof has its own; by default cargo's
    #[arg(long, value_name = "DIR")]
    target_dir: Option<PathBuf>,
    /// The program's arguments
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Built {
    fn run(mut self, kind: Kind, options: Vec<String>) -> Result<ExitCode> {
        self.profiling.check_out()?;
        let folder = self.target_dir.as_ref().map(|folder| folder.join("lineprof"));
        let target = Target { kind, options, folder };
        let program = target.build(Purpose::Time)?;
        self.profiling.packages = target.packages()?;
        self.profiling.profile(Program::Command(&mut program.command(None, &self.arguments)), || {
            let hits = if self.hits { Some(exact::hits(&target, &self.arguments)?) } else { None };
            Ok(Columns { hits, ir: if self.ir { self.ir(&target)? } else { None } })
        })
    }

    /// The instructions; where they cannot be counted here, prints the reason and leaves the column out.
    fn ir(&self, target: &Target) -> Result<Option<exact::Ir>> {
        match exact::ir(target, &self.arguments, &self.profiling.config()) {
            Ok(ir) => {
                print_note(&format!("Ir: instructions of a separate run, {}", exact::Ir::LABEL));
                Ok(Some(ir))
            }
            Err(error @ Error::Unavailable(..)) => {
                print_note(&format!("no column of instructions: {error}"));
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// An option of cargo's: its name, of one letter if that is all; its letter; the name of its value, in brackets where it
/// may be left out, as cargo then lists what there is; and what it does.
type Row = (&'static str, Option<char>, Option<&'static str>, &'static str);

const COMMON: &[Row] = &[
    ("package", Some('p'), Some("[SPEC]"), "The package, where there are several"),
    ("bin", None, Some("[NAME]"), "A binary, where there are several"),
    ("example", None, Some("[NAME]"), "An example"),
    ("features", Some('F'), Some("FEATURES"), "Features to activate, separated by spaces or commas"),
    ("all-features", None, None, "Activate all features"),
    ("no-default-features", None, None, "Do not activate the feature `default`"),
    ("release", Some('r'), None, "Build with the profile `release`"),
    ("profile", None, Some("PROFILE"), "Build with this profile"),
    ("target", None, Some("[TRIPLE]"), "Build for this platform"),
    ("jobs", Some('j'), Some("N"), "Compile this many crates at a time"),
    ("keep-going", None, None, "Do not end the build at the first error"),
    ("timings", None, None, "Write a report of the build's time"),
    ("manifest-path", None, Some("PATH"), "The path of Cargo.toml"),
    ("ignore-rust-version", None, None, "Ignore the `rust-version` of packages"),
    ("locked", None, None, "Leave Cargo.lock as it is"),
    ("offline", None, None, "Do not use the network"),
    ("frozen", None, None, "As --locked and --offline"),
    ("config", None, Some("KEY=VALUE|PATH"), "Override a setting of cargo's"),
    ("Z", None, Some("FLAG"), "An unstable flag of cargo's"),
    ("verbose", Some('v'), None, "Print the commands of the build"),
    ("quiet", Some('q'), None, "Print nothing of the build"),
    ("color", None, Some("WHEN"), "Colours of the build's output: auto, always or never"),
];

/// Those that select other programs than binaries and examples.
const TARGETS: &[Row] = &[
    ("lib", None, None, "The library"),
    ("test", None, Some("[NAME]"), "An integration test"),
    ("bench", None, Some("[NAME]"), "A bench"),
    ("bins", None, None, "All binaries, where that is one program"),
    ("examples", None, None, "All examples, where that is one program"),
    ("tests", None, None, "All targets with tests, where that is one program"),
    ("benches", None, None, "All targets with benches, where that is one program"),
    ("all-targets", None, None, "All targets, where that is one program"),
    ("workspace", None, None, "All packages of the workspace"),
    ("exclude", None, Some("SPEC"), "Exclude this package"),
];

/// Cargo's options as words to pass on. With `ALL`, those of `cargo test` and `cargo bench`, else of `cargo run`.
#[derive(Debug)]
struct Options<const ALL: bool>(Vec<String>);

impl<const ALL: bool> Options<ALL> {
    fn rows() -> impl Iterator<Item = Row> {
        COMMON.iter().chain(if ALL { TARGETS } else { &[] }).copied()
    }

    /// The words; where they name no profile, or no programs, those of the command.
    fn words(self, profile: &str, programs: Option<&str>) -> Vec<String> {
        let is_given = |names: &[&str]| {
            self.0.iter().any(|word| names.contains(&word.split('=').next().unwrap_or(word).trim_start_matches('-')))
        };
        let profile = Some(profile).filter(|_| !is_given(&["release", "profile"]));
        let of = ["bin", "example", "lib", "test", "bench", "bins", "examples", "tests", "benches", "all-targets"];
        let programs = programs.filter(|programs| !is_given(&of) || programs.contains('='));
        let added: Vec<_> = profile.into_iter().chain(programs).map(str::to_owned).collect();
        self.0.into_iter().chain(added).collect()
    }
}

impl<const ALL: bool> Args for Options<ALL> {
    fn augment_args(command: clap::Command) -> clap::Command {
        let args = Self::rows().map(|(name, letter, value, help)| {
            let arg = clap::Arg::new(name).help(help).help_heading("Options of cargo");
            let arg = if name.len() == 1 { arg.short(name.chars().next()) } else { arg.long(name).short(letter) };
            match value {
                None => arg.action(ArgAction::SetTrue),
                Some(value) => {
                    let arg = arg.action(ArgAction::Append).value_name(value.trim_matches(['[', ']']));
                    if value.starts_with('[') { arg.num_args(0..=1).default_missing_value("") } else { arg }
                }
            }
        });
        command.args(args)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl<const ALL: bool> FromArgMatches for Options<ALL> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let words = Self::rows().flat_map(|(name, _, value, _)| -> Vec<String> {
            if value.is_none() {
                return vec![format!("--{name}"); matches.get_flag(name).into()];
            }
            let word = |value: &String| match value.as_str() {
                "" => format!("--{name}"),
                value if name.len() == 1 => format!("-{name}{value}"),
                value => format!("--{name}={value}"),
            };
            matches.get_many(name).into_iter().flatten().map(word).collect()
        });
        Ok(Self(words.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
