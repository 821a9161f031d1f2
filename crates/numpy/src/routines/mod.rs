//! NumPy's array routines that `ndarray` lacks, bit for bit: grids and ranges, boolean masks, integer indices in pairs.
//!
//! The key decision: **NumPy's formula is kept, rounding by rounding, and its exceptions become errors.** Three
//! constructors that look alike round differently:
//!
//! | routine | element | last element |
//! |---|---|---|
//! | [`mgrid`](mgrid()) | `i * step + start` | as any other |
//! | [`arange`](arange()) | `start + i * ((start + step) - start)` | as any other |
//! | [`linspace`](linspace()) | `i * ((stop - start) / n) + start` | `stop` itself |
//!
//! `ndarray` already has the rest: slices, views, new axes, whole rows by index.
//!
//! ```
//! use lanelab_numpy::routines::{BooleanMask, Span, mgrid, take_pairs};
//! use ndarray::array;
//!
//! let (y, x) = mgrid(Span::stepped(-1.0, 1.0, 0.5), Span::counted(0.0, 1.0, 3))?;
//! assert_eq!(y.column(0), array![-1.0, -0.5, 0.0, 0.5]);
//! assert_eq!(x.row(0), array![0.0, 0.5, 1.0]);
//!
//! let mut values = array![[1, 7], [9, 2]];
//! let large = BooleanMask::of(&values, |&value| value > 5);
//! assert_eq!(large.select(&values)?, array![7, 9]);
//! large.assign(&mut values, 5)?;
//! assert_eq!(values, array![[1, 5], [5, 2]]);
//! assert_eq!(take_pairs(&values, &[0, -1], &[0, 1])?, array![1, 2]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod boolean_mask;
mod error;
mod mgrid;
mod pairs;
mod ranges;

pub use boolean_mask::BooleanMask;
pub(crate) use boolean_mask::{assign, fill, select};
pub use error::{MaskError, PairError, RangeError};
pub use mgrid::{Span, mgrid};
pub use pairs::{put_pairs, scatter, take_pairs};
pub use ranges::{Endpoint, arange, linspace};
