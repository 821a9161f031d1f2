//! Folds the inner frames of runtimes into one.

use super::{Step, bare_name};
use crate::{Frame, Origin, OriginKind, Profile};
use std::borrow::Cow;

/// The role of a frame in folding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Inside this runtime.
    Runtime(&'static str),
    /// The call of a closure, which belongs to the runtime beside it.
    Call,
    /// Of the standard library, which belongs to a runtime on both sides.
    Std,
    /// Any other frame, which is kept.
    Other,
}

/// The roles of all frames of a profile.
pub(crate) struct Runtimes<'a> {
    profile: &'a Profile,
    /// The crate of each file, where it is not the user's.
    crates: Vec<Option<Cow<'static, str>>>,
}

impl<'a> Runtimes<'a> {
    pub(crate) fn of(profile: &'a Profile) -> Self {
        let name = |file: &crate::File| match Origin::of(&file.path) {
            Origin { kind: OriginKind::Toolchain, .. } => Some("std".into()),
            Origin { name, .. } => name.map(Into::into),
        };
        Self { profile, crates: profile.symbols.files.iter().map(name).collect() }
    }

    /// The steps of a stack, innermost first, with one step for neighbours inside runtimes.
    pub(crate) fn fold(&self, mut steps: Vec<Step>) -> Vec<Step> {
        let parts: Vec<Part> = steps.iter().map(|step| self.part(*step)).collect();
        let mut end = parts.len();
        // From the outermost frame inwards, so that earlier indices stay valid.
        while let Some(last) = parts[..end].iter().rposition(|part| matches!(part, Part::Runtime(_))) {
            let start = parts[..last].iter().rposition(|part| *part == Part::Other).map_or(0, |other| other + 1);
            let first = (start..=last).find(|&at| matches!(parts[at], Part::Runtime(_))).unwrap_or(last);
            let calls = |parts: &mut dyn Iterator<Item = &Part>| parts.take_while(|part| **part == Part::Call).count();
            let (before, after) =
                (calls(&mut parts[start..first].iter().rev()), calls(&mut parts[last + 1..end].iter()));
            let names = parts[first..=last].iter().rev().filter_map(|part| match part {
                Part::Runtime(name) => Some(*name),
                _ => None,
            });
            let name = names.reduce(|one, other| if one == STD { other } else { one }).unwrap_or(STD);
            steps.splice(first - before..=last + after, [Step::Named(name)]);
            end = start;
        }
        steps
    }

    fn part(&self, step: Step) -> Part {
        let Step::Frame(frame) = step else { return Part::Other };
        if self.profile.is_own(&frame) {
            return Part::Other;
        }
        let name = self.profile.symbols.name(frame.function);
        match self.crate_of(frame, name).as_deref() {
            Some("std" | "core" | "alloc") => of_std(&bare_name(name)),
            Some(name) => family(name).map_or(Part::Other, Part::Runtime),
            None => Part::Other,
        }
    }

    /// The crate of a frame, by its file, or else by the beginning of the function's name.
    fn crate_of<'b>(&'b self, frame: Frame, name: &'b str) -> Option<Cow<'b, str>> {
        match frame.file {
            Some(file) => self.crates.get(file as usize).and_then(Option::as_deref).map(Cow::Borrowed),
            None => crate_in(name).map(Cow::Borrowed),
        }
    }
}

/// The crate that a function's name begins with: `rayon_core` of `<rayon_core::registry::Registry>::in_worker`.
pub(crate) fn crate_in(name: &str) -> Option<&str> {
    let (first, _) = name.split_once("::")?;
    let start = first.rfind(|letter: char| !letter.is_alphanumeric() && letter != '_').map_or(0, |at| at + 1);
    Some(&first[start..]).filter(|name| !name.is_empty())
}

const STD: &str = "[std]";

/// The runtime that a crate belongs to.
fn family(name: &str) -> Option<&'static str> {
    match name.replace('_', "-").as_str() {
        "rayon" | "rayon-core" => Some("[rayon]"),
        "tokio" => Some("[tokio]"),
        "futures" | "futures-core" | "futures-executor" | "futures-task" | "futures-util" => Some("[futures]"),
        "async-executor" | "async-global-executor" | "async-std" | "async-task" | "smol" => Some("[smol]"),
        name if name.starts_with("crossbeam") => Some("[crossbeam]"),
        _ => None,
    }
}

