//! Programs of every kind: linked statically, at a fixed address, that fork, execute themselves, close what they can, or
//! make code.

use crate::built::{Built, record};
use crate::{samples_in, skip};
use lineprof::{Config, Profile};
use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

fn build(arguments: &[&str]) -> Built {
    crate::built::build(include_str!("programs/kinds.rs"), arguments)
}

/// The profile of a program that succeeds; `None` where this machine cannot record any.
fn profile(built: &Built, arguments: &[&str]) -> Option<Profile> {
    let config = Config::default();
    let (status, recording) = record(&config, Command::new(&built.program).args(arguments))?;
    assert!(status.success(), "{arguments:?}: {status}");
    Some(Profile::of(recording, &config).expect("there are no globs"))
}

/// Checks that nearly all samples are in a function, their callers are known, and they stand for the CPU time.
fn check(profile: &Profile, what: &str) {
    let quality = profile.quality();
    let inside = samples_in(profile, "hot");
    assert!(quality.samples > 50 && inside * 10 > quality.samples * 9, "{what}: {inside} in it: {quality}");
    // musl's start code has no unwind tables; all callers from main on are found.
    let is_musl = what.contains("musl");
    let has_root = if is_musl { samples_in(profile, "::main") >= inside } else { quality.rooted.value() > 0.95 };
    assert!(has_root, "{what}: {quality}\n{}", profile.functions());
    let covered = quality.covered.as_secs_f64() / profile.recording.cpu.as_secs_f64();
    assert!((0.8..1.1).contains(&covered), "{what}: {covered} of the CPU time: {quality}");
}

#[test]
fn programs_that_do_what_few_do_are_sampled() {
    let built = build(&[]);
    for arguments in [&["closes"][..], &["executes", "4"], &["forks"], &["names threads"]] {
        let Some(profile) = profile(&built, arguments) else { return };
        check(&profile, arguments[0]);
        let threads = &profile.recording.threads;
        let processes: HashSet<u32> = threads.iter().map(|thread| thread.pid).collect();
        assert!(arguments[0] != "forks" || processes.len() > 35, "each child: {threads:?}");
        if arguments[0] == "names threads" {
            assert!(threads.len() < 100, "threads without samples are not listed: {}", threads.len());
            let of_last = profile.recording.samples.last().map(|sample| &*threads[usize::from(sample.thread)].name);
            assert_eq!(of_last, Some("long"), "{threads:?}");
        }
    }
}

#[test]
#[cfg(target_arch = "x86_64")]
fn code_in_memory_is_reported_as_such() {
    let Some(profile) = profile(&build(&[]), &["makes code"]) else { return };
    let quality = profile.quality();
    let told = quality.warnings.iter().any(|warning| warning.contains("lie in [anon], which is memory without a file"));
    assert!(told && quality.unresolved.value() > 0.9, "{quality}");
}

#[test]
fn programs_are_sampled_however_they_are_linked() {
    let musl: &str = &format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    for flags in [
        &["-C", "relocation-model=static"][..],
        &["-C", "target-feature=+crt-static"],
        &["--target", musl],
        &["--target", musl, "-C", "relocation-model=static"],
    ] {
        if flags.contains(&musl) && !has_target(musl) {
            skip(&format!("kinds: no {musl}; rustup target add {musl}"));
            continue;
        }
        let Some(profile) = profile(&build(flags), &[]) else { return };
        check(&profile, &flags.join(" "));
    }
}

/// Whether rustc can build for a target.
fn has_target(target: &str) -> bool {
    let output = Command::new("rustc").args(["--print", "target-libdir", "--target", target]).output();
    output.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}
