//! Files: there whole or not at all, and what was there before is unchanged until then.

use crate::lanelab::{Folder, PROGRAM, lanelab};
use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::process::{Child, Command, Stdio};

const COUNTS: &str = "counts --rung textbook --size 3x2 --limit 9";
const MEASURE: &str = "run --rung textbook --size 3x2 --limit 9 --seconds 0.001";

/// What [`COUNTS`] writes as CSV.
const CSV: &str = "1,2,8\n0,0,0\n";

#[test]
fn what_cannot_be_written_is_said_before_the_work_and_changes_nothing() {
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
    ] {
        for (call, argument) in
            [(format!("{COUNTS} --format npy --out"), "--out"), (format!("{MEASURE} --json"), "--json")]
        {
            let folder = Folder::new().with("file", "before").with("locked", "before");
            fs::create_dir(folder.path("folder")).unwrap();
            fs::set_permissions(folder.path("locked"), fs::Permissions::from_mode(0o444)).unwrap();
            symlink("loop", folder.path("loop")).unwrap();
            let ended = lanelab(&call).within(&folder).word(path).fails();
            let ended = ended.saying(&[&format!("{argument} {path}")]).saying(&parts);
            assert!(!ended.said.contains("f64 lanes"), "it was said before the banner: {ended}");
            ended.leaving(&["file", "folder", "locked", "loop"]);
            assert_eq!((folder.read("file"), folder.read("locked")), (b"before".to_vec(), b"before".to_vec()));
        }
    }
}

#[test]
fn a_name_that_is_too_long_is_said_before_the_work() {
    let name = "n".repeat(300) + ".npy";
    let ended = lanelab(COUNTS).word("--out").word(&name).fails().saying(&["--out nnn", "name another file"]);
    ended.leaving(&[]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said_and_left_as_it_is() {
    use std::os::unix::fs::FileTypeExt;
    let remedy = "make room, or name another file";
    for name in ["full.npy", "full.csv", "full.png", "link.npy", "link.csv", "link.png"] {
        let (_, format) = name.split_once('.').unwrap();
        let folder = Folder::new().with_device("full", &format!("full.{format}"));
        symlink(format!("full.{format}"), folder.path(&format!("link.{format}"))).unwrap();
        let parts = [&format!("--out {name} was not written"), "No space left on device", remedy];
        let ended = lanelab(COUNTS).within(&folder).word("--out").word(name).fails().saying(&parts);
        ended.leaving(&[&format!("full.{format}"), &format!("link.{format}")]);
        let device = fs::metadata(folder.path(name)).unwrap().file_type();
        assert!(device.is_char_device(), "{name} is still the device");
    }
    let folder = Folder::new().with_device("full", "full");
    let parts = ["--json full was not written", "No space left on device", remedy];
    lanelab(MEASURE).words("--json full").within(&folder).fails().saying(&parts).leaving(&["full"]);
}

#[test]
fn a_write_that_fails_midway_keeps_what_was_there() {
    for name in ["a.npy", "a.csv", "a.png"] {
        let folder = Folder::new().with(name, "before");
        let call = lanelab("counts --rung textbook --scene seahorse --size 300x300 --out").word(name).within(&folder);
        let ended = call.after("ulimit -f 8").fails();
        let parts = [&format!("--out {name} was not written"), "File too large", "raise the limit"];
        ended.saying(&parts).leaving(&[name]);
        assert_eq!(folder.read(name), b"before", "{name}");
    }
}

#[test]
fn a_file_is_written_over() {
    let folder = Folder::new().with("a.csv", "before".repeat(1000));
    lanelab(COUNTS).words("--out a.csv").within(&folder).succeeds().quietly().leaving(&["a.csv"]);
    assert_eq!(folder.read("a.csv"), CSV.as_bytes());
}

#[test]
fn an_ending_may_be_in_capitals_and_gives_way_to_a_format() {
    let folder = Folder::new();
    lanelab(COUNTS).words("--out A.CSV").within(&folder).succeeds();
    lanelab(COUNTS).words("--out a.npy --format csv").within(&folder).succeeds();
    lanelab(COUNTS).words("--out plain --format csv").within(&folder).succeeds().leaving(&["A.CSV", "a.npy", "plain"]);
    for name in folder.names() {
        assert_eq!(folder.read(&name), CSV.as_bytes(), "{name}");
    }
}

#[test]
fn links_are_followed_and_kept() {
    let folder = Folder::new().with("target.csv", "before");
    symlink("target.csv", folder.path("near.csv")).unwrap();
    symlink("near.csv", folder.path("far.csv")).unwrap();
    symlink("new.csv", folder.path("dangling.csv")).unwrap();
    for link in ["far.csv", "dangling.csv"] {
        lanelab(COUNTS).words("--out").word(link).within(&folder).succeeds();
        assert!(fs::symlink_metadata(folder.path(link)).unwrap().is_symlink(), "{link} is still a link");
    }
    for file in ["target.csv", "new.csv"] {
        assert_eq!(folder.read(file), CSV.as_bytes(), "{file}");
    }
    assert_eq!(folder.names(), ["dangling.csv", "far.csv", "near.csv", "new.csv", "target.csv"]);
}

#[test]
fn permissions_are_kept_and_a_new_file_gets_what_the_mask_leaves() {
    let folder = Folder::new().with("old.csv", "before");
    fs::set_permissions(folder.path("old.csv"), fs::Permissions::from_mode(0o604)).unwrap();
    for name in ["old.csv", "new.csv"] {
        lanelab(COUNTS).words("--out").word(name).within(&folder).after("umask 027").succeeds();
    }
    let mode = |name| fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("old.csv"), mode("new.csv")), (0o604, 0o640));
}

