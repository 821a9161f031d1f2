//! Why samples are not on a line of the user's, and what to do about it.

use super::{Costs, Share};
use crate::attribution::{Lack, Ownership, matches_crate};
use crate::{Origin, OriginKind, Profile};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// Smaller shares are no reason to act.
const FEW: f64 = 0.01;

/// A sentence for each reason, with the remedy.
pub(super) fn warnings(profile: &Profile, costs: &Costs, with_line: Share) -> Vec<String> {
    if costs.total == 0 {
        return Vec::new();
    }
    let unmatched = [folders(profile), crates(profile), maps(profile)].into_iter().flatten();
    let package = package(profile);
    let is_short = package.is_some() || with_line.value() < 0.5;
    let dependencies = is_short.then(|| dependencies(profile, costs.total)).flatten();
    lacks(profile, costs).into_iter().chain(unmatched).chain(package).chain(dependencies).collect()
}

/// What is missing of objects with a noticeable share of the samples.
fn lacks(profile: &Profile, costs: &Costs) -> Vec<String> {
    let mut leaves = HashMap::<Option<u32>, u64>::new();
    for (stack, weight) in profile.recording.stack_weights(|_| true) {
        let leaf = profile.symbols.locations_of(stack).next();
        *leaves.entry(leaf.and_then(|leaf| leaf.pc.object)).or_default() += weight;
    }
    let lack = |(object, lack): &(u32, Lack)| {
        let path = &profile.recording.objects.get(*object as usize)?.path;
        let is_systems = is_systems(path);
        // Of a library of the system names are enough: its time is that of the lines that call it.
        let samples = if is_systems { &costs.unknown } else { &leaves }.get(&Some(*object));
        let share = Share { samples: samples.copied().unwrap_or_default(), of: costs.total };
        let sentence = || {
            let (what, remedy) = remedy(lack, path, is_systems);
            format!("{share} % of the samples lie in {}, {what}: {remedy}", profile.object_label(Some(*object)))
        };
        (share.value() >= FEW).then(sentence)
    };
    // What was replaced has a warning of its own.
    let lacks = profile.symbols.lacks.iter().filter(|(object, _)| !profile.evidence.replaced.contains(object));
    lacks.filter_map(lack).collect()
}

fn remedy(lack: &Lack, path: &Path, is_systems: bool) -> (String, &'static str) {
    let (what, remedy) = match lack {
        Lack::File if path == Path::new("//anon") => {
            ("which is memory without a file", "code in it, as JIT compilers make, has neither names nor lines")
        }
        Lack::File => ("which is gone, or is no program", "keep it until the profile is written"),
        Lack::Names | Lack::Lines if is_systems => {
            ("in functions that it does not export", "its debug package names them (on Debian libc6-dbg, NAME-dbgsym)")
        }
        Lack::Names => ("which has neither lines nor all names", "build it with debug = \"limited\" and strip = false"),
        Lack::Lines => ("which has no lines", "build it with debug = \"limited\""),
        Lack::Hidden => ("whose names are hidden", "record as root, or allow it (sysctl kernel.kptr_restrict=0)"),
        Lack::Split(file) => {
            let [file, path] = [file, path].map(Path::display);
            let what = format!("whose debug information is neither in {file} nor in {path}.dwp");
            return (what, "put it there, or build with split-debuginfo = \"off\"");
        }
    };
    (what.to_owned(), remedy)
}

/// Whether an object belongs to the system, and is not built by its user.
pub(crate) fn is_systems(path: &Path) -> bool {
    let is_below = |folders: &[&str]| folders.iter().any(|folder| path.starts_with(folder));
    is_below(&["/usr", "/lib", "/lib64", "/bin", "/sbin", "/nix/store", "/gnu/store"])
        && !is_below(&["/usr/local", "/usr/src"])
}

