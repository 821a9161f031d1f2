//! Which vectors a program uses, where that is known from its source and its flags.

use crate::built::{build, record};
use crate::skip;
use lineprof::views::{OutOfLine, Vectors};
use lineprof::{Config, Profile};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A program that calls `kernel` on some thousand numbers for about half a second.
fn program(kernel: &str) -> String {
    format!(
        "{kernel}
use std::hint::black_box;
fn main() {{
    let (x, mut y) = (vec![0.5_f32; 4096], vec![0.25_f32; 4096]);
    let begin = std::time::Instant::now();
    while begin.elapsed().as_millis() < 500 {{
        for _ in 0..500 {{ kernel(black_box(&x), black_box(&mut y)); }}
    }}
}}
"
    )
}

const LANES: &str = "
#[inline(never)]
fn kernel(x: &[f32], y: &mut [f32]) {
    for (y, x) in y.iter_mut().zip(x) { *y = *y * 0.5 + *x; }
}";

const SERIAL: &str = "
#[inline(never)]
fn kernel(x: &[f32], y: &mut [f32]) {
    let mut sum = y[0];
    for x in x { sum = sum * 0.5 + *x; }
    y[0] = sum;
}";

const CALLS: &str = "
#[inline(never)]
fn kernel(x: &[f32], y: &mut [f32]) {
    for (y, x) in y.iter_mut().zip(x) { *y = x.mul_add(0.5, *y); }
}";

/// A short function of the user's own, called for each number, and one with a loop, called for each call of the kernel.
/// The short one has most instructions: a CPU that waits may be interrupted at the same one each time.
const STEPS: &str = "
#[inline(never)]
fn short(x: f32) -> f32 { let half = |x: f32| 1.0 / (1.0 + x.sqrt()); half(half(half(half(half(half(x)))))) }
#[inline(never)]
fn long(x: &[f32]) -> f32 { let mut sum = 0.0; for x in x { sum += short(*x); } for x in x { sum = sum * 0.5 + *x; } sum }
#[inline(never)]
fn kernel(x: &[f32], y: &mut [f32]) {
    for y in &mut y[..4] { *y = long(x); }
}";

/// A profile; none where this machine cannot record.
fn profile(kernel: &str, flags: &[&str]) -> Option<Profile> {
    let built = build(&program(kernel), flags);
    let (_, recording) = record(&Config::default(), &mut Command::new(&built.program))?;
    Some(Profile::of(recording, &Config::default()).expect("there are no globs"))
}

/// The profile's vectors.
fn vectors(kernel: &str, flags: &[&str]) -> Option<Vectors> {
    let profile = profile(kernel, flags)?;
    let vectors = profile.vectors();
    let line = (vectors.lines.iter()).max_by_key(|(_, mix)| mix.packed.of).expect("it has lines");
    assert!(line.1.packed.samples <= vectors.all.packed.samples, "{vectors:?}");
    Some(vectors)
}

#[test]
fn a_loop_over_lanes_is_packed_and_as_wide_as_its_flags() {
    let builds: [(&[&str], u32); 2] = [(&[], 128), (&["-Ctarget-cpu=x86-64-v3"], 256)];
    for (flags, bits) in builds {
        if bits > 128 && !std::is_x86_feature_detected!("avx2") {
            return skip("vectors: no AVX2");
        }
        let Some(found) = vectors(LANES, flags) else { return };
        assert_eq!(found.all.widest, Some(bits), "{found}");
        assert!(found.all.packed.value() > 0.8 && found.all.scalar.value() < 0.1, "{found}");
        assert!(found.sentence().contains(&format!("{bits}-bit vectors; not inlined: none")), "{found}");
        let kernel = found.functions.iter().find(|(name, _)| name.contains("kernel")).expect("it is hot").1;
        assert_eq!(kernel.widest, Some(bits), "{found:?}");
    }
}

