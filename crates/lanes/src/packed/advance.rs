//! A batch of steps without a test, for every lane of the list.

use super::batch_length::{Batch, PARTS};
use super::block::{Scratch, Values};
use super::list::{List, first_lanes};
use super::partition::partition;
use super::phases::{CycleCheck, NoCycleCheck};
use crate::IN_FLIGHT;
use crate::flight::Flight;
use crate::forms::TWO_FORMS;
use crate::step::Step;
use lanelab_grid::Lanes;
use std::borrow::Borrow;

/// Takes every lane of the list through a batch, drops those that the check finds, and moves those that escaped to the
/// escaped list.
pub(crate) fn advance<V: Lanes, C: CycleCheck>(map: impl Step, batch: Batch, scratch: &mut Scratch<V>) {
    scratch.escaped.len = 0;
    let vectors = scratch.list.vectors();
    let (mut vector, mut packed) = (0, 0);
    while vector + IN_FLIGHT <= vectors {
        flight::<V, C, IN_FLIGHT>(map, batch, scratch, vector, &mut packed);
        vector += IN_FLIGHT;
    }
    match stepped(vectors) - vector {
        0 => {}
        1 => flight::<V, C, 1>(map, batch, scratch, vector, &mut packed),
        2 => flight::<V, C, 2>(map, batch, scratch, vector, &mut packed),
        4 => flight::<V, C, 4>(map, batch, scratch, vector, &mut packed),
        _ => flight::<V, C, IN_FLIGHT>(map, batch, scratch, vector, &mut packed),
    }
    scratch.list.len = packed;
}

/// How many vectors [`advance`] steps for a list of this many: the last flight is one of 1, 2, 4 or [`IN_FLIGHT`]
/// vectors, since more of them take hardly longer.
pub(crate) const fn stepped(vectors: usize) -> usize {
    let rest = match vectors % IN_FLIGHT {
        3 => 4,
        5.. => IN_FLIGHT,
        rest => rest,
    };
    vectors / IN_FLIGHT * IN_FLIGHT + rest
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
    let (bounded, dropped) = if C::WATCHES && batch.watched {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NativeF64;
    use crate::packed::list::{EXTRAS, IM, PLACE, Packet, RE, splat};
    use crate::step::Rounded;
    use lanelab_grid::{Mandelbrot, Orbit, Rounding, Separate, bounded};
    use num_complex::Complex;

    type V = NativeF64;

    /// Lists of every length: flights of each size, and last flights with lanes that carry no pixel.
    #[test]
    fn a_batch_steps_every_lane_of_a_list_and_keeps_those_that_stay_in_order() {
        let batch = Batch { parts: 4, sixes: 1, tail: 0, watched: false };
        let point = |lane: usize| Complex::new(0.3 - 0.01 * (lane * 7 % 240) as f64, 0.0625);
        let last = |lane: usize| {
            let orbit = Orbit::<_, f64>::new(Mandelbrot, Rounding::Separate, point(lane));
            orbit.take(24).last().filter(|&z| bounded(z, Rounding::Separate))
        };
        let mut scratch = Scratch::<V>::new();
        for len in 0..=3 * IN_FLIGHT * V::LANES {
            scratch.list.len = 0;
            for lane in 0..len {
                let c = point(lane);
                let [re, im] = [c.re, c.im].map(V::splat);
                let packet = Packet { re, im, c_re: re, c_im: im, place: splat(lane), extra: [re; EXTRAS] };
                scratch.list.append(&packet, first_lanes(1));
            }
            advance::<_, NoCycleCheck>(Rounded::<_, Separate>::new(&Mandelbrot), batch, &mut scratch);
            let staying: Vec<_> = (0..len).filter_map(|lane| last(lane).map(|z| [z.re, z.im, lane as f64])).collect();
            let numbers = [RE, IM, PLACE].map(|number| V::elements(&scratch.list.numbers[number]));
            let found: Vec<_> = (0..scratch.list.len).map(|lane| numbers.map(|array| array[lane])).collect();
            assert_eq!(found, staying, "{len} lanes");
            assert_eq!(scratch.escaped.len, len - staying.len(), "{len} lanes");
            assert!((len.div_ceil(V::LANES)..).contains(&stepped(len.div_ceil(V::LANES))));
        }
    }
}
