//! The goldens of the contract's steps are what a loop over single numbers gives, written here from the
//! contract's text with nothing of the workspace's arithmetic: so the goldens are worth comparing the rungs
//! with.

use lanelab_escape::Map;
use lanelab_grid::{Precision, Rounding};
use lanelab_numpy::goldens::{FOLDER, GoldenError, Goldens, StepsCase, Subject};
use ndarray::Array2;
use std::io::Write;

/// Real and imaginary part.
type Pair<T> = (T, T);

/// The arithmetic of one type of number. `fused` says whether the first product of a pair goes on unrounded.
macro_rules! by_hand {
    ($module:ident, $number:ty) => {
        #[expect(clippy::disallowed_methods, reason = "on purpose not the workspace's own fused multiply-add")]
        mod $module {
            use super::Pair;

            /// `a * b + c`, rounded once or twice.
            fn product_sum(a: $number, b: $number, c: $number, fused: bool) -> $number {
                if fused { a.mul_add(b, c) } else { a * b + c }
            }

            /// `a · b`.
            pub(crate) fn product(a: Pair<$number>, b: Pair<$number>, fused: bool) -> Pair<$number> {
                (product_sum(a.0, b.0, -(a.1 * b.1), fused), product_sum(a.0, b.1, a.1 * b.0, fused))
            }

            /// The first step after which z is not bounded, else 0.
            pub(crate) fn escape(
                mut z: Pair<$number>,
                c: Pair<$number>,
                limit: u32,
                fused: bool,
                map: impl Fn(Pair<$number>) -> Pair<$number>,
            ) -> u32 {
                for k in 1..=limit {
                    z = map(z);
                    z = (z.0 + c.0, z.1 + c.1);
                    let bounded = product_sum(z.0, z.0, z.1 * z.1, fused) <= 4.0;
                    if !bounded {
                        return k;
                    }
                }
                0
            }
        }
    };
}

by_hand!(double, f64);
by_hand!(single, f32);

/// Steps of one pixel.
fn steps_at(case: &StepsCase, pixel: Pair<f64>) -> u32 {
    let fused = case.rounding == Rounding::Fused;
    let square = |z| double::product(z, z, fused);
    let escape = |c, map: &dyn Fn(Pair<f64>) -> Pair<f64>| double::escape(pixel, c, case.limit, fused, map);
    match (case.map.parse().expect("a map"), case.precision) {
        (Map::Mandelbrot, Precision::Double) => escape(pixel, &square),
        (Map::Julia(c), Precision::Double) => escape((c.re, c.im), &square),
        (Map::BurningShip, Precision::Double) => escape(pixel, &|z| square((z.0.abs(), z.1.abs()))),
        (Map::Multibrot3, Precision::Double) => escape(pixel, &|z| double::product(square(z), z, fused)),
        (Map::Mandelbrot, Precision::Single) => {
            let pixel = to_single(pixel);
            single::escape(pixel, pixel, case.limit, fused, |z| single::product(z, z, fused))
        }
        (map, precision) => panic!("no golden is expected of {map} in {precision}"),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a coordinate is rounded to f32, once")]
fn to_single(pixel: Pair<f64>) -> Pair<f32> {
    (pixel.0 as f32, pixel.1 as f32)
}

/// Steps of a view: coordinate `i * step + start`, row 0 at `y_min`.
fn steps(case: &StepsCase) -> Array2<u32> {
    let [x_min, x_max, y_min, y_max] = case.region;
    let at = |i: usize, min: f64, max: f64, n: usize| {
        let [i, n] = [i, n].map(|n| f64::from(u32::try_from(n).expect("grids are small")));
        i * ((max - min) / n) + min
    };
    Array2::from_shape_fn((case.height, case.width), |(row, column)| {
        steps_at(case, (at(column, x_min, x_max, case.width), at(row, y_min, y_max, case.height)))
    })
}

/// The goldens; none, and a note that a passing test shows too, where there are none.
fn goldens() -> Option<Goldens> {
    match Goldens::open(FOLDER.as_ref()) {
        Ok(goldens) => Some(goldens),
        Err(missing @ GoldenError::NotFound { .. }) => {
            writeln!(std::io::stderr(), "skipped: {missing}").expect("standard error can be written");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn every_golden_of_steps_is_what_a_plain_loop_gives() {
    let Some(goldens) = goldens() else { return };
    let mut compared = 0;
    for golden in goldens.entries() {
        let Subject::Steps(case) = &golden.subject else { continue };
        let want: Array2<u32> = goldens.read(golden).unwrap_or_else(|error| panic!("{error}"));
        let got = steps(case);
        let differing = got.indexed_iter().find(|&(place, &steps)| want[place] != steps);
        assert_eq!(differing, None, "{}: the golden differs at this row and column", golden.name);
        compared += 1;
    }
    assert_eq!(compared, 30, "each golden of steps is compared");
}

#[test]
fn the_goldens_tell_the_two_arithmetics_apart() {
    let Some(goldens) = goldens() else { return };
    let differing = |name: &str| {
        let [separate, fused] = ["separate", "fused"].map(|arithmetic| -> Array2<u32> {
            let golden = goldens.find(&format!("steps/{name}/{arithmetic}"));
            golden.and_then(|golden| goldens.read(golden)).unwrap_or_else(|error| panic!("{error}"))
        });
        separate.iter().zip(&fused).filter(|(separate, fused)| separate != fused).count()
    };
    for (name, pixels) in [("lesson-50", 0), ("lesson-1000", 4), ("seahorse", 54), ("lesson-500-f32", 98)] {
        assert_eq!(differing(name), pixels, "{name}");
    }
}
