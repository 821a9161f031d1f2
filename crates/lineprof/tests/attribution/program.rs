//! A program whose costs are known by construction. Its loops are optimised like those of a release build even at
//! `opt-level = 1`, which inlines no iterators.

use crate::wrappers::step;
use std::hint::black_box;

/// Lines that the tests examine: those of `split`, and the two instructions of `alternate`.
pub(crate) const SPLIT_LINES: [u32; 3] = [SPLIT + 4, SPLIT + 5, SPLIT + 6];
pub(crate) const MULTIPLY: u32 = ALTERNATE + 10;
pub(crate) const NOTHING: u32 = ALTERNATE + 12;

pub(crate) fn run() {
    run_split(60_000);
    black_box((0..40_000).fold(1, |x, _| ten(twenty(seventy(x)))));
    black_box((0..40_000).fold(1, |x, _| generic::<7500>(generic::<2500>(x))));
    alternate(300_000_000);
    let texts = [vec![7; 20_000], vec![7; 20_000]];
    black_box((0..1_000_000).all(|_| compare(&texts)));
}

/// All of its time is spent in `memcmp`, which sets up no frame.
#[inline(never)]
fn compare([a, b]: &[Vec<u8>; 2]) -> bool {
    black_box(a) == black_box(b)
}

pub(crate) fn run_split(rounds: u32) {
    black_box((0..rounds).fold(1, |x, _| split(x)));
}

#[inline(always)]
fn spin(mut x: u64, mut steps: u32) -> u64 {
    while steps > 0 {
        x = step(x);
        steps -= 1;
    }
    x
}

const SPLIT: u32 = line!();

#[inline(never)]
fn split(mut x: u64) -> u64 {
    x = spin(x, 7000);
    x = spin(x, 2000);
    x = spin(x, 1000);
    x
}

macro_rules! part {
    ($name:ident, $steps:literal) => {
        #[inline(never)]
        fn $name(mut x: u64) -> u64 {
            let mut steps = $steps;
            while steps > 0 {
                x = step(x);
                steps -= 1;
            }
            x
        }
    };
}

part!(seventy, 7000);
part!(twenty, 2000);
part!(ten, 1000);

#[inline(never)]
fn generic<const STEPS: u32>(mut x: u64) -> u64 {
    let mut steps = STEPS;
    while steps > 0 {
        x = step(x);
        steps -= 1;
    }
    x
}

const ALTERNATE: u32 = line!();

#[cfg(target_arch = "x86_64")]
#[inline(never)]
#[expect(unsafe_code, reason = "one instruction a line that no compiler moves")]
fn alternate(mut rounds: u32) {
    let mut x = 3_u64;
    while rounds > 0 {
        rounds -= 1;
        // SAFETY: multiplies a register, and does nothing
        unsafe { std::arch::asm!("imul {x}, {x}", x = inout(reg) x) };
        // SAFETY: does nothing
        unsafe { std::arch::asm!("nop") };
    }
    black_box(x);
}

#[cfg(not(target_arch = "x86_64"))]
fn alternate(_rounds: u32) {}