/// A program that reads a pipe, and is ended where nobody ever writes to it.
struct Reader(Child);

impl Reader {
    fn start(program: &str, words: &[&str], folder: &Folder) -> Self {
        let mut command = Command::new(program);
        Self(command.args(words).current_dir(folder.path("")).stdout(Stdio::piped()).spawn().unwrap())
    }

    /// All that it has read, once the pipe is closed.
    fn read(&mut self) -> String {
        std::io::read_to_string(self.0.stdout.take().unwrap()).unwrap()
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ended_by_itself = self.0.kill();
        let _status = self.0.wait();
    }
}

#[test]
fn a_pipe_with_a_name_is_written_in_place() {
    let folder = Folder::new();
    assert!(Command::new("mkfifo").arg(folder.path("pipe.csv")).status().unwrap().success());
    let mut reader = Reader::start("cat", &["pipe.csv"], &folder);
    lanelab(COUNTS).words("--out pipe.csv").within(&folder).succeeds().quietly().leaving(&["pipe.csv"]);
    assert!(fs::metadata(folder.path("pipe.csv")).unwrap().file_type().is_fifo(), "it is still a pipe");
    assert_eq!(reader.read(), CSV);

    // Its reader may have enough of it, as that of standard output may.
    let mut reader = Reader::start("head", &["-c", "4", "pipe.csv"], &folder);
    let call = lanelab("counts --rung textbook --size 900x900 --limit 2 --out pipe.csv").within(&folder);
    call.succeeds().quietly();
    assert_eq!(reader.read(), "1,1,");
}

/// What bash makes of a script that calls `$0`, in a folder.
fn bash(script: &str, folder: &Folder) -> String {
    let mut command = Command::new("bash");
    let output = command.args(["-c", script, PROGRAM]).current_dir(folder.path("")).output().unwrap();
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A folder with a link of the shape of `/dev/stdout`, which root could replace if the program were wrong.
#[cfg(target_os = "linux")]
fn with_standard_output() -> Folder {
    let folder = Folder::new();
    symlink("/proc/self/fd/1", folder.path("stdout")).unwrap();
    folder
}

#[test]
#[cfg(target_os = "linux")]
fn standard_output_may_be_named_among_the_devices() {
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
fn what_a_shell_has_open_is_written_where_it_stands() {
    let folder = with_standard_output();
    let counts = format!("\"$0\" {COUNTS} --format csv --out");
    assert_eq!(bash(&format!("{counts} >(cat); wait $!"), &folder), CSV);
    bash(&format!("echo one > log; {counts} stdout >> log"), &folder);
    assert_eq!(folder.read("log"), format!("one\n{CSV}").into_bytes());
    bash(&format!("{{ echo one; {counts} stdout; echo two; }} > log"), &folder);
    assert_eq!(folder.read("log"), format!("one\n{CSV}two\n").into_bytes());
    bash(&format!("echo one > log; {counts} /dev/fd/3 3>> log"), &folder);
    assert_eq!(folder.read("log"), format!("one\n{CSV}").into_bytes());
    assert_eq!(folder.names(), ["log", "stdout"]);
}
