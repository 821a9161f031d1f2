//! `lineprof run`, `test` and `bench` take cargo's command lines, and build and run what cargo builds and runs.
#![cfg(target_os = "linux")]

#[cfg(target_arch = "x86_64")]
mod code;
mod failures;
#[path = "../ignored/mod.rs"]
mod ignored;
mod signals;
mod workspace;

use lineprof::exact::Target;
use std::fs;
use std::path::{Path, PathBuf};
use workspace::{Workspace, can_record, run, text};

/// What a program has printed about itself, and its file.
fn facts(output: &[u8]) -> (Vec<String>, PathBuf) {
    let text = text(output);
    let exe = text.lines().find_map(|line| line.split_once("exe ")).unwrap_or_else(|| panic!("no program ran: {text}"));
    (text.lines().filter(|line| line.starts_with("fact ")).map(str::to_owned).collect(), exe.1.into())
}

/// Checks that a line of cargo's, with which ours agrees but for the default of the profile and names of benches, gives
/// the same program, run in the same way.
#[track_caller]
fn same(workspace: &Workspace, ours: &[&str], cargos: &[&str], environment: &[(&str, &str)]) {
    let mut command = workspace.cargo();
    command.args(cargos).env("CARGO_TARGET_DIR", workspace.home().join("cargo")).envs(environment.iter().copied());
    let cargo = run(&mut command);
    let mut command = workspace.lineprof(ours[0]);
    command.args(&ours[1..]).envs(environment.iter().copied());
    let lineprof = run(&mut command);
    assert_eq!(lineprof.status.code(), cargo.status.code(), "{ours:?}: {}", text(&lineprof.stderr));
    let (cargo, lineprof) = (facts(&cargo.stdout), facts(&lineprof.stdout));
    assert_eq!(lineprof.0, cargo.0, "{ours:?}");
    assert_ne!(lineprof.1, cargo.1, "{ours:?}: each has its own folder");
    #[cfg(target_arch = "x86_64")]
    code::assert_equal(&lineprof.1, &cargo.1, &format!("{ours:?}"));
    #[cfg(not(target_arch = "x86_64"))]
    drop(std::io::Write::write_all(
        &mut std::io::stderr(),
        b"skipped: code of two builds: only that of x86-64 is compared\n",
    ));
}

#[test]
fn binaries_and_examples_are_those_of_cargo() {
    let workspace = Workspace::new();
    if !can_record(&workspace) {
        return;
    }
    let same = |options: &[&str], profile: &[&str], environment: &[(&str, &str)]| {
        let end = ["--", "a", "b c", "--out"];
        same(
            &workspace,
            &[&["run"], options, &end].concat(),
            &[&["run"], profile, options, &end].concat(),
            environment,
        );
    };
    same(&[], &["--release"], &[]);
    same(&["--offline", "-r", "-p", "app", "--bin", "second", "-Fextra", "--no-default-features", "-j1"], &[], &[]);
    same(&["--example=example", "--profile", "dev", "--all-features", "--locked"], &[], &[]);
    same(&["--manifest-path", "../tool/Cargo.toml", "--profile=small"], &[], &[]);
    let host = text(&run(workspace.cargo().arg("-vV")).stdout);
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("the host");
    same(&["--target", host, "--config", "profile.release.codegen-units=1"], &["--release"], &[]);
    let other = workspace.home().join("other");
    let other = other.to_str().expect("a path");
    let environment = [
        ("RUSTC_WRAPPER", other),
        ("RUSTFLAGS", "--cfg asked_elsewhere -Ctarget-cpu=native"),
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
        ("CARGO_BUILD_TARGET", host),
        ("CARGO_BUILD_BUILD_DIR", "shared"),
    ];
    same(&["--bin=second"], &["--release"], &environment);
    fs::create_dir(workspace.home().join("app/.cargo")).expect("it can be created");
    for runner in ["'none'", "['none', 'of these']"] {
        let settings = format!("[target.{host}]\nrunner = {runner}\n");
        fs::write(workspace.home().join("app/.cargo/config.toml"), settings).expect("it can be written");
        let output = run(&mut workspace.lineprof("run"));
        assert_eq!(output.status.code(), Some(0), "a runner is left out: {}", text(&output.stderr));
    }
}

#[test]
fn tests_and_benches_are_those_of_cargo() {
    let workspace = Workspace::new();
    if !can_record(&workspace) {
        return;
    }
    let test = |options: &[&str], profile: &[&str]| {
        let end = ["--", "--nocapture"];
        same(&workspace, &[&["test"], options, &end].concat(), &[&["test"], profile, options, &end].concat(), &[]);
    };
    test(&["--test", "tests", "one"], &["--release"]);
    test(&["--lib", "--profile=test"], &[]);
    test(&["--manifest-path=../tool/Cargo.toml", "--profile", "dev"], &[]);
    same(&workspace, &["bench", "bench", "--", "a"], &["bench", "--bench=bench", "--", "a"], &[]);
    let with_profile = ["bench", "--bench", "bench", "--profile", "dev"];
    same(&workspace, &with_profile, &with_profile, &[]);
}

#[test]
fn exact_counts_keep_the_users_flags() {
    let workspace = Workspace::new();
    if !can_record(&workspace) {
        return;
    }
    let mut command = workspace.lineprof("run");
    command.args(["--hits", "--ir", "--target-dir", "elsewhere"]).env("RUSTFLAGS", "--cfg asked");
    let output = run(&mut command);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let elsewhere = workspace.home().join("app/elsewhere/lineprof");
    let flags = |purpose: &str| fs::read_to_string(elsewhere.join(purpose).join("compiler")).unwrap_or_default();
    let wrapper = workspace.home().join("wrap ped");
    assert!(flags("hits").contains(&format!("'{}' ", wrapper.display())), "the user's wrapper: {}", flags("hits"));
    let shown = text(&output.stderr);
    let ir = shown.contains("Ir: instructions of a separate run") || shown.contains("no column of instructions");
    assert!(ir, "{shown}");
}

#[test]
fn packages_of_the_workspace_and_those_by_path_are_found() {
    let workspace = Workspace::new();
    let manifest = format!("--manifest-path={}", workspace.home().join("app/Cargo.toml").display());
    let target = Target { options: vec![manifest], ..Target::default() };
    let home = workspace.home();
    let outside = home.parent().unwrap_or(Path::new("/")).join("outside");
    assert_eq!(target.packages().expect("cargo runs"), [home.join("app"), home.join("tool"), outside]);
}
