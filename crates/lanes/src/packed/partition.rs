//! Partitioning the lanes of a flight into those that stay and those that have escaped.

use super::batch_length::{Batch, PARTS};
use super::block::{MOST_IN_FLIGHT, Scratch, Values};
use super::list::{Packet, splat};
use crate::step::Step;
use lanelab_grid::{Lanes, Mask};

/// Packs the bounded lanes of `dropped.len()` vectors to `packed`, and appends the others to the escaped list.
///
/// An escaped lane gets the last bounded one of its kept values, and that value's number as `place · PARTS + number`.
/// The lanes of each vector whose bits are set in `dropped` are removed.
#[inline(never)]
pub(super) fn partition<V: Lanes>(
    map: impl Step,
    scratch: &mut Scratch<V>,
    dropped: &[u32],
    batch: Batch,
    vector: usize,
    packed: &mut usize,
) {
    let Scratch { list, escaped, kept, .. } = scratch;
    let mut end = *packed;
    for (i, &dropped) in dropped.iter().enumerate().take(MOST_IN_FLIGHT) {
        let in_use = list.in_use(vector + i);
        let packet = list.packet(vector + i);
        let bounded = map.bounded(packet.re, packet.im).bits();
        let (staying, left) = (in_use & bounded & !dropped, in_use & !bounded);
        if left != 0 {
            escaped.append(&last_bounded(map, kept, batch.parts, i, packet), left);
        }
        if staying != 0 {
            list.pack(end, &packet, staying);
            end += staying.count_ones() as usize;
        }
    }
    *packed = end;
}

/// A packet with the last bounded one of its kept values, lane by lane, and that value's number.
///
/// The first kept value is bounded in every lane, and after one that is not, no later one is.
#[inline(always)]
fn last_bounded<V: Lanes>(
    map: impl Step,
    kept: &[Values<V>; PARTS as usize],
    parts: u32,
    i: usize,
    packet: Packet<V>,
) -> Packet<V> {
    let (mut re, mut im, mut number) = (kept[0].re[i], kept[0].im[i], V::splat(0.0));
    for (part, kept) in kept.iter().enumerate().take(parts as usize).skip(1) {
        let inside = map.bounded(kept.re[i], kept.im[i]);
        re = V::select(inside, kept.re[i], re);
        im = V::select(inside, kept.im[i], im);
        number = V::select(inside, splat(part), number);
    }
    Packet { re, im, place: packet.place * splat(PARTS as usize) + number, ..packet }
}
