//! What a division of work among threads would cost, predicted from what each tile costs.
//!
//! Predictions know nothing of caches, of a power budget that cores share, or of starting threads: a measured time that
//! is longer has one of these, or the machine's other work, to thank for it.

use lanelab_grid::Tile;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

/// The time until the last of these tiles is done, where each goes, in this order, to the thread that is free first.
///
/// No order of the same tiles is worse than `2 - 1/threads` times the best (R. L. Graham, 1966).
///
/// # Panics
/// Where there are no threads.
#[must_use]
pub fn list(costs: &[Duration], threads: usize) -> Duration {
    assert!(threads > 0, "tiles need at least one thread");
    let mut free: BinaryHeap<_> = std::iter::repeat_n(Reverse(Duration::ZERO), threads).collect();
    for &cost in costs {
        if let Some(mut first) = free.peek_mut() {
            first.0 += cost;
        }
    }
    free.into_iter().map(|Reverse(end)| end).max().unwrap_or_default()
}

/// The time until the last band is done, where the rows are cut into bands of equal height, one a thread.
///
/// A tile that lies in two bands is divided by its rows.
///
/// # Panics
/// Where there are no threads, or tiles and costs differ in number.
#[must_use]
pub fn bands(tiles: &[Tile], costs: &[Duration], threads: usize) -> Duration {
    assert!(threads > 0, "bands need at least one thread");
    assert_eq!(tiles.len(), costs.len(), "each tile has a cost");
    let height = tiles.iter().map(|tile| tile.origin().0 + tile.dim().0).max().unwrap_or(0);
    let band = height.div_ceil(threads);
    let of_band = |from: usize| -> Duration {
        tiles.iter().zip(costs).map(|(tile, cost)| cost.mul_f64(share(tile, from, from + band))).sum()
    };
    (0..height).step_by(band.max(1)).map(of_band).max().unwrap_or_default()
}

/// The share of a tile's rows that lie from one row to before another.
#[expect(clippy::cast_precision_loss, reason = "a share of rows")]
fn share(tile: &Tile, from: usize, to: usize) -> f64 {
    let (first, rows) = (tile.origin().0, tile.dim().0);
    let inside = (first + rows).min(to).saturating_sub(first.max(from));
    inside as f64 / rows as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiles;
    use lanelab_grid::{Cut, Raster, Region, View};

    fn seconds<const N: usize>(seconds: [u64; N]) -> [Duration; N] {
        seconds.map(Duration::from_secs)
    }

    #[test]
    fn a_tile_goes_to_whoever_is_free_first() {
        let [total, half, late] = seconds([12, 6, 8]);
        assert_eq!(list(&seconds([3, 3, 2, 2, 2]), 1), total);
        assert_eq!(list(&seconds([2, 2, 2, 3, 3]), 2), Duration::from_secs(7), "2 2 3 beside 2 3");
        assert_eq!(list(&seconds([3, 3, 2, 2, 2]), 2), Duration::from_secs(7), "3 2 2 beside 3 2");
        assert_eq!(list(&seconds([2, 2, 2, 6]), 2), late, "the long one comes last");
        assert_eq!(list(&seconds([6, 2, 2, 2]), 2), half, "the long one comes first");
        assert_eq!(list(&[], 3), Duration::ZERO);
    }

    #[test]
    fn a_band_costs_what_lies_in_it() {
        let view = View::new(Region::new(0.0, 1.0, 0.0, 1.0).unwrap(), Raster::new(4, 9).unwrap());
        let tiles = tiles(&view, Cut::PerThread, 3);
        assert_eq!(tiles.iter().map(Tile::dim).collect::<Vec<_>>(), [(3, 4); 3]);
        let costs = seconds([3, 30, 3]);
        assert_eq!(bands(&tiles, &costs, 3), Duration::from_secs(30));
        assert_eq!(bands(&tiles, &costs, 1), Duration::from_secs(36));
        assert_eq!(bands(&tiles, &costs, 2), Duration::from_secs(23), "5 rows: 3, and two thirds of 30");
        assert_eq!(bands(&tiles, &costs, 100), Duration::from_secs(10), "a row is not divided");
    }
}
