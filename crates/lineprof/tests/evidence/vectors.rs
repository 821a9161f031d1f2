//! Which vectors a program uses, where that is known from its source and its flags.

use crate::built::{build, record};
use crate::skip;
use lineprof::views::Vectors;
use lineprof::{Config, Profile};
use std::process::Command;

/// A program that calls `kernel` on some thousand numbers for about half a second.
fn program(kernel: &str) -> String {
    format!(
        "{kernel}
use std::hint::black_box;
fn main() {{
    let (x, mut y) = (vec![0.5_f32; 4096], vec![0.25_f32; 4096]);
    let begin = std::time::Instant::now();
    while begin.elapsed().as_millis() < 500 {{
        for _ in 0..100 {{ kernel(black_box(&x), black_box(&mut y)); }}
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
const STEPS: &str = "
#[inline(never)]
fn short(x: f32) -> f32 { 1.0 / (1.0 + x.sqrt()) }
#[inline(never)]
fn long(x: &[f32]) -> f32 { let mut sum = 0.0; for x in x { sum += short(*x); } for x in x { sum = sum * 0.5 + *x; } sum }
#[inline(never)]
fn kernel(x: &[f32], y: &mut [f32]) {
    for y in &mut y[..4] { *y = long(x); }
}";

/// The profile's vectors; none where this machine cannot record.
fn vectors(kernel: &str, flags: &[&str]) -> Option<Vectors> {
    let built = build(&program(kernel), flags);
    let (_, recording) = record(&Config::default(), &mut Command::new(&built.program))?;
    let profile = Profile::of(recording, &Config::default()).expect("there are no globs");
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

#[test]
fn a_function_that_a_loop_calls_is_named() {
    let Some(found) = vectors(CALLS, &[]) else { return };
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
