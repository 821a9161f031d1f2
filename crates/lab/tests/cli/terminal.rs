//! On a terminal no line is wider than it, and no progress is left. A pipe gets no progress at all.

use crate::lanelab::{Folder, PROGRAM, PYTHON, are_installed, lanelab};
use std::process::Command;

const TOOLS: [&str; 2] = ["script", "stty"];

/// The lines that remain on a terminal of this many columns after a call.
fn lines_on_terminal(columns: usize, words: &str) -> Vec<String> {
    let call = format!("stty cols {columns} rows 40; exec {PROGRAM} {words}");
    let folder = Folder::new().with_program("python", PYTHON);
    let mut command = Command::new("script");
    command.args(["-qec", &call, "/dev/null"]).current_dir(folder.path(""));
    let output = command.env("LANELAB_PYTHON", folder.path("python")).output().unwrap();
    assert!(output.status.success(), "{words}: {output:?}");
    // After all returns and erasures, only what was written last remains of a line.
    let remains = |line: &str| line.trim_end_matches('\r').rsplit(['\r', '\u{1b}']).next().unwrap_or("").to_owned();
    String::from_utf8(output.stdout).unwrap().lines().map(|line| remains(line).replacen("[2K", "", 1)).collect()
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
    for columns in [0, 1, 7, 1000] {
        assert!(lines_on_terminal(columns, "list").len() > 5, "{columns} columns");
    }
}

#[test]
fn a_pipe_gets_no_progress_and_no_colours() {
    for words in ["run --rung textbook --size 9x9 --seconds 0.001", "counts --rung textbook", "list", "--help"] {
        let ended = lanelab(words).succeeds().quietly();
        assert!(!ended.text().contains(['\u{1b}', '\r']) && !ended.errors.contains(['\u{1b}', '\r']), "{ended}");
    }
}
