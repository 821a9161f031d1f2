//! What a comparison says of counts that moved, and of those that did not.

use super::*;
use crate::baseline::ByLine;
use crate::compiler::Compiler;

/// Lines of one file: number, count, text.
fn counted(lines: &[(u32, u64, &str)]) -> Baseline {
    let text = |text: &str| text.to_owned();
    let job = Job { scene: text("lesson"), rung: text("best"), rounding: text("separate") };
    let counts = lines.iter().map(|&(line, count, _)| (line, count)).collect();
    let texts = lines.iter().map(|&(line, _, source)| (line, text(source))).collect();
    let charged: u64 = lines.iter().map(|(_, count, _)| count).sum();
    let fill = Fill { job, instructions: charged + 50, others: 50, lines: ByLine::from([(text("a.rs"), counts)]) };
    Baseline {
        history: Vec::new(),
        compiler: Compiler { rustc: text("1"), llvm: text("2"), target: text("t") },
        fills: vec![fill],
        source: ByLine::from([(text("a.rs"), texts)]),
    }
}

const BEFORE: [(u32, u64, &str); 3] = [(3, 950, "step();"), (4, 9000, "test();"), (9, 100, "step();")];

#[test]
fn equal_counts_pass_also_where_lines_have_other_numbers() {
    let (text, passed) = report(&counted(&BEFORE), &counted(&BEFORE.map(|(l, n, s)| (l + 7, n, s))));
    assert!(passed && text.contains("1 fills") && text.contains("to the instruction"), "{text}");
}

#[test]
fn a_little_more_passes_and_is_said() {
    let (text, passed) = report(&counted(&BEFORE), &counted(&[(3, 1030, "step();"), BEFORE[1], BEFORE[2]]));
    assert!(passed && text.contains("lesson best separate moved most, +0.79 %"), "{text}");
}

#[test]
fn what_moved_is_told_by_line_and_what_only_has_another_number_is_not() {
    let after = [(3, 30, "wasted();"), (4, 950, "step();"), (5, 9400, "test();"), (10, 100, "step();")];
    let (text, passed) = report(&counted(&BEFORE), &counted(&after));
    assert!(!passed && text.contains("FAILED: 1 of 1") && text.contains("--accept"), "{text}");
    let rows: Vec<Vec<&str>> = text.lines().skip(2).take(2).map(|row| row.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["a.rs:5", "9000", "9400", "+400", "test();"], "{text}");
    assert_eq!(rows[1], ["a.rs:3", "0", "30", "+30", "wasted();"], "{text}");
    assert!(!text.contains("step();"), "{text}");
    assert!(text.contains("+4.25 %"), "{text}");
}

#[test]
fn less_work_is_beyond_the_tolerance_too() {
    let (text, passed) = report(&counted(&BEFORE), &counted(&BEFORE[..2]));
    assert!(passed, "one line of a hundred: {text}");
    let (text, passed) = report(&counted(&BEFORE), &counted(&BEFORE[1..]));
    assert!(!passed && text.contains("-9.40 %"), "{text}");
}

#[test]
fn a_fill_on_one_side_alone_fails() {
    let (none, some) = (Baseline { fills: Vec::new(), ..counted(&BEFORE) }, counted(&BEFORE));
    let (text, passed) = report(&none, &some);
    assert!(!passed && text.contains("not in the baseline"), "{text}");
    let (text, passed) = report(&some, &none);
    assert!(!passed && text.contains("nothing fills it"), "{text}");
}
