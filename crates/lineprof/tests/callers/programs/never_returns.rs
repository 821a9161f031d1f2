//! A call that is the last instruction of its function, so that its return address lies outside of it.
use std::hint::black_box;

#[inline(never)]
extern "C" fn never_returns(mut x: u64) -> ! {
    for _ in 0..300_000_000_u64 {
        x = black_box(x).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    }
    std::process::exit(0)
}

// Rust's own functions have a trap after such a call.
#[cfg(target_arch = "x86_64")]
std::arch::global_asm!(
    ".p2align 4",
    "last_call: .cfi_startproc",
    "push rbx",
    ".cfi_def_cfa_offset 16",
    ".fill 11, 1, 0x90",
    "call {}",
    ".cfi_endproc",
    sym never_returns
);

#[cfg(target_arch = "x86_64")]
unsafe extern "C" {
    safe fn last_call(x: u64) -> !;
}

#[cfg(not(target_arch = "x86_64"))]
use never_returns as last_call;

#[inline(never)]
fn enter(x: u64) -> ! {
    last_call(x)
}

fn main() {
    enter(black_box(17))
}
