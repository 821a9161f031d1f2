//! Rungs over SIMD lanes, in safe Rust on `wide`: masked divergence, branch-free updates.
//!
//! The vector is a type parameter; a build's rungs use the widest that is one register ([`NativeF64`]). Each
//! module's doc answers four questions: the idea; what it costs; what the machine does with it; when it loses.
#![forbid(unsafe_code)]

mod alternate;
pub mod interleaved;
mod lockstep;
pub mod masked;
mod native;

pub use native::{IN_FLIGHT, NativeF64};

use lanelab_grid::{Lanes, Recurrence, Rounding, Rung};

/// The rungs over lanes, in teaching order.
#[must_use]
pub fn rungs<R: Recurrence>() -> Vec<Rung<R>> {
    let masked = Rung {
        lanes: NativeF64::LANES,
        ..Rung::new(
            "lanes-masked",
            "one vector, masked divergence, branch-free count",
            &[Rounding::Separate, Rounding::Fused],
            masked::fill::<R>,
        )
    };
    vec![
        masked,
        Rung {
            name: "lanes-interleaved",
            idea: "several vectors in flight to fill the ports",
            fill: interleaved::fill::<R>,
            ..masked
        },
    ]
}
