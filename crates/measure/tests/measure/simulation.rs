//! Coverage of intervals and correctness of verdicts, on simulated machines whose true times are known.

use std::cell::RefCell;
use std::time::Duration;

use crate::FakeClock;
use fastrand::Rng;
use lanelab_measure::{Candidate, Floor, Plan, Ratio, Samples, Seconds, Verdict};

/// A standard normal number, by the sum of twelve uniform ones.
fn normal(rng: &mut Rng) -> f64 {
    (0..12).map(|_| rng.f64()).sum::<f64>() - 6.0
}

/// The noise of one sample as a factor: 2 % of jitter, and one sample in ten delayed by up to half.
#[expect(clippy::disallowed_methods, reason = "inputs, whose last bit does not matter")]
fn noise(rng: &mut Rng) -> f64 {
    let delay = if rng.f64() < 0.1 { 1.0 + 0.5 * rng.f64() } else { 1.0 };
    (0.02 * normal(rng)).exp() * delay
}

/// Samples of `n` rounds of something that takes `seconds`.
fn noisy(seconds: f64, n: usize, rng: &mut Rng) -> Samples {
    Samples::of_rounds((0..n).map(|_| Seconds::new(seconds * noise(rng)).unwrap())).unwrap()
}

/// In how many of 1000 experiments with `pairs` pairs the interval covers the true ratio, 1.7.
fn covered(pairs: usize) -> u32 {
    let mut rng = Rng::with_seed(pairs as u64);
    (0..1000)
        .map(|_| {
            let ratio = Ratio::paired(&noisy(1.7, pairs, &mut rng), &noisy(1.0, pairs, &mut rng)).unwrap();
            u32::from(ratio.low <= 1.7 && 1.7 <= ratio.high)
        })
        .sum()
}

/// The number of misses in 1000 has a standard deviation of 3 where 10 are expected.
#[test]
fn an_interval_covers_the_true_ratio_in_99_per_cent() {
    for pairs in [8, 12, 25] {
        let covered = covered(pairs);
        assert!((982..=999).contains(&covered), "{pairs} pairs: {covered} of 1000 cover the true ratio");
    }
}

/// The verdict of one simulated experiment on a subject that takes `slowdown` times as long as the reference,
/// which runs together with its twin.
///
/// In addition to the noise of each sample, the whole machine slows down and recovers by a quarter every few seconds.
#[expect(clippy::disallowed_methods, reason = "inputs, whose last bit does not matter")]
fn experiment(slowdown: f64, seed: u64) -> Verdict {
    let clock = FakeClock::default();
    let rng = RefCell::new(Rng::with_seed(seed));
    let taking = |seconds: f64| {
        let (clock, rng) = (&clock, &rng);
        move || {
            let drift = 1.0 + 0.25 * clock.now().as_secs_f64().sin();
            let seconds = seconds * drift * noise(&mut rng.borrow_mut());
            clock.advance(Duration::from_secs_f64(seconds));
        }
    };
    let mut candidates = [
        Candidate::new("reference", taking(0.005)),
        Candidate::new("reference (twin)", taking(0.005)),
        Candidate::new("subject", taking(0.005 * slowdown)),
        Candidate::new("other", taking(0.013)),
    ];
    let plan = Plan::default().rounds(3, 120).unwrap();
    let timings = plan.measure_with(&|| clock.now(), &mut candidates, |_| ()).unwrap();
    let over_reference = |index: usize| Ratio::paired(&timings[index].samples, &timings[0].samples).unwrap();
    over_reference(2).verdict(Floor::of_twins(over_reference(1)))
}

fn experiments_with(expected: Verdict, slowdown: f64) -> usize {
    (0..20).filter(|&seed| experiment(slowdown, seed) == expected).count()
}

#[test]
fn equals_are_not_distinguishable() {
    let right = experiments_with(Verdict::NotDistinguishable, 1.0);
    assert_eq!(right, 20, "of 20 experiments");
}

#[test]
fn five_per_cent_are_detected_both_ways() {
    let slower = experiments_with(Verdict::Slower, 1.05);
    assert!(slower >= 19, "slower: {slower} of 20 experiments");
    let faster = experiments_with(Verdict::Faster, 1.0 / 1.05);
    assert!(faster >= 19, "faster: {faster} of 20 experiments");
}