#[test]
fn a_serial_loop_is_scalar_whatever_its_flags() {
    for flags in [&[][..], &["-Ctarget-cpu=x86-64-v3"]] {
        if !flags.is_empty() && !std::is_x86_feature_detected!("avx2") {
            return skip("vectors: no AVX2");
        }
        let Some(found) = vectors(SERIAL, flags) else { return };
        assert!(found.all.scalar.value() > 0.8 && found.all.packed.value() < 0.1, "{found}");
        assert_eq!((found.all.widest, found.not_inlined.len()), (None, 0), "{found}");
    }
}

/// A loop that becomes as wide as the flags allow, and one of dependent steps.
const TWO_LOOPS: &str = "
use std::hint::black_box;
#[inline(never)]
fn wide(x: &[f32], y: &mut [f32]) {
    for (y, x) in y.iter_mut().zip(x) { *y = *y * 0.5 + *x }
}
#[inline(never)]
fn serial(x: &[f32]) -> f32 {
    x.iter().fold(0.0, |sum, x| sum * 0.5 + x)
}
fn main() {
    let (x, mut y) = (vec![0.5_f32; 4096], vec![0.25_f32; 4096]);
    let begin = std::time::Instant::now();
    while begin.elapsed().as_millis() < 600 {
        for _ in 0..100 { wide(black_box(&x), black_box(&mut y)); }
        for _ in 0..10 { black_box(serial(black_box(&x))); }
    }
}
";

/// The lines of a report after the one that contains a text, up to the next of another line or function.
fn notes<'a>(report: &'a str, text: &str) -> Vec<&'a str> {
    let after = report.lines().skip_while(|line| !line.contains(text)).skip(1);
    after.map_while(|line| line.strip_prefix("                       ")).map(str::trim).collect()
}

/// Whether one of these lines begins so and continues with a share above 80 %.
fn mostly(notes: &[&str], beginning: &str) -> bool {
    let shares = notes.iter().filter_map(|note| note.strip_prefix(beginning)?.split(' ').next()?.parse::<f64>().ok());
    shares.fold(0.0, f64::max) > 80.0
}

#[test]
fn a_report_names_the_widest_register_of_each_line_and_function() {
    let builds: [(&[&str], u32, bool); 3] = [
        (&[], 128, true),
        (&["-Ctarget-cpu=x86-64-v3"], 256, std::is_x86_feature_detected!("avx2")),
        (&["-Ctarget-feature=+avx512f"], 512, std::is_x86_feature_detected!("avx512f")),
    ];
    for (flags, bits, runs_here) in builds {
        if !runs_here {
            skip(&format!("vectors: no registers of {bits} bits"));
            continue;
        }
        let built = build(TWO_LOOPS, flags);
        let recorded = crate::lineprof(built.folder.path(), &["record", "./busy"]);
        let text = String::from_utf8_lossy(&recorded.stderr).into_owned();
        if text.contains("perf_event_open is refused") {
            return skip(&format!("vectors: {text}"));
        }
        for (view, first, second) in
            [(&["report"][..], "busy.rs:5", "busy.rs:9"), (&["report", "--functions"], "busy::wide", "busy::serial")]
        {
            let mut command = Command::new(env!("CARGO_BIN_EXE_lineprof"));
            let report = command.args(view).env("COLUMNS", "80").current_dir(&built.folder).output().unwrap().stdout;
            let report = String::from_utf8(report).unwrap();
            let (first, second) = (notes(&report, first), notes(&report, second));
            assert!(mostly(&first, &format!("{bits}-bit vectors ")), "{report}");
            assert!(mostly(&second, "no vectors, scalar "), "{report}");
            assert!(report.lines().all(|line| line.chars().count() <= 80), "{report}");
        }
    }
}

