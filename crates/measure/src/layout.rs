//! Two builds, each in several layouts: whether they differ by more than where their code lies.
//!
//! The linker places functions one after the other, so a change anywhere moves others, even a function that nobody
//! calls. Where a loop begins within a cache line, and which branches share an entry of the predictor, can change its
//! time by several per cent although its instructions are the same. Every sample of a build has the build's one layout,
//! so neither an interval nor the noise floor (A/A) shows that. Therefore the same objects are linked in several orders,
//! and each build is measured in all of them, in the same rounds:
//!
//! * the ratio is that of the builds' mean times, [`Samples::mean_of`] their layouts;
//! * the **layout floor** is how far a layout of one build lies from that build's mean plus how far one of the other
//!   does, [`Floor::of_layouts`]. Here the estimates count, not the ends of their intervals: that the rounds scatter is in
//!   the interval of the ratio, which has to exceed the floor as a whole.
//!
//! A difference beyond this floor means that every layout of one build is faster than every layout of the other. If only
//! layouts differ, all orders of the times are equally likely; so with n layouts of each build that happens by chance in
//! at most 2 of the binomial coefficient (2n, n) comparisons: with 6 in one of 462.

use crate::ratio::NoCommonRound;
use crate::{Floor, Ratio, Sample, Samples, Seconds};

impl Samples {
    /// The geometric mean of several candidates in each round that all of them have, without usage.
    ///
    /// # Errors
    /// Where they have no round in common, or there is no candidate.
    #[expect(clippy::disallowed_methods, reason = "a statistic, whose last bit decides nothing")]
    pub fn mean_of(candidates: &[&Self]) -> Result<Self, NoCommonRound> {
        let (first, others) = candidates.split_first().ok_or(NoCommonRound)?;
        let mean = |sample: Sample| {
            let in_round = |other: &&Self| other.iter().find(|found| found.round == sample.round);
            let logarithms: Option<Vec<_>> =
                others.iter().map(in_round).map(|found| Some(found?.per_call.get().ln())).collect();
            let sum = sample.per_call.get().ln() + logarithms?.iter().sum::<f64>();
            let per_call = Seconds::from_statistic((sum / candidates.len() as f64).exp());
            Some(Sample { per_call, usage: None, ..sample })
        };
        Self::new(first.iter().filter_map(mean).collect()).map_err(|_| NoCommonRound)
    }
}

impl Floor {
    /// The layout floor of builds that were measured in these layouts: the product of how far each build's layouts lie
    /// from its mean. Builds in one layout each have [`Floor::LEAST`].
    ///
    /// # Errors
    /// Where the layouts of a build have no round in common.
    pub fn of_layouts(builds: &[&[&Samples]]) -> Result<Self, NoCommonRound> {
        let mut product = 1.0;
        for layouts in builds {
            let (mean, mut farthest) = (Samples::mean_of(layouts)?, 1.0_f64);
            for layout in *layouts {
                let median = Ratio::paired(layout, &mean)?.median;
                farthest = farthest.max(median).max(1.0 / median);
            }
            product *= farthest;
        }
        Ok(Self::from_factor(product))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;
    use approx::assert_relative_eq;

    /// Samples of this time in these rounds.
    fn samples(time: f64, rounds: std::ops::Range<u32>) -> Samples {
        let per_call = Seconds::new(time).unwrap();
        Samples::new(rounds.map(|round| Sample { round, per_call, usage: None }).collect()).unwrap()
    }

    fn verdict(subject: &[f64], reference: &[f64]) -> Verdict {
        let of = |times: &[f64]| times.iter().map(|&time| samples(time, 0..9)).collect::<Vec<_>>();
        let (subject, reference) = (of(subject), of(reference));
        let [subject, reference] = [&subject, &reference].map(|build| build.iter().collect::<Vec<_>>());
        let means = [&subject, &reference].map(|layouts| Samples::mean_of(layouts).unwrap());
        let floor = Floor::of_layouts(&[&subject, &reference]).unwrap();
        Ratio::paired(&means[0], &means[1]).unwrap().verdict(floor)
    }

    #[test]
    fn the_mean_has_the_rounds_that_all_candidates_have() {
        let (two, eight) = (samples(2.0, 0..5), samples(8.0, 2..9));
        let mean = Samples::mean_of(&[&two, &eight]).unwrap();
        assert_eq!(mean.iter().map(|sample| sample.round).collect::<Vec<_>>(), [2, 3, 4], "rounds 2 to 4");
        assert_relative_eq!(mean.median().get(), 4.0, max_relative = 1e-12);
        assert_eq!(Samples::mean_of(&[&samples(1.0, 0..2), &samples(1.0, 2..4)]), Err(NoCommonRound));
        assert_eq!(Samples::mean_of(&[]), Err(NoCommonRound), "no candidate");
    }

    #[test]
    fn the_floor_adds_how_far_the_layouts_of_both_builds_lie() {
        let (fast, slow) = (samples(1.0, 0..9), samples(1.21, 0..9));
        let floor = |builds: &[&[&Samples]]| Floor::of_layouts(builds).unwrap();
        assert_relative_eq!(floor(&[&[&fast, &slow], &[&fast]]).fraction(), 0.1, max_relative = 1e-9);
        assert_relative_eq!(floor(&[&[&fast, &slow], &[&slow, &fast]]).fraction(), 0.21, max_relative = 1e-9);
        assert_eq!(floor(&[&[&fast], &[&slow]]), Floor::LEAST, "one layout of each");
    }

    /// Against the first layout alone the build in the second row is 10 % slower, with a narrow interval.
    #[test]
    fn a_difference_counts_only_where_all_layouts_of_a_build_are_faster() {
        let reference = [1.0, 1.0, 1.1, 1.1];
        for (subject, expected) in [
            ([1.0, 1.0, 1.0, 1.0], Verdict::NotDistinguishable),
            ([1.1, 1.1, 1.1, 1.1], Verdict::NotDistinguishable),
            ([1.13, 1.13, 1.13, 1.13], Verdict::Slower),
            ([1.13, 1.13, 1.13, 1.3], Verdict::NotDistinguishable),
            ([0.9, 0.95, 0.9, 0.95], Verdict::Faster),
        ] {
            assert_eq!(verdict(&subject, &reference), expected, "{subject:?}");
        }
        assert_eq!(verdict(&[1.1], &[1.0]), Verdict::Slower, "one layout of each");
    }
}
