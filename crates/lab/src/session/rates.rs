//! Rates from a timing.

use super::{Line, Session};

/// Rates of a line, by needed iterations.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rates {
    /// Giga-iterations per second, all threads together.
    pub(crate) giter_per_s: f64,
    /// Iterations per cycle of one core.
    pub(crate) iter_per_cycle: f64,
    /// The rate of one core over that of the rung's inner loop alone: a share. None where there is no such loop, or
    /// the rate is effective.
    pub(crate) of_peak: Option<f64>,
}

impl Rates {
    pub(crate) fn of(session: &Session, line: &Line) -> Self {
        let per_second = session.iterations(line) as f64 / line.timing.samples.median().get();
        let of_a_core = per_second / line.threads as f64;
        let of_peak = line.bare.map(|bare| of_a_core / bare.per_second).filter(|_| !line.effective);
        let iter_per_cycle = of_a_core / session.clock.hertz();
        Self { giter_per_s: per_second / 1e9, iter_per_cycle, of_peak }
    }
}