/// Vectors of four `f64`, which fit one 256-bit register only in builds with AVX.
const OF_WIDE: &str = "
use std::hint::black_box;
use wide::f64x4;
#[inline(never)]
fn steps(values: &mut [f64x4]) {
    for value in values {
        *value = *value * *value * f64x4::splat(0.25) + f64x4::splat(0.3); // steps
    }
}
fn main() {
    let mut values = vec![f64x4::splat(0.5); 512];
    let begin = std::time::Instant::now();
    while begin.elapsed().as_millis() < 500 {
        for _ in 0..50 { steps(black_box(&mut values)); }
    }
}
";

/// Builds the program without flags, against the version of `wide` in this repository's lock file. `None` where that version
/// has not been downloaded.
fn built_with_wide() -> Option<(TempDir, PathBuf)> {
    let folder = tempfile::tempdir().expect("a folder can be created");
    let manifest = "[package]\nname = \"steps\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                    [dependencies]\nwide = \"*\"\n[profile.release]\ndebug = \"limited\"\n[workspace]\n";
    fs::create_dir(folder.path().join("src")).expect("it can be created");
    fs::write(folder.path().join("src/main.rs"), OF_WIDE).expect("it can be written");
    fs::write(folder.path().join("Cargo.toml"), manifest).expect("it can be written");
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    fs::copy(lock, folder.path().join("Cargo.lock")).expect("the workspace has one");
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(folder.path()).args(["build", "--release", "--offline", "--target-dir", "target"]);
    let settings = ["CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "CARGO_BUILD_TARGET"];
    settings.into_iter().for_each(|name| _ = command.env_remove(name));
    let output = command.env("RUSTFLAGS", "").output().expect("cargo starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    if errors.contains("--offline") {
        skip("vectors of a type of `wide`: the crate has not been downloaded");
        return None;
    }
    assert!(output.status.success(), "{errors}");
    let program = folder.path().join("target/release/steps");
    Some((folder, program))
}

#[test]
fn a_type_of_wide_is_named_as_wide_as_its_registers_are() {
    let Some((_folder, program)) = built_with_wide() else { return };
    let Some((_, recording)) = record(&Config::default(), &mut Command::new(program)) else { return };
    let profile = Profile::of(recording, &Config::default()).expect("there are no globs");
    let vectors = profile.vectors();
    assert!(vectors.all.widest == Some(128) && vectors.all.packed.value() > 0.8, "{vectors}");
    let line = profile.lines().hot.into_iter().find(|line| line.contents.ends_with("// steps")).expect("it is hot");
    assert_eq!(line.compiled.expect("it has samples").mix.widest, Some(128), "{vectors}");
}

#[test]
fn a_function_that_a_loop_calls_is_named() {
    let Some(profile) = profile(CALLS, &[]) else { return };
    let (found, lines, functions) = (profile.vectors(), profile.lines(), profile.functions());
    let line = lines.hot.iter().find(|line| line.contents.contains("mul_add")).expect("it is hot");
    let function = functions.rows.iter().find(|row| row.name.ends_with("kernel")).expect("it is hot");
    // A single sample may be at the entry of the function with the loop.
    let hot = |calls: &[OutOfLine]| -> Vec<OutOfLine> {
        calls.iter().filter(|call| call.inclusive.value() > 0.02).cloned().collect()
    };
    for compiled in [&line.compiled, &function.compiled] {
        let calls = compiled.as_ref().map(|compiled| hot(&compiled.not_inlined));
        assert_eq!(calls, Some(hot(&found.not_inlined)), "{found:?}");
    }
    let call = found.not_inlined.first().unwrap_or_else(|| panic!("{found}"));
    assert!(call.function.contains("fma") && call.inclusive.value() > 0.2, "{found}");
    assert!(found.all.packed.value() < 0.1, "{found}");
}

#[test]
fn a_function_with_a_loop_of_its_own_is_not_named_but_what_it_calls_is() {
    let Some(found) = vectors(STEPS, &[]) else { return };
    let names: Vec<&str> = found.not_inlined.iter().map(|call| call.function.as_str()).collect();
    assert!(matches!(names[..], [name] if name.contains("short")), "{found:?}");
}
