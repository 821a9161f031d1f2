//! What cargo passes to a bench or test with `harness = false`.

use super::select::Select;
use super::{Done, run, verify};
use crate::Ladder;
use std::ffi::OsString;
use std::io::Write;

/// A call by `cargo bench` or `cargo test`, with the names that rungs must contain, if any.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Harness {
    mode: Mode,
    filters: Vec<String>,
    exact: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Bench,
    Test,
    List,
}

/// Options of Rust's test harness that change nothing here, and whether a value follows.
const IGNORED: [(&str, bool); 8] = [
    ("--nocapture", false),
    ("--show-output", false),
    ("--quiet", false),
    ("-q", false),
    ("--include-ignored", false),
    ("--format", true),
    ("--color", true),
    ("--test-threads", true),
];

/// The call, where one of the options of cargo's harness is among the words.
pub(super) fn parse(words: &[OsString]) -> Option<Harness> {
    let words: Vec<_> = words.iter().skip(1).map(|word| word.to_string_lossy()).collect();
    let has = |option: &str| words.iter().any(|word| word == option);
    let mode = match () {
        () if has("--list") => Mode::List,
        () if has("--test") => Mode::Test,
        () if has("--bench") => Mode::Bench,
        () => return None,
    };
    let mut filters = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match IGNORED.iter().find(|(name, _)| word == name) {
            Some((_, true)) => _ = rest.next(),
            _ if word.starts_with('-') => {}
            _ => filters.push(word.to_string()),
        }
    }
    Some(Harness { mode, filters, exact: has("--exact") })
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
        let rungs: Vec<String> = names.filter(|name| wanted(name)).collect();
        if self.mode == Mode::List {
            rungs.iter().try_for_each(|name| writeln!(out, "{}: benchmark", full(name)))?;
            return Ok(Done::Well);
        }
        if rungs.is_empty() {
            // As cargo's own harness: a filter may be meant for another target.
            writeln!(out, "{}: no rung has {} in its name", ladder.name, self.filters.join(" or "))?;
            return Ok(Done::Well);
        }
        let select = Select { rungs, ..Select::default() };
        match self.mode {
            Mode::Test => verify::answer(ladder, &select, out),
            Mode::Bench | Mode::List => run::Run { select, ..run::Run::default() }.answer(ladder, out),
        }
    }
}
