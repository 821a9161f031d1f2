//! Executions and instructions of each line, counted in a program for which they are known.

use lineprof::exact::{Hits, Ir, Kind, Purpose, Target, hits, ir};
use lineprof::{Config, Error};
use std::io::Write as _;
use std::path::{Path, PathBuf};

fn package() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/counted")
}

fn target(kind: Kind, option: &str) -> Target {
    let manifest = format!("--manifest-path={}", package().join("Cargo.toml").display());
    Target {
        kind,
        options: [&manifest, "--profile=release", "--locked", option].map(str::to_owned).into(),
        folder: Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("exact")),
    }
}

fn args(threads: u64, rounds: u64) -> Vec<String> {
    vec![threads.to_string(), rounds.to_string()]
}

/// The program's source, and its lines by their text.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    fn new() -> Self {
        let path = package().canonicalize().expect("the fixture is there").join("src/main.rs");
        Self { text: std::fs::read_to_string(&path).expect("it is text"), path }
    }

    fn line(&self, text: &str) -> u32 {
        let mut lines = (1..).zip(self.text.lines()).filter(|(_, line)| line.contains(text));
        let found = lines.next().map(|(number, _)| number);
        assert!(lines.next().is_none(), "{text:?} is on several lines");
        found.unwrap_or_else(|| panic!("{text:?} is on no line"))
    }

    fn hits(&self, hits: &Hits, text: &str) -> Option<u64> {
        hits.of(&self.path, self.line(text))
    }
}

#[test]
fn hits_are_exact() {
    let source = Source::new();
    for (threads, rounds) in [(1, 50), (2, 40)] {
        let hits = hits(&target(Kind::Run, "--bin=counted"), &args(threads, rounds)).unwrap();
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
        for (text, count) in expected {
            assert_eq!(source.hits(&hits, text), count, "{text:?} on {threads} threads");
        }
    }
}

#[test]
fn hits_of_several_runs_are_added_up() {
    let source = Source::new();
    let program = target(Kind::Run, "--bin=counted").build(Purpose::Hits).unwrap();
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
    assert!(matches!(&broken, Error::Format(..)), "{broken}");
    let wrong = Hits::read(&source.path, &profraw).unwrap_err();
    assert!(matches!(&wrong, Error::Format(path, ..) if *path == source.path), "{wrong}");
}

#[test]
fn instructions_are_charged_to_the_lines_that_they_were_inlined_into() {
    let source = Source::new();
    let counted = |threads| ir(&target(Kind::Run, "--bin=counted"), &args(threads, 50), &Config::default());
    let one = match counted(1) {
        Err(error @ Error::Unavailable(..)) => {
            return writeln!(std::io::stderr(), "skipped: instructions are not counted, {error}").unwrap();
        }
        one => one.unwrap(),
    };
    let lines = ["70 %", "20 %", "10 %"].map(|text| source.line(text));
    let inclusive = |ir: &Ir| lines.map(|line| ir.inclusive(&source.path, line).unwrap());
    let sum: u64 = inclusive(&one).iter().sum();
    for (count, permille) in inclusive(&one).into_iter().zip([700, 200, 100]) {
        let is_right = (count * 1000).abs_diff(sum * permille) <= sum;
        assert!(is_right, "{count} of {sum} instructions, not {permille} permille");
    }
    // The inclusive cost of the lines is their own and that of the lines of the function inlined into them.
    let inlined = ["for _ in 0..steps", "black_box(x.wrapping_mul"].map(|text| source.line(text));
    let own = lines.iter().chain(&inlined).filter_map(|&line| one.of(&source.path, line));
    assert_eq!(own.sum::<u64>(), sum, "own and inclusive");
    assert!(sum * 10 > one.total() * 5 && sum < one.total(), "{sum} of {} instructions", one.total());
    assert!(sum < one.program() && one.program() < one.total(), "{} instructions of the program", one.program());
    assert_eq!(one.of(&source.path, source.line("/// Compiled twice")), None, "a comment");
    assert_eq!(inclusive(&counted(2).unwrap()), inclusive(&one).map(|count| 2 * count), "two threads do it twice");
}

#[test]
fn benches_are_run_as_cargo_runs_them() {
    let source = package().canonicalize().unwrap().join("benches/bench.rs");
    let hits = hits(&target(Kind::Bench, "--bench=bench"), &[]).unwrap();
    assert_eq!(hits.of(&source, 2), Some(1), "main");
}

#[test]
fn children_are_counted_too_and_a_program_that_fails_is() {
    let path = package().canonicalize().unwrap().join("examples/parent.rs");
    let text = std::fs::read_to_string(&path).unwrap();
    let line = |part: &str| (1..).zip(text.lines()).find(|(_, line)| line.contains(part)).unwrap().0;
    let target = target(Kind::Run, "--example=parent");
    let hits = hits(&target, &[]).unwrap();
    let counts = ["let is_child", "// in a child", "// in the parent"].map(|part| hits.of(&path, line(part)));
    assert_eq!(counts, [Some(3), Some(2), Some(1)], "executions");
    match ir(&target, &[], &Config::default()) {
        Err(error @ Error::Unavailable(..)) => {
            writeln!(std::io::stderr(), "skipped: instructions are not counted, {error}").unwrap();
        }
        ir => {
            let child = ir.unwrap().inclusive(&path, line("// in a child"));
            assert!(child.is_some_and(|count| (40_000..400_000).contains(&count)), "{child:?} instructions");
        }
    }
}

#[test]
fn builds_that_fail_are_reported() {
    let failed = hits(&target(Kind::Run, "--example=none"), &[]).unwrap_err();
    assert!(matches!(&failed, Error::Failed(command, _) if command.contains("--example=none")), "{failed}");
}
