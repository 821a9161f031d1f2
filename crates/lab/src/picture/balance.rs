//! Who did which tile when, above where the tiles lie: one colour for what a tile costs in both.

use super::viridis::viridis;
use super::{Colour, Picture};
use lanelab_escape::{Trace, Traced};
use lanelab_grid::Tile;
use std::time::Duration;

/// The width of the picture, and the most that the map is high.
const SIDE: usize = 960;

/// The height of a thread's line and of the gap below it; many threads get thinner lines.
const LINE: (usize, usize) = (24, 6);

/// The most pixels that all lines together are high, where there are too many threads for [`LINE`].
const LINES: usize = 1024;

/// The gap between the lines and the map.
const GAP: usize = 18;

const PAPER: Colour = [255; 3];
const IDLE: Colour = [214; 3];

/// A line for each thread, in which time runs to the right, above a map of the view, whose top row is `y_max`.
///
/// A tile is violet where it costs next to nothing and yellow where it costs most; idle time is grey.
#[derive(Debug)]
pub(crate) struct Balance<'a> {
    tiles: &'a [Tile],
    costs: &'a [Duration],
    most: Duration,
    /// Each thread's tiles by their start, with their numbers.
    lines: Vec<Vec<(Traced, usize)>>,
    line: (usize, usize),
    took: Duration,
    view: (usize, usize),
    map: (usize, usize),
}

impl<'a> Balance<'a> {
    /// A trace on so many threads of these tiles of a view, and what each tile costs.
    pub(crate) fn of(tiles: &'a [Tile], costs: &'a [Duration], trace: &Trace, threads: usize) -> Self {
        let mut lines = vec![Vec::new(); threads];
        for (number, &traced) in trace.tiles.iter().enumerate() {
            lines[traced.thread].push((traced, number));
        }
        lines.iter_mut().for_each(|line| line.sort_by_key(|(traced, _)| traced.began));
        let end = |of: fn((usize, usize)) -> usize| {
            tiles.iter().map(|tile| of(tile.origin()) + of(tile.dim())).max().unwrap_or(1)
        };
        let view = (end(|(rows, _)| rows), end(|(_, columns)| columns));
        Self {
            tiles,
            costs,
            most: costs.iter().copied().max().unwrap_or_default(),
            lines,
            line: if threads * (LINE.0 + LINE.1) <= LINES { LINE } else { ((LINES / threads).max(1), 0) },
            took: trace.took,
            view,
            map: map(view),
        }
    }

    fn cost(&self, tile: usize) -> Colour {
        viridis(self.costs[tile].as_secs_f64() / self.most.as_secs_f64())
    }

    /// What a thread did at a moment: the middle of a column of pixels.
    fn moment(&self, thread: usize, column: usize) -> Colour {
        let now = self.took.mul_f64(middle(column) / middle(SIDE));
        let line = &self.lines[thread];
        let begun = line.partition_point(|(traced, _)| traced.began <= now);
        let last = begun.checked_sub(1).map(|last| line[last]);
        last.filter(|(traced, _)| traced.ended > now).map_or(IDLE, |(_, tile)| self.cost(tile))
    }

    /// The tile at a place of the map.
    fn place(&self, row: usize, column: usize) -> Colour {
        let (height, width) = self.map;
        if column >= width {
            return PAPER;
        }
        let (row, column) = ((height - 1 - row) * self.view.0 / height, column * self.view.1 / width);
        let (rows, columns) = self.tiles[0].dim();
        self.cost(row / rows * self.view.1.div_ceil(columns) + column / columns)
    }
}

/// The height and width of the map of a view: as large as fits, and no side without a pixel.
fn map((height, width): (usize, usize)) -> (usize, usize) {
    let longest = height.max(width);
    let side = |side: usize| (side.saturating_mul(SIDE) / longest).max(1);
    (side(height), side(width))
}

#[expect(clippy::cast_precision_loss, reason = "a pixel")]
fn middle(pixel: usize) -> f64 {
    pixel as f64 + 0.5
}

impl Picture for Balance<'_> {
    fn dim(&self) -> (usize, usize) {
        (self.lines.len() * (self.line.0 + self.line.1) + GAP + self.map.0, SIDE)
    }

    fn colour(&self, row: usize, column: usize) -> Colour {
        let each = self.line.0 + self.line.1;
        let (thread, within) = (row / each, row % each);
        match row.checked_sub(self.lines.len() * each + GAP) {
            Some(row) => self.place(row, column),
            None if thread < self.lines.len() && within < self.line.0 => self.moment(thread, column),
            None => PAPER,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanelab_escape::tiles;
    use lanelab_grid::{Cut, Raster, Region, View};

    fn milliseconds<const N: usize>(times: [u64; N]) -> [Duration; N] {
        times.map(Duration::from_millis)
    }

    #[test]
    fn lines_show_who_was_busy_and_the_map_has_the_last_band_on_top() {
        let view = View::new(Region::new(0.0, 1.0, 0.0, 1.0).unwrap(), Raster::new(6, 3).unwrap());
        let tiles = tiles(&view, Cut::PerThread, 3);
        let costs = milliseconds([0, 10, 5]);
        let traced = |thread, [began, ended]: [Duration; 2]| Traced { thread, began, ended };
        let of = [(1, [0, 100]), (0, [0, 400]), (1, [300, 400])];
        let trace = Trace {
            tiles: of.map(|(thread, times)| traced(thread, milliseconds(times))).to_vec(),
            took: Duration::from_millis(400),
        };
        let picture = Balance::of(&tiles, &costs, &trace, 2);
        let (high, wide) = picture.dim();
        assert_eq!((high, wide), (2 * 30 + 18 + 480, 960));
        let line = |row| [0, 100, 400, 800, 959].map(|column| picture.colour(row, column));
        let [first, second, third] = [0.0, 1.0, 0.5].map(viridis);
        assert_eq!(line(0), [second; 5], "thread 0 has one tile");
        assert_eq!(line(30), [first, first, IDLE, third, third], "thread 1 waits from 100 to 300");
        assert_eq!(picture.colour(25, 0), PAPER, "between two lines");
        let column = [high - 1, high - 240, high - 480].map(|row| picture.colour(row, 959));
        assert_eq!(column, [first, second, third], "row 0 of the view is at the bottom");
    }

    #[test]
    fn a_narrow_view_and_many_threads_have_room() {
        let view = View::new(Region::new(0.0, 1.0, 0.0, 1.0).unwrap(), Raster::new(1, 5000).unwrap());
        let tiles = tiles(&view, Cut::PerThread, 1000);
        let costs = vec![Duration::ZERO; tiles.len()];
        let at_once = Traced { thread: 0, began: Duration::ZERO, ended: Duration::ZERO };
        let trace = Trace { tiles: vec![at_once; tiles.len()], took: Duration::ZERO };
        let picture = Balance::of(&tiles, &costs, &trace, 1000);
        let (rows, columns) = picture.dim();
        assert_eq!((rows, columns), (1000 + 18 + 960, 960));
        for row in 0..rows {
            picture.colour(row, 0);
        }
        assert_eq!(picture.colour(rows - 1, 1), PAPER, "beside the map");
    }
}
