//! `lanelab builds`: one rung in two builds.

use crate::lanelab::{Call, Ended, Folder, PROGRAM, lanelab};

fn builds(a: &str, b: &str) -> Call {
    lanelab("builds").word(a).word(b).words("components --scene lesson --size 60x60 --seconds 1")
}

#[test]
fn a_build_is_compared_with_itself_and_a_slowed_one_is_found() {
    let same = builds(PROGRAM, PROGRAM).succeeds();
    same.printing(&["a sample of ", " fills, ", "B takes", "A/A floor", "answers equal to the oracle's"]);
    builds(PROGRAM, PROGRAM).words("--delay 400").succeeds().printing(&["B is slower than A"]);
}

/// Rounds for a verdict come before the budget, which three rounds of such a view would exceed.
#[test]
fn a_view_that_takes_long_has_a_verdict_all_the_same() {
    let slow = lanelab("builds").word(PROGRAM).word(PROGRAM);
    let slow = slow.words("components --scene lesson --size 60x60 --seconds 0.01 --delay 400");
    slow.succeeds().printing(&["B is slower than A", ", 8 rounds"]);
}

#[test]
fn what_is_no_build_is_named() {
    builds(PROGRAM, "./none").fails().saying(&["./none", "name a build of lanelab"]);
    if cfg!(unix) {
        let parts = ["/bin/true has ended (exit status: 0)", "older than lanelab serve"];
        builds(PROGRAM, "/bin/true").fails().saying(&parts);
    }
    builds(PROGRAM, PROGRAM).words("--delay -1").refuses().saying(&["--delay", "from 0 to 1000"]);
}

/// A script in place of a build, which takes each line of its input as `$line`.
#[cfg(unix)]
fn with_script(name: &str, says: &str) -> Folder {
    let script = format!("#!/bin/sh\nwhile read -r line; do\n{says}\ndone\n");
    Folder::new().with_program(name, &script)
}

#[cfg(unix)]
#[test]
fn builds_that_answer_differently_are_not_compared() {
    let liar = with_script("liar", "case $line in fill*) echo done ;; *) echo 01234567 ;; esac");
    builds(PROGRAM, "./liar").within(&liar).fails().saying(&["./liar answers 01234567", "different things"]);
}

/// A name without a slash means the file here, and not one of the search path.
#[cfg(unix)]
#[test]
fn a_build_of_the_current_folder_is_found_by_its_name() {
    let liar = with_script("true", "case $line in fill*) echo done ;; *) echo 01234567 ;; esac");
    builds(PROGRAM, "true").within(&liar).fails().saying(&["true answers 01234567"]);
}

#[cfg(unix)]
#[test]
fn an_answer_that_none_gives_is_not_believed() {
    let deaf = with_script("deaf", "echo 01234567");
    let said = ["./deaf answered \"01234567\" to fill 1; name a build of lanelab"];
    builds("./deaf", "./deaf").within(&deaf).fails().saying(&said);
    for sum in ["done", "0123456", "012345678", "0123456g"] {
        let vague = with_script("vague", &format!("case $line in fill*) echo done ;; *) echo {sum} ;; esac"));
        let said = format!("./vague answered \"{sum}\" to check; name a build of lanelab");
        builds("./vague", "./vague").within(&vague).fails().saying(&[&said]);
    }
}

#[cfg(unix)]
#[test]
fn a_build_that_finds_its_answer_wrong_says_in_what_way() {
    let wrong = "case $line in fill*) echo done ;; *) printf 'wrong: one\\ttwo\\n' ;; esac";
    let said = ["./wrong gave a wrong answer: one\ntwo"];
    builds("./wrong", "./wrong").within(&with_script("wrong", wrong)).fails().saying(&said);
}

/// It answers twice, as it must to be timed at all, and ends with the next line: its end is no wrong answer.
#[cfg(unix)]
#[test]
fn a_build_that_ends_in_the_middle_is_told_from_one_that_is_wrong() {
    let short = "n=$((n + 1))\n[ $n -lt 3 ] || { echo 'out of breath' >&2; exit 7; }\n\
                 case $line in fill*) echo done ;; *) echo 01234567 ;; esac";
    let ended = builds("./short", "./short").within(&with_script("short", short)).fails();
    let parts = ["out of breath", "./short ended in the middle (exit status: 7); see its message above"];
    let ended = ended.saying(&parts);
    assert!(!ended.said.contains("wrong answer") && !ended.said.contains("older"), "{ended}");
}

/// The same in a round: only a timed build is asked for more than its calibration takes.
#[cfg(unix)]
#[test]
fn a_build_that_ends_in_a_round_gives_no_wrong_answer() {
    let tired = "n=$((n + 1))\n[ $n -lt 18 ] || exit 7\n\
                 case $line in fill*) sleep 0.01; echo done ;; *) echo 01234567 ;; esac";
    let ended = builds("./tired", "./tired").within(&with_script("tired", tired)).fails();
    let ended = ended.saying(&["./tired ended in the middle (exit status: 7)"]);
    assert!(!ended.said.contains("wrong answer"), "{ended}");
}

/// What `serve` says to these lines.
fn served(lines: &str) -> Ended {
    let script = format!("printf '{lines}' | (exec \"$0\" \"$@\"); exit $?; true");
    lanelab("serve textbook --scene lesson --size 9x9").after(&script).ends()
}

#[test]
fn a_served_line_is_fill_or_check() {
    let ended = served("nonsense\\n").exits_with(2);
    ended.saying(&["\"nonsense\"", "fill N or check"]);
}

#[test]
fn an_answer_is_checked_once_and_none_is_wrong() {
    let ended = served("check\\nfill 2\\ncheck\\ncheck\\n").exits_with(0);
    let lines: Vec<_> = ended.text().lines().collect();
    let [never, done, sum, again] = lines.as_slice() else { panic!("{lines:?}: {ended}") };
    assert!(never.starts_with("wrong: textbook differs"), "nothing was filled: {never}");
    assert_eq!(*done, "done");
    assert!(sum.len() == 8 && u32::from_str_radix(sum, 16).is_ok(), "{sum}");
    assert!(again.starts_with("wrong: textbook differs"), "nothing was filled since: {again}");
}
