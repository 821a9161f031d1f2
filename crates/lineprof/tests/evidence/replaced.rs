//! Profiles in folders that hold one already.

use crate::built::build;
use crate::kept::{program, recorded};
use crate::{lineprof, printed};
use std::fs;

#[test]
fn the_profile_before_is_moved_aside_and_compared_without_arguments() {
    let built = build(&program("first", "wrapping_mul(0x9e37_79b9_7f4a_7c15)"), &[]);
    let folder = built.folder.path();
    let read = |name: &str| fs::read(folder.join(name).join("lineprof.json")).ok();
    if !recorded(folder, &["./busy"]) {
        return;
    }
    assert_eq!(read("lineprof.out.old"), None, "there was none before");
    let first = read("lineprof.out").expect("it was written");
    fs::write(folder.join("lineprof.out/notes.md"), "mine").expect("it can be written");
    let output = lineprof(folder, &["record", "./busy"]);
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("the profile that was in lineprof.out is now in lineprof.out.old"), "{text}");
    assert!(read("lineprof.out.old") == Some(first.clone()) && read("lineprof.out").is_some_and(|new| new != first));
    assert!(folder.join("lineprof.out/notes.md").exists(), "other files stay");
    assert!(printed(folder, &["diff"]).contains("Total: "));
    let changes = printed(folder, &["diff", "--json"]);
    assert!(changes.contains("\"busy.rs\"") && changes.contains("\"busy::first\""), "{changes}");
}
