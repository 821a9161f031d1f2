//! How figures are written, in one place: three significant digits and a unit.
//!
//! The rules of IPython's `%timeit`, but for one thing: a figure is rounded *before* its unit is chosen, so
//! 999.6 µs is `1 ms` and never `1e+03 µs`.
//!
//! | figure | written by | for example |
//! |---|---|---|
//! | time | [`Seconds`](crate::Seconds) | `43.9 µs`, `1min 23s` |
//! | plain number | [`Figure`] | `7.95` |
//! | number of things | [`Count`] | `10,000` |
//! | memory | [`Bytes`] | `1.5 MiB` |
//! | share | [`Percent`] | `79.3 %` |
//! | ratio with interval | [`Ratio`](crate::Ratio) | `12.3× [12.1, 12.5]` |
//! | ratio alone | [`Times`] | `12.3×` |
//! | noun behind a number | [`plural`] | `loops` |
//! | time of a loop | [`per_loop`] | `44 µs ± 816 ns per loop (…)` |

mod figure;
mod quantity;
mod ratio;
mod time;
mod wording;

pub use figure::Figure;
pub use quantity::{Bytes, Count, Percent};
pub use ratio::Times;
pub(crate) use ratio::ratio;
pub(crate) use time::time;
pub use wording::{per_loop, plural};