/// Configured folders that hold none of the user's files.
fn folders(profile: &Profile) -> Vec<String> {
    let holds_none = |folder: &&PathBuf| {
        let places = [folder.canonicalize().ok(), std::path::absolute(folder).ok()];
        !profile.users_files().any(|(_, path)| places.iter().flatten().any(|place| path.starts_with(place)))
    };
    let folders = || profile.config.sources.iter().filter(holds_none);
    let paths = profile.symbols.files.iter().map(|file| file.path.as_path());
    let locals = paths.filter(|path| Origin::of(path).kind == OriginKind::Local);
    let mut others: Vec<&Path> = locals.filter_map(Path::parent).collect();
    others.sort_unstable();
    others.dedup();
    let others = list(others.iter().map(|folder| folder.display().to_string()), "none");
    let sentence = |folder: &PathBuf| {
        let folder = folder.display();
        format!("--source {folder}: no file of yours with samples lies below it; local files lie in {others}")
    };
    folders().map(sentence).collect()
}

/// Configured crates without samples.
fn crates(profile: &Profile) -> Vec<String> {
    let names: BTreeSet<String> = profile.symbols.files.iter().filter_map(|file| Origin::of(&file.path).name).collect();
    let is_unknown = |glob: &&String| !names.iter().any(|name| matches_crate(glob, name));
    let unknown = profile.config.crates.iter().filter(is_unknown);
    let names = list(names.iter().cloned(), "none");
    unknown.map(|glob| format!("--crate {glob}: no crate with samples has this name; there are {names}")).collect()
}

/// Configured beginnings of paths that no path had.
fn maps(profile: &Profile) -> Vec<String> {
    let is_unused = |to: &Path| !profile.symbols.files.iter().any(|file| file.path.starts_with(to));
    let unused = profile.config.maps.iter().filter(|(_, to)| is_unused(to));
    let sentence = |(from, to): &(PathBuf, PathBuf)| {
        let [from, to] = [from, to].map(|path| path.display());
        format!("--map {from}={to}: no file with samples lies below {from}; `lineprof report` without it shows where")
    };
    unused.map(sentence).collect()
}

/// What the user's lines are where no file is local.
fn package(profile: &Profile) -> Option<String> {
    let names: BTreeSet<String> = profile.symbols.programs().collect();
    let is_used = profile.config.sources.is_empty() && !names.is_empty();
    is_used.then(|| {
        let names = list(names.into_iter(), "");
        format!("no file with samples is local, so your lines are those of the program's own package, {names}")
    })
}

/// The dependencies in whose code most samples are, but for crates that are the user's.
fn dependencies(profile: &Profile, of: u64) -> Option<String> {
    let files = profile.symbols.files.iter().zip(&profile.ownership);
    let is_dependency = |origin: &Origin| matches!(origin.kind, OriginKind::Registry | OriginKind::Git);
    let name = |path| Some(Origin::of(path)).filter(is_dependency)?.name;
    let foreign = |owner: &Ownership| *owner == Ownership::Foreign;
    let names: Vec<_> = files.map(|(file, owner)| foreign(owner).then(|| name(&file.path)).flatten()).collect();
    let mut counts = BTreeMap::<&String, u64>::new();
    for (stack, weight) in profile.recording.stack_weights(|_| true) {
        let mut frames = profile.symbols.frames(stack).take_while(|frame| !profile.is_users(frame));
        if let Some(name) = frames.find_map(|frame| names.get(frame.file? as usize)?.as_ref()) {
            *counts.entry(name).or_default() += weight;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().filter(|(_, samples)| *samples as f64 >= FEW * of as f64).collect();
    counts.sort_by_key(|(_, samples)| Reverse(*samples));
    let (first, _) = counts.first()?;
    let names = counts.iter().map(|(name, samples)| format!("{name} ({} %)", Share { samples: *samples, of }));
    let names = list(names, "");
    Some(format!("dependencies with samples: {names}; --crate {first} charges lines of {first} too"))
}

/// The first few of some names.
fn list(names: impl Iterator<Item = String>, none: &str) -> String {
    const MOST: usize = 12;
    let mut names: Vec<String> = names.take(MOST + 1).collect();
    if names.len() > MOST {
        names[MOST] = "…".to_owned();
    }
    if names.is_empty() { none.to_owned() } else { names.join(", ") }
}
