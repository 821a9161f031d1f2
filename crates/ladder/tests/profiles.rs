//! Profiles of measured rungs: which, and whose lines.
#![cfg(target_os = "linux")]

use lanelab_ladder::Ladder;
use lanelab_ladder::report::Report;
use std::io::Write as _;

#[inline(never)]
fn root(x: f32) -> f32 {
    x.sqrt()
}

#[test]
fn what_is_measured_is_profiled_on_the_last_input_without_its_callers() {
    let ladder = Ladder::new("roots").input("n", [10, 5000], |&n| vec![2.0_f32; n]);
    let ladder = ladder.oracle(|v| v.iter().map(|x| x.sqrt()).collect::<Vec<f32>>());
    let ladder = ladder.rung("calls", "a call for each number", |v| v.iter().map(|&x| root(x)).collect());
    let ladder = ladder.rung("wrong", "of another number", |v| v.iter().map(|&x| root(x + 1.0)).collect());
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    let words = ["ladder", "run", "--seconds", "0.001", "--profile-seconds", "0.3", "--json", path];
    let mut out = Vec::new();
    assert!(!ladder.answer(words, &mut out).unwrap(), "one is wrong");
    let text = String::from_utf8(out).unwrap();
    let profiles = Report::<lanelab_ladder::report::Nothing>::read(file.path()).unwrap().profiles.unwrap();
    if let Some(why) = profiles.refused {
        assert!(text.contains("note: not profiled"), "{text}");
        return writeln!(std::io::stderr(), "skipped: profiles: {why}").unwrap();
    }
    assert!(text.contains("What each rung was compiled to, on n=5000"), "{text}");
    let names: Vec<&str> = profiles.rungs.iter().map(|rung| rung.name.as_str()).collect();
    assert_eq!((profiles.input.as_str(), names), ("n=5000", vec!["calls"]));
    let rung = &profiles.rungs[0];
    let users: f64 = rung.lines.iter().filter(|line| line.line.is_some()).map(|line| line.share).sum();
    assert!(users > 0.5 && rung.lines.iter().all(|line| !line.file.contains("ladder/src")), "{:?}", rung.lines);
    let mut frames = rung.stacks.iter().filter(|stack| stack.frames.len() > 1).flat_map(|stack| &stack.frames);
    assert!(frames.all(|frame| !frame.function.contains("engine::")), "{:?}", rung.stacks);
}
