//! A share of the samples, and its confidence interval.

use std::fmt;

/// Some of all samples, or of what a counter counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Samples that count, or events, or nanoseconds.
    pub samples: u64,
    /// All of them.
    pub of: u64,
}

impl Share {
    /// The quantile of the normal distribution that 95 % of it lie within.
    pub(super) const Z: f64 = 1.959_963_984_540_054;

    /// The share, 0 to 1; 0 of none.
    pub fn value(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.samples as f64 / self.of as f64 }
    }

    /// The interval that holds the true share with a confidence of 95 %.
    ///
    /// After E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
    /// American Statistical Association 22 (1927), 209–212: it is right for small shares too, and stays within 0 to 1.
    pub fn interval(self) -> (f64, f64) {
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let (n, p, z2) = (self.of as f64, self.value(), Self::Z * Self::Z);
        let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = Self::Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        ((middle - half).max(0.0), (middle + half).min(1.0))
    }

    pub(crate) fn interval_text(self) -> String {
        let (low, high) = self.interval();
        format!("{:.1} to {:.1}", 100.0 * low, 100.0 * high)
    }
}

/// Parts of a whole in percent, with one digit behind the point, rounded so that they add up to 100; 0 of nothing.
pub(super) fn percentages(parts: impl IntoIterator<Item = u64>) -> Vec<String> {
    let parts: Vec<u64> = parts.into_iter().collect();
    let total = parts.iter().sum::<u64>().max(1);
    let mut tenths: Vec<u64> = parts.iter().map(|part| 1000 * part / total).collect();
    let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
    by_remainder.sort_by_key(|&part| std::cmp::Reverse(1000 * parts[part] % total));
    let missing = (1000 * parts.iter().sum::<u64>() / total).saturating_sub(tenths.iter().sum());
    by_remainder.iter().zip(0..missing).for_each(|(&part, _)| tenths[part] += 1);
    tenths.into_iter().map(|tenths| format!("{}.{}", tenths / 10, tenths % 10)).collect()
}

/// In percent, with one digit behind the point.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:.1}", 100.0 * self.value()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_add_up_to_100() {
        assert_eq!(percentages([1, 1, 1]), ["33.4", "33.3", "33.3"]);
        assert_eq!(percentages([994, 5, 1, 0]), ["99.4", "0.5", "0.1", "0.0"]);
        assert_eq!(percentages([2, 1, 0]), ["66.7", "33.3", "0.0"]);
        assert_eq!(percentages([0, 0]), ["0.0", "0.0"]);
    }

    #[test]
    fn the_interval_is_wilsons() {
        // By hand for 10 of 100: (10 + z²/2) / (100 + z²) ± …, to four digits.
        let (low, high) = Share { samples: 10, of: 100 }.interval();
        assert!((low - 0.0552).abs() < 5e-5 && (high - 0.1744).abs() < 5e-5, "{low} {high}");
        let (low, high) = Share { samples: 0, of: 50 }.interval();
        assert!(low == 0.0 && high > 0.0, "{low} {high}");
        assert_eq!(Share { samples: 0, of: 0 }.interval(), (0.0, 1.0));
    }
}
