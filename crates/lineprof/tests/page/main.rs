//! The page of a profile: its contents, incomplete profiles, and how a browser shows it.

#[path = "../browser/mod.rs"]
mod browser;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[path = "../built/mod.rs"]
mod built;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod code;
mod command;
mod contents;
#[path = "../made/mod.rs"]
mod made;
mod shown;

use lineprof::Profile;
use lineprof::recording::Event;
use made::{Made, made};

/// Panics where the page lacks one of the texts.
fn assert_has(page: &str, parts: &[&str]) {
    let missing: Vec<_> = parts.iter().filter(|part| !page.contains(**part)).collect();
    let (_, body) = page.split_once("<body>").expect("it has a body");
    assert!(missing.is_empty(), "{missing:#?} are not in {body}");
}

fn page(profile: &Profile) -> String {
    profile.page().expect("it is made")
}

/// A profile with page faults, and with a thread that waits.
fn counted() -> Profile {
    let mut made = Made::default();
    let main: &[_] = &[("main", "main.rs", 7)];
    made.sample(&[&[("busy", "main.rs", 3)], main], "main", 60);
    made.sample(&[&[("busy", "main.rs", 4)], main], "main", 40);
    made.count(Event::Waiting, &[&[("read", "main.rs", 9)], main], "reader", 300_000_000);
    made.count(Event::PageFaults, &[&[("touch", "main.rs", 12)], main], "main", 4096);
    made.profile()
}
