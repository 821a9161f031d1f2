//! Callers are found in programs built with default flags, which keep no frame pointers.
#![cfg(target_os = "linux")]

#[path = "../built/mod.rs"]
mod built;

use built::{Built, build, record};
use lineprof::{Config, Profile, Unwind};
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

const WITH_FRAME_POINTERS: &[&str] = &["-C", "force-frame-pointers=yes", "-C", "llvm-args=-enable-shrink-wrap=false"];

/// A profile of a program; `None` where this machine cannot record any.
fn profile(built: &Built, unwind: Unwind, arguments: &[&str]) -> Option<Profile> {
    let config = Config { unwind, ..Config::default() };
    let (status, recording) = record(&config, Command::new(&built.program).args(arguments).current_dir(&built.folder))?;
    assert!(status.success(), "{status}");
    Some(Profile::of(recording, &config).expect("there are no globs"))
}

/// Whether a share of so many samples is as expected, within their error.
fn close(share: f64, of: u64, expected: f64) -> bool {
    let error = 4.0 * (expected * (1.0 - expected) / of.max(1) as f64).sqrt();
    (share - expected).abs() <= error.max(0.03)
}

/// Checks the lines that end with their share, as `// 20 %`, among all samples.
fn check_lines(profile: &Profile) {
    let mut lines: BTreeMap<_, (f64, u64)> = BTreeMap::new();
    for row in profile.lines().tables.into_iter().flat_map(|table| table.rows) {
        let share = row.contents.split_once("// ").and_then(|(_, share)| share.strip_suffix(" %"));
        if let Some(share) = share.and_then(|share| share.parse::<f64>().ok()) {
            // A closure's line is in the table of the function around it as well.
            let samples = lines.get(&row.number).map_or(0, |(_, samples)| *samples);
            lines.insert(row.number, (share / 100.0, samples.max(row.inclusive)));
        }
    }
    let of = profile.recording.total();
    assert!((0.99..1.01).contains(&lines.values().map(|(share, _)| share).sum::<f64>()), "{lines:#?}");
    let wrong = lines.iter().find(|(_, (share, samples))| !close(*samples as f64 / of as f64, of, *share));
    assert!(of > 200 && wrong.is_none(), "{wrong:?} of {of}\n{}\n{}", profile.quality(), profile.lines());
}

/// The share of the samples in whose stacks a function occurs.
fn inclusive(profile: &Profile, function: &str) -> f64 {
    let rows = profile.functions().rows.into_iter().filter(|row| row.name.ends_with(function));
    rows.map(|row| row.inclusive.value()).fold(0.0, f64::max)
}

fn check_roots(profile: &Profile) {
    let quality = profile.quality();
    assert!(quality.rooted.value() >= 0.98, "{quality}\n{}", profile.folded(lineprof::export::Labels::Functions));
}

#[test]
fn lines_have_the_shares_of_what_they_call() {
    for text in [include_str!("programs/calls.rs"), include_str!("programs/tasks.rs")] {
        for flags in [&[][..], &["-C", "panic=abort"], WITH_FRAME_POINTERS] {
            let built = build(text, flags);
            let Some(profile) = profile(&built, Unwind::Auto, &[]) else { return };
            check_lines(&profile);
            check_roots(&profile);
        }
    }
}

#[test]
fn library_functions_without_a_frame_are_charged_to_the_lines_that_call_them() {
    let text = include_str!("programs/library_calls.rs");
    let with = (WITH_FRAME_POINTERS, Unwind::FramePointers);
    for (flags, unwind) in [(&[][..], Unwind::Auto), (&[], Unwind::Dwarf), (WITH_FRAME_POINTERS, Unwind::Auto), with] {
        let built = build(text, flags);
        for function in ["memcmp", "cbrtf"] {
            let Some(profile) = profile(&built, unwind, &[function]) else { return };
            check_lines(&profile);
            check_roots(&profile);
        }
    }
}

#[test]
fn the_kernels_library_has_callers() {
    let Some(profile) = profile(&build(include_str!("programs/clock.rs"), &[]), Unwind::Auto, &[]) else { return };
    check_roots(&profile);
    assert!(profile.quality().with_line.value() > 0.95, "{}\n{}", profile.quality(), profile.lines());
}

#[test]
fn the_allocator_and_comparisons_are_charged_to_lines() {
    for text in [include_str!("programs/strings.rs"), include_str!("programs/allocations.rs")] {
        let Some(profile) = profile(&build(text, &[]), Unwind::Auto, &[]) else { return };
        check_roots(&profile);
        assert!(profile.quality().with_line.value() > 0.9, "{}\n{}", profile.quality(), profile.lines());
    }
}

