//! Which thread filled which tile, and when. Nothing of it is on the path of [`Threads::fill`], which is timed.

use super::{Threads, pieces, tile_dim};
use crate::Kernel;
use lanelab_grid::{Limit, Rounding, Tile, View};
use ndarray::ArrayViewMut2;
use rayon::prelude::*;
use std::time::{Duration, Instant};

/// One filling of a view, tile by tile.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The tiles, in the order of [`tiles`](crate::tiles).
    pub tiles: Vec<Traced>,
    /// The time from the start to the end of the last tile, as the caller saw it.
    pub took: Duration,
}

/// When a tile was filled, and by whom. Times count from the start of the filling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traced {
    /// The thread, from 0.
    pub thread: usize,
    /// When it began.
    pub began: Duration,
    /// When it ended.
    pub ended: Duration,
}

impl Traced {
    /// The time it took.
    #[must_use]
    pub const fn took(&self) -> Duration {
        self.ended.saturating_sub(self.began)
    }
}

impl Trace {
    /// The tiles of a thread, and the time it spent on them.
    #[must_use]
    pub fn busy(&self, thread: usize) -> (usize, Duration) {
        let own = || self.tiles.iter().filter(|tile| tile.thread == thread);
        (own().count(), own().map(Traced::took).sum())
    }

    /// The time that all threads together spent on tiles.
    #[must_use]
    pub fn work(&self) -> Duration {
        self.tiles.iter().map(Traced::took).sum()
    }
}

impl Threads {
    /// Fills the steps of a whole view, cut as `cut_for` threads would have it, and keeps a record of each tile.
    ///
    /// # Panics
    /// Where `out` has another shape than the view.
    #[must_use]
    pub fn traced(
        &self,
        kernel: &Kernel,
        rounding: Rounding,
        view: &View,
        limit: Limit,
        out: ArrayViewMut2<'_, u32>,
        cut_for: usize,
    ) -> Trace {
        assert_eq!(out.dim(), view.dim(), "the array must have the view's shape");
        let (rows, columns) = tile_dim(kernel.cut, view.dim(), cut_for);
        let pieces = pieces(view, out, rows, columns);
        let start = Instant::now();
        let work = |(tile, out): (Tile, ArrayViewMut2<'_, u32>)| {
            let began = start.elapsed();
            kernel.fill(rounding, &tile, limit, out);
            Traced { thread: rayon::current_thread_index().unwrap_or(0), began, ended: start.elapsed() }
        };
        let tiles = match &self.pool {
            None => pieces.into_iter().map(work).collect(),
            Some(pool) => pool.install(|| pieces.into_par_iter().with_max_len(1).map(work).collect()),
        };
        Trace { tiles, took: start.elapsed() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Form, Map, SCENES, tiles};
    use lanelab_grid::Contract;
    use lanelab_grid::Steps;

    #[test]
    fn every_tile_is_traced_in_order_within_the_time_and_the_answer_is_the_same() {
        let (ladder, scene) = (Map::Mandelbrot.ladder(), &SCENES[0]);
        let (view, limit) = (scene.view(Form::Small), scene.limit());
        for name in ["lanes-interleaved", "array-whole"] {
            let kernel = ladder.kernel(name).unwrap();
            for count in [1, 3] {
                let threads = Threads::new(count).unwrap();
                let mut steps = Steps::zeros(view.dim(), limit);
                let trace = threads.traced(kernel, Rounding::Separate, &view, limit, steps.view_mut(), 3);
                assert_eq!(steps, ladder.oracle_steps(Contract::double(Rounding::Separate), &view, limit));
                assert_eq!(trace.tiles.len(), tiles(&view, kernel.cut, 3).len());
                let sound = |tile: &Traced| tile.thread < count && tile.began <= tile.ended && tile.ended <= trace.took;
                assert!(trace.tiles.iter().all(sound), "{trace:?}");
                let (number, busy): (Vec<_>, Vec<_>) = (0..count).map(|thread| trace.busy(thread)).unzip();
                assert_eq!(number.iter().sum::<usize>(), trace.tiles.len());
                assert_eq!(busy.iter().sum::<Duration>(), trace.work());
                assert!(busy.iter().all(|&busy| busy <= trace.took), "a thread does one tile at a time");
            }
        }
    }
}
