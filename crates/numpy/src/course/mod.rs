//! The course's eight functions, under their own names and with their own quirks.
//!
//! The key decision: **these give NumPy's output, bit for bit.** The rungs of a ladder compute one thing and so agree
//! with each other. The course's functions differ: in when they test, in what they test with, in what they do to a
//! value that has escaped, and in whether step `limit` can be told from "never". Their results are compared with arrays
//! that NumPy itself wrote.
//!
//! | function | tests | with | counts |
//! |---|---|---|---|
//! | [`mandel1()`], [`mandel2()`] | before the first step too | `hypot < 2` | `limit - k`, else 0 |
//! | [`mandel_numpy_explode()`] | at the end | `abs < 2` | whether inside |
//! | [`mandel_numpy()`] | after each step; resets to 2 | `abs > 2` | whether inside |
//! | [`mandel4()`] | after each step; resets to 2 | `abs > 2` | `limit - k`, else 0 |
//! | [`mandel5()`] | after each step; resets to 2 | complex `z * conj(z) > 4` | `limit - k`, else 0 |
//! | [`mandel6()`] | after each step, of a mask | complex `z * conj(z) > 4` | `limit - k`, else 0 |
//! | [`mandel7()`] | after each step, of what is left | complex `z * conj(z) > 4` | `limit - k`, else 0 |
//!
//! Here `k` is the number of the step, from 1. So a point that escapes exactly at step `limit` counts 0, as a member
//! does. No function changes its input. With a `limit` of 0 or less the functions of arrays take no step.
//!
//! The functions of arrays make the passes, copies and temporaries that NumPy makes, because they are timed as such.
//! They take a [`Dispatch`], because NumPy's result depends on the CPU. Their tests, [`abs`] and [`norm_exceeds_four`],
//! are public so that they can be timed alone.
//!
//! This is the only text of the functions. `lanelab lesson` runs it and shows it, and the book shows it: each function
//! stands between two marker comments, in lines of at most 76 columns.
//!
//! ```
//! use lanelab_numpy::course::{Dispatch, mandel1, mandel4};
//! use ndarray::array;
//! use num_complex::Complex;
//!
//! let positions = array![[Complex::new(0.0, 0.0), Complex::new(1.0, 0.0)]];
//! assert_eq!(mandel4(&positions, 50, Dispatch::Separate), array![[0.0, 48.0]]);
//! assert_eq!(mandel1(Complex::new(1.0, 0.0), 50), Ok(49), "|z_1| is 2: not below it, and not above it");
//! ```

mod arithmetic;
mod hypot;
mod mandel1;
mod mandel2;
mod mandel4;
mod mandel5;
mod mandel6;
mod mandel7;
mod mandel_numpy;
mod mandel_numpy_explode;

pub use arithmetic::{abs, norm_exceeds_four};
pub use mandel_numpy::mandel_numpy;
pub use mandel_numpy_explode::mandel_numpy_explode;
pub use mandel1::{Overflow, mandel1};
pub use mandel2::{VectorizeError, mandel2};
pub use mandel4::mandel4;
pub use mandel5::mandel5;
pub use mandel6::mandel6;
pub use mandel7::mandel7;

use ndarray::{Array2, ArrayRef2};
use num_complex::Complex;
use serde::Deserialize;

/// Which of its two arithmetics NumPy uses for arrays of complex numbers. It chooses by CPU when it is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dispatch {
    /// Each operation rounded: x86-64 without AVX2 and FMA, or NumPy told not to use them.
    Separate,
    /// Products of complex numbers by fused multiply-add: x86-64 with AVX2 and FMA or better.
    Fused,
}

/// Points of the plane, or values of their orbits: an array, or a view of one.
pub type Grid = ArrayRef2<Complex<f64>>;

/// How many of `limit` steps were left when each point diverged; 0 where it did not.
pub type Counts = Array2<f64>;
