//! A batch of steps without a test, for every lane of the list.

use super::batch_length::{Batch, PARTS};
use super::block::{Scratch, Values};
use super::list::{IM, List, RE};
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
    let (re, im, staying) = if TWO_FORMS {
        through(map, batch, list.flight::<K>(vector), kept)
    } else {
        in_place::<V, K>(map, batch, list, kept, vector)
    };
    let all = V::Mask::first(V::LANES).bits();
    let all_stay = staying.iter().fold(all, |bits, staying| bits & staying) == all;
    if all_stay && (vector + K) * V::LANES <= list.len && !(batch.watched && repeated(list, vector, &re, &im)) {
        list.put(vector, re, im);
        list.shift(vector * V::LANES, K * V::LANES, *packed);
        *packed += K * V::LANES;
    } else {
        for i in 0..K {
            (kept[0].re[i], kept[0].im[i]) = (re[i], im[i]);
        }
        partition(map, scratch, &staying, batch, vector, packed);
    }
}

/// Takes a flight through a batch with its constants left in the list; returns what [`through`] does.
///
/// It is not inlined, so that no code around the loop needs registers.
#[inline(never)]
fn in_place<V: Lanes, const K: usize>(
    map: impl Step,
    batch: Batch,
    list: &List<V>,
    kept: &mut [Values<V>; PARTS as usize],
    vector: usize,
) -> ([V; K], [V; K], [u32; K]) {
    through(map, batch, list.flight_in_place::<K>(vector), kept)
}

/// Takes a flight through a batch, keeps its values at the beginning of each part but the first, and returns the last
/// values and which lanes of each vector are bounded.
#[inline(always)]
fn through<V: Lanes, const K: usize, C: Borrow<[V; K]>>(
    map: impl Step,
    batch: Batch,
    mut flight: Flight<V, K, C>,
    kept: &mut [Values<V>; PARTS as usize],
) -> ([V; K], [V; K], [u32; K]) {
    flight.sixes(map, batch.sixes);
    for kept in &mut kept[1..batch.parts as usize] {
        for i in 0..K {
            (kept.re[i], kept.im[i]) = (flight.re[i], flight.im[i]);
        }
        flight.sixes(map, batch.sixes);
    }
    flight.few_steps(map, batch.tail);
    (flight.re, flight.im, std::array::from_fn(|i| flight.bounded(map, i).bits()))
}

/// Whether any lane has the value again that it has in the list.
#[inline(always)]
fn repeated<V: Lanes, const K: usize>(list: &List<V>, vector: usize, re: &[V; K], im: &[V; K]) -> bool {
    let mut any = V::Mask::first(0);
    for i in 0..K {
        any = any | (re[i].same_bits(list.numbers[RE][vector + i]) & im[i].same_bits(list.numbers[IM][vector + i]));
    }
    any.any()
}
