//! Debug information that is not in the program, or compressed, or missing.

use crate::built::{Built, build};
use crate::{SPIN, check_spin, has, inclusive, profile, profile_of, skip, text, warns};
use lineprof::{Config, Profile};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn line_tables_alone_are_enough() {
    let built = build(SPIN, &["-C", "debuginfo=line-tables-only"]);
    let Some(profile) = profile_of(&built) else { return };
    check_spin(&profile);
    assert!(profile.quality().warnings.is_empty(), "{}", profile.quality());
}

#[test]
fn split_debug_information_is_found_and_missed() {
    for (kind, extension) in [("packed", "dwp"), ("unpacked", "dwo")] {
        let split = format!("split-debuginfo={kind}");
        let built = build(SPIN, &["-C", &split]);
        let Some(whole) = profile_of(&built) else { return };
        check_spin(&whole);
        assert!(whole.quality().warnings.is_empty(), "{kind}: {}", whole.quality());
        let entries = fs::read_dir(&built.folder).expect("it can be listed").map(|entry| entry.expect("it can").path());
        let files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|of| of == extension)).collect();
        assert!(!files.is_empty(), "{kind}: there are files");
        files.iter().for_each(|file| fs::remove_file(file).expect("it can be removed"));
        let without = Profile::of(whole.recording, &Config::default()).expect("there are no globs");
        assert!(warns(&without, &[".dwo", "busy.dwp", "split-debuginfo = \"off\""]), "{kind}: {}", without.quality());
    }
}

fn objcopy(arguments: &[&str]) -> bool {
    let output = Command::new("objcopy").args(arguments).output().expect("it starts");
    output.status.success()
}

/// A program without debug information, and its debug file elsewhere.
pub(crate) fn separated() -> (Built, PathBuf) {
    let built = build(SPIN, &["-C", "link-arg=-Wl,--build-id"]);
    let (program, debug) = (text(&built.program), built.folder.path().join("elsewhere.debug"));
    assert!(objcopy(&["--only-keep-debug", program, text(&debug)]), "it is kept");
    assert!(objcopy(&["--strip-all", program]), "it is stripped");
    (built, debug)
}

/// A profile of the same samples, looked up again.
fn again(profile: &Profile) -> Profile {
    Profile::of(profile.recording.clone(), &Config::default()).expect("there are no globs")
}

#[test]
fn a_debug_file_that_the_program_links_to_is_used_if_it_is_the_right_one() {
    if !has("objcopy", "debug files") {
        return;
    }
    let (built, debug) = separated();
    let folder = built.folder.path();
    let linked = folder.join("busy.debug");
    fs::copy(&debug, &linked).expect("it can be copied");
    assert!(objcopy(&[&format!("--add-gnu-debuglink={}", text(&linked)), text(&built.program)]), "it is linked");
    let Some(beside) = profile_of(&built) else { return };
    check_spin(&beside);
    fs::create_dir(folder.join(".debug")).expect("it can be created");
    fs::rename(&linked, folder.join(".debug/busy.debug")).expect("it can be moved");
    check_spin(&again(&beside));
    let mut wrong = fs::read(&debug).expect("it can be read");
    wrong.push(0);
    fs::write(folder.join(".debug/busy.debug"), wrong).expect("it can be written");
    let wrong = again(&beside);
    assert!(wrong.quality().unresolved.value() > 0.9, "{}", wrong.quality());
    assert!(warns(&wrong, &["[busy]", "debug = \"limited\" and strip = false"]), "{}", wrong.quality());
}

/// A program and a library that share their debug information's common parts.
#[test]
fn what_debug_files_share_is_read() {
    if !has("dwz", "shared debug information") {
        return;
    }
    let built = build(SPIN, &["-C", "debuginfo=2"]);
    let copy = built.folder.path().join("copy");
    fs::copy(&built.program, &copy).expect("it can be copied");
    let mut dwz = Command::new("dwz");
    let status = dwz.current_dir(&built.folder).args(["-m", "shared", "busy", "copy"]).status();
    assert!(status.expect("it starts").success() && built.folder.path().join("shared").exists(), "they share");
    let Some(profile) = profile_of(&built) else { return };
    check_spin(&profile);
}

#[test]
fn compressed_debug_information_is_read() {
    if !has("objcopy", "compressed sections") {
        return;
    }
    for kind in ["zlib", "zlib-gnu", "zstd"] {
        let built = build(SPIN, &[]);
        if !objcopy(&[&format!("--compress-debug-sections={kind}"), text(&built.program)]) {
            skip(&format!("sections compressed by {kind}: objcopy cannot"));
            continue;
        }
        let Some(profile) = profile_of(&built) else { return };
        check_spin(&profile);
    }
}

#[test]
fn a_stripped_library_has_the_names_that_it_exports_and_no_others() {
    if !has("strip", "stripped libraries") {
        return;
    }
    let library = build(include_str!("programs/plugin.rs"), &["--crate-type=cdylib", "-C", "panic=abort"]);
    assert!(
        Command::new("strip").arg(&library.program).status().is_ok_and(|status| status.success()),
        "it is stripped"
    );
    let host = build(include_str!("../callers/programs/plugins.rs"), &[]);
    let Some(profile) = profile(&Config::default(), Command::new(&host.program).arg(&library.program)) else { return };
    let own = |name: &str| -> f64 {
        profile.functions().rows.iter().filter(|row| row.name == name).map(|row| row.own.value()).sum()
    };
    assert!(inclusive(&profile, "work") > 0.95, "{}", profile.functions());
    let hidden = profile.symbols.locations.iter().filter(|location| location.leaf && location.frames.is_empty());
    assert!(hidden.count() > 0 && own("work") < 0.1, "its samples are the host's: {}", profile.functions());
    assert!(warns(&profile, &["[busy]", "neither lines nor all names"]), "{}", profile.quality());
}

#[test]
fn the_kernels_library_has_names() {
    let built = build(include_str!("../callers/programs/clock.rs"), &[]);
    let Some(profile) = profile_of(&built) else { return };
    let library = profile.recording.objects.iter().position(|object| object.path == Path::new("[vdso]"));
    let Some(library) = library.and_then(|library| u32::try_from(library).ok()) else {
        return skip("the kernel's library: the clock is not read in it here");
    };
    let inside = profile.symbols.locations.iter().filter(|location| location.pc.object == Some(library));
    let inside: Vec<_> = inside.map(|location| location.frames.first()).collect();
    let named = inside.iter().flatten().filter(|frame| profile.symbols.name(frame.function).contains("clock_gettime"));
    let (named, of) = (named.count(), inside.len());
    assert!(named > 0 && 2 * named > of, "{named} of {of}: {}", profile.functions());
}
