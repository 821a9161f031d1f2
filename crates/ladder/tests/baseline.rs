//! `--baseline` and `--fail-slower`, and what tables say. Times of the baseline are set, so that no machine matters.

use lanelab_ladder::program::failure::Usage;
use lanelab_ladder::{Agreement, Ladder, Work};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// A ladder whose first rung and another add numbers.
fn sums(name: &str) -> Ladder<Vec<u32>, u32> {
    let ladder = Ladder::new(name).input("n", [64, 1000], |&n| (0..n).collect::<Vec<u32>>());
    let ladder =
        ladder.work(|v| Work::elements(v.len()).reads_bytes(4 * v.len())).oracle(|v: &Vec<u32>| v.iter().sum());
    ladder.rung("first", "adds", |v| v.iter().sum()).rung("back", "adds", |v| v.iter().rev().sum())
}

/// What `run` prints, with line breaks as spaces, and whether all went well.
fn run(ladder: &Ladder<Vec<u32>, u32>, words: &[&str]) -> anyhow::Result<(bool, String)> {
    let mut out = Vec::new();
    let words = ["ladder", "run", "--seconds", "0.001"].iter().chain(words);
    let well = ladder.answer(words, &mut out)?;
    let text = String::from_utf8(out).expect("it is text");
    Ok((well, text.split_whitespace().collect::<Vec<_>>().join(" ")))
}

/// A report of the ladder.
fn measured() -> Value {
    let mut out = Vec::new();
    let words = "ladder run --seconds 0.001 --json -".split(' ');
    assert!(sums("sums").answer(words, &mut out).expect("a report"), "the rungs are right");
    serde_json::from_slice(&out).expect("it is JSON")
}

/// The file of a changed report in a backer.
fn baseline(backer: &Path, report: &Value, change: impl FnOnce(&mut Value)) -> PathBuf {
    let path = backer.join("baseline.json");
    let mut report = report.clone();
    change(&mut report);
    fs::write(&path, report.to_string()).expect("a report");
    path
}

/// All times of a report times a factor, and its noise floors.
fn scale(report: &mut Value, factor: f64, floor: f64) {
    for scene in report["scenes"].as_array_mut().expect("a report") {
        scene["floor"] = json!(floor);
        for rung in scene["rungs"].as_array_mut().expect("a report") {
            rung["median_s"] = json!(rung["median_s"].as_f64().expect("a report") * factor);
        }
    }
}

#[test]
fn what_is_slower_than_the_baseline_fails() {
    let (backer, measured) = (tempfile::tempdir().unwrap(), measured());
    let table = [(1e9, 0.01, "faster", true), (1e-9, 0.01, "slower", false), (1e-9, 1e15, "not distinguishable", true)];
    for (factor, floor, verdict, well) in table {
        let path = baseline(backer.path(), &measured, |report| scale(report, factor, floor));
        let words = ["--baseline", path.to_str().unwrap(), "--fail-slower", "5%", "--input", "64"];
        let (found, text) = run(&sums("sums"), &words).unwrap();
        assert_eq!(found, well, "{factor}, {floor}: {text}");
        let (table, after) = text.split_once("WARNING: the baseline was not measured in one session").unwrap();
        let table = table.split_once("against the baseline").expect("it is compared").1;
        assert!(table.matches(&format!("{verdict} ")).count() == 2, "a verdict a rung: {table}");
        assert_eq!(after.contains("SLOWER than --fail-slower 5 % allows: first on n=64 takes"), !well, "{after}");
    }
    let path = baseline(backer.path(), &measured, |report| scale(report, 1e-9, 0.01));
    let (well, text) = run(&sums("sums"), &["--baseline", path.to_str().unwrap()]).unwrap();
    assert!(well && text.contains("slower"), "without --fail-slower nothing fails: {text}");
}

