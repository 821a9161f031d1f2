//! Ratios, alone and with their interval.

use std::fmt;

use super::figure::{decimals, fixed};
use crate::Ratio;

/// A ratio without an interval, written with three significant digits: `12.3×`, `1.00×`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Times(
    /// The ratio.
    pub f64,
);

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}×", fixed(self.0, decimals(self.0))))
    }
}

/// `ratio` with its interval: `12.3× [12.1, 12.5]`.
///
/// All three have the decimals that the lower end needs for three significant digits, so that `0.997` and
/// `1.003` stay apart, and none of them looks finer than the others.
pub(crate) fn ratio(ratio: Ratio) -> String {
    let decimals = decimals(ratio.low());
    let [median, low, high] = [ratio.median(), ratio.low(), ratio.high()].map(|end| fixed(end, decimals));
    format!("{median}× [{low}, {high}]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Samples, Seconds};

    /// Three pairs give their whole range: the ratio is written `median× [low, high]`.
    fn written(low: f64, median: f64, high: f64) -> String {
        let list = |times: [f64; 3]| Samples::of_rounds(times.map(|time| Seconds::new(time).unwrap())).unwrap();
        Ratio::paired(&list([low, median, high]), &list([1.0; 3])).unwrap().to_string()
    }

    #[test]
    fn the_interval_has_the_digits_of_its_lower_end() {
        assert_eq!(written(12.1, 12.3, 12.5), "12.3× [12.1, 12.5]", "ten and more");
        assert_eq!(written(0.997, 1.0, 1.003), "1.000× [0.997, 1.003]", "about 1");
        assert_eq!(written(1.18, 1.2, 1.219), "1.20× [1.18, 1.22]", "trailing zeros tell the precision");
        assert_eq!(written(9.95, 10.1, 10.2), "10.10× [9.95, 10.20]", "across 10");
        assert_eq!(written(1234.0, 2345.6, 3456.0), "2,346× [1,234, 3,456]", "thousands");
    }

    #[test]
    fn a_ratio_alone_keeps_its_zeros() {
        for (ratio, text) in [(1.0, "1.00×"), (12.345, "12.3×"), (0.0789, "0.0789×"), (99.96, "100×")] {
            assert_eq!(Times(ratio).to_string(), text, "{ratio}");
        }
    }
}
