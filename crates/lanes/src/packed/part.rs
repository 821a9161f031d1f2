//! Parting the lanes that have left from those that stay.

use super::advance::Batch;
use super::block::{PARTS, Scratch};
use super::list::{Row, splat};
use crate::flight::bounded;
use lanelab_grid::{Arithmetic, Lanes, Mask};

/// Packs the lanes of `count` vectors that are still bounded to `packed`, and appends those that are not to the lost,
/// each with the last of the kept values that was bounded and with its number: `place · PARTS + number`. In a watched
/// batch a lane that is back at the first of them is dropped.
#[inline(never)]
pub(super) fn part<A: Arithmetic, V: Lanes>(
    scratch: &mut Scratch<V>,
    count: usize,
    batch: Batch,
    vector: usize,
    packed: &mut usize,
) {
    for i in 0..count {
        let in_use = scratch.list.in_use(vector + i);
        let row = scratch.list.row(vector + i);
        let mut staying = bounded::<A, V>(row.re, row.im).bits() & in_use;
        let left = in_use & !staying;
        if batch.watched {
            let (re, im) = (scratch.kept[i], scratch.kept[count + i]);
            staying &= !(row.re.same_bits(re) & row.im.same_bits(im)).bits();
        }
        if left != 0 {
            let lost = last_bounded::<A, V>(&scratch.kept, count, batch.parts as usize, i, row);
            scratch.lost.append(&lost, left);
        }
        scratch.list.pack(*packed, &row, staying);
        *packed += staying.count_ones() as usize;
    }
}

/// A vector with the last of its kept values that was bounded, lane by lane, and that value's number.
///
/// The first is bounded in every lane; and where one is not, those after it are not.
#[inline(always)]
fn last_bounded<A: Arithmetic, V: Lanes>(kept: &[V], count: usize, parts: usize, i: usize, row: Row<V>) -> Row<V> {
    let (mut re, mut im, mut number) = (kept[i], kept[count + i], V::splat(0.0));
    for (part, kept) in kept.chunks_exact(2 * count).enumerate().take(parts).skip(1) {
        let inside = bounded::<A, V>(kept[i], kept[count + i]);
        re = V::select(inside, kept[i], re);
        im = V::select(inside, kept[count + i], im);
        number = V::select(inside, splat(part), number);
    }
    Row { re, im, place: row.place * splat(PARTS as usize) + number, ..row }
}