#[test]
fn a_baseline_of_something_else_is_refused() {
    let (backer, measured) = (tempfile::tempdir().unwrap(), measured());
    let refusal = |ladder: &Ladder<_, _>, path: &Path, words: &[&str]| {
        let words = [&["--baseline", path.to_str().unwrap()], words].concat();
        let error = run(ladder, &words).expect_err("it is refused");
        assert!(error.is::<Usage>(), "a usage error: {error:#}");
        error.to_string().replace(path.to_str().unwrap(), "FILE")
    };
    let sums_of = |change: fn(&mut Value)| refusal(&sums("sums"), &baseline(backer.path(), &measured, change), &[]);
    assert!(
        sums_of(|report| report["machine"]["cpu"] = json!("another"))
            .starts_with("--baseline FILE: it was measured on the CPU \"another\", this is \"")
    );
    assert!(sums_of(|report| report["machine"]["cpu_model"] = json!("old")).contains("on the CPU \"old\""));
    assert!(sums_of(|report| report["machine"]["isa"] = json!("SSE1")).contains("by a build for \"SSE1\""));
    assert!(sums_of(|report| report["schema"] = json!("other/1")).contains("the schema is other/1"));
    assert!(sums_of(|report| *report = json!({"schema": "lanelab.run/1"})).contains("missing field"));
    let path = baseline(backer.path(), &measured, |_| ());
    let other = refusal(&sums("others"), &path, &[]);
    assert!(other.contains("it is of the ladder \"sums\", not of \"others\""), "{other}");
    let path = baseline(backer.path(), &measured, |report| _ = report["scenes"].as_array_mut().unwrap().pop());
    let none = refusal(&sums("sums"), &path, &["--input", "1000"]);
    assert!(none.contains("no rung, input and number of threads in common"), "{none}");
    let folder = refusal(&sums("sums"), backer.path(), &[]);
    assert!(folder.contains("directory") && folder.contains("name a file that --json wrote"), "{folder}");
    let missing = refusal(&sums("sums"), &backer.path().join("missing"), &[]);
    assert!(missing.contains("No such file") || missing.contains("cannot find"), "{missing}");
    let whole = measured.to_string();
    for broken in ["no JSON", "", &whole[..whole.len() / 2], "[]"] {
        fs::write(&path, broken).unwrap();
        assert!(refusal(&sums("sums"), &path, &[]).contains("name a file that --json wrote"), "{broken}");
    }
}

#[test]
fn a_wide_interval_of_a_rung_counts_as_its_noise() {
    let (backer, measured) = (tempfile::tempdir().unwrap(), measured());
    let path = baseline(backer.path(), &measured, |report| {
        scale(report, 1e-3, 0.01);
        for scene in report["scenes"].as_array_mut().unwrap() {
            let ratio = &mut scene["rungs"][1]["speed_up"];
            (ratio["median"], ratio["low"], ratio["high"]) = (json!(1.0), json!(0.0), json!(1e15));
        }
    });
    let words = ["--baseline", path.to_str().unwrap(), "--fail-slower", "5%", "--input", "64"];
    let (well, text) = run(&sums("sums"), &words).unwrap();
    let (_, slower) = text.split_once("SLOWER").expect("the other rung is slower");
    assert!(!well && slower.contains("first on n=64") && !slower.contains("back on"), "{text}");
}

