//! Where the user's sources are, and are not.

use crate::built::{Built, build, compile};
use crate::{SPIN, check_places, check_spin, has, owned, places, profile, profile_of, skip, text, warns};
use lineprof::{Config, Profile};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate named `work` below a folder, and a program that uses it.
pub(crate) fn with_crate(library: &str, program: &str) -> Built {
    let folder = tempfile::tempdir().expect("a folder can be created");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be created");
        fs::write(&path, text).expect("it can be written");
        path
    };
    let library = write(library, &SPIN.replace("\nfn ", "\npub fn ").replace("pub fn main", "fn main"));
    let program = write(program, include_str!("programs/uses.rs"));
    let (rlib, executable) = (folder.path().join("libwork.rlib"), folder.path().join("uses"));
    let around = |path: &Path| path.ancestors().nth(2).expect("a folder").to_owned();
    compile(&around(&library), &library, &rlib, &["--crate-type=rlib", "--crate-name=work"]);
    compile(&around(&program), &program, &executable, &["--extern", &format!("work={}", text(&rlib))]);
    Built { folder, program: executable }
}

const REGISTRY: &str = "home/registry/src/index.crates.io-0123456789abcdef";

/// The lines of the program that call the crate.
const CALLS: [(&str, f64); 2] = [("app/src/main.rs:4", 0.75), ("app/src/main.rs:5", 0.25)];

#[test]
fn a_sibling_of_the_workspace_and_a_package_elsewhere_are_the_users() {
    for library in ["work/src/lib.rs", "elsewhere/deep/work/src/lib.rs"] {
        let Some(profile) = profile_of(&with_crate(library, "app/src/main.rs")) else { return };
        check_places(&profile, &[(&format!("{library}:6"), 1.0)]);
        assert!(profile.quality().warnings.is_empty(), "{}", profile.quality());
    }
}

#[test]
fn a_package_of_a_registry_below_the_users_folder_is_charged_to_the_lines_that_call_it_unless_it_is_named() {
    let package = format!("{REGISTRY}/work-1.2.3");
    let built = with_crate(&format!("{package}/src/lib.rs"), "app/src/main.rs");
    let Some(profile) = profile_of(&built) else { return };
    let folder = built.folder.path();
    let calls = CALLS.map(|(place, share)| (place.strip_prefix("app/").expect("it starts so"), share));
    check_places(&profile, &calls);
    let inside = |profile: &Profile| check_places(profile, &[("work-1.2.3/src/lib.rs:6", 1.0)]);
    for name in ["work", "wor*", "w?rk"] {
        inside(&owned(&profile, |config| config.crates = vec![name.to_owned()]));
    }
    let within = |path: &str| vec![folder.join(path)];
    let package = owned(&profile, |config| config.packages = within(&package));
    check_places(&package, &[("work-1.2.3/src/lib.rs:6", 1.0)]);
    let narrowed = owned(&profile, |config| config.sources = within(REGISTRY));
    check_places(&narrowed, &[("work-1.2.3/src/lib.rs:6", 1.0)]);
    for around in [folder.to_owned(), PathBuf::from("/")] {
        let around = owned(&profile, |config| config.sources = vec![around]);
        assert!(places(&around).keys().all(|place| !place.contains("work-1.2.3")), "{}", around.lines());
        assert!(around.quality().with_line.value() > 0.95, "{}", around.quality());
    }
    let mistyped = owned(&profile, |config| config.crates = vec!["wrk".to_owned()]);
    assert!(warns(&mistyped, &["--crate wrk", "core", "work"]), "{}", mistyped.quality());
}

#[test]
fn a_program_installed_from_a_registry_has_lines_and_names_the_crates_with_most_samples() {
    let [app, library] = ["app-0.1.0/src/main.rs", "work-1.2.3/src/lib.rs"].map(|path| format!("{REGISTRY}/{path}"));
    let Some(profile) = profile_of(&with_crate(&library, &app)) else { return };
    check_places(&profile, &[("app-0.1.0/src/main.rs:4", 0.75), ("app-0.1.0/src/main.rs:5", 0.25)]);
    assert!(warns(&profile, &["the program's own package, app"]), "{}", profile.quality());
    // Without the program's own.
    let named = owned(&profile, |config| config.sources = vec!["/no/such/folder".into()]);
    assert!(warns(&named, &["dependencies with samples: work (", "--crate work"]), "{}", named.quality());
    assert!(warns(&named, &["--source /no/such/folder: no file"]), "{}", named.quality());
}

