//! A terminal: no line is wider than it, and no progress is left standing. A pipe gets no progress at all.

use crate::lanelab::{Folder, PROGRAM, PYTHON, is_installed, lanelab, skipped};
use std::process::Command;

/// What is left standing on a terminal of so many columns after a call, line by line. Its Python answers at once.
fn shown(columns: usize, words: &str) -> Vec<String> {
    let call = format!("stty cols {columns} rows 40; exec {PROGRAM} {words}");
    let folder = Folder::new().with_program("python", PYTHON);
    let mut command = Command::new("script");
    command.args(["-qec", &call, "/dev/null"]).current_dir(folder.path(""));
    let output = command.env("LANELAB_PYTHON", folder.path("python")).output().unwrap();
    assert!(output.status.success(), "{words}: {output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(standing).collect()
}

/// What is left of a line after all returns and erasures: what was written last.
fn standing(line: &str) -> String {
    let line = line.trim_end_matches('\r');
    let line = line.rsplit("\u{1b}[2K").next().unwrap_or(line);
    line.rsplit('\r').next().unwrap_or(line).to_owned()
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    if !is_installed("script") || !is_installed("stty") {
        return skipped("no script or stty: what is shown on a terminal");
    }
    let region = "--region=-0.744643887037151,-0.742643887037151,0.13082590420533,0.13282590420533 --size 9x9";
    for words in [
        "list",
        "peak",
        "verify --help",
        "counts --help",
        "occupancy --help",
        "balance --help",
        "lesson --help",
        "lesson --seconds 0.001 --numpy",
        &format!("occupancy {region} --out ."),
        &format!("balance {region} --out a.png"),
        &format!("counts --rung lanes-interleaved {region}"),
        &format!("run {region} --seconds 0.001"),
        &format!("compare array-compacted:separate array-compacted:contracted {region} --seconds 0.001"),
    ] {
        for columns in [80, 100, 120] {
            let lines = shown(columns, words);
            assert!(lines.len() > 5, "{words}: {lines:#?}");
            let wide: Vec<_> = lines.iter().filter(|line| line.chars().count() > columns).collect();
            assert!(wide.is_empty(), "{words}, {columns} columns: {wide:#?}");
            assert!(!lines.concat().contains('\u{1b}'), "{words}, {columns} columns: {lines:#?}");
        }
    }
}

#[test]
fn a_terminal_may_be_of_any_width() {
    if !is_installed("script") || !is_installed("stty") {
        return skipped("no script or stty: what is shown on a terminal");
    }
    for columns in [0, 1, 7, 1000] {
        assert!(shown(columns, "list").len() > 5, "{columns} columns");
    }
}

#[test]
fn a_pipe_gets_no_progress_and_no_colours() {
    for words in ["run --rung textbook --size 9x9 --seconds 0.001", "counts --rung textbook", "list", "--help"] {
        let ended = lanelab(words).succeeds().quietly();
        assert!(!ended.text().contains(['\u{1b}', '\r']) && !ended.said.contains(['\u{1b}', '\r']), "{ended}");
    }
}
