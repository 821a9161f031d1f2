//! Executions and instructions of each line, counted in a program that says what they must be.

use lineprof::exact::{Hits, Ir, Kind, Purpose, Target, hits, ir};
use lineprof::{Config, Error};
use std::io::Write as _;
use std::path::{Path, PathBuf};

fn package() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/counted")
}

fn target(kind: Kind) -> Target {
    Target {
        kind,
        manifest: Some(package().join("Cargo.toml")),
        folder: Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("exact")),
        cargo_args: vec!["--locked".to_owned()],
        ..Target::default()
    }
}

fn args(threads: u64, rounds: u64) -> Vec<String> {
    vec![threads.to_string(), rounds.to_string()]
}

/// The program's source, and its lines by what stands on them.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    fn new() -> Self {
        let path = package().canonicalize().expect("the fixture is there").join("src/main.rs");
        Self { text: std::fs::read_to_string(&path).expect("it is text"), path }
    }

    /// The number of the only line that holds a text.
    fn line(&self, held: &str) -> u32 {
        let mut lines = (1..).zip(self.text.lines()).filter(|(_, line)| line.contains(held));
        let found = lines.next().map(|(number, _)| number);
        assert!(lines.next().is_none(), "{held:?} stands on several lines");
        found.unwrap_or_else(|| panic!("{held:?} stands on no line"))
    }

    fn hits(&self, hits: &Hits, held: &str) -> Option<u64> {
        hits.of(&self.path, self.line(held))
    }
}

#[test]
fn hits_are_what_they_must_be() {
    let source = Source::new();
    for (threads, rounds) in [(1, 50), (2, 40)] {
        let hits = hits(&target(Kind::Bin("counted".to_owned())), &args(threads, rounds)).unwrap();
        let steps = threads * rounds * (30 + 12);
        let expected = [
            ("fn main()", Some(1)),
            ("once a thread", Some(threads)),
            ("for _ in 0..rounds", Some(threads * rounds)),
            ("once a round", Some(threads * rounds)),
            ("70 %", Some(threads * rounds)),
            ("10 %", Some(threads * rounds)),
            ("black_box(x.wrapping_mul", Some(threads * rounds * 10_000)),
            // Two instances, added up; and regions that begin on the line on which others end.
            ("for step in 0..steps", Some(steps)),
            ("if step % 3 == 0", Some(steps)),
            ("every third step", Some(steps / 3)),
            ("the others", Some(steps - steps / 3)),
            ("//! A program", None),
            ("/// Compiled twice", None),
            ("use std::thread", None),
        ];
        for (held, count) in expected {
            assert_eq!(source.hits(&hits, held), count, "{held:?} on {threads} threads");
        }
    }
}

#[test]
fn hits_of_several_runs_are_added_up() {
    let source = Source::new();
    let program = target(Kind::Default).build(Purpose::Hits).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let runs: Vec<_> = [10, 3].map(|rounds| (rounds, folder.path().join(format!("{rounds}.profraw")))).into();
    for (rounds, profraw) in &runs {
        let mut command = program.command(None, &args(1, *rounds));
        assert!(command.env("LLVM_PROFILE_FILE", profraw).status().unwrap().success(), "{rounds} rounds");
    }
    let profraw: Vec<_> = runs.into_iter().map(|(_, profraw)| profraw).collect();
    let hits = Hits::read(&program.path, &profraw).unwrap();
    assert_eq!(source.hits(&hits, "once a round"), Some(13), "10 and 3 rounds");
    assert_eq!(source.hits(&hits, "fn main()"), Some(2), "two runs");
    let broken = folder.path().join("broken.profraw");
    let bytes = std::fs::read(&profraw[0]).unwrap();
    std::fs::write(&broken, &bytes[..bytes.len() / 2]).unwrap();
    let broken = Hits::read(&program.path, &[broken]).unwrap_err();
    assert!(matches!(&broken, Error::Format { .. }), "{broken}");
    let wrong = Hits::read(&source.path, &profraw).unwrap_err();
    assert!(matches!(&wrong, Error::Format { path, .. } if *path == source.path), "{wrong}");
}

#[test]
fn instructions_are_charged_to_the_lines_that_they_were_inlined_into() {
    let source = Source::new();
    let counted = |threads| ir(&target(Kind::Default), &args(threads, 50), &Config::default()).unwrap();
    let one = match counted(1) {
        Ok(one) => one,
        Err(absent) => {
            writeln!(std::io::stderr(), "skipped: instructions are not counted, {absent}").unwrap();
            return;
        }
    };
    let lines = ["70 %", "20 %", "10 %"].map(|held| source.line(held));
    let inclusive = |ir: &Ir| lines.map(|line| ir.inclusive(&source.path, line).unwrap());
    let sum: u64 = inclusive(&one).iter().sum();
    for (count, permille) in inclusive(&one).into_iter().zip([700, 200, 100]) {
        assert!(
            (count * 1000).abs_diff(sum * permille) <= sum,
            "{count} of {sum} instructions, not {permille} permille"
        );
    }
    // What the lines cost inclusively is what the lines of the function in them cost by themselves.
    let own = ["for _ in 0..steps", "black_box(x.wrapping_mul"].map(|held| one.of(&source.path, source.line(held)));
    assert_eq!(
        own.into_iter().map(Option::unwrap).sum::<u64>() + own_of(&one, &source, lines),
        sum,
        "own and inclusive"
    );
    assert!(sum * 10 > one.total() * 5 && sum < one.total(), "{sum} of {} instructions", one.total());
    assert!(sum < one.program() && one.program() < one.total(), "{} instructions of the program", one.program());
    assert_eq!(one.of(&source.path, source.line("/// Compiled twice")), None, "a comment");
    assert_eq!(inclusive(&counted(2).unwrap()), inclusive(&one).map(|count| 2 * count), "two threads do it twice");
}

fn own_of(ir: &Ir, source: &Source, lines: [u32; 3]) -> u64 {
    lines.into_iter().filter_map(|line| ir.of(&source.path, line)).sum()
}

#[test]
fn benches_are_run_as_cargo_runs_them() {
    let source = package().canonicalize().unwrap().join("benches/told.rs");
    let hits = hits(&target(Kind::Bench("told".to_owned())), &[]).unwrap();
    assert_eq!(hits.of(&source, 2), Some(1), "main");
}

#[test]
fn what_goes_wrong_is_said() {
    let failed = hits(&target(Kind::Example("fails".to_owned())), &[]).unwrap_err();
    assert!(matches!(&failed, Error::Failed { status, .. } if status.code() == Some(3)), "{failed}");
    let not_built = hits(&target(Kind::Example("none".to_owned())), &[]).unwrap_err();
    assert!(matches!(&not_built, Error::Failed { command, .. } if command.contains("--example none")), "{not_built}");
}
