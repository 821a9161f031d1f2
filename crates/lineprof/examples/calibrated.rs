//! Profiles a function whose three lines cost 70, 20 and 10 of a hundred, and prints all tables.
//!
//! ```text
//! cargo run --release -p lineprof --example calibrated [ROUNDS] [perf|timer|pprof]
//! ```
use lineprof::{Choice, Config, profile};
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

#[expect(clippy::print_stdout, reason = "an example")]
fn main() -> Result<(), lineprof::Error> {
    let mut arguments = std::env::args().skip(1);
    let rounds: u64 = arguments.next().and_then(|rounds| rounds.parse().ok()).unwrap_or(100_000);
    let backend = match arguments.next().as_deref() {
        Some("perf") => Choice::PerfEvent,
        Some("timer") => Choice::ThreadTimer,
        Some("pprof") => Choice::Pprof,
        _ => Choice::Auto,
    };
    let config = Config { backend, ..Config::default() };
    let (sum, profile) = profile(&config, || (0..rounds).fold(1, |x, _| split(x)))?;
    black_box(sum);
    print!("{}\n{}\n{}\n{}", profile.quality(), profile.threads(), profile.functions(), profile.lines());
    Ok(())
}
