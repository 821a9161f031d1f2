//! Partitioning the lanes of a flight into those that stay and those that have escaped.

use super::batch_length::{Batch, PARTS};
use super::block::{MOST_IN_FLIGHT, Scratch, Values};
use super::list::{Packet, splat};
use crate::step::Step;
use lanelab_grid::{Lanes, Mask};

/// Packs the bounded lanes of a flight to `packed`, and appends the others to the escaped list.
///
/// The list has the values of the flight at the beginning of the batch; the first kept values are those at its end.
/// `bounded` says which lanes of each vector are bounded at its end. An escaped lane gets the last bounded value of those
/// at the beginning of a part, and the part's number as `place · PARTS + number`. In a watched batch a lane that has its
/// value at the beginning again is dropped.
#[inline(never)]
pub(super) fn partition<V: Lanes>(
    map: impl Step,
    scratch: &mut Scratch<V>,
    bounded: &[u32],
    batch: Batch,
    vector: usize,
    packed: &mut usize,
) {
    let Scratch { list, escaped, kept, .. } = scratch;
    let mut end = *packed;
    for (i, &bounded) in bounded.iter().enumerate().take(MOST_IN_FLIGHT) {
        let in_use = list.in_use(vector + i);
        let before = list.packet(vector + i);
        let (re, im) = (kept[0].re[i], kept[0].im[i]);
        let left = in_use & !bounded;
        let mut staying = in_use & bounded;
        if batch.watched {
            staying &= !(re.same_bits(before.re) & im.same_bits(before.im)).bits();
        }
        if left != 0 {
            escaped.append(&last_bounded(map, kept, batch.parts, i, before), left);
        }
        list.pack(end, &Packet { re, im, ..before }, staying);
        end += staying.count_ones() as usize;
    }
    *packed = end;
}

/// A packet of the beginning of a batch with the last bounded one of its kept values, lane by lane, and that value's
/// number.
///
/// The first value is bounded in every lane, and after one that is not, no later one is.
#[inline(always)]
fn last_bounded<V: Lanes>(
    map: impl Step,
    kept: &[Values<V>; PARTS as usize],
    parts: u32,
    i: usize,
    packet: Packet<V>,
) -> Packet<V> {
    let (mut re, mut im, mut number) = (packet.re, packet.im, V::splat(0.0));
    for (part, kept) in kept.iter().enumerate().take(parts as usize).skip(1) {
        let inside = map.bounded(kept.re[i], kept.im[i]);
        re = V::select(inside, kept.re[i], re);
        im = V::select(inside, kept.im[i], im);
        number = V::select(inside, splat(part), number);
    }
    Packet { re, im, place: packet.place * splat(PARTS as usize) + number, ..packet }
}
