//! The exact steps of lanes that escaped in a batch.

use super::batch_length::{Batch, PARTS};
use super::block::{Block, Scratch};
use super::list::{EXTRA, List, PLACE, whole};
use crate::IN_FLIGHT_TESTED;
use crate::step::Step;
use lanelab_grid::{Lanes, Tally};

/// Room for the counters of the vectors in flight.
const MOST_COUNTS: usize = 64;

/// How many steps lanes had made before a batch.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Made {
    /// The same number in all lanes.
    All(u32),
    /// The first extra number of each lane.
    Each,
}

impl Made {
    #[inline(always)]
    fn by<V: Lanes>(self, escaped: &List<V>, lane: usize) -> u32 {
        match (self, escaped.numbers.get(EXTRA)) {
            (Self::All(made), _) => made,
            (Self::Each, made) => made.map_or(0, |made| whole(V::elements(&made[..])[lane])),
        }
    }
}

/// When the lanes of the escaped list escaped.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Departure {
    /// How many steps they had made before the batch.
    pub(crate) made: Made,
    /// The batch in which they escaped.
    pub(crate) batch: Batch,
}

/// Writes the steps of the escaped lanes.
///
/// Each is re-run from its last bounded value through one part of the batch except its last step: a lane that is still
/// bounded then escapes in that step.
pub(crate) fn recount<V: Lanes>(
    map: impl Step,
    departure: Departure,
    block: &Block,
    scratch: &mut Scratch<V>,
    tally: &mut Tally<'_>,
) {
    if tally.counts() {
        groups::<V, true>(map, departure, block, scratch, tally);
    } else {
        groups::<V, false>(map, departure, block, scratch, tally);
    }
}

/// Two copies, since lane-steps counted in these short loops would cost the timed one 1.5 % on a boundary.
#[inline(always)]
fn groups<V: Lanes, const COUNTING: bool>(
    map: impl Step,
    departure: Departure,
    block: &Block,
    scratch: &mut Scratch<V>,
    tally: &mut Tally<'_>,
) {
    let vectors = scratch.escaped.vectors();
    let whole = vectors - vectors % IN_FLIGHT_TESTED;
    for vector in (0..whole).step_by(IN_FLIGHT_TESTED) {
        group::<V, IN_FLIGHT_TESTED, COUNTING>(map, departure, block, scratch, vector, tally);
    }
    for vector in whole..vectors {
        group::<V, 1, COUNTING>(map, departure, block, scratch, vector, tally);
    }
}

#[inline(always)]
fn group<V: Lanes, const K: usize, const COUNTING: bool>(
    map: impl Step,
    departure: Departure,
    block: &Block,
    scratch: &mut Scratch<V>,
    vector: usize,
    tally: &mut Tally<'_>,
) {
    let (Departure { made, batch }, limit) = (departure, block.limit);
    let steps = batch.part() + batch.tail - 1;
    let mut flight = scratch.escaped.flight::<K>(vector);
    let (counts, left) = flight.count_steps(map, steps);
    let mut bounded = [0; MOST_COUNTS];
    for (counts, bounded) in counts.into_iter().zip(bounded.chunks_exact_mut(V::LANES)) {
        V::store_counts(counts, bounded);
    }
    let first = vector * V::LANES;
    let lanes = (scratch.escaped.len - first).min(K * V::LANES);
    let places = &V::elements(&scratch.escaped.numbers[PLACE][..])[first..][..K * V::LANES];
    let mut pixels = [0; MOST_COUNTS];
    for lane in 0..K * V::LANES {
        let number = whole(places[lane]);
        let made = made.by(&scratch.escaped, first + lane) + number % PARTS * batch.part();
        pixels[lane] = number / PARTS;
        bounded[lane] = limit.steps_after(made.saturating_add(bounded[lane]));
    }
    for (&pixel, &steps) in pixels.iter().zip(&bounded).take(lanes) {
        scratch.steps[pixel as usize] = steps;
    }
    if !COUNTING {
        return;
    }
    let pixels = places.iter().take(lanes).map(|&number| block.in_tile((whole(number) / PARTS) as usize));
    tally.count(pixels, K * V::LANES - lanes, steps - left);
}
