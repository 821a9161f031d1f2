//! The vectors of this build. As in `wide`, the target features decide when it is compiled.

#[cfg(not(any(target_feature = "avx", target_feature = "avx512f")))]
use wide::{f32x4 as WideF32, f64x2 as WideF64};
#[cfg(all(target_feature = "avx", not(target_feature = "avx512f")))]
use wide::{f32x8 as WideF32, f64x4 as WideF64};
#[cfg(target_feature = "avx512f")]
use wide::{f32x16 as WideF32, f64x8 as WideF64};

/// The widest `f64` vector that is one register in this build.
pub type NativeF64 = WideF64;

/// The widest `f32` vector that is one register in this build: twice the lanes of [`NativeF64`].
pub type NativeF32 = WideF32;

/// How many vectors are in flight where steps are not tested: enough to hide the latency of a step, and few enough for
/// the registers. Of 32 registers eight vectors leave 16 for intermediate results and some constants. With 16 registers
/// the constants stay in memory, and six vectors still fit: twelve values, the number 2, and three intermediate results.
pub const IN_FLIGHT: usize = if cfg!(target_feature = "avx512f") { 8 } else { 6 };

/// How many vectors are in flight where each step is tested: the test and the counters need registers too.
pub const IN_FLIGHT_TESTED: usize = if cfg!(target_feature = "avx512f") { 4 } else { 3 };
