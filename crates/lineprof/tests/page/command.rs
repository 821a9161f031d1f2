//! `lineprof report --html`.

use super::made::made;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn report(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lineprof"));
    command.current_dir(folder).arg("report").args(arguments).output().expect("it starts")
}

#[test]
fn it_writes_the_page_or_says_what_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    made().write_json(&folder.path().join("lineprof.json")).expect("it is written");
    let output = report(folder.path(), &["lineprof.json", "--html", "page.html"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "page in page.html\n");
    let page = fs::read_to_string(folder.path().join("page.html")).expect("it is there");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"), "it is whole");
    for (arguments, reason) in [
        (&["lineprof.json", "--html", "none/page.html"][..], "--html none/page.html: No such file or directory"),
        (&["lineprof.json", "--html", "page.html", "--json"], "cannot be used with"),
        (&["lineprof.json", "--hide-runtime"], "--html <FILE>"),
        (&["none", "--html", "other.html"], "none: No such file or directory"),
    ] {
        let output = report(folder.path(), arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && errors.contains(reason), "{arguments:?}: {errors}");
    }
    assert!(!folder.path().join("other.html").exists(), "half a page");
}
