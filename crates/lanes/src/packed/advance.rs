//! A batch of steps without a test, for every lane of the list.

use super::batch_length::{Batch, PARTS};
use super::block::{Scratch, Values};
use super::list::List;
use super::partition::partition;
use crate::flight::Flight;
use crate::forms::TWO_FORMS;
use crate::step::Step;
use lanelab_grid::{Lanes, Mask};
use std::borrow::Borrow;

/// Takes every lane of the list through a batch, and moves those that escaped to the escaped list.
///
/// In a watched batch a lane whose last value equals its first, bit for bit, is dropped.
pub(crate) fn advance<V: Lanes, const K: usize>(map: impl Step, batch: Batch, scratch: &mut Scratch<V>) {
    scratch.escaped.len = 0;
    let vectors = scratch.list.vectors();
    let (mut vector, mut packed) = (0, 0);
    while vector + K <= vectors {
        flight::<V, K>(map, batch, scratch, vector, &mut packed);
        vector += K;
    }
    if vector + 4 <= vectors {
        flight::<V, 4>(map, batch, scratch, vector, &mut packed);
        vector += 4;
    }
    if vector + 2 <= vectors {
        flight::<V, 2>(map, batch, scratch, vector, &mut packed);
        vector += 2;
    }
    while vector < vectors {
        flight::<V, 1>(map, batch, scratch, vector, &mut packed);
        vector += 1;
    }
    scratch.list.len = packed.min(scratch.list.len);
}

/// Takes `K` vectors of the list through a batch. The lanes before them are packed up to `packed`.
#[inline(always)]
fn flight<V: Lanes, const K: usize>(
    map: impl Step,
    batch: Batch,
    scratch: &mut Scratch<V>,
    vector: usize,
    packed: &mut usize,
) {
    let Scratch { list, kept, .. } = scratch;
    let all_stay = if TWO_FORMS {
        let mut flight = list.flight::<K>(vector);
        let all_stay = through(map, batch, &mut flight, kept);
        list.put(vector, flight.re, flight.im);
        all_stay
    } else {
        in_place::<V, K>(map, batch, list, kept, vector)
    };
    if all_stay && (vector + K) * V::LANES <= list.len {
        list.shift(vector * V::LANES, K * V::LANES, *packed);
        *packed += K * V::LANES;
    } else {
        partition(map, scratch, K, batch, vector, packed);
    }
}

/// Takes a flight through a batch with its constants left in the list, and returns whether every lane stays.
///
/// It is not inlined, so that no code around the loop needs registers.
#[inline(never)]
fn in_place<V: Lanes, const K: usize>(
    map: impl Step,
    batch: Batch,
    list: &mut List<V>,
    kept: &mut [Values<V>; PARTS as usize],
    vector: usize,
) -> bool {
    let mut flight = list.flight_in_place::<K>(vector);
    let all_stay = through(map, batch, &mut flight, kept);
    let (re, im) = (flight.re, flight.im);
    list.put(vector, re, im);
    all_stay
}

/// Takes a flight through a batch, keeps its values at the beginning of each part, and returns whether every lane
/// stays.
#[inline(always)]
fn through<V: Lanes, const K: usize, C: Borrow<[V; K]>>(
    map: impl Step,
    batch: Batch,
    flight: &mut Flight<V, K, C>,
    kept: &mut [Values<V>; PARTS as usize],
) -> bool {
    for kept in kept.iter_mut().take(batch.parts as usize) {
        for i in 0..K {
            (kept.re[i], kept.im[i]) = (flight.re[i], flight.im[i]);
        }
        flight.sixes(map, batch.sixes);
    }
    flight.few_steps(map, batch.tail);
    flight.all_bounded(map) && !(batch.watched && repeated(flight, &kept[0]))
}

/// Whether any lane has its first kept value again.
#[inline(always)]
fn repeated<V: Lanes, const K: usize, C>(flight: &Flight<V, K, C>, kept: &Values<V>) -> bool {
    let mut any = V::Mask::first(0);
    for i in 0..K {
        any = any | (flight.re[i].same_bits(kept.re[i]) & flight.im[i].same_bits(kept.im[i]));
    }
    any.any()
}
