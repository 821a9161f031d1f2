//! `lanelab builds`: one rung in two builds.

use crate::lanelab::{Call, Ended, PROGRAM, lanelab};

fn builds(a: &str, b: &str) -> Call {
    lanelab("builds").word(a).word(b).words("components --scene lesson --size 60x60 --seconds 1")
}

#[test]
fn a_build_is_compared_with_itself_and_a_slowed_one_is_detected() {
    let same = builds(PROGRAM, PROGRAM).succeeds();
    same.printing(&[
        "per sample of ",
        " fills, ",
        "B is ",
        "as fast as A: ",
        "noise floor (A/A)",
        "answers equal the oracle's",
    ]);
    builds(PROGRAM, PROGRAM).words("--delay 400").succeeds().printing(&["B is 0.", "as fast as A: slower."]);
}

/// The rounds that a verdict needs take precedence over the time budget.
#[test]
fn a_slow_view_still_gets_a_verdict() {
    let slow = lanelab("builds").word(PROGRAM).word(PROGRAM);
    let slow = slow.words("components --scene lesson --size 60x60 --seconds 0.01 --delay 400");
    slow.succeeds().printing(&["as fast as A: slower.", " 8 rounds"]);
}

#[test]
fn a_program_that_is_not_a_build_is_named() {
    builds(PROGRAM, "./none").fails().saying(&["./none", "give the path of a lanelab binary"]);
    if cfg!(unix) {
        let parts = ["/bin/true has ended (exit status: 0)", "too old to have lanelab serve"];
        builds(PROGRAM, "/bin/true").fails().saying(&parts);
    }
    builds(PROGRAM, PROGRAM).words("--delay -1").refuses().saying(&["--delay", "from 0 to 1000"]);
}

/// Scripts in place of a build, which take each request as `$line`.
#[cfg(unix)]
#[test]
fn replies_that_no_build_gives_are_reported_as_they_are() {
    let replies = |sum: &str| format!("case $line in fill*) echo done ;; *) {sum} ;; esac");
    let different = replies("echo 01234567");
    let late = "./build ended during the comparison (exit status: 7)";
    let ended = |code: &str| format!("n=$((n + 1))\n[ $n -lt {code} }}\n{different}");
    for (a, program, script, parts) in [
        (PROGRAM, "./build", different.clone(), vec!["./build answers 01234567", "different results"]),
        // A name without a slash means the file in the current folder, not a program of the search path.
        (PROGRAM, "true", different.clone(), vec!["true answers 01234567"]),
        ("./build", "./build", "echo 01234567".to_owned(), vec!["replied \"01234567\" to fill 1; give the path"]),
        ("./build", "./build", replies("echo done"), vec!["./build replied \"done\" to check; give the path"]),
        ("./build", "./build", replies("echo 0123456"), vec!["replied \"0123456\" to check"]),
        ("./build", "./build", replies("echo 012345678"), vec!["replied \"012345678\" to check"]),
        ("./build", "./build", replies("echo 0123456g"), vec!["replied \"0123456g\" to check"]),
        ("./build", "./build", replies("printf 'wrong: one\\ttwo\\n'"), vec!["./build gave a wrong answer: one\ntwo"]),
        // It ends after its first answer, or in a timed round, after its calibration.
        ("./build", "./build", ended("3 ] || { echo 'late' >&2; exit 7; "), vec!["late", &format!("{late}; see its")]),
        ("./build", "./build", ended("18 ] || { exit 7; ").replace("echo", "sleep 0.01; echo"), vec![late]),
    ] {
        let script = format!("#!/bin/sh\nwhile read -r line; do\n{script}\ndone\n");
        let folder = crate::lanelab::Folder::new().with_program(program, &script);
        let ended = builds(a, program).within(&folder).fails().saying(&parts);
        let wrong = ended.errors.contains("wrong answer");
        assert_eq!(wrong, parts[0].contains("wrong answer"), "{script}: {ended}");
    }
}

/// What `serve` replies to these lines.
fn served(lines: &str) -> Ended {
    let script = format!("printf '{lines}' | \"$0\" \"$@\"");
    lanelab("serve textbook --scene lesson --size 9x9").by(&script).ends()
}

#[test]
fn a_request_is_fill_or_check_and_each_answer_is_checked_once() {
    served("nonsense\\n").exits_with(2).saying(&["\"nonsense\"", "fill N or check"]);
    let ended = served("check\\nfill 2\\ncheck\\ncheck\\n").exits_with(0);
    let lines: Vec<_> = ended.text().lines().collect();
    let [never, done, sum, again] = lines.as_slice() else { panic!("{lines:?}: {ended}") };
    assert!(never.starts_with("wrong: textbook differs"), "nothing was filled: {never}");
    assert_eq!(*done, "done");
    assert!(sum.len() == 8 && u32::from_str_radix(sum, 16).is_ok(), "{sum}");
    assert!(again.starts_with("wrong: textbook differs"), "nothing was filled since: {again}");
}
