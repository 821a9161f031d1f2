//! The first steps of a block: pixels in order, tested after each step; those that still run go to the list.

use super::block::{Block, Scratch};
use super::list::{EXTRAS, Packet, first_lanes, splat};
use super::probe::{Opening, PROBE_VECTORS, choose};
use crate::IN_FLIGHT_TESTED;
use crate::flight::{Counted, Flight};
use crate::lockstep::MOST_LANES;
use crate::step::Step;
use lanelab_grid::{Lanes, Mask, Scalar, Tally};
use std::iter;

/// Opens a block: lists the pixels that still run after its tested steps.
pub(crate) fn open<V: Lanes>(
    map: impl Step,
    block: &Block,
    scratch: &mut Scratch<V>,
    tally: &mut Tally<'_>,
) -> Opening {
    let mut opening = choose::<V>(map, &block.tile);
    opening.tested = opening.tested.min(block.limit.get());
    tally.count(iter::empty(), PROBE_VECTORS * V::LANES, opening.probed);
    begin(map, block, opening.tested, scratch, tally);
    opening
}

/// Takes every pixel of a block through this many tested steps, and lists those that still run.
fn begin<V: Lanes>(map: impl Step, block: &Block, steps: u32, scratch: &mut Scratch<V>, tally: &mut Tally<'_>) {
    let (rows, columns) = block.tile.dim();
    let mut xs = vec![V::splat(0.0); columns.div_ceil(V::LANES)];
    for (column, x) in V::elements_mut(&mut xs).iter_mut().enumerate() {
        *x = V::Element::from_f64(block.tile.x(column.min(columns - 1)));
    }
    scratch.list.len = 0;
    for row in 0..rows {
        let y = V::splat(block.tile.y(row));
        let mut groups = xs.chunks_exact(IN_FLIGHT_TESTED);
        let mut at = Start { row: row * columns, column: 0, columns };
        for xs in groups.by_ref() {
            group::<V, IN_FLIGHT_TESTED>(map, xs, y, steps, at, block, scratch, tally);
            at.column += IN_FLIGHT_TESTED * V::LANES;
        }
        for x in groups.remainder() {
            group::<V, 1>(map, &[*x], y, steps, at, block, scratch, tally);
            at.column += V::LANES;
        }
    }
}

/// Where the pixels of a group begin.
#[derive(Clone, Copy)]
struct Start {
    /// The index of the first pixel of the row.
    row: usize,
    column: usize,
    columns: usize,
}

#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "inlined into its caller")]
fn group<V: Lanes, const K: usize>(
    map: impl Step,
    xs: &[V],
    y: V,
    steps: u32,
    at: Start,
    block: &Block,
    scratch: &mut Scratch<V>,
    tally: &mut Tally<'_>,
) {
    let mut x = [V::splat(0.0); K];
    x.copy_from_slice(&xs[..K]);
    let mut flight = Flight::start(map, x, [y; K]);
    let mut counted = Counted::<V, K>::new();
    let mut left = steps;
    while left >= 6 && counted.any() {
        flight.six_tested(map, &mut counted);
        left -= 6;
    }
    if left < 6 {
        flight.few_tested(map, &mut counted, left);
        left = 0;
    }
    let end = (at.columns - at.column).min(K * V::LANES);
    let out = &mut scratch.steps[at.row + at.column..][..end];
    for (i, out) in out.chunks_mut(V::LANES).enumerate() {
        write::<V>(V::count(counted.counts()[i], V::Mask::first(V::LANES)), out);
    }
    if counted.any() {
        out.iter_mut().for_each(|out| *out = if *out > steps { 0 } else { *out });
        list(&flight, &counted, at, end, scratch);
    }
    let pixels = (0..end).map(|lane| block.in_tile(at.row + at.column + lane));
    tally.count(pixels, K * V::LANES - end, steps - left);
}

/// Lists those of the first `lanes` lanes of a group that still run.
#[inline(never)]
fn list<V: Lanes, const K: usize>(
    flight: &Flight<V, K>,
    counted: &Counted<V, K>,
    at: Start,
    lanes: usize,
    scratch: &mut Scratch<V>,
) {
    for i in 0..lanes.div_ceil(V::LANES) {
        let first = at.row + at.column + i * V::LANES;
        let running = counted.running(i).bits() & first_lanes((lanes - i * V::LANES).min(V::LANES));
        let packet = Packet {
            re: flight.re[i],
            im: flight.im[i],
            c_re: flight.c_re[i],
            c_im: flight.c_im[i],
            place: ascending::<V>(first),
            extra: [V::splat(0.0); EXTRAS],
        };
        scratch.list.append(&packet, running);
    }
}

#[inline(always)]
fn write<V: Lanes>(counts: V::Counts, steps: &mut [u32]) {
    if steps.len() == V::LANES {
        V::store_counts(counts, steps);
    } else {
        let mut all = [0; MOST_LANES];
        V::store_counts(counts, &mut all[..V::LANES]);
        steps.copy_from_slice(&all[..steps.len()]);
    }
}

#[inline(always)]
fn ascending<V: Lanes>(first: usize) -> V {
    let mut lanes = [V::splat(0.0)];
    let mut next = 0.0;
    for number in V::elements_mut(&mut lanes) {
        *number = V::Element::from_f64(next);
        next += 1.0;
    }
    lanes[0] + splat(first)
}