#[test]
fn the_standard_library_is_the_users_only_where_it_is_named() {
    let built = build(SPIN, &[]);
    let Some(profile) = profile_of(&built) else { return };
    let around = owned(&profile, |config| config.sources = vec!["/".into()]);
    check_places(&around, &[(&format!("{}:6", built.folder.path().join("busy.rs").display()), 1.0)]);
    let core = owned(&profile, |config| config.crates = vec!["core".to_owned()]);
    let in_core: f64 =
        places(&core).iter().filter(|(place, _)| place.starts_with("library/core/")).map(|(_, of)| of).sum();
    assert!(in_core > 0.5, "{}", core.lines());
}

#[test]
fn moved_sources_are_found_by_a_map() {
    for (to, seen) in [("/build/app", "/build/app"), ("", "."), ("app", "app")] {
        let folder = tempfile::tempdir().expect("a folder can be created");
        let source = folder.path().join("busy.rs");
        fs::write(&source, SPIN).expect("it can be written");
        let program = folder.path().join("busy");
        let remap = format!("--remap-path-prefix={}={to}", text(folder.path()));
        compile(folder.path(), &source, &program, &[&remap]);
        let Some(profile) = profile(&Config::default(), &mut Command::new(&program)) else { return };
        let has_text = |profile: &Profile| profile.lines().hot[0].contents.contains("fold(1");
        assert!(profile.quality().with_line.value() > 0.95 && !has_text(&profile), "{to:?}: {}", profile.lines());
        assert!(warns(&profile, &["no text", "--map"]), "{to:?}: {}", profile.quality());
        let here = folder.path().to_owned();
        let mapped = owned(&profile, |config| config.maps = vec![(seen.into(), here.clone())]);
        check_spin(&mapped);
        assert!(has_text(&mapped), "{to:?}: {}", mapped.lines());
        let unused = owned(&profile, |config| config.maps = vec![("/no/such".into(), here)]);
        assert!(warns(&unused, &["--map /no/such=", "no file"]), "{}", unused.quality());
    }
}

#[test]
fn a_file_of_c_is_the_users() {
    if !has("cc", "a file of C") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder can be created");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("work.c"), include_str!("programs/work.c")).expect("it can be written");
    fs::write(path("main.rs"), include_str!("programs/calls_c.rs")).expect("it can be written");
    let mut cc = Command::new("cc");
    let status = cc.current_dir(&folder).args(["-g", "-O1", "-c", "work.c", "-o", "work.o"]).status();
    assert!(status.expect("cc starts").success(), "it compiles");
    let object = format!("link-arg={}", text(&path("work.o")));
    compile(folder.path(), &path("main.rs"), &path("main"), &["-C", &object]);
    let Some(profile) = profile(&Config::default(), &mut Command::new(path("main"))) else { return };
    let in_c: f64 = places(&profile).iter().filter(|(place, _)| place.starts_with("work.c:")).map(|(_, of)| of).sum();
    assert!(in_c > 0.95, "{}", profile.lines());
}

const LOADS: &str = "import ctypes, sys; library = ctypes.CDLL(sys.argv[1])\nfor _ in range(100): library.work()";

#[test]
fn the_lines_of_a_library_are_the_users_whatever_loads_it() {
    let library = build(include_str!("programs/plugin.rs"), &["--crate-type=cdylib", "-C", "panic=abort"]);
    let host = build(include_str!("../callers/programs/plugins.rs"), &[]);
    let mut commands = vec![Command::new(&host.program)];
    if has("python3", "a library in Python") {
        let mut python = Command::new("python3");
        python.args(["-c", LOADS]);
        commands.push(python);
    }
    for command in &mut commands {
        let Some(profile) = profile(&Config::default(), command.arg(&library.program)) else {
            return skip("libraries");
        };
        let is_there = |place: &String| ["busy.rs:6", "busy.rs:13"].iter().any(|line| place.ends_with(line));
        let found: f64 = places(&profile).iter().filter(|(place, _)| is_there(place)).map(|(_, of)| of).sum();
        assert!(found > 0.8, "{command:?}: {}", profile.lines());
    }
}
