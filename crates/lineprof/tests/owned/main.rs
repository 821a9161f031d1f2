//! The user's lines are found in whatever way a program is built, and wherever its debug information is.
#![cfg(target_os = "linux")]

#[path = "../built/mod.rs"]
mod built;
#[cfg(feature = "cli")]
mod command_line;
mod elsewhere;
mod places;

use built::Built;
use lineprof::{Config, Profile};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

const SPIN: &str = include_str!("programs/spin.rs");

fn skip(what: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {what}");
}

/// Whether a tool starts; prints what is skipped where it does not.
fn has(tool: &str, skipped: &str) -> bool {
    let found = Command::new(tool).arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        skip(&format!("{skipped}: there is no {tool}"));
    }
    found
}

/// A profile of a command; `None` where this machine cannot record any.
fn profile(config: &Config, command: &mut Command) -> Option<Profile> {
    let (status, recording) = built::record(config, command)?;
    assert!(status.success(), "{status}");
    Some(Profile::of(recording, config).expect("there are no wrong globs"))
}

fn profile_of(built: &Built) -> Option<Profile> {
    profile(&Config::default(), &mut Command::new(&built.program))
}

/// Another decision on whose lines the samples of a profile are.
fn owned(profile: &Profile, change: impl FnOnce(&mut Config)) -> Profile {
    let mut config = Config::default();
    change(&mut config);
    profile.clone().owned_by(&config).expect("there are no wrong globs")
}

/// Whether a share of so many samples is as expected, within their error.
fn close(share: f64, of: u64, expected: f64) -> bool {
    let error = 4.0 * (expected * (1.0 - expected) / of.max(1) as f64).sqrt();
    of > 100 && (share - expected).abs() <= error.max(0.03)
}

/// The share of the samples charged to each place, as `src/main.rs:7`.
fn places(profile: &Profile) -> BTreeMap<String, f64> {
    let mut places = BTreeMap::<String, f64>::new();
    for line in profile.lines().hot {
        let place = line.line.map_or(line.place.clone(), |number| format!("{}:{number}", line.place));
        *places.entry(place).or_default() += line.own.value();
    }
    places
}

/// Checks the shares of the samples charged to places; the others have none.
fn check_places(profile: &Profile, expected: &[(&str, f64)]) {
    let (found, of) = (places(profile), profile.recording.total());
    for (place, share) in expected {
        let found = found.get(*place).copied().unwrap_or_default();
        assert!(close(found, of, *share), "{place}: {found}\n{}\n{}", profile.quality(), profile.lines());
    }
}

fn inclusive(profile: &Profile, function: &str) -> f64 {
    let rows = profile.functions().rows.into_iter().filter(|row| row.name.ends_with(function));
    rows.map(|row| row.inclusive.value()).fold(0.0, f64::max)
}

fn warns(profile: &Profile, words: &[&str]) -> bool {
    profile.quality().warnings.iter().any(|warning| words.iter().all(|word| warning.contains(word)))
}

/// Checks a profile of [`SPIN`]: its lines, and the function inlined on them.
fn check_spin(profile: &Profile) {
    check_places(profile, &[("busy.rs:6", 1.0)]);
    let (of, functions) = (profile.recording.total(), &profile.symbols.functions);
    for (function, share) in [("three_quarters", 0.75), ("one_quarter", 0.25), ("spin", 1.0)] {
        let found = inclusive(profile, function);
        assert!(close(found, of, share), "{function}: {found} of {of}\n{}", profile.functions());
        assert_eq!(functions.iter().filter(|of| of.name.ends_with(function)).count(), 1, "{functions:?}");
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("it is text")
}
