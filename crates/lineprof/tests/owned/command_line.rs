//! The same by the commands, and debug files in the folders that variables name.

use crate::built::{Built, TURN, build};
use crate::elsewhere::separated;
use crate::places::with_crate;
use crate::{SPIN, check_spin, has, skip};
use lineprof::Profile;
use object::Object as _;
use std::fs;
use std::process::{Command, Output};
use std::sync::PoisonError;

fn run(built: &Built, command: &mut Command) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = command.current_dir(&built.folder).output().expect("it starts");
    (status.code(), [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat())
}

fn lineprof(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lineprof"));
    command.args(arguments);
    command
}

/// Records a program; whether this machine can.
fn record(built: &Built, command: &mut Command) -> bool {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let (code, text) = run(built, command.arg("./busy"));
    if code == Some(1) {
        skip(&format!("commands: {text}"));
    }
    code == Some(0)
}

#[test]
fn reports_decide_again_whose_lines_are_charged() {
    let built = build(SPIN, &[]);
    if !record(&built, &mut lineprof(&["record", "--source", "/no/such", "--"])) {
        return;
    }
    let report = |arguments: &[&str]| run(&built, lineprof(&["report"]).args(arguments)).1;
    assert!(report(&[]).contains("--source /no/such: no file of yours"), "{}", report(&[]));
    let here = report(&["--source", "."]);
    assert!(here.contains("busy.rs:6") && !here.contains("/no/such"), "{here}");
    let core = report(&["--source", ".", "--crate", "core"]);
    assert!(core.contains("library/core/src"), "{core}");
    assert!(
        report(&["--crate", "cor"]).contains("--crate cor: no crate with samples"),
        "{}",
        report(&["--crate", "cor"])
    );
    let through = report(&["--source", ".", "--through", "busy.rs"]);
    assert!(!through.contains("busy.rs:6"), "{through}");
    let folder = built.folder.path().display();
    let moved = report(&["--source", "/moved", "--map", &format!("{folder}=/moved")]);
    assert!(moved.contains("busy.rs:6"), "{moved}");
    let asm = run(&built, &mut lineprof(&["asm", "three_quarters", "--source", "."])).1;
    assert!(cfg!(not(target_arch = "x86_64")) || asm.contains("busy.rs:6"), "{asm}");
    let (code, text) = run(&built, &mut lineprof(&["diff", "lineprof.out", "lineprof.out", "--crate", "core"]));
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn packages_that_cargo_takes_by_path_are_the_users_wherever_they_lie() {
    let package = "registry/src/index.crates.io-0123456789abcdef/work-1.2.3";
    let built = with_crate(&format!("{package}/src/lib.rs"), "app/src/main.rs");
    let manifest = |folder: &str, text: &str| {
        let text = format!("[package]\nedition = '2024'\n{text}\n[workspace]\n");
        fs::write(built.folder.path().join(folder).join("Cargo.toml"), text).expect("it can be written");
    };
    manifest(package, "name = 'work'\nversion = '1.2.3'");
    manifest("app", &format!("name = 'app'\nversion = '0.1.0'\n[dependencies]\nwork = {{ path = '../{package}' }}"));
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let (code, text) =
        run(&built, lineprof(&["run", "--manifest-path", "app/Cargo.toml"]).env_remove("CARGO_TARGET_DIR"));
    if text.contains("could not be started") {
        return skip(&format!("commands: {text}"));
    }
    assert!(code == Some(0) && text.contains("work-1.2.3/src/lib.rs:6"), "{text}");
}

#[test]
fn wrong_values_are_named_with_the_rule() {
    let built = build("fn main() {}", &[]);
    for (arguments, words) in [
        (["--map", "/build"], &["--map", "'/build'", "FROM=TO"][..]),
        (["--map", "=/build"], &["--map", "'=/build'", "FROM=TO"]),
        (["--crate", "["], &["--crate", "'['", "glob"]),
        (["--through", "["], &["--through", "'['", "glob"]),
    ] {
        for command in [&["report"][..], &["record", "./busy"], &["asm", "main"], &["diff", "a", "b"]] {
            let words_of = [&command[..1], &arguments[..], &command[1..]].concat();
            let (code, text) = run(&built, &mut lineprof(&words_of));
            assert_eq!(code, Some(2), "{words_of:?}: {text}");
            assert!(words.iter().all(|word| text.contains(word)), "{words_of:?}: {text}");
        }
    }
}

#[test]
fn the_doctor_needs_no_more_than_lines() {
    let built = build(SPIN, &["-C", "debuginfo=line-tables-only", "-C", "symbol-mangling-version=v0"]);
    let (_, text) = run(&built, &mut lineprof(&["doctor", "./busy"]));
    assert!(text.contains("ok   it has lines") && !text.contains("compiled"), "{text}");
    let built = build(SPIN, &["-C", "split-debuginfo=packed"]);
    fs::remove_file(built.folder.path().join("busy.dwp")).expect("it can be removed");
    let (_, text) = run(&built, &mut lineprof(&["doctor", "./busy"]));
    assert!(text.contains("FIX  its debug information is neither in"), "{text}");
}

#[test]
fn debug_files_are_found_by_their_builds() {
    if !has("objcopy", "debug files") {
        return;
    }
    let (built, debug) = separated();
    let data = fs::read(&built.program).expect("it can be read");
    let file = object::File::parse(&*data).expect("a program");
    let id: String =
        file.build_id().ok().flatten().expect("it has an id").iter().map(|byte| format!("{byte:02x}")).collect();
    let other = build("fn main() {}", &["-C", "link-arg=-Wl,--build-id"]).folder;
    let package = format!(".build-id/{}/{}.debug", &id[..2], &id[2..]);
    for (variable, path, of) in [
        ("NIX_DEBUG_INFO_DIRS", package.clone(), &debug),
        ("DEBUGINFOD_CACHE_PATH", format!("{id}/debuginfo"), &debug),
        ("XDG_CACHE_HOME", format!("debuginfod_client/{id}/debuginfo"), &debug),
        ("HOME", format!(".cache/debuginfod_client/{id}/debuginfo"), &debug),
        ("HOME", format!(".debuginfod_client_cache/{id}/debuginfo"), &debug),
        ("NIX_DEBUG_INFO_DIRS", package, &other.path().join("busy")),
    ] {
        let home = tempfile::tempdir().expect("a folder can be created");
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be created");
        fs::copy(of, &path).expect("it can be copied");
        let mut command = lineprof(&["record", "--"]);
        command.env_remove("XDG_CACHE_HOME").env(variable, home.path());
        if !record(&built, &mut command) {
            return;
        }
        let profile = Profile::read_json(&built.folder.path().join("lineprof.out/lineprof.json"));
        let profile = profile.expect("it was written");
        if *of == debug {
            check_spin(&profile);
        } else {
            assert!(profile.quality().unresolved.value() > 0.9, "of another build: {}", profile.quality());
        }
    }
}
