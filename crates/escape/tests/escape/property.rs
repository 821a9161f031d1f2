//! Every rung equals its oracle on random views, limits and maps, also where points overflow to infinity and NaN.

use lanelab_escape::Map;
use lanelab_grid::{Numerics, Raster, Region, Rounding, View};
use num_complex::Complex;
use proptest::prelude::*;

/// A coordinate of any magnitude that a region may have, most often near the set.
#[expect(clippy::disallowed_methods, reason = "inputs, whose last bit does not matter")]
fn coordinate() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -2.6..2.6,
        1 => -1e3..1e3,
        1 => (-1.0..1.0, -300..=307).prop_map(|(m, e): (f64, i32)| m * 10f64.powf(f64::from(e))),
    ]
}

fn region() -> impl Strategy<Value = Region> {
    (coordinate(), coordinate(), coordinate(), coordinate())
        .prop_filter_map("empty or too large", |(a, b, c, d)| Region::new(a.min(b), a.max(b), c.min(d), c.max(d)).ok())
}

#[expect(clippy::disallowed_methods, reason = "inputs, whose last bit does not matter")]
fn deep_region() -> impl Strategy<Value = Region> {
    let centre = (-2.0..0.5, -1.25..1.25).prop_map(|(re, im)| Complex::new(re, im));
    (centre, -14.0..0.0).prop_filter_map("empty", |(centre, e)| Region::around(centre, 10f64.powf(e)).ok())
}

fn map() -> impl Strategy<Value = Map> {
    prop_oneof![
        3 => Just(Map::Mandelbrot),
        2 => (-2.0..2.0, -2.0..2.0).prop_map(|(re, im)| Map::Julia(Complex::new(re, im))),
        1 => (-5.0..5.0, -5.0..5.0).prop_map(|(re, im)| Map::Julia(Complex::new(re, im))),
        1 => Just(Map::Julia(Complex::new(-4.41, 0.0))),
        1 => Just(Map::BurningShip),
        1 => Just(Map::Multibrot3),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_rung_equals_its_oracle(
        map in map(),
        region in prop_oneof![region(), deep_region()],
        (width, height) in (1usize..40, 1usize..20),
        limit in prop_oneof![1u64..9, 9u64..400],
        threads in 1usize..=3,
    ) {
        let view = View::new(region, Raster::new(width, height).unwrap());
        crate::check(&map.ladder(), &view, crate::limit(limit), &crate::threads([threads]));
    }
}

#[test]
fn overflowing_views_reach_infinity_and_nan() {
    let ladder = Map::Mandelbrot.ladder();
    let view = crate::view([-1e200, 1e200, -1e200, 1e200], 9, 9);
    for numerics in Numerics::all().filter(|numerics| numerics.rounding == Rounding::Separate) {
        let orbit = |row, column| ladder.orbit(numerics, view.point(row, column)).take(9);
        let any = |test: fn(f64) -> bool| (0..81).any(|i| orbit(i / 9, i % 9).any(|p| test(p.z.re) || test(p.z.im)));
        assert!(any(f64::is_infinite), "infinity in {numerics}");
        assert!(any(f64::is_nan), "NaN in {numerics}");
    }
}
