//! Properties of statistics, ratios and verdicts for arbitrary samples.

use lanelab_measure::{Floor, Ratio, Samples, Seconds, Verdict};
use proptest::prelude::*;

fn samples(times: &[f64]) -> Samples {
    Samples::of_rounds(times.iter().map(|&time| Seconds::new(time).unwrap())).unwrap()
}

/// The middle of the sorted list, by definition and not by selection.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    f64::midpoint(sorted[(n - 1) / 2], sorted[n / 2])
}

fn times() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(1e-9..1e3_f64, 1..40)
}

fn pairs() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((0.5..2.0_f64, 0.5..2.0_f64), 1..25)
}

fn ratio(pairs: &[(f64, f64)]) -> Ratio {
    let (subject, reference): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    Ratio::paired(&samples(&subject), &samples(&reference)).unwrap()
}

/// Powers of ten.
#[expect(clippy::disallowed_methods, reason = "inputs, whose last bit does not matter")]
fn seconds() -> impl Strategy<Value = f64> {
    (-9.0..1.77_f64).prop_map(|power| 10.0_f64.powf(power))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn median_and_deviation_are_those_of_the_sorted_lists(times in times()) {
        let middle = median(&times);
        let distances: Vec<f64> = times.iter().map(|time| (time - middle).abs()).collect();
        prop_assert_eq!(samples(&times).median().get(), middle);
        prop_assert_eq!(samples(&times).mad().get(), median(&distances));
    }

    #[test]
    fn statistics_are_in_order(times in times()) {
        let samples = samples(&times);
        let [min, median, mean, max] =
            [samples.min(), samples.median(), samples.mean(), samples.max()].map(Seconds::get);
        let slack = 1e-12 * max;
        prop_assert!(min <= median && median <= max);
        prop_assert!(min <= mean + slack && mean <= max + slack);
        prop_assert!(samples.mad().get() <= max - min);
        // A median is within one standard deviation of its mean.
        prop_assert!((median - mean).abs() <= samples.stddev().get() + slack);
    }

    #[test]
    fn an_interval_contains_its_median_and_stays_within_the_ratios(pairs in pairs()) {
        let ratio = ratio(&pairs);
        let quotients: Vec<f64> = pairs.iter().map(|(subject, reference)| subject / reference).collect();
        let least = quotients.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = quotients.iter().copied().fold(0.0, f64::max);
        prop_assert!(ratio.low <= ratio.median && ratio.median <= ratio.high);
        prop_assert!(least <= ratio.low * (1.0 + 1e-12) && ratio.high <= greatest * (1.0 + 1e-12));
    }

    #[test]
    fn a_ratio_scales_with_its_subject(pairs in pairs(), factor in 0.01..100.0_f64) {
        let scaled: Vec<(f64, f64)> = pairs.iter().map(|&(subject, reference)| (factor * subject, reference)).collect();
        let (before, after) = (ratio(&pairs), ratio(&scaled));
        for (before, after) in [(before.median, after.median), (before.low, after.low), (before.high, after.high)] {
            prop_assert!((after / before / factor - 1.0).abs() < 1e-9, "{} became {}", before, after);
        }
    }

    #[test]
    fn a_verdict_is_opposite_for_the_inverse_ratio(pairs in pairs(), floor in pairs()) {
        let floor = Floor::of_twins(ratio(&floor));
        let ratio = ratio(&pairs);
        let back = match ratio.inverse().verdict(floor) {
            Verdict::Faster => Verdict::Slower,
            Verdict::Slower => Verdict::Faster,
            undecided => undecided,
        };
        prop_assert_eq!(ratio.verdict(floor), back);
    }

    #[test]
    fn a_displayed_time_has_the_value(seconds in seconds()) {
        let text = Seconds::new(seconds).unwrap().to_string();
        let (number, unit) = text.split_once(' ').expect("a number and a unit");
        let scale = match unit { "s" => 1.0, "ms" => 1e-3, "µs" => 1e-6, "ns" => 1e-9, _ => f64::NAN };
        let value: f64 = number.parse().expect("a number without an exponent or a comma");
        prop_assert!((1.0..1000.0).contains(&value), "{} for {} s", text, seconds);
        prop_assert!((value * scale / seconds - 1.0).abs() <= 0.005 + 1e-9, "{} for {} s", text, seconds);
        prop_assert!(number.bytes().filter(u8::is_ascii_digit).count() <= 3, "{} for {} s", text, seconds);
    }
}
