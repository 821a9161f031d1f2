//! The vocabulary and the contract of LaneLab: what is computed, and which answer is right, bit for bit.
//!
//! The key decision: **the rounding is named, and comes in as a type.** A [`Recurrence`] is written once over any
//! number ([`Real`]) and any [`Arithmetic`]; the three arithmetics are the three [`Rounding`]s of the contract. So
//! each kernel, scalar or vector, computes the same expressions, and its answer is compared with that of the
//! [`oracle`] in its own [`Precision`] by `==`, never within a tolerance.
//!
//! This crate knows no kernel. A kernel is a [`Rung`]: a function that fills the steps of a [`Tile`].
//!
//! ```
//! use lanelab_grid::{Limit, Mandelbrot, Raster, Region, Rounding, View, oracle};
//!
//! let view = View::new(Region::new(-2.0, 0.5, -1.25, 1.25)?, Raster::new(40, 40)?);
//! let steps = oracle::steps(&Mandelbrot, Rounding::Separate, &view.whole(), Limit::new(100)?);
//! assert_eq!(steps.view()[[20, 20]], 0, "the middle of the set never escapes");
//! assert_eq!(steps.view()[[0, 0]], 1, "the corner is out at once");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod arithmetic;
mod contract;
mod inner;
mod limit;
mod number;
mod operations;
pub mod oracle;
mod precision;
mod recurrence;
mod rounding;
mod rung;
mod steps;
mod tally;
mod view;

pub use arithmetic::{Arithmetic, Contracted, Fused, Separate, sum};
pub use contract::Contract;
pub use inner::{Bare, Inner, Width};
pub use limit::{Limit, LimitError};
pub use number::{FUSES, Lanes, Mask, Real, Scalar};
pub use operations::{Operations, Test};
pub use oracle::{Orbit, bounded};
pub use precision::{Precision, UnknownPrecision};
pub use recurrence::{BurningShip, Julia, Mandelbrot, Multibrot3, Recurrence};
pub use rounding::{Rounding, UnknownRounding};
pub use rung::{Cut, Fill, FillTallied, Rung};
pub use steps::{Comparison, Difference, Incomparable, Steps};
pub use tally::{LaneSteps, Tally, Untallied};
pub use view::{Axis, Raster, Region, Tile, View, ViewError, real};

/// Source files of this crate that are thin layers between a kernel and the processor: of numbers and of roundings. A
/// line profiler that steps over them charges what they cost to the line that uses them.
pub const WRAPPERS: [&str; 2] = ["crates/grid/src/number/*.rs", "crates/grid/src/arithmetic.rs"];
