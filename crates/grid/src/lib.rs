//! The core of escape time: what is computed, and which answer is right, bit for bit.
//!
//! The key decision: **the rounding is named, and is a type parameter.** A map ([`Recurrence`]) is written once over
//! any number ([`Real`]) and any [`Arithmetic`]; there is one arithmetic for each [`Rounding`]. So each kernel, scalar
//! or vector, computes the same expressions. Its steps are compared with those of the [`oracle`] in the same
//! [`Precision`] by `==`, never within a tolerance.
//!
//! This crate contains no kernel but the oracle. A [`Rung`] is a named kernel that does a [`Job`]: it fills the steps
//! of a [`Tile`].
//!
//! ```
//! use lanelab_grid::{Job, Limit, Mandelbrot, Raster, Region, Rounding, View, oracle};
//!
//! let view = View::new(Region::new(-2.0, 0.5, -1.25, 1.25)?, Raster::new(40, 40)?);
//! let steps = oracle::steps(&Mandelbrot, &Job::whole(&view, Limit::new(100)?, Rounding::Separate));
//! assert_eq!(steps.view()[[20, 20]], 0, "the middle of the set never escapes");
//! assert_eq!(steps.view()[[0, 0]], 1, "the corner escapes in the first step");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod arithmetic;
mod inner;
mod job;
mod lane_steps;
mod limit;
mod number;
mod numerics;
pub mod oracle;
mod recurrence;
mod region;
mod rung;
mod steps;
mod view;

pub use arithmetic::{Arithmetic, Contracted, Fused, Separate, SeparateByFma, sum};
pub use inner::{InnerLoop, Test, Width};
pub use job::Job;
pub use lane_steps::{LaneSteps, Tally};
pub use limit::{Limit, LimitError};
pub use number::{FUSES, Lanes, Mask, Real, Scalar};
pub use numerics::{Numerics, Precision, Rounding, UnknownNumerics};
pub use oracle::{Orbit, bounded};
pub use recurrence::{BurningShip, Julia, Mandelbrot, Multibrot3, Recurrence};
pub use region::{Raster, Region, ViewError, decimal};
pub use rung::{Cut, Fill, Kernel, Rung};
pub use steps::{Comparison, Difference, Incomparable, Steps};
pub use view::{Axis, Tile, View, real};
