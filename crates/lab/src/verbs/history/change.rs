//! Whether a rung has changed from one record to the next.

/// Below this no change is believed: that of two builds of one source, and of two runs of one build.
const FLOOR: f64 = 0.01;

/// Standard errors on each side of a 99 % interval.
const SIGMAS: f64 = 2.576;

/// A median, in nanoseconds, with how far samples scatter about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    pub(super) median: f64,
    pub(super) mad: f64,
    pub(super) samples: u64,
}

impl Figure {
    /// The relative standard error of the median: of normal noise, 1.4826 MADs are a deviation, and a median scatters
    /// √(π/2) times as far as a mean.
    #[expect(clippy::cast_precision_loss, reason = "a count of samples")]
    fn error(self) -> f64 {
        let deviation = 1.4826 * self.mad / self.median;
        (std::f64::consts::FRAC_PI_2 / self.samples.max(1) as f64).sqrt() * deviation
    }
}

/// How a rung's speed differs from that of the record before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Change {
    /// The speed over the one before, less 1: above 0 is faster.
    pub(super) fraction: f64,
    /// What the noise of both records accounts for.
    noise: f64,
    /// Whether the machine's own change has been taken out.
    relative: bool,
}

impl Change {
    /// The change in the product of the first figures over the product of the second.
    pub(super) fn of(over: &[Figure], under: &[Figure], relative: bool) -> Self {
        let product = |figures: &[Figure]| figures.iter().map(|figure| figure.median).product::<f64>();
        let variance: f64 = over.iter().chain(under).map(|figure| figure.error() * figure.error()).sum();
        Self { fraction: product(over) / product(under) - 1.0, noise: (SIGMAS * variance.sqrt()).max(FLOOR), relative }
    }

    /// What may be said of it.
    pub(super) fn verdict(self) -> &'static str {
        let log = self.fraction.ln_1p().abs();
        match (log > self.noise.ln_1p(), self.fraction > 0.0, self.relative) {
            (false, ..) => "within noise",
            (true, true, true) => "faster",
            (true, false, true) => "slower",
            (true, true, false) => "faster, or the machine is",
            (true, false, false) => "slower, or the machine is",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(median: f64, mad: f64) -> Figure {
        Figure { median, mad, samples: 100 }
    }

    #[test]
    fn a_change_beyond_noise_is_said_and_one_within_is_not() {
        let verdict = |before: f64, after: f64, mad: f64| {
            Change::of(&[figure(before, mad)], &[figure(after, mad)], true).verdict()
        };
        assert_eq!(verdict(100.0, 90.0, 1.0), "faster");
        assert_eq!(verdict(100.0, 110.0, 1.0), "slower");
        assert_eq!(verdict(100.0, 100.9, 0.1), "within noise", "below the floor");
        assert_eq!(verdict(100.0, 104.0, 10.0), "within noise", "of scattered samples");
        assert_eq!(verdict(100.0, 104.0, 1.0), "slower");
    }

    #[test]
    fn a_machine_that_is_slower_as_a_whole_is_no_change_of_a_rung() {
        let (before, after) = ([figure(100.0, 1.0), figure(1300.0, 1.0)], [figure(130.0, 1.0), figure(1000.0, 1.0)]);
        let change = Change::of(&before, &after, true);
        assert!(change.fraction.abs() < 1e-12, "{change:?}");
        assert_eq!(Change::of(&before[..1], &after[..1], false).verdict(), "slower, or the machine is");
    }
}
