//! What cargo passes to a bench or test with `harness = false`.

use super::select::Select;
use super::verify::{CALLS, Verify};
use super::{Command, Done, run};
use crate::Ladder;
use clap::Subcommand as _;
use std::ffi::OsString;
use std::io::Write;

/// A call by `cargo bench` or `cargo test`, with the names that rungs must contain, if any.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Harness {
    mode: Mode,
    filters: Vec<String>,
    exact: bool,
    /// Whether only what is marked as ignored is asked for, which no rung is.
    ignored: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Bench,
    Test,
    List,
}

/// What a command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// What cargo's harness would do.
    Harness(Harness),
    /// One of the ladder's own commands.
    Own(Vec<OsString>),
}

/// Options of Rust's test harness that change nothing here, and whether a value follows.
const IGNORED: [(&str, bool); 12] = [
    ("--ignored", false),
    ("--bench", false),
    ("--test", false),
    ("--exact", false),
    ("--nocapture", false),
    ("--show-output", false),
    ("--quiet", false),
    ("-q", false),
    ("--include-ignored", false),
    ("--format", true),
    ("--color", true),
    ("--test-threads", true),
];

/// The call. Where one of the options of cargo's harness is among the words, the others are names that rungs must contain,
/// unless an option of the ladder's own or the name of a command is among them: those are obeyed, and never ignored.
pub(super) fn parse(words: Vec<OsString>) -> Call {
    let texts: Vec<_> = words.iter().skip(1).map(|word| word.to_string_lossy()).collect();
    let has = |option: &str| texts.iter().any(|word| word == option);
    let mode = match () {
        () if has("--list") => Mode::List,
        () if has("--test") => Mode::Test,
        () if has("--bench") => Mode::Bench,
        () => return Call::Own(words),
    };
    let mut own = Vec::new();
    let mut rest = texts.iter();
    while let Some(word) = rest.next() {
        match IGNORED.iter().find(|(name, _)| word == name) {
            Some((_, true)) => _ = rest.next(),
            Some((_, false)) => {}
            None if mode == Mode::List && word.starts_with('-') => {}
            None => own.push(word.to_string()),
        }
    }
    let command = own.first().is_some_and(|word| Command::has_subcommand(word));
    if command || own.iter().any(|word| word.starts_with('-')) {
        let verify = (mode == Mode::Test && !command).then(|| "verify".to_owned());
        let own = verify.into_iter().chain(own).map(OsString::from);
        return Call::Own(words.iter().take(1).cloned().chain(own).collect());
    }
    Call::Harness(Harness { mode, filters: own, exact: has("--exact"), ignored: has("--ignored") })
}

impl Harness {
    pub(super) fn answer<I: Sync, O: Send + Sync>(
        self,
        ladder: &Ladder<I, O>,
        out: &mut dyn Write,
    ) -> anyhow::Result<Done> {
        let full = |name: &str| format!("{}/{name}", ladder.name);
        let wanted = |name: &str| {
            let of =
                |filter: &String| if self.exact { full(name) == *filter } else { full(name).contains(filter.as_str()) };
            self.filters.is_empty() || self.filters.iter().any(of)
        };
        let names = ladder.rungs.iter().map(|rung| rung.name.clone());
        let rungs: Vec<String> = names.filter(|name| !self.ignored && wanted(name)).collect();
        if self.mode == Mode::List {
            rungs.iter().try_for_each(|name| writeln!(out, "{}: benchmark", full(name)))?;
            return Ok(Done::Well);
        }
        if rungs.is_empty() {
            // As cargo's own harness: a filter may be meant for another target.
            let name = if self.ignored {
                "is ignored".to_owned()
            } else {
                format!("has {} in its name", self.filters.join(" or "))
            };
            writeln!(out, "{}: no rung {name}", ladder.name)?;
            return Ok(Done::Well);
        }
        let select = Select { rungs, ..Select::default() };
        match self.mode {
            Mode::Test => Verify { select, repeat: CALLS }.answer(ladder, out),
            Mode::Bench | Mode::List => run::Run { select, ..run::Run::default() }.answer(ladder, out),
        }
    }
}