#[test]
fn a_call_that_never_returns_has_callers() {
    let built = build(include_str!("programs/never_returns.rs"), &[]);
    let Some(profile) = profile(&built, Unwind::Auto, &[]) else { return };
    check_roots(&profile);
    assert!(inclusive(&profile, "::enter") > 0.95, "{}", profile.functions());
}

#[test]
fn a_deep_recursion_has_its_outer_callers_or_tells_that_they_are_missing() {
    let text = include_str!("programs/deep.rs");
    let wide = text.replace("FRAME: usize = 0", "FRAME: usize = 64");
    let (narrow, wide_framed) = (build(text, &[]), build(&wide, WITH_FRAME_POINTERS));
    let Some(whole) = profile(&narrow, Unwind::Auto, &[]) else { return };
    check_roots(&whole);
    assert!(inclusive(&whole, "::main") > 0.98, "{}", whole.functions());
    // So slow that a copy, a hundred frames, reaches back over several samples: some may be lost.
    let slow =
        wide.replace("2_000_000", "80_000").replace("else { 200 }", "else { 80_000 }").replace("0..200)", "0..5)");
    let Some(joined) = profile(&build(&slow, &[]), Unwind::Auto, &[]) else { return };
    check_roots(&joined);
    let (continued, of) = (joined.recording.incomplete.joined, joined.recording.total());
    assert!(continued * 2 > of, "{continued} of {of}: {}", joined.quality());
    let wide = build(&wide, &[]);
    for (built, unwind, reason) in [
        (&wide, Unwind::Auto, "build with -C force-frame-pointers=yes"),
        (&wide, Unwind::FramePointers, "copy more (--unwind dwarf)"),
        (&wide_framed, Unwind::Auto, "kernel.perf_event_max_stack"),
        (&wide_framed, Unwind::Dwarf, "let frame pointers continue"),
    ] {
        let Some(cut) = profile(built, unwind, &[]) else { return };
        let quality = cut.quality();
        let text = quality.warnings.join("\n");
        assert!(text.contains("% of stacks lack their outer callers") && text.contains(reason), "{unwind:?} {quality}");
        let missing = 1.0 - inclusive(&cut, "::main");
        assert!((missing - (1.0 - quality.rooted.value())).abs() < 0.02, "{missing} of {quality}");
    }
}

#[test]
fn a_library_that_takes_the_place_of_another_is_told_from_it() {
    let built = build(include_str!("programs/plugins.rs"), &[]);
    let plugins = [("first", 45_000_000), ("second", 15_000_000)].map(|(name, steps)| {
        let text = include_str!("programs/plugin.rs").replace("NAME", name);
        let text = text.replace("STEPS: u64 = 0", &format!("STEPS: u64 = {steps}"));
        build(&text, &["--crate-type=cdylib", "-C", "panic=abort"])
    });
    let paths = plugins.each_ref().map(|plugin| plugin.program.to_str().expect("it is text"));
    let Some(profile) = profile(&built, Unwind::Auto, &paths) else { return };
    check_roots(&profile);
    let of = profile.recording.total();
    for (name, share) in [("first", 0.75), ("second", 0.25)] {
        assert!(close(inclusive(&profile, name), of, share), "{name}: {}", profile.functions());
    }
    assert!(inclusive(&profile, "::call") > 0.95, "{}", profile.functions());
}

#[test]
fn the_cpu_time_of_threads_too_short_for_a_sample_is_reported() {
    let built = build(include_str!("programs/short_threads.rs"), &[]);
    let config = Config { hz: 149, ..Config::default() };
    let command = &mut Command::new(&built.program);
    let Some((_, recording)) = record(&config, command.current_dir(&built.folder)) else { return };
    let profile = Profile::of(recording, &config).expect("there are no globs");
    let (quality, threads) = (profile.quality(), profile.recording.unsampled_threads);
    let told = quality.warnings.iter().find_map(|warning| warning.strip_prefix("samples stand for only "));
    let percent = told.and_then(|told| told.split_once(' ')?.0.parse::<f64>().ok()).unwrap_or(100.0);
    let unsampled: f64 = fs::read_to_string(built.folder.path().join("threads")).unwrap().parse().unwrap();
    let expected = 100.0 * (1.0 - unsampled / profile.recording.cpu.as_secs_f64());
    assert!(threads > 120 && (percent - expected).abs() < 3.0, "{percent} and not {expected} %, {threads}: {quality}");
}
