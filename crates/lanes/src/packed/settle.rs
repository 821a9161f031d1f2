//! The exact steps of lanes that have left in a batch.

use super::advance::Batch;
use super::block::{PARTS, Place, Scratch};
use super::list::{List, whole};
use crate::alternate::Alternate;
use crate::flight::{Counted, few_tested, five_tested, six_tested};
use lanelab_grid::{Lanes, Limit, Recurrence, Tally};

/// How many vectors are in flight here.
const TOGETHER: usize = crate::IN_FLIGHT_TESTED;

/// Room for the counts of the vectors in flight.
const MOST_COUNTS: usize = 64;

/// How many steps lanes had made before a batch.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Made {
    /// All lanes so many.
    All(u32),
    /// Each as many as its first extra number says.
    Each,
}

impl Made {
    #[inline(always)]
    fn by<V: Lanes>(self, lost: &List<V>, lane: usize) -> u32 {
        match (self, lost.extra.first()) {
            (Self::All(made), _) => made,
            (Self::Each, made) => made.map_or(0, |made| whole(V::elements(made)[lane])),
        }
    }
}

/// What is known of lanes that have left.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Departure {
    pub(crate) limit: Limit,
    /// How many steps they had made before the batch.
    pub(crate) made: Made,
    /// The batch in which they left.
    pub(crate) batch: Batch,
}

/// Writes the steps of the lost lanes.
///
/// Each is taken from its last bounded value through one part of the batch, less the last step: a lane that has not
/// left until then leaves in that one.
pub(crate) fn settle<R: Recurrence, A: Alternate, V: Lanes, T: Tally>(
    recurrence: &R,
    departure: Departure,
    scratch: &mut Scratch<V>,
    place: Place,
    tally: &mut T,
) {
    let vectors = scratch.lost.vectors();
    let whole = vectors - vectors % TOGETHER;
    for vector in (0..whole).step_by(TOGETHER) {
        group::<R, A, V, T, TOGETHER>(recurrence, departure, scratch, vector, place, tally);
    }
    for vector in whole..vectors {
        group::<R, A, V, T, 1>(recurrence, departure, scratch, vector, place, tally);
    }
}

#[inline(always)]
fn group<R: Recurrence, A: Alternate, V: Lanes, T: Tally, const K: usize>(
    recurrence: &R,
    departure: Departure,
    scratch: &mut Scratch<V>,
    vector: usize,
    place: Place,
    tally: &mut T,
) {
    let Departure { limit, made, batch } = departure;
    let steps = batch.part() + batch.tail - 1;
    let mut flight = scratch.lost.flight::<K>(vector);
    let mut counted = Counted::<V, K>::new();
    let mut left = steps;
    while left >= 6 && counted.any() {
        six_tested::<R, A, V, K>(recurrence, &mut flight, &mut counted);
        left -= 6;
    }
    if left == 5 {
        five_tested::<R, A, V, K>(recurrence, &mut flight, &mut counted);
        left = 0;
    } else if left < 5 {
        few_tested::<R, A, V, K>(recurrence, &mut flight, &mut counted, left);
        left = 0;
    }
    let mut bounded = [0; MOST_COUNTS];
    for i in 0..K {
        V::store_counts(counted.counts(i), &mut bounded[i * V::LANES..][..V::LANES]);
    }
    let first = vector * V::LANES;
    let lanes = (scratch.lost.len - first).min(K * V::LANES);
    let places = &V::elements(&scratch.lost.place)[first..][..lanes];
    for (lane, (&number, &bounded)) in places.iter().zip(&bounded).enumerate() {
        let number = whole(number);
        let part = number % PARTS;
        let pixel = (number / PARTS) as usize;
        let made = made.by(&scratch.lost, first + lane) + part * batch.part();
        scratch.steps[pixel] = limit.steps_after(made.saturating_add(bounded));
        tally.carry(place.in_tile(pixel), steps - left);
    }
    tally.idle((K * V::LANES - lanes) as u64 * u64::from(steps - left));
}
