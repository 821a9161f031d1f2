//! Profiles of measured rungs: which, and whose lines.
#![cfg(target_os = "linux")]

use lanelab_ladder::Ladder;
use lanelab_ladder::report::{Nothing, Report};
use std::io::Write as _;

type Numbers = Vec<f32>;

#[inline(never)]
fn root(x: f32) -> f32 {
    x.sqrt()
}

/// What a command prints, and whether all is well.
fn answer(ladder: &Ladder<Numbers, Numbers>, words: &[&str]) -> (bool, String) {
    let mut out = Vec::new();
    let well = ladder.answer(["ladder"].iter().chain(words), &mut out).expect("it runs");
    (well, String::from_utf8(out).expect("it is text"))
}

#[test]
fn what_is_measured_is_profiled_on_the_input_with_the_longest_calls_without_the_engine() {
    let inputs = |name: &str| Ladder::new(name).input("n", [5000, 10], |&n| vec![2.0_f32; n]);
    let ladder = inputs("roots").oracle(|v| v.iter().map(|x| x.sqrt()).collect::<Numbers>());
    let ladder = ladder.rung("calls", "a call for each number", |v| v.iter().map(|&x| root(x)).collect());
    let ladder = ladder.rung("wrong", "of another number", |v| v.iter().map(|&x| root(x + 1.0)).collect());
    let file = tempfile::NamedTempFile::new().expect("a file can be created");
    let path = file.path().to_str().expect("it is text");
    let words = ["run", "--seconds", "0.001", "--profile-seconds", "0.3", "--json", path];
    let (well, text) = answer(&ladder, &words);
    assert!(!well && text.contains("What each rung was compiled to, on n=5000"), "{text}");
    let found = Report::<Nothing>::read(file.path()).expect("a report").profiles.expect("profiles");
    if let Some(why) = found.refused {
        assert!(text.contains("note: not profiled"), "{text}");
        let _ = writeln!(std::io::stderr(), "skipped: profiles: {why}");
        return;
    }
    let names: Vec<&str> = found.rungs.iter().map(|rung| rung.name.as_str()).collect();
    assert_eq!((found.input.as_str(), names), ("n=5000", vec!["calls"]));
    let lines = &found.rungs[0].lines;
    let users: f64 = lines.iter().filter(|line| line.line.is_some()).map(|line| line.share).sum();
    assert!(users > 0.5 && lines.iter().all(|line| !line.file.contains("ladder/src")), "{lines:?}");

    // Nearly all time goes into restoring the data, which is the engine's.
    let ladder = inputs("nothing").oracle(Numbers::clone);
    let ladder = ladder.rung_in_place("in place", "changes nothing", Numbers::clone, |data| data[0] += 0.0);
    let folder = tempfile::tempdir().expect("a folder can be created");
    let folder = folder.path().to_str().expect("it is text");
    let (_, text) = answer(&ladder, &["profile", "in place", "--seconds", "0.3", "--out", folder]);
    let (_, samples) = text.split_once("Samples: ").expect("it is printed");
    let samples: u32 = samples.split(' ').next().and_then(|samples| samples.parse().ok()).expect("a number");
    assert!(samples < 60 && text.contains("Left out: samples") && !text.contains("ladder/src"), "{text}");
}