/// In the standard library only thread start and panic catching count as a runtime. They are found by words in function
/// names, since files differ between versions.
fn of_std(name: &str) -> Part {
    const INNER: [&str; 7] = [
        "catch_unwind",
        "panicking",
        "AssertUnwindSafe",
        "spawn_unchecked",
        "thread_start",
        "short_backtrace",
        "lang_start",
    ];
    if INNER.iter().any(|word| name.contains(word)) {
        return Part::Runtime(STD);
    }
    let is_call = ["::call_once", "::call_mut", "::call"].iter().any(|end| name.ends_with(end));
    if is_call { Part::Call } else { Part::Std }
}

#[cfg(test)]
mod tests {
    use super::super::made::Made;
    use super::*;
    use crate::export::Labels;
    use std::path::PathBuf;

    /// Functions from the outermost on, as the flame graph has them when runtimes are folded.
    fn folded(frames: &[(&str, &str)]) -> Vec<String> {
        let mut made = Made::default();
        let frames: Vec<[(&str, &str, u32); 1]> = frames.iter().rev().map(|&(name, file)| [(name, file, 1)]).collect();
        let stack: Vec<&[(&str, &str, u32)]> = frames.iter().map(<[_; 1]>::as_slice).collect();
        made.sample(&stack, "main", 3);
        let mut profile = made.profile();
        profile.config.hide_runtime = true;
        let text = profile.folded_from(Labels::Functions, 0);
        let (stack, weight) = text.trim_end().rsplit_once(' ').unwrap();
        assert_eq!(weight, "3", "no sample is lost");
        stack.split(';').map(str::to_owned).collect()
    }

    const RAYON: &str = "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/rayon-core-1.12.1/src/join.rs";
    const MEMCHR: &str = "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/memchr-2.7.4/src/lib.rs";
    const STD_FILE: &str = "/rustc/0a1b2c/library/std/src/a.rs";

    #[test]
    fn neighbours_inside_runtimes_are_one_frame_and_others_stay() {
        for (frames, expected) in [
            (
                &[
                    ("main", "main.rs"),
                    ("join", RAYON),
                    ("core::iter::Iterator::for_each", STD_FILE),
                    ("std::panicking::catch_unwind", STD_FILE),
                    ("<F as core::ops::FnOnce<()>>::call_once", STD_FILE),
                    ("main::{closure#0}", "main.rs"),
                    ("memchr::find", MEMCHR),
                ][..],
                &["main", "[rayon]", "main::{closure#0}", "memchr::find"][..],
            ),
            // The last call of a runtime is not folded, nor are the user's own calls of closures.
            (&[("join", RAYON), ("core::sync::atomic::load", STD_FILE)], &["[rayon]", "core::sync::atomic::load"]),
            (
                &[("main", "main.rs"), ("core::ops::FnOnce::call_once", STD_FILE), ("f", "main.rs")],
                &["main", "core::ops::FnOnce::call_once", "f"],
            ),
            (
                &[("main", "main.rs"), ("std::thread::sleep", STD_FILE), ("std::sys::sleep", STD_FILE)],
                &["main", "std::thread::sleep", "std::sys::sleep"],
            ),
            // Two runtimes with a frame of the user's between them; the first is named after its frames outside of std.
            (
                &[("std::rt::lang_start", STD_FILE), ("join", RAYON), ("main", "main.rs"), ("join", RAYON)],
                &["[rayon]", "main", "[rayon]"],
            ),
        ] {
            assert_eq!(folded(frames), expected);
        }
    }

    #[test]
    fn without_files_names_tell_the_crate() {
        for (name, expected) in [
            ("rayon_core::registry::in_worker", Some("rayon_core")),
            ("<rayon_core::job::StackJob<L> as Job>::execute", Some("rayon_core")),
            ("<&mut tokio::task::Core>::poll", Some("tokio")),
            ("main", None),
            ("{closure#0}", None),
        ] {
            assert_eq!(crate_in(name), expected, "{name}");
        }
    }

    #[test]
    fn runtimes_that_are_the_users_are_not_folded() {
        let mut made = Made::default();
        made.sample(&[&[("join", RAYON, 1)], &[("main", "main.rs", 1)]], "main", 1);
        let mut profile = made.profile();
        profile.config =
            crate::Config { hide_runtime: true, crates: vec!["rayon-core".to_owned()], ..Default::default() };
        profile.config.sources = vec![PathBuf::from("/src")];
        let config = profile.config.clone();
        assert_eq!(profile.owned_by(&config).unwrap().folded_from(Labels::Functions, 0), "main;join 1\n");
    }
}
