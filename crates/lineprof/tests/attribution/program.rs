//! A program whose costs are known by construction. Its loops are optimised like those of a release build even at
//! `opt-level = 1`, which inlines no iterators.

use crate::wrappers::step;
use std::hint::black_box;

/// How often each part runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    pub(crate) rounds: u32,
    pub(crate) parts: u32,
    pub(crate) generic: u32,
    pub(crate) alternations: u32,
}

impl Default for Work {
    fn default() -> Self {
        Self { rounds: 60_000, parts: 40_000, generic: 40_000, alternations: 3_000_000 }
    }
}

impl Work {
    pub(crate) const fn none() -> Self {
        Self { rounds: 0, parts: 0, generic: 0, alternations: 0 }
    }
}

/// Lines that the tests examine.
pub(crate) struct Lines {
    pub(crate) split: [u32; 3],
    pub(crate) multiply: u32,
    pub(crate) nothing: u32,
}

pub(crate) const LINES: Lines =
    Lines { split: [SPLIT + 4, SPLIT + 5, SPLIT + 6], multiply: ALTERNATE + 11, nothing: ALTERNATE + 13 };

pub(crate) fn run(work: Work) {
    black_box((0..work.rounds).fold(1, |x, _| split(x)));
    black_box((0..work.parts).fold(1, |x, _| ten(twenty(seventy(x)))));
    black_box((0..work.generic).fold(1, |x, _| generic::<Thrice>(generic::<Once>(x))));
    alternate(work.alternations);
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

trait Times {
    const STEPS: u32;
}

struct Once;
struct Thrice;

impl Times for Once {
    const STEPS: u32 = 2500;
}

impl Times for Thrice {
    const STEPS: u32 = 7500;
}

#[inline(never)]
fn generic<T: Times>(mut x: u64) -> u64 {
    let mut steps = T::STEPS;
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
fn alternate(rounds: u32) {
    let mut x = 3_u64;
    let mut left = 100 * rounds;
    while left > 0 {
        left -= 1;
        // SAFETY: multiplies a register, and does nothing
        unsafe { std::arch::asm!("imul {x}, {x}", x = inout(reg) x) };
        // SAFETY: does nothing
        unsafe { std::arch::asm!("nop") };
    }
    black_box(x);
}

#[cfg(not(target_arch = "x86_64"))]
fn alternate(_rounds: u32) {}
