//! A batch of steps without a test, for every lane of the list.

use super::batch_length::{Batch, PARTS};
use super::block::{Scratch, Values};
use super::list::{List, first_lanes};
use super::partition::partition;
use super::phases::{CycleCheck, NoCycleCheck};
use crate::flight::Flight;
use crate::forms::TWO_FORMS;
use crate::step::Step;
use lanelab_grid::Lanes;
use std::borrow::Borrow;

/// Takes every lane of the list through a batch, drops those that the check finds, and moves those that escaped to the
/// escaped list.
pub(crate) fn advance<V: Lanes, C: CycleCheck, const K: usize>(map: impl Step, batch: Batch, scratch: &mut Scratch<V>) {
    scratch.escaped.len = 0;
    let vectors = scratch.list.vectors();
    let (mut vector, mut packed) = (0, 0);
    while vector + K <= vectors {
        flight::<V, C, K>(map, batch, scratch, vector, &mut packed);
        vector += K;
    }
    if vector + 4 <= vectors {
        flight::<V, C, 4>(map, batch, scratch, vector, &mut packed);
        vector += 4;
    }
    if vector + 2 <= vectors {
        flight::<V, C, 2>(map, batch, scratch, vector, &mut packed);
        vector += 2;
    }
    while vector < vectors {
        flight::<V, C, 1>(map, batch, scratch, vector, &mut packed);
        vector += 1;
    }
    scratch.list.len = packed.min(scratch.list.len);
}

/// Takes `K` vectors of the list through a batch. The lanes before them are packed up to `packed`.
#[inline(always)]
fn flight<V: Lanes, C: CycleCheck, const K: usize>(
    map: impl Step,
    batch: Batch,
    scratch: &mut Scratch<V>,
    vector: usize,
    packed: &mut usize,
) {
    let Scratch { list, kept, .. } = scratch;
    let (bounded, dropped) = if batch.watched {
        in_place::<V, C, K>(map, batch, list, kept, vector)
    } else if TWO_FORMS {
        let mut flight = list.flight::<K>(vector);
        untested(map, batch, &mut flight, kept);
        list.put(vector, flight.re, flight.im);
        (flight.all_bounded(map), [0; K])
    } else {
        in_place::<V, NoCycleCheck, K>(map, batch, list, kept, vector)
    };
    if bounded && dropped == [0; K] && (vector + K) * V::LANES <= list.len {
        list.shift(vector * V::LANES, K * V::LANES, *packed);
        *packed += K * V::LANES;
    } else if !(bounded && dropped == [first_lanes(V::LANES); K]) {
        partition(map, scratch, &dropped, batch, vector, packed);
    }
}

/// Takes a flight through a batch with its constants left in the list. Returns whether every lane is bounded, and the
/// lanes to drop.
///
/// It is not inlined, so that no code around the loop needs registers.
#[inline(never)]
fn in_place<V: Lanes, C: CycleCheck, const K: usize>(
    map: impl Step,
    batch: Batch,
    list: &mut List<V>,
    kept: &mut [Values<V>; PARTS as usize],
    vector: usize,
) -> (bool, [u32; K]) {
    let mut flight = list.flight_in_place::<K>(vector);
    let dropped = C::watch(map, batch, &mut flight, kept);
    let (re, im, bounded) = (flight.re, flight.im, flight.all_bounded(map));
    list.put(vector, re, im);
    (bounded, dropped)
}

/// Takes a flight through a batch without a test, and keeps its values at the beginning of each part.
#[inline(always)]
pub(crate) fn untested<V: Lanes, const K: usize, C: Borrow<[V; K]>>(
    map: impl Step,
    batch: Batch,
    flight: &mut Flight<V, K, C>,
    kept: &mut [Values<V>; PARTS as usize],
) {
    for kept in kept.iter_mut().take(batch.parts as usize) {
        keep(flight, kept);
        flight.sixes(map, batch.sixes);
    }
    flight.few_steps(map, batch.tail);
}

/// Keeps the values of a flight.
#[inline(always)]
pub(crate) fn keep<V: Lanes, const K: usize, C>(flight: &Flight<V, K, C>, kept: &mut Values<V>) {
    for i in 0..K {
        (kept.re[i], kept.im[i]) = (flight.re[i], flight.im[i]);
    }
}
