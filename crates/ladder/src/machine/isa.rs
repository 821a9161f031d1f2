//! Whether this CPU has what this build uses.
//!
//! This runs before the first vector instruction of the program, so it uses integers and a constant message only. Masks
//! are constants too: comparing with a variable could compile to an instruction that not every CPU has. What the CPU
//! answers is hidden from the optimiser, which would compare several answers at once by a vector.

#[cfg(target_arch = "x86_64")]
use std::{hint::black_box, io::Write};

#[cfg(target_arch = "x86_64")]
const REFUSAL: &[u8] = b"error: this program was built for a CPU with instructions that this one lacks; it would \
crash.\nBuild it on this machine: cargo build --release\n";

/// Whether this CPU lacks instructions that this build uses; if so, prints that on standard error.
#[cfg(target_arch = "x86_64")]
#[inline(never)]
pub fn refuse_a_lesser_cpu() -> bool {
    use raw_cpuid::native_cpuid::cpuid_count;
    let has = |leaf: u32| cpuid_count(leaf & 0x8000_0000, 0).eax >= leaf;
    let one = if has(1) { cpuid_count(1, 0).ecx } else { 0 };
    let extended = if has(0x8000_0001) { cpuid_count(0x8000_0001, 0).ecx } else { 0 };
    let (mut ebx, mut ecx, mut eax) = (0, 0, 0);
    if has(7) {
        let seven = cpuid_count(7, 0);
        (ebx, ecx) = (seven.ebx, seven.ecx);
        eax = if seven.eax >= 1 { cpuid_count(7, 1).eax } else { 0 };
    }
    let lacks = black_box(one) & used::ONE_ECX != used::ONE_ECX
        || black_box(extended) & used::EXTENDED_ECX != used::EXTENDED_ECX
        || black_box(ebx) & used::SEVEN_EBX != used::SEVEN_EBX
        || black_box(ecx) & used::SEVEN_ECX != used::SEVEN_ECX
        || black_box(eax) & used::SEVEN_ONE_EAX != used::SEVEN_ONE_EAX;
    if lacks {
        drop(std::io::stderr().write_all(REFUSAL));
    }
    lacks
}

/// What the compiler may use in this build, register by register of the CPUID instruction.
#[cfg(target_arch = "x86_64")]
mod used {
    /// The bit of a feature, where the build has it.
    macro_rules! bits {
        ($($feature:literal: $bit:literal),+ $(,)?) => {
            0 $(| if cfg!(target_feature = $feature) { 1 << $bit } else { 0 })+
        };
    }

    /// Leaf 1. AVX needs the support of the system too: OSXSAVE, bit 27.
    pub(super) const ONE_ECX: u32 = bits!(
        "sse3": 0, "pclmulqdq": 1, "ssse3": 9, "fma": 12, "cmpxchg16b": 13, "sse4.1": 19, "sse4.2": 20, "movbe": 22,
        "popcnt": 23, "aes": 25, "avx": 27, "avx": 28, "f16c": 29, "rdrand": 30,
    );
    /// Leaf 7.
    pub(super) const SEVEN_EBX: u32 = bits!(
        "bmi1": 3, "avx2": 5, "bmi2": 8, "avx512f": 16, "avx512dq": 17, "rdseed": 18, "adx": 19, "avx512ifma": 21,
        "avx512cd": 28, "sha": 29, "avx512bw": 30, "avx512vl": 31,
    );
    /// Leaf 7.
    pub(super) const SEVEN_ECX: u32 = bits!(
        "avx512vbmi": 1, "avx512vbmi2": 6, "gfni": 8, "vaes": 9, "vpclmulqdq": 10, "avx512vnni": 11,
        "avx512bitalg": 12, "avx512vpopcntdq": 14,
    );
    /// Leaf 7, part 1.
    pub(super) const SEVEN_ONE_EAX: u32 = bits!("avxvnni": 4, "avx512bf16": 5);
    /// Leaf 0x80000001.
    pub(super) const EXTENDED_ECX: u32 = bits!("lzcnt": 5, "sse4a": 6);
}

/// Other architectures build for their baseline.
#[cfg(not(target_arch = "x86_64"))]
pub fn refuse_a_lesser_cpu() -> bool {
    false
}

/// The name of the instruction set that the rungs of this build use.
pub const NAME: &str = if cfg!(target_feature = "avx512f") {
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

/// How many `f64` a vector register of this build holds.
pub const LANES_F64: usize = if cfg!(target_feature = "avx512f") {
    8
} else if cfg!(target_feature = "avx") {
    4
} else {
    2
};

/// A better instruction set that this CPU has and this build does not use.
#[cfg(target_arch = "x86_64")]
pub fn unused() -> Option<&'static str> {
    if !cfg!(target_feature = "avx512f") && std::is_x86_feature_detected!("avx512f") {
        return Some("AVX-512");
    }
    let fma = std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma");
    (!cfg!(all(target_feature = "avx2", target_feature = "fma")) && fma).then_some("AVX2 with FMA")
}

/// A better instruction set that this CPU has and this build does not use: unknown on this architecture.
#[cfg(not(target_arch = "x86_64"))]
pub fn unused() -> Option<&'static str> {
    None
}
