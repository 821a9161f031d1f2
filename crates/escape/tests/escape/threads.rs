//! How views are cut among threads.

use crate::view;
use lanelab_escape::{Map, Threads, ThreadsError, pieces, tiles};
use lanelab_grid::{Cut, Job, Limit, Mandelbrot, Rounding};
use ndarray::Array2;

#[test]
fn pieces_cover_every_pixel_once_with_their_tile() {
    let view = view([0.0, 37.0, 0.0, 23.0], 37, 23);
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
fn there_are_enough_tiles_but_not_too_many() {
    for (height, width) in [(1, 1), (300, 300), (2000, 2000), (1, 1 << 32), (1 << 32, 1), (20_000, 20_000)] {
        let tiles = tiles(&view([0.0, 1.0, 0.0, 1.0], width, height).whole(), Cut::Balanced, 2).len();
        assert!(tiles <= 1 << 17, "{height} x {width}: {tiles} tiles");
        assert!(tiles >= 64 || height * width < 64 * 12 * 256, "{height} x {width}: {tiles} tiles");
    }
}

#[test]
fn a_view_with_fewer_rows_than_threads_is_cut_across_for_all_of_them() {
    for (height, width, threads, parts) in
        [(1, 1000, 4, 4), (3, 1000, 4, 6), (4, 1000, 4, 4), (1, 2, 4, 2), (9, 5, 2, 2)]
    {
        let tiles = tiles(&view([0.0, 1.0, 0.0, 1.0], width, height).whole(), Cut::PerThread, threads);
        assert_eq!(tiles.len(), parts, "{width}x{height} on {threads} threads: {tiles:?}");
    }
}

#[test]
fn the_number_of_threads_is_checked() {
    assert!(matches!(Threads::new(0), Err(ThreadsError::OutOfRange(0))));
    assert!(matches!(Threads::new(10_000), Err(ThreadsError::OutOfRange(10_000))));
    assert_eq!(Threads::new(3).unwrap().count(), 3);
}

#[test]
fn a_panic_on_any_thread_reaches_the_caller() {
    let view = view([-2.0, 0.5, -1.25, 1.25], 640, 400);
    let job = Job::whole(&view, Limit::new(20).unwrap(), Rounding::Separate);
    let rungs = lanelab_lanes::rungs(Mandelbrot);
    let rung = rungs.iter().find(|rung| rung.name == "lanes-masked").unwrap();
    let (threads, caller) = (Threads::new(2).unwrap(), std::thread::current().id());
    for on_the_caller in [true, false] {
        let fail = |_| assert!((std::thread::current().id() == caller) != on_the_caller, "planted");
        // A thread may find that the other has done everything.
        let failed = (0..1000).find_map(|_| {
            let fill = || threads.fill(rung, &job, Array2::zeros(view.dim()).view_mut(), &fail);
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(fill)).err()
        });
        let payload = failed.unwrap_or_else(|| panic!("no panic, on the caller: {on_the_caller}"));
        assert_eq!(payload.downcast_ref::<&str>(), Some(&"planted"), "on the caller: {on_the_caller}");
    }
}

#[test]
fn more_threads_than_parts_fill_a_view_also_inside_another_pool() {
    let (ladder, pool) = (Map::Mandelbrot.ladder(), rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap());
    for (width, height) in [(1, 1), (1000, 1), (1, 1000)] {
        let view = view([-2.0, 0.5, -1.25, 1.25], width, height);
        pool.install(|| crate::check(&ladder, &view, crate::limit(60), &crate::threads([8])));
    }
}
