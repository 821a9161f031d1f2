//! Whether this CPU has what this build uses.
//!
//! Everything here runs before the first vector instruction of this program's own code, so it keeps to integers
//! and to a message that is a constant.

use std::io::Write;

/// Said where this CPU lacks instructions that this build uses.
const REFUSAL: &[u8] =
    b"lanelab: this program was built for a CPU with instructions that this one lacks; it would \
crash.\nBuild it on this machine: cargo build --release\n";

/// Whether this CPU lacks instructions that this build uses; if so, says it on standard error.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
pub(crate) fn refuse_a_lesser_cpu() -> bool {
    use raw_cpuid::native_cpuid::cpuid_count;
    let leaf = |leaf: u32| {
        if cpuid_count(leaf & 0x8000_0000, 0).eax >= leaf { Some(cpuid_count(leaf, 0)) } else { None }
    };
    let (one, seven, extended) = (leaf(1), leaf(7), leaf(0x8000_0001));
    let one = one.map_or(0, |leaf| leaf.ecx);
    let seven = seven.map_or(0, |leaf| leaf.ebx);
    let extended = extended.map_or(0, |leaf| leaf.ecx);
    let has = |register: u32, bit: u32| register >> bit & 1 == 1;
    let lacks = (cfg!(target_feature = "sse4.2") && !has(one, 20))
        || (cfg!(target_feature = "popcnt") && !has(one, 23))
        || (cfg!(target_feature = "avx") && !(has(one, 28) && has(one, 27)))
        || (cfg!(target_feature = "fma") && !has(one, 12))
        || (cfg!(target_feature = "avx2") && !has(seven, 5))
        || (cfg!(target_feature = "bmi1") && !has(seven, 3))
        || (cfg!(target_feature = "bmi2") && !has(seven, 8))
        || (cfg!(target_feature = "lzcnt") && !has(extended, 5))
        || (cfg!(target_feature = "avx512f") && !has(seven, 16))
        || (cfg!(target_feature = "avx512dq") && !has(seven, 17))
        || (cfg!(target_feature = "avx512bw") && !has(seven, 30))
        || (cfg!(target_feature = "avx512vl") && !has(seven, 31));
    if lacks {
        drop(std::io::stderr().write_all(REFUSAL));
    }
    lacks
}

/// Other architectures build for their baseline.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn refuse_a_lesser_cpu() -> bool {
    false
}

/// The name of the instruction set that the kernels of this build use.
pub(crate) const NAME: &str = if cfg!(target_feature = "avx512f") {
    "AVX-512"
} else if cfg!(all(target_feature = "avx2", target_feature = "fma")) {
    "AVX2 with FMA"
} else if cfg!(target_feature = "avx") {
    "AVX"
} else if cfg!(target_arch = "x86_64") {
    "SSE2"
} else if cfg!(target_arch = "aarch64") {
    "NEON"
} else {
    "portable"
};

/// A better instruction set that this CPU has and this build does not use.
#[cfg(target_arch = "x86_64")]
pub(crate) fn unused() -> Option<&'static str> {
    if !cfg!(target_feature = "avx512f") && std::is_x86_feature_detected!("avx512f") {
        return Some("AVX-512");
    }
    let fma = std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma");
    (!cfg!(all(target_feature = "avx2", target_feature = "fma")) && fma).then_some("AVX2 with FMA")
}

/// A better instruction set that this CPU has and this build does not use: unknown on this architecture.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn unused() -> Option<&'static str> {
    None
}
