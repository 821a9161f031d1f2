//! `lanelab builds`: one rung in two builds.

use crate::lanelab::{Call, Folder, PROGRAM, lanelab};
use std::fs;

fn builds(a: &str, b: &str) -> Call {
    lanelab("builds").word(a).word(b).words("components --scene lesson --size 60x60 --seconds 1")
}

#[test]
fn a_build_is_compared_with_itself_and_a_slowed_one_is_found() {
    builds(PROGRAM, PROGRAM).succeeds().printing(&["B takes", "A/A floor", "answers equal to the oracle's"]);
    builds(PROGRAM, PROGRAM).words("--delay 400").succeeds().printing(&["B is slower than A"]);
}

#[test]
fn what_is_no_build_is_named() {
    builds(PROGRAM, "./none").fails().saying(&["./none", "name a build of lanelab"]);
    if cfg!(unix) {
        builds(PROGRAM, "/bin/true").fails().saying(&["/bin/true has ended", "older than lanelab serve"]);
    }
    builds(PROGRAM, PROGRAM).words("--delay -1").refuses().saying(&["--delay", "from 0 to 1000"]);
}

#[cfg(unix)]
#[test]
fn builds_that_answer_differently_are_not_compared() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new().with("liar", "#!/bin/sh\nwhile read -r line; do echo 01234567; done\n");
    fs::set_permissions(folder.path("liar"), fs::Permissions::from_mode(0o755)).unwrap();
    builds(PROGRAM, "./liar").within(&folder).fails().saying(&["compute different things"]);
}

#[test]
fn a_served_line_is_fill_or_check() {
    lanelab("serve textbook")
        .after("echo nonsense | (exec \"$0\" \"$@\"); exit $?; true")
        .refuses()
        .saying(&["\"nonsense\"", "fill N or check"]);
}
