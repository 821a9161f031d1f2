//! Files are complete or unchanged: a failed write keeps the old content and leaves no temporary file.

use crate::lanelab::{Folder, PROGRAM, TEMPORARY, lanelab};
use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::process::Command;

const COUNTS: &str = "counts --rung textbook --size 3x2 --limit 9";
const MEASURE: &str = "run --rung textbook --size 3x2 --limit 9 --seconds 0.001";

/// What [`COUNTS`] writes as CSV.
const CSV: &str = "1,2,8\n0,0,0\n";

#[test]
fn a_path_that_cannot_be_written_is_an_error_before_the_work_and_changes_nothing() {
    let long = "n".repeat(300) + ".npy";
    for (path, parts) in [
        ("file/a.npy", ["file is a file", "name a file in a folder"]),
        ("file/deeper/a.npy", ["file is a file", "name a file in a folder"]),
        ("folder", ["names a folder", "name a file in it"]),
        ("new/", ["names a folder", "name a file in it"]),
        ("folder/..", ["names a folder", "name a file in it"]),
        ("none/a.npy", ["the folder none does not exist", "create it, or name another file"]),
        ("none/deeper/a.npy", ["the folder none/deeper does not exist", "create it, or name another file"]),
        ("locked", ["is write-protected", "make it writable, or name another file"]),
        ("loop", ["was not written", "name another file"]),
        (&long, ["was not written", "name another file"]),
    ] {
        for (call, argument) in
            [(format!("{COUNTS} --format npy --out"), "--out"), (format!("{MEASURE} --json"), "--json")]
        {
            let folder = Folder::new().with("file", "before").with("locked", "before");
            fs::create_dir(folder.path("folder")).unwrap();
            fs::set_permissions(folder.path("locked"), fs::Permissions::from_mode(0o444)).unwrap();
            symlink("loop", folder.path("loop")).unwrap();
            let ended = lanelab(&call).within(&folder).word(path).fails().before_the_work();
            let ended = ended.saying(&[&format!("{argument} {path}")]).saying(&parts);
            ended.leaving(&["file", "folder", "locked", "loop"]);
            assert_eq!((folder.read("file"), folder.read("locked")), (b"before".to_vec(), b"before".to_vec()));
        }
    }
}

#[test]
fn results_go_below_the_workspace_around_the_current_folder_or_into_a_folder_there() {
    let call = || lanelab("occupancy --rung lanes-masked --size 9x9");
    let ended = call().succeeds().leaving(&["lanelab-out"]).printing(&["In lanelab-out/occupancy:"]);
    assert_eq!(ended.folder.names("lanelab-out/occupancy"), ["lesson-lanes-masked.png"]);
    let below = |folder: &Folder| call().within(folder).by("mkdir -p a/b; cd a/b; exec \"$0\" \"$@\"");
    let workspace = Folder::new().with("Cargo.lock", "");
    let ended = below(&workspace).succeeds().leaving(&["Cargo.lock", "a", "target"]);
    assert_eq!(workspace.names("target/lanelab/occupancy"), ["lesson-lanes-masked.png"]);
    assert_eq!(workspace.names("a/b"), [""; 0]);
    ended.printing(&["target/lanelab/occupancy:"]);
    let ended = call().within(&Folder::new().with("lanelab-out", "")).fails().before_the_work();
    ended
        .saying(&["cannot create", "lanelab-out/occupancy", "run lanelab in a folder where"])
        .leaving(&["lanelab-out"]);
    call()
        .by("mkdir a; cd a; rmdir ../a; exec \"$0\" \"$@\"")
        .fails()
        .saying(&["does not exist", "change to one that does"]);
    lanelab("--help").succeeds().printing(&["target/lanelab of the Cargo workspace around the current folder"]);
}

#[test]
#[cfg(target_os = "linux")]
fn an_error_never_names_the_temporary_file() {
    let ended = lanelab(&format!("{COUNTS} --out /proc/a.npy")).fails().before_the_work();
    assert!(!ended.errors.contains(TEMPORARY), "{ended}");
}

