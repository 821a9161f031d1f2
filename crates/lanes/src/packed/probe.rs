//! How a block begins, by the steps of a sample of its pixels.

use super::pixels::Pixels;
use crate::flight::Flight;
use crate::step::Step;
use lanelab_grid::Lanes;

pub(crate) const PROBE_VECTORS: usize = 4;

/// The most lanes of a sample.
const MOST_LANES: usize = 64;

/// How many steps of the sample are counted; a multiple of 6.
pub(crate) const PROBED: u32 = 96;

/// The steps of the first batch without a test, where the sample does not allow more.
const FIRST: u32 = 24;

/// What a tested step of a pixel costs, in untested steps: its test, and the lanes that wait for others.
const TESTED: f64 = 1.5;

/// What a step of a listed pixel costs, in untested steps: its share of loading, testing and packing.
const LISTED: f64 = 1.2;

/// What the escape of a listed pixel costs, in untested steps: those after its escape and those re-run, and its packing.
const ESCAPE: f64 = 90.0;

/// How a block begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Opening {
    /// How many steps the probe took.
    pub(crate) probed: u32,
    /// How many steps of each pixel are taken without a test; a multiple of 6, below `tested` or 0.
    pub(crate) untested: u32,
    /// After how many steps the tested ones end, and the pixels that still run are listed.
    pub(crate) tested: u32,
    /// How many steps the first batch without a test should have.
    pub(crate) batch: u32,
}

impl Opening {
    /// The cheapest beginning for pixels whose values are bounded for as many steps as those of a sample.
    ///
    /// A pixel that is listed early pays for its packing, and for its escape in a batch; a longer tested opening costs
    /// every pixel its tests. So it is as long as the sum over the sample says.
    fn of(bounded: &[u32], probed: u32) -> Self {
        let shortest = bounded.iter().copied().min().unwrap_or(0).min(PROBED) / 6 * 6;
        let (mut tested, mut gain, mut most) = (0, 0.0, 0.0);
        for step in (shortest..PROBED).step_by(6) {
            let running = bounded.iter().filter(|&&bounded| bounded >= step).count();
            let escaped = running - bounded.iter().filter(|&&bounded| bounded >= step + 6).count();
            let (all, running) = (bounded.len() as f64, running as f64);
            gain += 6.0 * (LISTED * running - TESTED * (running * all).sqrt()) + ESCAPE * escaped as f64;
            if gain > most {
                (tested, most) = (step + 6, gain);
            }
        }
        if tested > 0 {
            Self { probed, untested: shortest, tested, batch: FIRST }
        } else {
            Self { probed, untested: 0, tested, batch: shortest.max(FIRST) }
        }
    }

    /// The same for a limit.
    pub(crate) fn up_to(self, limit: u32) -> Self {
        let tested = self.tested.min(limit);
        Self { tested, untested: self.untested.min(tested.saturating_sub(1) / 6 * 6), ..self }
    }
}

/// Chooses how a block begins.
pub(crate) fn choose<V: Lanes>(map: impl Step, dim: (usize, usize), pixels: &impl Pixels<V>) -> Opening {
    let (counts, left) = probe(map, dim, pixels).count_steps(map, PROBED);
    let mut bounded = [0; MOST_LANES];
    for (bounded, counts) in bounded.chunks_exact_mut(V::LANES).zip(counts) {
        V::store_counts(counts, bounded);
    }
    Opening::of(&bounded[..PROBE_VECTORS * V::LANES], PROBED - left)
}

/// The pixels probed, spread over the whole block: at equal distances in rows, and scattered in columns.
fn probe<V: Lanes>(
    map: impl Step,
    (rows, columns): (usize, usize),
    pixels: &impl Pixels<V>,
) -> Flight<V, PROBE_VECTORS> {
    let lanes = PROBE_VECTORS * V::LANES;
    let row = |i: usize| (2 * i + 1) * rows / (2 * lanes);
    let column = |i: usize| (i * columns * 5 / 13 + columns / 7) % columns;
    let mut x = [V::splat(0.0); PROBE_VECTORS];
    let mut y = x;
    for (i, (x, y)) in V::elements_mut(&mut x).iter_mut().zip(V::elements_mut(&mut y)).enumerate() {
        [*x, *y] = pixels.point(row(i), column(i));
    }
    Flight::start(map, x, y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_is_untested_up_to_the_first_escape_of_the_sample_and_tested_while_many_escape() {
        let all_late = Opening::of(&[PROBED; 32], PROBED);
        assert_eq!((all_late.untested, all_late.tested, all_late.batch), (0, 0, PROBED));
        let one_late: Vec<u32> = (0..64).map(|i| if i == 7 { 50 } else { PROBED }).collect();
        let one_late = Opening::of(&one_late, PROBED);
        assert_eq!(
            (one_late.untested, one_late.tested, one_late.batch),
            (0, 0, 48),
            "one escape is cheaper in a batch"
        );
        let many: Vec<u32> = (0..32).map(|i| 32 + i).collect();
        let many = Opening::of(&many, PROBED);
        assert_eq!((many.untested, many.tested), (30, 66));
        let early: Vec<u32> = (0..32).map(|i| if i < 16 { i / 4 } else { PROBED }).collect();
        let early = Opening::of(&early, PROBED);
        assert_eq!((early.untested, early.tested, early.batch), (0, 6, FIRST));
    }

    #[test]
    fn an_opening_ends_at_the_limit() {
        let opening = Opening { probed: PROBED, untested: 30, tested: 60, batch: FIRST };
        for limit in 1..100 {
            let Opening { untested, tested, .. } = opening.up_to(limit);
            assert_eq!(tested, limit.min(60));
            assert!(untested % 6 == 0 && untested <= 30 && untested < tested, "{untested} of {tested}");
        }
    }
}
