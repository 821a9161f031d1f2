//! Partitioning the lanes of a flight into those that stay and those that have escaped.

use super::batch_length::{Batch, PARTS};
use super::block::Scratch;
use super::list::{Packet, splat};
use crate::step::Step;
use lanelab_grid::{Lanes, Mask};

/// Packs the bounded lanes of `count` vectors to `packed`, and appends the others to the escaped list.
///
/// An escaped lane gets the last bounded one of its kept values, and that value's number as `place · PARTS + number`.
/// In a watched batch a lane that has its first kept value again is dropped.
#[inline(never)]
pub(super) fn partition<V: Lanes>(
    map: impl Step,
    scratch: &mut Scratch<V>,
    count: usize,
    batch: Batch,
    vector: usize,
    packed: &mut usize,
) {
    for i in 0..count {
        let in_use = scratch.list.in_use(vector + i);
        let packet = scratch.list.packet(vector + i);
        let mut staying = map.bounded(packet.re, packet.im).bits() & in_use;
        let left = in_use & !staying;
        if batch.watched {
            let (re, im) = (scratch.kept[i], scratch.kept[count + i]);
            staying &= !(packet.re.same_bits(re) & packet.im.same_bits(im)).bits();
        }
        if left != 0 {
            let escaped = last_bounded(map, &scratch.kept, count, batch.parts as usize, i, packet);
            scratch.escaped.append(&escaped, left);
        }
        scratch.list.pack(*packed, &packet, staying);
        *packed += staying.count_ones() as usize;
    }
}

/// A packet with the last bounded one of its kept values, lane by lane, and that value's number.
///
/// The first kept value is bounded in every lane, and after one that is not, no later one is.
#[inline(always)]
fn last_bounded<V: Lanes>(
    map: impl Step,
    kept: &[V],
    count: usize,
    parts: usize,
    i: usize,
    packet: Packet<V>,
) -> Packet<V> {
    let (mut re, mut im, mut number) = (kept[i], kept[count + i], V::splat(0.0));
    for (part, kept) in kept.chunks_exact(2 * count).enumerate().take(parts).skip(1) {
        let inside = map.bounded(kept[i], kept[count + i]);
        re = V::select(inside, kept[i], re);
        im = V::select(inside, kept[count + i], im);
        number = V::select(inside, splat(part), number);
    }
    Packet { re, im, place: packet.place * splat(PARTS as usize) + number, ..packet }
}