#[test]
fn a_written_file_is_named_on_standard_error() {
    for call in [format!("{COUNTS} --out a.csv"), format!("{MEASURE} --json a.csv")] {
        let ended = lanelab(&call).succeeds().quietly().noting(&["Wrote a.csv"]);
        assert!(!ended.text().contains("Wrote"), "{ended}");
    }
    let ended = lanelab(&format!("{COUNTS} --out - --format csv")).succeeds();
    assert!(!ended.errors.contains("Wrote"), "{ended}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_device_is_an_error_and_stays_a_device() {
    let parts = ["was not written", "No space left on device", "make room, or name another file"];
    for (call, format) in [(COUNTS, "npy"), (COUNTS, "csv"), (COUNTS, "png"), (MEASURE, "json")] {
        let (full, link) = (format!("full.{format}"), format!("link.{format}"));
        let folder = Folder::new().with_device("full", &full);
        symlink(&full, folder.path(&link)).unwrap();
        for name in [&full, &link] {
            let argument = if format == "json" { "--json" } else { "--out" };
            let ended = lanelab(call).within(&folder).word(argument).word(name).fails().saying(&parts);
            ended.saying(&[&format!("{argument} {name}")]).leaving(&[&full, &link]);
            assert!(fs::metadata(folder.path(name)).unwrap().file_type().is_char_device(), "{name}");
        }
    }
}

#[test]
fn a_write_that_fails_midway_keeps_the_old_content() {
    for name in ["a.npy", "a.csv", "a.png"] {
        let folder = Folder::new().with(name, "before");
        let call = lanelab("counts --rung textbook --scene seahorse --size 300x300 --out").word(name).within(&folder);
        let parts = [&format!("--out {name} was not written"), "File too large", "raise the limit"];
        call.after("ulimit -f 8").fails().saying(&parts).leaving(&[name]);
        assert_eq!(folder.read(name), b"before", "{name}");
    }
}

#[test]
fn an_existing_file_is_replaced_and_an_ending_may_be_in_capitals_and_gives_way_to_a_format() {
    let folder = Folder::new().with("a.csv", "before".repeat(1000));
    for words in ["--out a.csv", "--out A.CSV", "--out a.npy --format csv", "--out plain --format csv"] {
        lanelab(COUNTS).words(words).within(&folder).succeeds().quietly();
    }
    assert_eq!(folder.names(""), ["A.CSV", "a.csv", "a.npy", "plain"]);
    for name in folder.names("") {
        assert_eq!(folder.read(&name), CSV.as_bytes(), "{name}");
    }
}

#[test]
fn links_are_followed_and_kept() {
    let folder = Folder::new().with("target.csv", "before");
    for (target, link) in [("target.csv", "near.csv"), ("near.csv", "far.csv"), ("new.csv", "dangling.csv")] {
        symlink(target, folder.path(link)).unwrap();
    }
    for (link, file) in [("far.csv", "target.csv"), ("dangling.csv", "new.csv")] {
        lanelab(COUNTS).words("--out").word(link).within(&folder).succeeds();
        assert!(fs::symlink_metadata(folder.path(link)).unwrap().is_symlink(), "{link} is still a link");
        assert_eq!(folder.read(file), CSV.as_bytes(), "{file}");
    }
    assert_eq!(folder.names(""), ["dangling.csv", "far.csv", "near.csv", "new.csv", "target.csv"]);
}

#[test]
fn permissions_are_kept_and_a_new_file_gets_those_that_the_mask_allows() {
    let folder = Folder::new().with("old.csv", "before");
    fs::set_permissions(folder.path("old.csv"), fs::Permissions::from_mode(0o604)).unwrap();
    for (name, mode) in [("old.csv", 0o604), ("new.csv", 0o640)] {
        lanelab(COUNTS).words("--out").word(name).within(&folder).after("umask 027").succeeds();
        assert_eq!(fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o777, mode, "{name}");
    }
}

#[test]
fn a_named_pipe_is_written_in_place_and_its_reader_may_close_it() {
    let large = "counts --rung textbook --size 900x900 --limit 2";
    for (call, reader, expected) in [(COUNTS, "cat", CSV), (large, "head -c 4", "1,1,")] {
        // The reader ends by itself if nothing is written to the pipe.
        let script = format!("mkfifo p.csv; timeout 60 {reader} p.csv & \"$0\" \"$@\"; code=$?; wait; exit $code");
        let ended = lanelab(call).words("--out p.csv").by(&script).succeeds().quietly().leaving(&["p.csv"]);
        assert!(fs::metadata(ended.folder.path("p.csv")).unwrap().file_type().is_fifo(), "it is still a pipe");
        assert_eq!(ended.text(), expected);
    }
}

/// A link like `/dev/stdout`, which root could replace if the program were wrong.
#[cfg(target_os = "linux")]
fn with_standard_output() -> Folder {
    let folder = Folder::new();
    symlink("/proc/self/fd/1", folder.path("stdout")).unwrap();
    folder
}

#[test]
#[cfg(target_os = "linux")]
fn standard_output_may_be_named_as_a_device() {
    let folder = with_standard_output();
    for name in ["stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        let call = lanelab(COUNTS).words("--format csv --out").word(name).within(&folder);
        assert_eq!(call.succeeds().quietly().leaving(&["stdout"]).text(), CSV, "{name}");
    }
    let json = lanelab(MEASURE).words("--json stdout").within(&folder).succeeds().quietly();
    assert!(json.text().starts_with('{') && json.text().ends_with("}\n"), "only JSON: {}", json.text());
}

#[test]
#[cfg(target_os = "linux")]
fn a_descriptor_that_a_shell_has_open_is_written_at_its_position() {
    let folder = with_standard_output();
    let counts = format!("\"$0\" {COUNTS} --format csv --out");
    for (script, expected) in [
        (format!("{counts} >(cat > log); wait $!"), CSV.to_owned()),
        (format!("echo one > log; {counts} stdout >> log"), format!("one\n{CSV}")),
        (format!("{{ echo one; {counts} stdout; echo two; }} > log"), format!("one\n{CSV}two\n")),
        (format!("echo one > log; {counts} /dev/fd/3 3>> log"), format!("one\n{CSV}")),
    ] {
        let mut bash = Command::new("bash");
        let output = bash.args(["-c", &script, PROGRAM]).current_dir(folder.path("")).output().unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(folder.read("log"), expected.into_bytes(), "{script}");
    }
    assert_eq!(folder.names(""), ["log", "stdout"]);
}
