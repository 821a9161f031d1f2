//! The first steps of a block: pixels in place, without a test where a sample allows, then with a test after each step;
//! those that still run go to the list.
//!
//! Where the pixels lie is the only thing that depends on their coming from a tile or from an array of points: [`Pixels`].

use super::block::{Block, Scratch};
use super::list::{EXTRAS, Packet, first_lanes, splat};
use super::pixels::{InTile, Pixels};
use super::probe::{Opening, PROBE_VECTORS, choose};
use crate::flight::Flight;
use crate::forms::TWO_FORMS;
use crate::lockstep::MOST_LANES;
use crate::step::Step;
use crate::{IN_FLIGHT, IN_FLIGHT_TESTED};
use lanelab_grid::{Lanes, Mask, Scalar, Tally};
use std::array::from_fn;
use std::iter;

/// Opens a block: lists the pixels that still run after its first steps.
pub(crate) fn open<V: Lanes>(
    map: impl Step,
    block: &Block,
    scratch: &mut Scratch<V>,
    tally: &mut Tally<'_>,
) -> Opening {
    open_at(map, block, &InTile::new(&block.tile), scratch, tally)
}

/// The same with the pixels at given points.
pub(crate) fn open_at<V: Lanes>(
    map: impl Step,
    block: &Block,
    pixels: &impl Pixels<V>,
    scratch: &mut Scratch<V>,
    tally: &mut Tally<'_>,
) -> Opening {
    let opening = choose(map, block.tile.dim(), pixels).up_to(block.limit.get());
    tally.count(iter::empty(), PROBE_VECTORS * V::LANES, opening.probed);
    begin(map, block, pixels, opening, scratch, tally);
    opening
}

/// Takes every pixel of a block through its first steps, and lists those that still run.
pub(super) fn begin<V: Lanes>(
    map: impl Step,
    block: &Block,
    pixels: &impl Pixels<V>,
    opening: Opening,
    scratch: &mut Scratch<V>,
    tally: &mut Tally<'_>,
) {
    let (rows, _) = block.tile.dim();
    scratch.list.len = 0;
    let mut row = 0;
    while row + GROUP <= rows {
        band::<V, GROUP, IN_FLIGHT_TESTED>(map, block, row, pixels, opening, scratch, tally);
        row += GROUP;
    }
    while row + IN_FLIGHT_TESTED <= rows {
        band::<V, IN_FLIGHT_TESTED, IN_FLIGHT_TESTED>(map, block, row, pixels, opening, scratch, tally);
        row += IN_FLIGHT_TESTED;
    }
    for row in row..rows {
        band::<V, 1, 1>(map, block, row, pixels, opening, scratch, tally);
    }
}

/// How many rows take their untested steps together. With few registers these are more than take tested steps.
pub(crate) const GROUP: usize = if TWO_FORMS { IN_FLIGHT_TESTED } else { IN_FLIGHT };

/// Takes `K` rows from `row` on through their first steps, one vector of columns after the other, and lists the pixels
/// that still run. `TESTED` rows at a time take the steps with a test.
fn band<V: Lanes, const K: usize, const TESTED: usize>(
    map: impl Step,
    block: &Block,
    row: usize,
    at: &impl Pixels<V>,
    opening: Opening,
    scratch: &mut Scratch<V>,
    tally: &mut Tally<'_>,
) {
    let (_, columns) = block.tile.dim();
    let (across, vectors) = (columns.div_ceil(V::LANES), at.vectors::<K>(row));
    for (vector, column) in (0..columns).step_by(V::LANES).enumerate() {
        if scratch.members.get(row / GROUP * across + vector).is_some_and(|&members| members) {
            continue;
        }
        let [x, y] = vectors(vector);
        let lanes = (columns - column).min(V::LANES);
        let mut flight = Flight::start(map, x, y);
        let mut made = opening.untested;
        if made > 0 && !untested(map, &mut flight, made / 6) {
            flight = Flight::start(map, x, y);
            made = 0;
        }
        for part in (0..K / TESTED).map(|part| part * TESTED) {
            let mut flight = flight.part::<TESTED>(part);
            let pixels: [usize; TESTED] = from_fn(|i| (row + part + i) * columns + column);
            let (counts, left) = flight.count_steps(map, opening.tested - made);
            if opening.tested > 0 {
                for (counts, first) in counts.into_iter().zip(pixels) {
                    write::<V>(counts, made, opening.tested, &mut scratch.steps[first..][..lanes]);
                }
            }
            if left == 0 {
                list(map, &flight, opening.tested > 0, &pixels, lanes, scratch);
            }
            let steps = opening.tested - left + opening.untested - made;
            let pixels = pixels.into_iter().flat_map(|first| first..first + lanes);
            tally.count(pixels.map(|pixel| block.in_tile(pixel)), TESTED * (V::LANES - lanes), steps);
        }
    }
}

/// Takes a flight through this many times six steps without a test, and returns whether every lane is bounded then.
#[inline(always)]
fn untested<V: Lanes, const K: usize>(map: impl Step, flight: &mut Flight<V, K>, sixes: u32) -> bool {
    if TWO_FORMS {
        flight.sixes(map, sixes);
        flight.all_bounded(map)
    } else {
        in_place(map, flight, sixes)
    }
}

/// The same with the constants left in memory.
///
/// It is not inlined, so that no code around the loop needs registers.
#[inline(never)]
fn in_place<V: Lanes, const K: usize>(map: impl Step, flight: &mut Flight<V, K>, sixes: u32) -> bool {
    let mut run = Flight { re: flight.re, im: flight.im, c_re: &flight.c_re, c_im: &flight.c_im };
    run.sixes(map, sixes);
    (flight.re, flight.im) = (run.re, run.im);
    flight.all_bounded(map)
}

/// Lists those of the first `lanes` lanes of each vector that still run: all if they have not been `tested`, since the
/// value at the start is never tested. `pixels` are those of the first lanes.
#[inline(never)]
fn list<V: Lanes, const K: usize>(
    map: impl Step,
    flight: &Flight<V, K>,
    tested: bool,
    pixels: &[usize; K],
    lanes: usize,
    scratch: &mut Scratch<V>,
) {
    for (i, &first) in pixels.iter().enumerate() {
        let packet = Packet {
            re: flight.re[i],
            im: flight.im[i],
            c_re: flight.c_re[i],
            c_im: flight.c_im[i],
            place: ascending::<V>(first),
            extra: [V::splat(0.0); EXTRAS],
        };
        let carried = first_lanes(lanes);
        let running = if tested { flight.bounded(map, i).bits() & carried } else { carried };
        scratch.list.append(&packet, running);
    }
}

/// Writes the steps of a vector of which each lane passed the first `made` tests and then as many as were counted: 0
/// where it passed all of them.
#[inline(always)]
fn write<V: Lanes>(counts: V::Counts, made: u32, tested: u32, out: &mut [u32]) {
    let mut steps = [0; MOST_LANES];
    let steps = &mut steps[..V::LANES];
    V::store_counts(counts, steps);
    for steps in steps.iter_mut() {
        let bounded = *steps + made;
        *steps = if bounded == tested { 0 } else { bounded + 1 };
    }
    if out.len() == V::LANES {
        out.copy_from_slice(steps);
    } else {
        write_part(steps, out);
    }
}

/// Writes the first steps of a vector. Apart, since otherwise a whole vector would be written by a call, too.
#[cold]
#[inline(never)]
fn write_part(steps: &[u32], out: &mut [u32]) {
    out.copy_from_slice(&steps[..out.len()]);
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
