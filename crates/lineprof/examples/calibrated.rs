//! Three lines of one function that cost 70, 20 and 10 of 100 by construction.
use std::hint::black_box;

/// So many steps of a chain that no compiler shortens.
#[inline(always)]
fn spin(mut x: u64, steps: u32) -> u64 {
    for _ in 0..steps {
        x = black_box(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    }
    x
}

#[inline(never)]
fn split(mut x: u64) -> u64 {
    x = spin(x, 7000);
    x = spin(x, 2000);
    x = spin(x, 1000);
    x
}

fn main() {
    let rounds: u64 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let (_, profile) = lineprof::profile(&lineprof::Config::default(), || (0..rounds).fold(1, |x, _| split(x))).unwrap();
    print!("{}\n{}\n{}\n{}", profile.quality(), profile.threads(), profile.functions(), profile.lines());
}
