//! On a terminal no line is wider than it, and no progress is left. A pipe gets no progress at all.

use crate::lanelab::{Folder, PROGRAM, PYTHON, are_installed, lanelab};
use std::collections::BTreeSet;
use std::process::Command;

const TOOLS: [&str; 2] = ["script", "stty"];

/// All that a call writes to a terminal of so many columns.
fn on_terminal(columns: usize, words: &str) -> String {
    let call = format!("stty cols {columns} rows 40; exec {PROGRAM} {words}");
    let folder = Folder::new().with_program("python", PYTHON);
    let mut command = Command::new("script");
    command.args(["-qec", &call, "/dev/null"]).current_dir(folder.path(""));
    let output = command.env("LANELAB_PYTHON", folder.path("python")).output().unwrap();
    assert!(output.status.success(), "{words}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The lines that remain on a terminal of so many columns after a call.
fn lines_on_terminal(columns: usize, words: &str) -> Vec<String> {
    // After all returns and erasures, only what was written last remains of a line.
    let remains = |line: &str| line.trim_end_matches('\r').rsplit(['\r', '\u{1b}']).next().unwrap_or("").to_owned();
    on_terminal(columns, words).lines().map(|line| remains(line).replacen("[2K", "", 1)).collect()
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    if !are_installed(&TOOLS, "the width of lines on a terminal") {
        return;
    }
    let region = "--region=-0.744643887037151,-0.742643887037151,0.13082590420533,0.13282590420533 --size 9x9";
    for words in [
        "list",
        "peak",
        "--help",
        "verify --help",
        "counts --help",
        "occupancy --help",
        "lesson --help",
        "lesson --seconds 0.001 --numpy",
        &format!("occupancy {region} --out ."),
        &format!("counts --rung lanes-interleaved {region}"),
        &format!("run {region} --seconds 0.001"),
        &format!("run {region} --rung textbook --threads 1,2 --seconds 0.001"),
        &format!("compare array-compacted:separate array-compacted:contracted {region} --seconds 0.001"),
    ] {
        for &columns in if words.starts_with("lesson -") { &[80][..] } else { &[80, 100, 120] } {
            let lines = lines_on_terminal(columns, words);
            assert!(lines.len() > 5, "{words}: {lines:#?}");
            let wide: Vec<_> = lines.iter().filter(|line| line.chars().count() > columns).collect();
            assert!(wide.is_empty(), "{words}, {columns} columns: {wide:#?}");
        }
    }
    for words in ["list", "verify", "peak", "compare best textbook:fused --size 9x9 --seconds 0.001"] {
        let wide: Vec<_> = lines_on_terminal(60, words).into_iter().filter(|line| line.chars().count() > 60).collect();
        assert!(wide.is_empty(), "{words}, 60 columns: {wide:#?}");
    }
    for columns in [0, 1, 7, 1000] {
        assert!(lines_on_terminal(columns, "list").len() > 5, "{columns} columns");
    }
}

#[test]
fn columns_without_room_are_named_and_in_a_narrow_terminal_rows_become_blocks() {
    if !are_installed(&TOOLS, "the columns on a terminal") {
        return;
    }
    let run = "run --rung textbook --rung best --size 9x9 --seconds 0.001";
    for (columns, left_out) in [(60, 4..7), (80, 1..4), (160, 0..1)] {
        let text = lines_on_terminal(columns, run).join("\n");
        let heading = text.lines().find(|line| line.starts_with("rung ")).unwrap_or_else(|| panic!("{text}"));
        let note = text.split_once("Not shown at this width: ").map_or("", |(_, note)| note.split(';').next().unwrap());
        assert_eq!(text.contains("widen the terminal"), !note.is_empty(), "{text}");
        let names = ["n", "± MAD", "Giter/s", "iter/cycle", "occupancy", "% of peak"];
        let noted: Vec<_> = note.split(',').map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let is_noted = |name: &&&str| noted.iter().any(|noted| noted == *name);
        let missing = names.iter().filter(|name| !format!("{heading} ").contains(&format!(" {name} ")));
        assert!(missing.clone().all(|name| is_noted(&name)), "{columns} columns: {noted:?}\n{text}");
        assert!(left_out.contains(&missing.count()), "{columns} columns\n{text}");
        assert!(names.iter().filter(is_noted).all(|name| !heading.contains(&format!(" {name} "))), "{text}");
    }
    let text = lines_on_terminal(30, run).join("\n");
    assert!(
        text.contains("\ntextbook\n  n: ") && text.contains("\n  median: ") && !text.contains("\nrung  "),
        "{text}"
    );
    assert!(!text.contains("Not shown"), "a block has room for all: {text}");
    assert!(!lanelab(run).succeeds().text().contains("Not shown"), "a pipe has room for all");
}

#[test]
fn a_terminal_gets_progress_from_the_first_answer_on() {
    if !are_installed(&TOOLS, "progress on a terminal") {
        return;
    }
    let text = on_terminal(80, "run --rung best --scene overview --size 700x700 --seconds 0.001");
    let phases = ["inner loops alone", "the oracle's answer", "warm-up of 1. best", "1. best on 1"];
    let places: Vec<_> = phases.iter().map(|phase| text.find(phase)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {text}");
    let shares = text.split('\r').filter(|line| line.contains(phases[1])).filter_map(|line| line.split(" %").next());
    let shares: BTreeSet<_> = shares.filter_map(|line| line.split_whitespace().last()).collect();
    assert!(shares.len() >= 3, "it moves: {shares:?}");
}

#[test]
fn a_pipe_gets_no_progress_and_no_colours() {
    for words in ["run --rung textbook --size 9x9 --seconds 0.001", "counts --rung textbook", "list", "--help"] {
        let ended = lanelab(words).succeeds().quietly();
        assert!(!ended.text().contains(['\u{1b}', '\r']) && !ended.errors.contains(['\u{1b}', '\r']), "{ended}");
    }
}
