//! How views are cut among threads.

use lanelab_escape::{Threads, ThreadsError, pieces, tiles};
use lanelab_grid::{Cut, Raster, Region, View};
use ndarray::Array2;

#[test]
fn pieces_cover_every_pixel_once_and_say_where_they_lie() {
    let view = View::new(Region::new(0.0, 37.0, 0.0, 23.0).unwrap(), Raster::new(37, 23).unwrap());
    let places = || Array2::from_shape_vec(view.dim(), (0..37 * 23).collect()).unwrap();
    for (rows, columns) in [(6, 16), (1, 1), (23, 37), (100, 100), (5, 37)] {
        let mut seen = places();
        for (tile, mut out) in pieces(&view.whole(), seen.view_mut(), rows, columns) {
            assert_eq!(tile.dim(), out.dim());
            for ((row, column), place) in out.indexed_iter_mut() {
                let at = usize::try_from(*place).unwrap();
                assert_eq!(tile.point(row, column), view.point(at / 37, at % 37), "{rows} x {columns}");
                *place += 1000;
            }
        }
        assert_eq!(seen, places() + 1000, "each pixel once, {rows} x {columns}");
    }
}

#[test]
fn tiles_are_the_pieces_that_are_filled() {
    let whole = View::new(Region::new(0.0, 37.0, 0.0, 23.0).unwrap(), Raster::new(601, 53).unwrap()).whole();
    for (cut, threads) in [(Cut::Balanced, 1), (Cut::Balanced, 3), (Cut::PerThread, 1), (Cut::PerThread, 4)] {
        let (mut array, tiles) = (Array2::zeros(whole.dim()), tiles(&whole, cut, threads));
        let (rows, columns) = tiles[0].dim();
        let pieces = pieces(&whole, array.view_mut(), rows, columns);
        assert_eq!(tiles, pieces.into_iter().map(|(tile, _)| tile).collect::<Vec<_>>(), "{cut:?} for {threads}");
    }
}

#[test]
fn tiles_are_many_but_never_too_many() {
    for (height, width) in [(1, 1), (300, 300), (2000, 2000), (1, 1 << 32), (1 << 32, 1), (20_000, 20_000)] {
        let view = View::new(Region::new(0.0, 1.0, 0.0, 1.0).unwrap(), Raster::new(width, height).unwrap());
        let tiles = tiles(&view.whole(), Cut::Balanced, 2).len();
        assert!(tiles <= 1 << 17, "{height} x {width}: {tiles} tiles");
        assert!(tiles >= 32 || height * width < 32 * 12 * 256, "{height} x {width}: {tiles} tiles");
    }
}

#[test]
fn the_number_of_threads_has_bounds() {
    assert!(matches!(Threads::new(0), Err(ThreadsError::OutOfRange(0))));
    assert!(matches!(Threads::new(10_000), Err(ThreadsError::OutOfRange(10_000))));
    assert_eq!(Threads::new(3).unwrap().count(), 3);
}
