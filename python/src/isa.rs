//! The level of x86-64 that this build needs, and the one that the CPU has.

use pyo3::prelude::*;

/// The level that this build was compiled for.
#[pyfunction]
pub(crate) fn isa() -> &'static str {
    if cfg!(not(target_arch = "x86_64")) {
        std::env::consts::ARCH
    } else if cfg!(all(target_feature = "avx512f", target_feature = "avx512vl", target_feature = "avx512bw")) {
        "x86-64-v4"
    } else if cfg!(all(target_feature = "avx2", target_feature = "fma", target_feature = "bmi2")) {
        "x86-64-v3"
    } else if cfg!(all(target_feature = "sse4.2", target_feature = "popcnt")) {
        "x86-64-v2"
    } else {
        "x86-64"
    }
}

/// The highest level of which this CPU, and its operating system, have every instruction.
#[cfg(target_arch = "x86_64")]
#[pyfunction]
pub(crate) fn cpu() -> &'static str {
    macro_rules! all {
        ($($feature:tt),*) => { $(std::arch::is_x86_feature_detected!($feature))&&* };
    }
    let v2 = all!("cmpxchg16b", "popcnt", "sse3", "ssse3", "sse4.1", "sse4.2");
    let v3 = v2 && all!("avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "lzcnt", "movbe", "xsave");
    let v4 = v3 && all!("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl");
    match (v2, v3, v4) {
        (_, _, true) => "x86-64-v4",
        (_, true, _) => "x86-64-v3",
        (true, ..) => "x86-64-v2",
        _ => "x86-64",
    }
}

/// The architecture, which has one level here.
#[cfg(not(target_arch = "x86_64"))]
#[pyfunction]
pub(crate) fn cpu() -> &'static str {
    isa()
}
