//! One computation, written many ways: each compared with an oracle, all timed together, the difference explained.
//!
//! A [`Ladder`] has inputs, an oracle, an [`Agreement`] and rungs: the ways to write the computation. Its
//! [`main`](Ladder::main) is a whole program: it verifies every rung, measures all of them in interleaved rounds against
//! the first, and reports times, ratios with intervals, rates, and the share of what this machine can do.
//!
//! ```no_run
//! use lanelab_ladder::{Agreement, Ladder, Work};
//!
//! fn numbers(n: usize) -> Vec<f32> {
//!     (0..n).map(|i| (i % 7) as f32 - 3.0).collect()
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     Ladder::new("sum")
//!         .input("n", [1_000, 100_000], |&n| numbers(n))
//!         .work(|v| Work::flops(v.len()).reads_bytes(4 * v.len()))
//!         .oracle(|v: &Vec<f32>| v.iter().map(|&x| f64::from(x)).sum::<f64>() as f32)
//!         .agreement(Agreement::relative_eq(1e-3, 1e-5))
//!         .rung("plain", "one addition after the other", |v| v.iter().sum())
//!         .rung("chunks", "eight sums side by side", |v| {
//!             let mut sums = [0.0; 8];
//!             for chunk in v.chunks(8) {
//!                 chunk.iter().zip(&mut sums).for_each(|(x, sum)| *sum += x);
//!             }
//!             sums.iter().sum()
//!         })
//!         .main()
//! }
//! ```
#![deny(unsafe_code)] // not forbidden, for the one attribute of `program/closed.rs`

mod agreement;
mod commands;
mod engine;
mod ladder;
pub mod machine;
#[cfg(feature = "page")]
pub mod page;
pub mod program;
pub mod report;
mod tables;

pub use agreement::{Agreement, Answer, Disagreement, Number};
pub use ladder::{Ladder, Named, WithInput, Work};
