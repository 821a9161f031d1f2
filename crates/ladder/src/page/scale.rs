//! Logarithmic axes: from values to pixels, and the values that are written beside them.

use lanelab_measure::format::Figure;

/// A logarithmic axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    /// Where the ends are.
    pixels: (f64, f64),
}

/// The least quotient of the ends: within it there are two ticks at least.
const LEAST: f64 = 4.0;

/// Room at both ends, as a factor.
const ROOM: f64 = 1.25;

/// Ticks within a decade, and how many decades on: the densest first.
const TICKS: [(&[&str], i32); 6] = [
    (&["1", "1.5", "2", "3", "5", "7"], 1),
    (&["1", "2", "5"], 1),
    (&["1", "3"], 1),
    (&["1"], 1),
    (&["1"], 2),
    (&["1"], 3),
];

impl Scale {
    /// An axis with room for these values, of which those that are not above 0 are left out.
    pub(super) fn around(values: impl IntoIterator<Item = f64>, pixels: (f64, f64)) -> Self {
        let values = values.into_iter().filter(|value| value.is_finite() && *value > 0.0);
        let (low, high) = values.fold((f64::MAX, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = if high > 0.0 { (low / ROOM, high * ROOM) } else { (0.5, 2.0) };
        let more = (LEAST / (high / low)).max(1.0).sqrt();
        Self { low: low / more, high: high * more, pixels }
    }

    /// The pixel of a value; of one beyond the axis, that of its nearer end.
    pub(super) fn at(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        let share = log10(value / self.low) / log10(self.high / self.low);
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }

    pub(super) const fn ends(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    pub(super) const fn pixels(&self) -> (f64, f64) {
        self.pixels
    }

    /// Round values on the axis: as many as possible, but none nearer to another than so many pixels.
    pub(super) fn ticks(&self, apart: f64) -> Vec<f64> {
        let sets = TICKS.iter().map(|(digits, step)| self.values(digits, *step));
        let far = |ticks: &[f64]| ticks.windows(2).all(|pair| (self.at(pair[1]) - self.at(pair[0])).abs() >= apart);
        let sets: Vec<_> = sets.collect();
        sets.iter().find(|ticks| far(ticks)).or(sets.last()).cloned().unwrap_or_default()
    }

    fn values(&self, digits: &[&str], step: i32) -> Vec<f64> {
        let exponent = |value: f64| format!("{value:e}").split_once('e').and_then(|(_, text)| text.parse().ok());
        let (Some(first), Some(last)) = (exponent(self.low), exponent(self.high)) else { return Vec::new() };
        let exponents = (first..=last).filter(|exponent: &i32| exponent % step == 0);
        let values =
            exponents.flat_map(|exponent| digits.iter().map(move |digit| format!("{digit}e{exponent}").parse()));
        values.flatten().filter(|value| (self.low..=self.high).contains(value)).collect()
    }
}

#[expect(clippy::disallowed_methods, reason = "a place in a picture, whose last bit shows nowhere")]
pub(super) fn log10(value: f64) -> f64 {
    value.log10()
}

/// Where a curve through points reaches a height, both axes being logarithmic; none where it does not.
///
/// The points are in the order of the first of each.
pub(super) fn crossing(points: &[(f64, f64)], height: f64) -> Option<f64> {
    let pair = points.windows(2).find(|pair| pair[0].1 <= height && height < pair[1].1)?;
    let share = log10(height / pair[0].1) / log10(pair[1].1 / pair[0].1);
    #[expect(clippy::disallowed_methods, reason = "a place in a picture, whose last bit shows nowhere")]
    let factor = (pair[1].0 / pair[0].0).powf(share);
    Some(pair[0].0 * factor).filter(|place| place.is_finite())
}

/// A number with three significant digits at most, and from 1000 on the prefix of its power of 1000: `12.5 M`.
pub(super) fn short(value: f64) -> String {
    const PREFIXES: [(f64, &str); 5] = [(1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    // 999.6 would be rounded to 1000.
    match PREFIXES.into_iter().find(|(size, _)| value >= 0.9995 * size) {
        Some((size, prefix)) => format!("{} {prefix}", Figure(value / size)),
        None => Figure(value).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_quotients_are_equally_far_apart() {
        let scale = Scale::around([10.0, 1000.0], (100.0, 300.0));
        assert!(scale.at(10.0) > 100.0 && scale.at(1000.0) < 300.0, "there is room at the ends: {scale:?}");
        assert!((scale.at(100.0) - 200.0).abs() < 1e-9, "{scale:?}");
        assert!((scale.at(100.0) - scale.at(50.0) - (scale.at(20.0) - scale.at(10.0))).abs() < 1e-9, "{scale:?}");
        assert_eq!([scale.at(1e-9), scale.at(1e9)], [100.0, 300.0]);
        let downwards = Scale::around([10.0, 1000.0], (300.0, 0.0));
        assert!(downwards.at(20.0) > downwards.at(30.0), "{downwards:?}");
    }

    #[test]
    fn axes_without_extent_have_one() {
        for values in [vec![7.0], vec![], vec![0.0, -1.0, f64::NAN, f64::INFINITY]] {
            let scale = Scale::around(values, (0.0, 400.0));
            assert!(scale.ends().1 / scale.ends().0 > 3.99 && scale.ticks(40.0).len() >= 2, "{scale:?}");
        }
    }

    #[test]
    fn ticks_are_round_and_not_too_near() {
        let ticks = |values: [f64; 2], pixels| Scale::around(values, (0.0, pixels)).ticks(40.0);
        assert_eq!(ticks([0.9, 3.0], 400.0), [1.0, 1.5, 2.0, 3.0]);
        assert_eq!(ticks([0.9, 3.0], 200.0), [1.0, 2.0]);
        assert_eq!(ticks([1e3, 1e7], 400.0), [1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7]);
        assert_eq!(ticks([1e3, 1e7], 200.0), [1e3, 1e4, 1e5, 1e6, 1e7]);
        assert_eq!(ticks([1e3, 1e7], 120.0), [1e4, 1e6]);
        assert_eq!(ticks([1e-9, 1e-8], 400.0)[..3], [1e-9, 1.5e-9, 2e-9]);
    }

    #[test]
    fn curves_are_crossed_between_their_points() {
        let points = [(10.0, 80.0), (1000.0, 8000.0), (2000.0, 16_000.0)];
        assert!((crossing(&points, 800.0).unwrap() - 100.0).abs() < 1e-9);
        assert_eq!([crossing(&points, 70.0), crossing(&points, 16_001.0), crossing(&[], 1.0)], [None; 3]);
        assert_eq!(crossing(&points, 8000.0), Some(1000.0));
    }

    #[test]
    fn numbers_are_short() {
        let table = [(0.25, "0.25"), (1.0, "1"), (999.6, "1 k"), (12_345_678.0, "12.3 M"), (1e11, "100 G"), (0.0, "0")];
        for (value, text) in table {
            assert_eq!(short(value), text);
        }
    }
}
