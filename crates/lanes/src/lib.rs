//! Rungs over SIMD lanes, in safe Rust on `wide`: masked divergence, branch-free updates.
//!
//! The vector is a type parameter; a build's rungs use the widest that is one register ([`NativeF64`], [`NativeF32`]).
//! Each module's doc answers four questions: the idea; what it costs; what the machine does with it; when it loses.
//!
//! # Why steps can go untested
//!
//! `lanes-batched`, `lanes-refill`, `lanes-compacted` and `period` test lanes once in a batch of steps. They rest on
//! [`Recurrence::escapes_for_good`]: where a map promises that a value which is out is never followed by one that is
//! bounded, a lane that is bounded at the end of a batch was bounded in every step of it, and a lane that is not has
//! left in the batch; it is taken again from a value that was bounded, with a test after each step. The promise is about
//! rounded values, near `|z| = 2` too; each map's doc gives the argument. Where a map does not give it these rungs fall
//! back to the sticky test in each step of `lanes-interleaved`.
#![forbid(unsafe_code)]

mod alternate;
pub mod batched;
pub mod best;
pub mod compacted;
mod flight;
pub mod interleaved;
mod lockstep;
pub mod masked;
mod native;
mod packed;
pub mod peak;
pub mod period;
pub mod refill;
pub mod single;

pub use lockstep::lockstep;
pub use native::{IN_FLIGHT, IN_FLIGHT_TESTED, NativeF32, NativeF64};

use lanelab_grid::{LaneSteps, Lanes, Precision, Recurrence, Rounding, Rung, Untallied};

/// A rung over lanes, from the module of its kernel, with its inner loop alone.
macro_rules! rung {
    ($kernel:ident, $inner:expr, $name:literal, $idea:literal) => {
        Rung {
            lanes: NativeF64::LANES,
            fill_tallied: Some($kernel::fill::<R, LaneSteps>),
            inner: Some($inner),
            ..Rung::new($name, $idea, &Rounding::ALL, |recurrence, rounding, tile, limit, out| {
                $kernel::fill::<R, Untallied>(recurrence, rounding, tile, limit, out, &mut Untallied);
            })
        }
    };
}

/// The rungs over lanes, in teaching order.
#[must_use]
pub fn rungs<R: Recurrence>() -> Vec<Rung<R>> {
    let alone = peak::tested::<R, NativeF64, 1>();
    let tested = peak::tested::<R, NativeF64, IN_FLIGHT_TESTED>();
    let tested_f32 = peak::tested::<R, NativeF32, IN_FLIGHT_TESTED>();
    let bare = peak::untested::<R, NativeF64, IN_FLIGHT>();
    vec![
        rung!(masked, alone, "lanes-masked", "one vector, masked divergence, branch-free count"),
        rung!(interleaved, tested, "lanes-interleaved", "several vectors in flight to fill the ports"),
        rung!(batched, bare, "lanes-batched", "no test for a batch of steps; taken again where a lane has left"),
        rung!(refill, bare, "lanes-refill", "a lane whose pixel is out takes the next one"),
        rung!(compacted, bare, "lanes-compacted", "what still runs is packed together after each batch"),
        Rung {
            precision: Precision::Single,
            lanes: NativeF32::LANES,
            ..rung!(single, tested_f32, "lanes-f32", "twice the lanes, its own f32 oracle")
        },
        Rung {
            roundings: &[Rounding::Separate, Rounding::Fused],
            effective: true,
            ..rung!(period, bare, "period", "an orbit that repeats bit for bit never escapes")
        },
        rung!(best, bare, "best", "the fastest rung that executes every iteration, by a rule"),
    ]
}
