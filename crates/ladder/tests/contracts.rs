//! Ladders with several oracles, rungs with threads of their own, and parallel efficiency.

use lanelab_ladder::{Agreement, Ladder, Work};
use rayon::prelude::*;
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

type Numbers = Vec<f64>;

fn half(v: &[f64]) -> Vec<f64> {
    v.iter().map(|x| x / 2.0).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "a form in f32 is meant to round")]
fn in_f32(x: f64) -> f64 {
    f64::from(x as f32 / 2.0)
}

fn half_in_f32(v: &Numbers) -> Vec<f64> {
    v.iter().map(|&x| in_f32(x)).collect()
}

/// Halves in `f64`, and in `f32`, of which half as many count as work.
fn halves() -> Ladder<Numbers, Vec<f64>> {
    let ladder = Ladder::new("halves").case("thirds", || (0..1000).map(|i| f64::from(i) / 3.0).collect::<Numbers>());
    let ladder = ladder.oracle(|v: &Numbers| half(v)).rung("double", "in f64", |v| half(v));
    let ladder = ladder.another_oracle(half_in_f32, Agreement::ulps(0)).rung("single", "in f32", half_in_f32);
    ladder.work_by_answer(|v, answer| Work::elements(if *answer == half(v) { 1000 } else { 500 }))
}

fn answer(ladder: &Ladder<Numbers, Vec<f64>>, words: &str) -> (bool, String) {
    let mut out = Vec::new();
    let well = ladder.answer(words.split_whitespace(), &mut out).expect("the command succeeds");
    (well, String::from_utf8(out).expect("it is text"))
}

/// The measured rungs, and the tables.
fn run(ladder: &Ladder<Numbers, Vec<f64>>, words: &str) -> (Vec<Value>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("run.json");
    let (well, text) = answer(ladder, &format!("ladder run --seconds 0.001 --json {} {words}", file.display()));
    assert!(well, "{text}");
    let report: Value = serde_json::from_str(&fs::read_to_string(file).expect("a report")).expect("it is JSON");
    (report["scenes"][0]["rungs"].as_array().expect("a report").clone(), text)
}

#[test]
fn each_rung_is_compared_with_the_oracle_before_it() {
    let (well, text) = answer(&halves(), "ladder verify");
    assert!(well && text.contains("agree with the oracle (equal bit for bit; at most 0 ulps apart)"), "{text}");
    let (well, text) = answer(&halves().rung("wrong", "in f64", |v| half(v)), "ladder verify");
    assert!(!well && text.contains("wrong, thirds: element 1 is") && text.contains("1 disagreement of 3"), "{text}");
}

#[test]
fn a_rate_counts_the_work_of_the_rungs_own_answer() {
    let (rungs, _) = run(&halves(), "");
    let amounts = rungs.iter().map(|rung| rung["rate"]["per_s"].as_f64().unwrap() * rung["median_s"].as_f64().unwrap());
    assert_eq!(amounts.map(f64::round).collect::<Vec<_>>(), [1000.0, 500.0]);
}

#[test]
fn efficiency_is_measured_on_several_threads_whatever_a_rungs_form() {
    let ladder = halves()
        .threaded("threads", "in f32", |v, _| v.par_iter().with_min_len(100).map(|&x| in_f32(x)).collect())
        .with_own_threads();
    let ladder = ladder.threaded_into("into", "in f32", |v, out, _| {
        let pairs = out.par_iter_mut().zip(v.par_iter()).with_min_len(100);
        pairs.for_each(|(out, &x)| *out = in_f32(x));
    });
    let ladder = ladder.with_own_threads();
    let (rungs, text) = run(&ladder, "--threads 1,2");
    assert!(text.contains("efficiency [99 %]") && text.contains("parallel efficiency"), "{text}");
    for rung in rungs {
        let efficiency = &rung["of_copies"];
        assert_eq!(efficiency.is_null(), rung["threads"] == 1, "{rung}");
        assert!(efficiency.is_null() || efficiency["low"].as_f64() <= efficiency["median"].as_f64(), "{rung}");
    }
}

#[test]
fn efficiency_compares_with_runs_on_one_thread_each() {
    static CALLS: [AtomicUsize; 3] = [const { AtomicUsize::new(0) }; 3];
    let counts = |v: &Numbers, threads: usize| {
        CALLS[threads].fetch_add(1, Ordering::Relaxed);
        half_in_f32(v)
    };
    run(&halves().threaded("counts", "in f32", counts), "--rung counts --threads 2");
    let [_, one, two] = CALLS.each_ref().map(|calls| calls.load(Ordering::Relaxed));
    assert!(one > 0 && two > 0, "{one} calls on one thread, {two} on two");
}

#[test]
fn a_rung_with_its_own_threads_is_called_on_the_calling_thread() {
    let caller = thread::current().id();
    let check = move |v: &Numbers, _: usize| if thread::current().id() == caller { half_in_f32(v) } else { Vec::new() };
    let (well, text) = answer(&halves().threaded("own", "", check).with_own_threads(), "ladder verify --threads 2");
    assert!(well, "{text}");
    let (well, _) = answer(&halves().threaded("pool", "", check), "ladder verify --threads 2");
    assert!(!well, "a rung in a pool is not called on the calling thread");
}
