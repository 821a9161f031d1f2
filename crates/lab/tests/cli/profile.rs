//! `lanelab profile`: a rung by function and by line.

use crate::lanelab::{Folder, lanelab, skipped};
use std::collections::BTreeMap;

/// What a profile leaves.
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

/// The samples of a profile by the file of the line that they are charged to, from the list of the hottest lines.
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
fn the_cost_of_a_kernel_lies_on_the_lines_of_the_recurrence_and_the_rung() {
    let folder = Folder::new();
    let call = lanelab("profile lanes-interleaved --scene overview --size 400x400 --threads 1 --seconds 1.5 --out a");
    let ended = call.within(&folder).succeeds().quietly();
    let ended = ended.printing(&["Verified: equal to the oracle", "Samples:", "Line Contents", "In a: functions.txt"]);
    if !ended.text().contains("perf_event_open, task clock") {
        skipped("lines of a rung: no perf_event_open");
        return;
    }
    let text = String::from_utf8(folder.read("a/lines.txt")).expect("a text");
    let percent = percent_by_file(&text);
    let of = |start: &str| percent.iter().filter(|(file, _)| file.starts_with(start)).map(|(_, share)| share).sum();
    let (workspace, rung): (f64, f64) = (of("crates/"), of("crates/lanes/") + of("crates/grid/src/recurrence/"));
    assert!(workspace >= 97.0, "{workspace} % in the workspace: {percent:?}");
    assert!(rung >= 90.0, "{rung} % in the rung and the recurrence: {percent:?}");
    assert_eq!(of("crates/grid/src/number"), 0.0, "wrappers: {percent:?}");
    let folded = String::from_utf8(folder.read("a/stacks.folded")).expect("a text");
    let (of_caller, all) = folded.lines().fold((0, 0), |(of_caller, all), line| {
        let (stack, count) = line.rsplit_once(' ').expect("a stack and its count");
        let count: u64 = count.parse().expect("a count");
        (of_caller + if stack.contains("<Rung>::fill;") { count } else { 0 }, all + count)
    });
    assert!(10 * of_caller >= 9 * all, "the rung's caller is in {of_caller} of {all} stacks");
}

#[test]
fn a_profile_leaves_all_its_files() {
    let folder = Folder::new();
    let call = lanelab("profile textbook:fused --size 60x60 --threads 2 --seconds 0.2 --hz 499 --out a/b");
    call.within(&folder).succeeds().quietly().printing(&["textbook:fused, threads 2", "asked for 499 Hz"]);
    let mut names: Vec<_> = std::fs::read_dir(folder.path("a/b"))
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    assert_eq!(names, FILES);
    for name in FILES {
        assert!(!folder.read(&format!("a/b/{name}")).is_empty(), "{name} is empty");
    }
}

#[test]
fn what_cannot_be_profiled_is_refused() {
    lanelab("profile").refuses().saying(&["RUNG[:ROUNDING]"]);
    lanelab("profile textbok").refuses().saying(&["textbok", "textbook"]).leaving(&[]);
    lanelab("profile period:contracted").refuses().saying(&["period", "contracted"]).leaving(&[]);
    for hz in ["0", "20001", "fast"] {
        lanelab("profile best --hz").word(hz).refuses().saying(&["--hz", hz, "1 to 20000"]).leaving(&[]);
    }
    let folder = Folder::new().with("file", "before");
    let call = lanelab("profile textbook --size 8x8 --seconds 0.1 --out file");
    call.within(&folder).fails().saying(&["--out file", "name another"]);
}
