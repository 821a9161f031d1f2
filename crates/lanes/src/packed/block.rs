//! Tiles cut into blocks that fit the second-level cache, and the scratch memory that a thread keeps for them.

use super::batch_length::PARTS;
use super::first_steps::GROUP;
use super::list::List;
use super::pixels::AtPoints;
use crate::lockstep::MOST_LANES;
use lanelab_grid::{Job, Lanes, Limit, Tile};
use ndarray::{ArrayViewMut2, Axis};
use std::any::Any;
use std::cell::RefCell;
use std::ops::Range;

/// The most pixels of a block: its arrays take 40 to 56 bytes per pixel, two thirds of a megabyte in all. A larger block
/// spends less time on its last lists, which fill no flight.
pub(crate) const MOST_PIXELS: usize = 16384;

/// The most pixels of a block's row: fewer of the blocks that are about square meet the border of the set.
const MOST_COLUMNS: usize = 128;

/// The largest number of vectors in flight.
pub(crate) const MOST_IN_FLIGHT: usize = 8;

/// The buffers of a kernel that packs lanes, for one block.
pub(crate) struct Scratch<V> {
    /// The pixels that still run.
    pub(crate) list: List<V>,
    /// Those that escaped in the last batch, with their last bounded value.
    pub(crate) escaped: List<V>,
    /// Pixels that wait for a lane (`lanes-refill` only).
    pub(crate) queue: List<V>,
    /// Where the pixels lie, if they are not those of a tile.
    pub(crate) points: AtPoints<V>,
    /// The values of the vectors in flight at the beginning of each part of a batch.
    pub(crate) kept: [Values<V>; PARTS as usize],
    /// The steps of each pixel, row by row; 0 until its escape is found.
    pub(crate) steps: Vec<u32>,
    /// Which cells, each [`GROUP`] rows of one vector of columns, are known to consist of members; empty where none is.
    pub(crate) members: Vec<bool>,
}

/// The values of the vectors in flight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Values<V> {
    pub(crate) re: [V; MOST_IN_FLIGHT],
    pub(crate) im: [V; MOST_IN_FLIGHT],
}

impl<V: Lanes> Values<V> {
    pub(crate) fn new() -> Self {
        let zero = [V::splat(0.0); MOST_IN_FLIGHT];
        Self { re: zero, im: zero }
    }
}

impl<V: Lanes> Scratch<V> {
    pub(super) fn new() -> Self {
        Self {
            list: List::new(),
            escaped: List::new(),
            queue: List::new(),
            points: AtPoints::default(),
            kept: [Values::new(); PARTS as usize],
            steps: Vec::new(),
            members: Vec::new(),
        }
    }
}

thread_local! {
    /// The scratch memory of the last kernel on this thread: a new allocation for each tile would cost page faults.
    static KEPT: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
}

/// Fills a tile block by block.
///
/// `fill` gets a block and scratch memory in which `steps` is all 0, and writes the block's steps there.
///
/// # Panics
/// Where `out` has another shape than the tile.
pub(crate) fn for_each_block<V: Lanes>(
    job: &Job,
    mut out: ArrayViewMut2<'_, u32>,
    mut fill: impl FnMut(&Block, &mut Scratch<V>),
) {
    job.check_shape(&out);
    let mut scratch: Box<Scratch<V>> =
        KEPT.take().and_then(|kept| kept.downcast().ok()).unwrap_or_else(|| Box::new(Scratch::new()));
    for [rows, columns] in blocks(job.tile.dim()) {
        let (top, left) = (rows.start, columns.start);
        let tile = job.tile.part(rows.clone(), columns.clone());
        scratch.members.clear();
        scratch.steps.clear();
        scratch.steps.resize(tile.dim().0 * tile.dim().1, 0);
        (scratch.list.extras, scratch.escaped.extras) = (0, 0);
        fill(&Block { tile, limit: job.limit, top, left, columns: job.tile.dim().1 }, &mut scratch);
        copy(&scratch.steps, part(&mut out, [rows, columns]));
    }
    KEPT.set(Some(scratch));
}

/// The rows and columns of each block of a tile with these numbers of rows and columns.
fn blocks((rows, columns): (usize, usize)) -> impl Iterator<Item = [Range<usize>; 2]> {
    let (height, width) = shape(columns);
    (0..rows).step_by(height).flat_map(move |top| {
        (0..columns).step_by(width).map(move |left| [top..(top + height).min(rows), left..(left + width).min(columns)])
    })
}

/// A part of an array, by rows and columns.
pub(crate) fn part<'a>(
    array: &'a mut ArrayViewMut2<'_, u32>,
    [rows, columns]: [Range<usize>; 2],
) -> ArrayViewMut2<'a, u32> {
    let mut part = array.view_mut();
    part.slice_axis_inplace(Axis(0), rows.into());
    part.slice_axis_inplace(Axis(1), columns.into());
    part
}

/// Copies steps, row by row, to an array of their shape.
fn copy(steps: &[u32], mut out: ArrayViewMut2<'_, u32>) {
    let columns = out.ncols();
    for (mut row, steps) in out.rows_mut().into_iter().zip(steps.chunks_exact(columns)) {
        match row.as_slice_mut() {
            Some(row) => row.copy_from_slice(steps),
            None => row.iter_mut().zip(steps).for_each(|(out, &steps)| *out = steps),
        }
    }
}

/// Rows and columns of a block of a tile that is this many columns wide: whole groups of the first steps, and whole
/// vectors.
fn shape(columns: usize) -> (usize, usize) {
    let even = columns.div_ceil(columns.div_ceil(MOST_COLUMNS));
    let width = even.next_multiple_of(MOST_LANES).min(columns);
    let rows = MOST_PIXELS / width;
    (rows - rows % GROUP, width)
}

/// A part of a tile that fits the second-level cache with all numbers that its lanes carry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    /// Its pixels.
    pub(crate) tile: Tile,
    /// The largest number of steps.
    pub(crate) limit: Limit,
    /// Its first row in the tile that is filled.
    top: usize,
    /// Its first column there.
    left: usize,
    /// The columns of that tile.
    columns: usize,
}

impl Block {
    /// The index in the tile of the pixel with this index in the block, both row by row.
    pub(crate) fn in_tile(&self, pixel: usize) -> usize {
        let (_, width) = self.tile.dim();
        (self.top + pixel / width) * self.columns + self.left + pixel % width
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_grid::{Raster, Region, Rounding, View};
    use ndarray::Array2;

    #[test]
    fn blocks_cover_every_pixel_once() {
        for (width, height) in [(1, 1), (300, 50), (1, 20_000), (20_000, 3), (2049, 17)] {
            let region = Region::new(0.0, 1.0, 0.0, 1.0).unwrap();
            let view = View::new(region, Raster::new(width, height).unwrap());
            let (job, mut out) =
                (Job::whole(&view, Limit::new(9).unwrap(), Rounding::Fused), Array2::zeros(view.dim()));
            for_each_block::<f64>(&job, out.view_mut(), |block, scratch| {
                let (rows, columns) = block.tile.dim();
                assert!(rows * columns <= MOST_PIXELS);
                for (pixel, steps) in scratch.steps.iter_mut().enumerate() {
                    let at = block.in_tile(pixel);
                    assert_eq!(block.tile.point(pixel / columns, pixel % columns), view.point(at / width, at % width));
                    *steps = 1 + u32::try_from(at).unwrap();
                }
            });
            assert!(out.iter().zip(1..).all(|(&steps, at)| steps == at), "{width} x {height}");
        }
    }
}
