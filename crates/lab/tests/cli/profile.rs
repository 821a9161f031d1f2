//! `lanelab profile`: a rung by function and by line.

use crate::lanelab::{Folder, lanelab, skipped};
use std::collections::BTreeMap;

/// The files of a profile.
const FILES: [&str; 8] = [
    "flamegraph.svg",
    "functions.txt",
    "icicle.svg",
    "lineprof.json",
    "lines.txt",
    "profile.pb.gz",
    "speedscope.json",
    "stacks.folded",
];

/// The samples of a profile by file, from the list of the hottest lines.
fn percent_by_file(lines: &str) -> BTreeMap<String, f64> {
    let list = lines.lines().skip_while(|line| !line.starts_with("Self %")).skip(1).take_while(|line| !line.is_empty());
    let mut percent = BTreeMap::new();
    for line in list {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [share, _, "to", _, place, ..] = words[..]
            && let (Ok(share), Some((file, _))) = (share.parse::<f64>(), place.rsplit_once(':'))
        {
            *percent.entry(file.to_owned()).or_default() += share;
        }
    }
    percent
}

#[test]
fn the_time_of_a_rung_is_on_the_lines_of_the_recurrence_and_the_rung() {
    let call = lanelab("profile lanes-interleaved --scene overview --size 400x400 --threads 1 --seconds 1.5 --out a");
    let ended = call.succeeds().quietly();
    let ended = ended.printing(&["Verified: 1 rung", "Samples:", "Line Contents", "In a: functions.txt"]);
    if !ended.text().contains("perf_event_open, task clock") {
        return skipped("lines of a rung: no perf_event_open");
    }
    let text = |name| String::from_utf8(ended.folder.read(name)).unwrap();
    let percent = percent_by_file(&text("a/lines.txt"));
    let of = |start: &str| percent.iter().filter(|(file, _)| file.starts_with(start)).map(|(_, share)| share).sum();
    let (workspace, rung): (f64, f64) = (of("crates/"), of("crates/lanes/") + of("crates/grid/src/recurrence/"));
    assert!(workspace >= 97.0, "{workspace} % in the workspace: {percent:?}");
    assert!(rung >= 90.0, "{rung} % in the rung and the recurrence: {percent:?}");
    assert_eq!(of("crates/grid/src/number"), 0.0, "wrappers: {percent:?}");
    let (of_caller, all) = text("a/stacks.folded").lines().fold((0, 0), |(of_caller, all), line| {
        let (stack, count) = line.rsplit_once(' ').unwrap();
        let count: u64 = count.parse().unwrap();
        (of_caller + if stack.contains("<Rung>::fill;") { count } else { 0 }, all + count)
    });
    assert!(10 * of_caller >= 9 * all, "the rung's caller is in {of_caller} of {all} stacks");
}

#[test]
fn a_profile_writes_all_its_files() {
    let call = lanelab("profile textbook:fused --size 60x60 --threads 2 --seconds 0.2 --hz 499 --out a/b");
    let ended = call.succeeds().quietly().printing(&["textbook:fused, threads 2", "asked for 499 Hz"]);
    assert_eq!(ended.folder.names("a/b"), FILES);
    for name in FILES {
        assert!(!ended.folder.read(&format!("a/b/{name}")).is_empty(), "{name} is empty");
    }
}

#[test]
fn a_call_that_cannot_be_done_is_an_error() {
    lanelab("profile").refuses().saying(&["RUNG[:ROUNDING]"]);
    lanelab("profile textbok").refuses().saying(&["textbok", "textbook"]).leaving(&[]);
    lanelab("profile period:contracted").refuses().saying(&["period", "contracted"]).leaving(&[]);
    for hz in ["0", "20001", "fast"] {
        lanelab("profile best --hz").word(hz).refuses().saying(&["--hz", hz, "1 to 20000"]).leaving(&[]);
    }
    let call = lanelab("profile textbook --size 8x8 --seconds 0.1 --out file");
    call.within(&Folder::new().with("file", "before")).fails().saying(&["--out file", "name another"]);
}
