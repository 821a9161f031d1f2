//! Any rung on any number of threads, over tiles that balance their load.

use lanelab_grid::{Cut, Job, Rung, Steps, Tile};
use ndarray::{ArrayViewMut2, Axis};
use std::sync::{Mutex, PoisonError};

/// A number of threads: the calling thread, and a pool of the others.
#[derive(Debug)]
pub struct Threads {
    count: usize,
    others: Option<rayon::ThreadPool>,
}

/// Threads that cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum ThreadsError {
    /// The number is out of range.
    #[error("threads {0} is out of range: choose 1 to {most}", most = Threads::MOST)]
    OutOfRange(usize),
    /// The system did not start them.
    #[error("the system did not start the threads beside the calling one, {count} in all: {source}; choose fewer")]
    NotStarted {
        /// The requested number.
        count: usize,
        /// The system's error.
        source: rayon::ThreadPoolBuildError,
    },
}

/// The most rows and columns of a balanced tile, from large to small; rows are multiples of the 2, 3, 4 or 6 that a rung
/// keeps in flight. In a larger tile a rung can choose better what suits it, and take larger blocks.
const TILE_DIMS: [(usize, usize); 6] = [(384, 512), (192, 256), (120, 128), (60, 128), (24, 256), (12, 256)];

/// Tiles for each of several threads: enough that little time is idle while the last ones finish.
const TILES_A_THREAD: usize = 32;

/// The most tiles: more would balance no better, and take memory.
const MOST_TILES: usize = 1 << 16;

impl Threads {
    /// The most threads.
    pub const MOST: usize = 1024;

    /// Starts all of this many threads but one, which is the caller of [`Threads::fill`].
    ///
    /// # Errors
    /// Where the number is not in `1..=1024`, or the system refuses.
    pub fn new(count: usize) -> Result<Self, ThreadsError> {
        if !(1..=Self::MOST).contains(&count) {
            return Err(ThreadsError::OutOfRange(count));
        }
        let start = || rayon::ThreadPoolBuilder::new().num_threads(count - 1).build();
        let others = (count > 1).then(start).transpose();
        Ok(Self { count, others: others.map_err(|source| ThreadsError::NotStarted { count, source })? })
    }

    /// How many threads there are.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Fills a job's tile part by part; each thread takes the next part when it has finished one. `done` is called on any
    /// thread with the number of pixels just finished.
    ///
    /// # Panics
    /// Where `out` has another shape than the tile; and where the rung or `done` panics, once the other threads have filled
    /// the parts that are left.
    pub fn fill(&self, rung: &Rung, job: &Job, out: ArrayViewMut2<'_, u32>, done: &(dyn Fn(usize) + Sync)) {
        job.check_shape(&out);
        let (rows, columns) = tile_dim(rung.cut, job.tile.dim(), self.count);
        let pieces = pieces(&job.tile, out, rows, columns);
        let helpers = pieces.len().saturating_sub(1).min(self.count - 1);
        let pieces = Mutex::new(pieces.into_iter());
        let next = || pieces.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = || {
            while let Some((tile, mut out)) = next() {
                rung.fill(&job.on(tile), out.view_mut());
                done(out.len());
            }
        };
        match &self.others {
            None => work(),
            Some(others) => others.in_place_scope(|scope| {
                (0..helpers).for_each(|_| scope.spawn(|_| work()));
                work();
            }),
        }
    }

    /// The steps of a job's tile.
    pub fn steps(&self, rung: &Rung, job: &Job) -> Steps {
        let mut steps = Steps::zeros(job.tile.dim(), job.limit);
        self.fill(rung, job, steps.view_mut(), &|_| ());
        steps
    }
}

/// The parts into which a tile is cut for this many threads, column by column.
pub fn tiles(whole: &Tile, cut: Cut, threads: usize) -> Vec<Tile> {
    let (rows, columns) = tile_dim(cut, whole.dim(), threads);
    parts(whole, rows, columns).collect()
}

/// Parts beside each other may share a cache line of the output in every row; parts below each other seldom share more
/// than one. So threads that take one part after the other go down the columns.
fn parts(whole: &Tile, rows: usize, columns: usize) -> impl Iterator<Item = Tile> {
    let (height, width) = whole.dim();
    let starts = move |column| (0..height).step_by(rows).map(move |row| (row, column));
    (0..width)
        .step_by(columns)
        .flat_map(starts)
        .map(move |(row, column)| whole.part(row..(row + rows).min(height), column..(column + columns).min(width)))
}

/// The most rows and columns of a part of a tile of this shape. Balanced parts are enough for the threads, but not too
/// many.
fn tile_dim(cut: Cut, (height, width): (usize, usize), threads: usize) -> (usize, usize) {
    let (height, width) = (height.max(1), width.max(1)); // an empty tile has no parts of any shape
    if cut == Cut::PerThread {
        // Rows are cut only where there are fewer of them than threads.
        let across = threads.div_ceil(height).min(width);
        return (height.div_ceil(threads), width.div_ceil(across));
    }
    let dim = |(rows, most): (usize, usize)| {
        let across = width.div_ceil(most);
        let columns = width.div_ceil(across).next_multiple_of(16);
        let rows = rows * (most / columns.min(most));
        (rows, columns, height.div_ceil(rows) * across)
    };
    let wanted = if threads > 1 { TILES_A_THREAD * threads } else { 1 };
    let [.., smallest] = TILE_DIMS;
    let enough = TILE_DIMS.map(dim).into_iter().find(|&(_, _, tiles)| tiles >= wanted);
    let (rows, columns, tiles) = enough.unwrap_or(dim(smallest));
    let crowd = tiles.div_ceil(MOST_TILES);
    if height > width { (rows * crowd, columns) } else { (rows, columns * crowd) }
}

/// A tile and its array, cut into parts of at most this many rows and columns, column by column.
pub fn pieces<'a>(
    whole: &Tile,
    out: ArrayViewMut2<'a, u32>,
    rows: usize,
    columns: usize,
) -> Vec<(Tile, ArrayViewMut2<'a, u32>)> {
    let bands = split(out, Axis(1), columns).into_iter();
    parts(whole, rows, columns).zip(bands.flat_map(|band| split(band, Axis(0), rows))).collect()
}

/// An array cut along an axis into parts of at most this length.
fn split(mut rest: ArrayViewMut2<'_, u32>, axis: Axis, length: usize) -> Vec<ArrayViewMut2<'_, u32>> {
    let mut parts = Vec::new();
    while rest.len_of(axis) > length {
        let (part, after) = rest.split_at(axis, length);
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}
