//! Partitioning the lanes of a flight into those that stay and those that have escaped.

use super::batch_length::{Batch, PARTS};
use super::block::Scratch;
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
    let count = dropped.len();
    for (i, &dropped) in dropped.iter().enumerate() {
        let in_use = scratch.list.in_use(vector + i);
        let packet = scratch.list.packet(vector + i);
        let bounded = map.bounded(packet.re, packet.im).bits();
        let (staying, left) = (in_use & bounded & !dropped, in_use & !bounded);
        if left != 0 {
            let escaped = last_bounded(map, &scratch.kept, count, batch.parts as usize, i, packet);
            scratch.escaped.append(&escaped, left);
        }
        if staying == 0 {
            continue;
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
