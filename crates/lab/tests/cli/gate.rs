//! `lanelab run --gate`: ratios that must hold. What is asked lies so far from what can be that no mood of a machine matters.

use crate::lanelab::{Call, Folder, lanelab};

fn row(a: &str, b: &str, min_ratio: &str) -> String {
    format!("[[gate]]\nscene = \"lesson\"\na = \"{a}\"\nb = \"{b}\"\nmin_ratio = {min_ratio}\n")
}

fn gate(text: &str) -> Call {
    lanelab("run --seconds 0.02 --gate gates.toml").within(&Folder::new().with("gates.toml", text))
}

#[test]
fn rows_that_hold_pass_and_one_that_does_not_fails_and_is_shown() {
    let holds = row("lanes-interleaved", "textbook", "0.5");
    gate(&holds).succeeds().printing(&["lanes-interleaved", "0.500×", "holds"]);
    let other = row("best", "textbook", "1.0") + "isa = \"SVE-9000\"\n";
    let both = holds + &row("textbook", "best:contracted", "1.0") + &other;
    let parts = ["textbook", "best:contracted", "broken", "holds"];
    gate(&both).fails().printing(&parts).saying(&["gates.toml", "1 of 2 rows do not hold", "lanelab compare"]);
}

#[test]
fn a_row_for_other_vectors_is_skipped_and_said() {
    let other = row("textbook", "lanes-interleaved", "1.0") + "isa = \"SVE-9000\"\n";
    let ended = gate(&other).succeeds().printing(&["no row was measured here"]);
    ended.saying(&["skipped: lesson textbook against", "SVE-9000", "this build uses"]);
}

#[test]
fn a_file_that_is_none_is_refused_and_says_where_and_why() {
    gate(&row("bets", "textbook", "1.0")).refuses().saying(&["--gate gates.toml", "bets", "choose one of"]);
    gate(&row("best", "textbook", "0.0")).refuses().saying(&["min_ratio 0", "above 0"]);
    gate(&row("best", "copies", "0.9")).refuses().saying(&["threads 1", "from 2 where b is"]);
    gate("[[gate]]\nscene = 3\n").refuses().saying(&["--gate gates.toml", "line 2"]);
    let late = row("best", "textbook", "1.0") + &row("textbook", "period:contracted", "1.0");
    gate(&late).refuses().saying(&[
        "--gate gates.toml, row 2 (lesson textbook against period:contracted)",
        "period does not give rounding contracted",
    ]);
    gate("gate = []").refuses().saying(&["--gate gates.toml", "no rows", "[[gate]]"]);
    gate("").refuses().saying(&["--gate gates.toml", "gate"]);
    lanelab("run --gate none.toml").refuses().saying(&["--gate none.toml", "name a file"]);
    lanelab("run --gate gates.toml --rung best").refuses().saying(&["--gate", "cannot be used with"]);
}
