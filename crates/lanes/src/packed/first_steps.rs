//! The first steps of a block: pixels in order, without a test where a sample allows, then with a test after each
//! step; those that still run go to the list.

use super::block::{Block, Scratch};
use super::list::{EXTRAS, Packet, first_lanes, splat};
use super::probe::{Opening, PROBE_VECTORS, choose};
use crate::flight::Flight;
use crate::forms::TWO_FORMS;
use crate::lockstep::MOST_LANES;
use crate::step::Step;
use crate::{IN_FLIGHT, IN_FLIGHT_TESTED};
use lanelab_grid::{Lanes, Mask, Scalar, Tally};
use std::iter;
use std::ops::Range;

/// Opens a block: lists the pixels that still run after its first steps.
pub(crate) fn open<V: Lanes>(
    map: impl Step,
    block: &Block,
    scratch: &mut Scratch<V>,
    tally: &mut Tally<'_>,
) -> Opening {
    let opening = choose::<V>(map, &block.tile).up_to(block.limit.get());
    tally.count(iter::empty(), PROBE_VECTORS * V::LANES, opening.probed);
    begin(map, block, opening, scratch, tally);
    opening
}

/// Takes every pixel of a block through its first steps, and lists those that still run.
pub(super) fn begin<V: Lanes>(
    map: impl Step,
    block: &Block,
    opening: Opening,
    scratch: &mut Scratch<V>,
    tally: &mut Tally<'_>,
) {
    let (rows, columns) = block.tile.dim();
    let mut xs = vec![V::splat(0.0); columns.div_ceil(V::LANES)];
    for (column, x) in V::elements_mut(&mut xs).iter_mut().enumerate() {
        *x = V::Element::from_f64(block.tile.x(column.min(columns - 1)));
    }
    scratch.list.len = 0;
    for row in 0..rows {
        let y = V::splat(block.tile.y(row));
        let mut pixels = row * columns..(row + 1) * columns;
        let mut groups = xs.chunks_exact(GROUP);
        for xs in groups.by_ref() {
            group::<V, GROUP, IN_FLIGHT_TESTED>(map, xs, y, opening, &mut pixels, block, scratch, tally);
        }
        let mut groups = groups.remainder().chunks_exact(IN_FLIGHT_TESTED);
        for xs in groups.by_ref() {
            group::<V, IN_FLIGHT_TESTED, IN_FLIGHT_TESTED>(map, xs, y, opening, &mut pixels, block, scratch, tally);
        }
        for x in groups.remainder() {
            group::<V, 1, 1>(map, &[*x], y, opening, &mut pixels, block, scratch, tally);
        }
    }
}

/// How many vectors take their untested steps together. With few registers these are more than take tested steps.
const GROUP: usize = if TWO_FORMS { IN_FLIGHT_TESTED } else { IN_FLIGHT };

/// Takes the next `K` vectors of a row through their first steps, `TESTED` of them at a time through those with a test,
/// and lists the pixels that still run.
///
/// `pixels` are the indices in the block of the pixels of the row from there on.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "inlined into its caller")]
fn group<V: Lanes, const K: usize, const TESTED: usize>(
    map: impl Step,
    xs: &[V],
    y: V,
    opening: Opening,
    pixels: &mut Range<usize>,
    block: &Block,
    scratch: &mut Scratch<V>,
    tally: &mut Tally<'_>,
) {
    let mut x = [V::splat(0.0); K];
    x.copy_from_slice(&xs[..K]);
    let mut flight = Flight::start(map, x, [y; K]);
    let mut made = opening.untested;
    if made > 0 && !untested(map, &mut flight, made / 6) {
        flight = Flight::start(map, x, [y; K]);
        made = 0;
    }
    for part in (0..K).step_by(TESTED) {
        let mut flight = flight.part::<TESTED>(part);
        let (counts, left) = flight.count_steps(map, opening.tested - made);
        let first = pixels.start;
        pixels.start = pixels.end.min(first + TESTED * V::LANES);
        let lanes = pixels.start - first;
        if opening.tested > 0 {
            for (out, counts) in scratch.steps[first..][..lanes].chunks_mut(V::LANES).zip(counts) {
                write::<V>(counts, made, opening.tested, out);
            }
        }
        if left == 0 {
            list(map, &flight, opening.tested > 0, first, lanes, scratch);
        }
        let steps = opening.tested - left + opening.untested - made;
        tally.count((first..first + lanes).map(|pixel| block.in_tile(pixel)), TESTED * V::LANES - lanes, steps);
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

/// Lists those of the first `lanes` lanes of a group that still run: all if they have not been `tested`, since the value
/// at the start is never tested. `first` is the pixel of the first lane.
#[inline(never)]
fn list<V: Lanes, const K: usize>(
    map: impl Step,
    flight: &Flight<V, K>,
    tested: bool,
    first: usize,
    lanes: usize,
    scratch: &mut Scratch<V>,
) {
    for i in 0..lanes.div_ceil(V::LANES) {
        let packet = Packet {
            re: flight.re[i],
            im: flight.im[i],
            c_re: flight.c_re[i],
            c_im: flight.c_im[i],
            place: ascending::<V>(first + i * V::LANES),
            extra: [V::splat(0.0); EXTRAS],
        };
        let carried = first_lanes((lanes - i * V::LANES).min(V::LANES));
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
        out.copy_from_slice(&steps[..out.len()]);
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
