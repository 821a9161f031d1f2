//! Rungs over SIMD lanes, in safe Rust on `wide`: a mask marks the lanes that have not escaped, and no branch
//! depends on a single lane.
//!
//! The vector is a type parameter; the rungs use the widest vector that is one register in this build ([`NativeF64`],
//! [`NativeF32`]). Each module's doc answers four questions: the idea; what it costs; what the machine does with it;
//! when it loses. Each module's `fill` is a [`Fill`].
//!
//! # Why steps can go untested
//!
//! `lanes-batched`, `lanes-refill`, `lanes-compacted`, `period` and `trapped` test lanes once in a batch of steps. They
//! rely on [`Recurrence::escape_is_permanent`]: after an escaped value no later value is bounded. So a lane that is
//! bounded at the end of a batch was bounded in every step of it. A lane that is not bounded there escaped within the batch; it is
//! re-run from an earlier value with a test after each step. The property covers rounded values, near `|z| = 2` too; the
//! doc of each map proves it. For a map without this property these rungs use the sticky test in each step of
//! `lanes-interleaved`.
#![forbid(unsafe_code)]

pub mod batched;
pub mod best;
pub mod compacted;
mod flight;
mod forms;
mod inner;
pub mod interleaved;
mod lockstep;
pub mod masked;
mod native;
mod packed;
pub mod period;
pub mod points;
pub mod refill;
pub mod single;
mod step;
pub mod trapped;

pub use inner::untested;
pub use lockstep::lockstep;
pub use native::{IN_FLIGHT, IN_FLIGHT_TESTED, NativeF32, NativeF64};

use inner::tested;
use lanelab_grid::{Fill, InnerLoop, Lanes, Precision, Recurrence, Rounding, Rung};

/// The rungs over lanes for a map, in teaching order.
pub fn rungs<R: Recurrence + 'static>(recurrence: R) -> Vec<Rung> {
    let rung = |name, idea, fill: Fill<R>, inner: InnerLoop| Rung {
        lanes: NativeF64::LANES,
        inner: Some(inner),
        ..Rung::new(name, idea, &Rounding::ALL, recurrence, fill)
    };
    let one = tested::<R, NativeF64, 1>(recurrence);
    let several = || tested::<R, NativeF64, IN_FLIGHT_TESTED>(recurrence);
    let single = tested::<R, NativeF32, IN_FLIGHT_TESTED>(recurrence);
    let rows = untested::<R, NativeF64, { batched::ROWS }>(recurrence);
    let no_test = || untested::<R, NativeF64, IN_FLIGHT>(recurrence);
    vec![
        rung("lanes-masked", "one vector; a mask stops the counters of escaped lanes", masked::fill, one),
        rung("lanes-interleaved", "several vectors in flight to fill the ports", interleaved::fill, several()),
        rung("lanes-batched", "no test for a batch of steps; re-run where a lane escaped", batched::fill, rows),
        rung("lanes-refill", "a lane whose pixel has escaped takes the next one", refill::fill, no_test()),
        rung("lanes-compacted", "what still runs is packed together after each batch", compacted::fill, no_test()),
        Rung {
            precision: Precision::Single,
            lanes: NativeF32::LANES,
            ..rung("lanes-f32", "twice the lanes, its own f32 oracle", single::fill, single)
        },
        Rung {
            roundings: &[Rounding::Separate, Rounding::Fused],
            effective: true,
            ..rung("period", "an orbit that repeats bit for bit never escapes", period::fill, no_test())
        },
        Rung {
            effective: true,
            ..rung(
                "trapped",
                "an orbit in a ball that the map takes into itself never escapes",
                trapped::fill,
                no_test(),
            )
        },
        rung("best", "of those in f64 that skip no iteration, the fastest by a rule", best::fill, no_test()),
    ]
}