#[test]
fn what_only_one_of_both_has_is_listed_and_other_work_is_not_compared() {
    let (backer, measured) = (tempfile::tempdir().unwrap(), measured());
    let path = baseline(backer.path(), &measured, |report| {
        report["scenes"][0]["work"]["amount"] = json!(65);
        report["scenes"][1]["rungs"][1]["name"] = json!("gone");
    });
    let json = backer.path().join("now.json");
    let words = ["--baseline", path.to_str().unwrap(), "--json", json.to_str().unwrap()];
    let (well, text) = run(&sums("sums"), &words).unwrap();
    assert!(
        well && text.contains("Only in this run: back on n=1000.") && !text.contains("sums, n=64, against"),
        "{text}"
    );
    assert!(text.contains("Only in the baseline: gone on n=1000."), "{text}");
    assert!(text.contains("n=64 (65 elements, reads 256 B then, 64 elements, reads 256 B now)"), "{text}");
    let (_, text) = run(&sums("sums"), &[&words[..2], &["--rung", "first", "--input", "1000"]].concat()).unwrap();
    assert!(text.contains("Only in the baseline: gone on n=1000.") && !text.contains("back on"), "left out: {text}");
    let (well, _) = run(&sums("sums"), &[&words[..2], &["--fail-slower", "9999%"]].concat()).unwrap();
    assert!(!well, "what cannot be compared does not pass");

    let written: Value = serde_json::from_str(&fs::read_to_string(&json).unwrap()).unwrap();
    let (since, change) = (&written["baseline"], &written["baseline"]["changes"][0]);
    assert_eq!(since["changes"].as_array().map(Vec::len), Some(1), "{since}");
    assert_eq!([&change["input"], &change["rung"], &change["threads"]], [&json!("n=1000"), &json!("first"), &json!(1)]);
    assert!(change["speed_up"].is_f64() && change["verdict"].is_string() && change["floor"].is_f64(), "{change}");
    assert_eq!([&since["only_now"], &since["only_then"]], [&json!(["back on n=1000"]), &json!(["gone on n=1000"])]);
    assert!(measured.get("baseline").is_none(), "without a baseline there is no such field");
    assert_eq!(written["schema"], measured["schema"]);
    // A report with that field is a baseline too.
    assert!(run(&sums("sums"), &["--baseline", json.to_str().unwrap()]).unwrap().0);
}

#[test]
fn tables_say_sizes_and_the_base_and_end_with_a_verdict() {
    let (_, text) = run(&sums("sums"), &["--input", "64"]).unwrap();
    assert!(text.contains("sums, n=64: 64 elements, reads 256 B; noise floor (A/A) "), "{text}");
    let base = text.split("first ").nth(2).unwrap_or_default();
    let cell = base.split_whitespace().nth(5);
    assert_eq!(cell, Some("1"), "the base's ratio is 1: {base}");

    let mut out = Vec::new();
    let words = "ladder compare back first --seconds 0.001 --input 64".split(' ');
    assert!(sums("sums").answer(words, &mut out).unwrap());
    let text = String::from_utf8(out).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    let last = text.split("Verdict: ").nth(1).expect("a sentence at the end");
    assert!(last.starts_with("on n=64 first is ") && last.contains(" as fast as back: "), "{last}");
    let twice = sums("sums").answer("ladder compare back back".split(' '), &mut Vec::new()).unwrap_err();
    assert_eq!(twice.to_string(), "compare back back names one rung twice: name two");
}

#[test]
fn more_threads_than_cpus_and_the_kernels_part_are_said() {
    // glibc takes so much memory fresh from the system in each call.
    let length = Agreement::by("of equal length", |_, got: &Vec<u8>, expected: &Vec<u8>| {
        if got.len() == expected.len() { Ok(()) } else { Err("another length".to_owned()) }
    });
    let ladder = Ladder::new("pages").case("many", || 40_usize << 20).oracle_by(|&n| vec![1_u8; n], length);
    let ladder = ladder.rung("fresh", "new pages", |&n| vec![1; n]).threaded("threads", "the same", |&n, _| vec![1; n]);
    let mut out = Vec::new();
    let threads = std::thread::available_parallelism().map_or(1, usize::from) + 1;
    let words = format!("ladder run --seconds 0.001 --threads {threads}");
    assert!(ladder.answer(words.split(' '), &mut out).unwrap());
    let text = String::from_utf8(out).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(&format!("note: {threads} threads are more than the")), "{text}");
    if cfg!(all(target_os = "linux", target_env = "gnu")) {
        assert!(text.contains("page faults per call (memory fresh from the system)"), "{text}");
    }
}
