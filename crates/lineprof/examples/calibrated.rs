//! Profiles a function whose three lines cost 70, 20 and 10 %, and prints all tables.
//!
//! ```text
//! cargo run --release -p lineprof --example calibrated [ROUNDS]
//! ```
use lineprof::{Config, profile};
use std::hint::black_box;

/// Steps of a chain that no compiler shortens.
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

#[expect(clippy::print_stdout, reason = "an example")]
fn main() -> Result<(), lineprof::Error> {
    let rounds: u64 = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(100_000);
    let (sum, profile) = profile(&Config::default(), || (0..rounds).fold(1, |x, _| split(x)))?;
    black_box(sum);
    print!("{}\n{}\n{}\n{}", profile.quality(), profile.threads(), profile.functions(), profile.lines());
    Ok(())
}
