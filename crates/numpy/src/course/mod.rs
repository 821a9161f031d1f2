//! The lesson's own functions, under their own names and with their own quirks.
//!
//! The key decision: **these give NumPy's output, bit for bit, not the contract's.** The rungs of this crate
//! follow one contract and so agree with each other. The lesson's functions each follow their own text, and
//! so they differ: in when they test, in what they test with, in what they do to a value that is out, and in
//! whether step `limit` can be told from "never". What they return is compared with arrays that NumPy itself
//! wrote.
//!
//! | function | tests | with | counts |
//! |---|---|---|---|
//! | [`mandel1`], [`mandel2`] | before the first step too | `hypot < 2` | `limit - k`, else 0 |
//! | [`mandel_numpy_explode`] | at the end | `abs < 2` | whether inside |
//! | [`mandel_numpy`] | after each step; resets to 2 | `abs > 2` | whether inside |
//! | [`mandel4`] | after each step; resets to 2 | `abs > 2` | `limit - k`, else 0 |
//! | [`mandel5`] | after each step; resets to 2 | complex `z * conj(z) > 4` | `limit - k`, else 0 |
//! | [`mandel6`] | after each step, of a mask | complex `z * conj(z) > 4` | `limit - k`, else 0 |
//! | [`mandel7`] | after each step, of what is left | complex `z * conj(z) > 4` | `limit - k`, else 0 |
//!
//! Here `k` is the number of the step, from 1. So where they count, a point that escapes at step `limit`
//! exactly counts 0, as a member does. None of them changes its input. With a `limit` of 0 or less the forms
//! over arrays take no step.
//!
//! The forms over arrays make the passes, copies and temporaries that NumPy makes, because they are timed as
//! such; and they take a [`Dispatch`], because NumPy's answer depends on the CPU it runs on. What they test with,
//! [`abs`] and [`norm_exceeds_four`], can be called alone, to be timed alone.
//!
//! ```
//! use lanelab_numpy::course::{Dispatch, mandel1, mandel4};
//! use ndarray::array;
//! use num_complex::Complex;
//!
//! let positions = array![[Complex::new(0.0, 0.0), Complex::new(1.0, 0.0)]];
//! assert_eq!(mandel4(positions.view(), 50, Dispatch::Separate), array![[0.0, 48.0]]);
//! assert_eq!(mandel1(Complex::new(1.0, 0.0), 50), Ok(49), "|z_1| is 2: not below it, and not above it");
//! ```

mod counts;
mod dispatch;
mod masks;
mod membership;
mod numpy;
mod pointwise;
mod shrinking;

pub use counts::{mandel4, mandel5};
pub use dispatch::{Dispatch, UnknownDispatch};
pub use membership::{mandel_numpy, mandel_numpy_explode};
pub use numpy::{abs, norm_exceeds_four};
pub use pointwise::{AbsOverflow, VectorizeError, mandel1, mandel2};
pub use shrinking::{mandel6, mandel7};
