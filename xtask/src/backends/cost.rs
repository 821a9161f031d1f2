//! What a backend costs to build: clean builds of a crate that has its kernels and nothing else.

use super::{SOURCES, Toolchain};
use crate::process;
use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;
use std::time::Instant;

/// The files of the backends, and the types in them.
pub(super) const BACKENDS: [(&str, &str); 5] = [
    ("array", "Array"),
    ("wide", "Wide"),
    ("fearless_simd", "FearlessSimd"),
    ("pulp", "Pulp"),
    ("std_simd", "StdSimd"),
];

/// Clean builds of each backend; the fastest counts, since other work only slows one.
const ROUNDS: usize = 3;

/// What each backend costs to build.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Cost {
    pub(super) rustc: String,
    pub(super) backends: Vec<OfBackend>,
}

/// Seconds of a clean build in the profile `release` by one job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct OfBackend {
    pub(super) name: String,
    /// The crates that are compiled for it.
    pub(super) crates: usize,
    pub(super) dependencies_s: f64,
    /// Of the two kernels for three numbers of lanes.
    pub(super) kernels_s: f64,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    req: String,
    features: Vec<String>,
}

/// Builds every backend some times, by turns.
pub(super) fn measure(toolchain: &Toolchain, scratch: &Path) -> anyhow::Result<Cost> {
    let metadata = process::line("cargo metadata --no-deps --format-version 1")?;
    let Metadata { packages } = serde_json::from_str(&metadata).context("cargo metadata")?;
    let benches =
        packages.into_iter().find(|package| package.name == "benches").context("there is no package benches")?;
    let mut best = Vec::<OfBackend>::new();
    for _ in 0..ROUNDS {
        for (name, of) in BACKENDS.iter().filter(|(name, _)| toolchain.has(name)) {
            let dependency = benches.dependencies.iter().find(|dependency| dependency.name == *name);
            let found = build(toolchain, &scratch.join(name), name, of, dependency)?;
            match best.iter_mut().find(|known| known.name == *name) {
                None => best.push(found),
                Some(known) => {
                    known.dependencies_s = known.dependencies_s.min(found.dependencies_s);
                    known.kernels_s = known.kernels_s.min(found.kernels_s);
                }
            }
        }
    }
    let rustc = process::output(&mut toolchain.tool("rustc", "--version"))?;
    Ok(Cost { rustc: rustc.trim().to_owned(), backends: best })
}

/// Builds a crate with the dependency and nothing in it, then with the kernels.
fn build(
    toolchain: &Toolchain,
    folder: &Path,
    name: &str,
    of: &str,
    dependency: Option<&Dependency>,
) -> anyhow::Result<OfBackend> {
    drop(fs::remove_dir_all(folder));
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let dependency = dependency.map_or_else(String::new, |Dependency { name, req, features }| {
        format!("{name} = {{ version = {req:?}, features = {features:?} }}\n")
    });
    let manifest = format!(
        "[package]\nname = \"kernels\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n[workspace]\n[dependencies]\n{dependency}"
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::copy("Cargo.lock", folder.join("Cargo.lock")).context("Cargo.lock")?; // the same versions as in the suite
    let lib = folder.join("lib.rs");
    fs::write(&lib, "")?;
    let (dependencies_s, crates) = timed(toolchain, folder)?;
    fs::write(&lib, kernels(name, of)?)?;
    let (kernels_s, _) = timed(toolchain, folder)?;
    Ok(OfBackend { name: name.to_owned(), crates: crates - 1, dependencies_s, kernels_s })
}

/// A library of the kernels of a backend, for every number of lanes.
fn kernels(name: &str, of: &str) -> anyhow::Result<String> {
    let sources = std::path::absolute(SOURCES)?;
    let feature = if name == "std_simd" { "#![feature(portable_simd)]\n" } else { "" };
    let module = |name: &str| format!("#[path = {:?}]\nmod {name};\n", sources.join(name).with_extension("rs"));
    let shapes = [(2, 1), (4, 1), (8, 1), (2, 4), (4, 4), (8, 4)];
    let calls = shapes
        .map(|(lanes, rows)| format!("    <{name}::{of} as Backend>::fill::<{lanes}, {rows}>(&points, bounded);\n"));
    let (blocks, backend, calls) = (module("blocks"), module(name), calls.concat());
    Ok(format!(
        "{feature}{blocks}{backend}use blocks::{{Backend, Points, TESTS, fill_blocks}};\n\n\
         pub fn fill(xs: Vec<f64>, ys: Vec<f64>, bounded: &mut [u32]) {{\n    let points = Points::new(xs, ys, 1000);\n{calls}}}\n"
    ))
}

/// Seconds of a build with one job, and the crates that it compiled.
fn timed(toolchain: &Toolchain, folder: &Path) -> anyhow::Result<(f64, usize)> {
    let mut cargo = toolchain.tool("cargo", "build --release --offline --jobs 1 --target-dir target");
    let begin = Instant::now();
    let output = cargo.current_dir(folder).env_remove("CARGO_TARGET_DIR").output().context("cargo")?;
    let seconds = begin.elapsed().as_secs_f64();
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{} is not built: {errors}", folder.display());
    Ok((seconds, errors.lines().filter(|line| line.trim_start().starts_with("Compiling ")).count()))
}
