//! The steps that NumPy counted, against every rung and oracle, and against loops written by hand from the definition
//! without the workspace's arithmetic.

use lanelab_escape::{Map, verify};
use lanelab_grid::{Job, Numerics, Precision, Rounding, Steps};
use lanelab_numpy::goldens::{FOLDER, Goldens, StepsCase, Subject};
use ndarray::Array2;

/// Every golden of steps, with its name.
fn cases() -> Vec<(String, StepsCase, Steps)> {
    let goldens = Goldens::open(FOLDER.as_ref()).expect("the goldens are committed");
    let steps = goldens.entries().iter().filter_map(|golden| match &golden.subject {
        Subject::Steps(case) => {
            let counts = goldens.read(golden).expect("the golden is whole");
            Some((golden.name.clone(), case.clone(), Steps::from_counts(counts, case.limit().expect("a limit"))))
        }
        _ => None,
    });
    steps.collect()
}

#[test]
fn every_rung_and_every_oracle_equals_numpy() {
    let [threads] = crate::threads([2]);
    for (name, case, expected) in &cases() {
        let ladder = case.map.parse::<Map>().expect("a map").ladder();
        let job = Job::whole(&case.view().unwrap(), expected.limit(), case.rounding);
        let rungs = ladder.rungs.iter().filter(|rung| rung.claims(case.numerics()));
        for rung in rungs.chain([ladder.oracle(case.precision)]) {
            verify(&ladder, rung, &job, &threads, expected).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }
}

#[test]
fn there_are_goldens_and_rungs_under_all_numerics_that_numpy_has() {
    let (cases, ladder) = (cases(), Map::Mandelbrot.ladder());
    let of_numpy = |numerics: &Numerics| numerics.rounding != Rounding::Contracted;
    for numerics in Numerics::all().filter(of_numpy) {
        let goldens = cases.iter().filter(|(_, case, _)| case.numerics() == numerics).count();
        let enough = if numerics.precision == Precision::Double { 6 } else { 2 };
        assert!(goldens >= enough, "too few goldens: {numerics}");
        assert!(ladder.rungs.iter().any(|rung| rung.claims(numerics)), "no rung: {numerics}");
    }
}

#[test]
fn the_goldens_of_the_two_roundings_differ() {
    let cases = cases();
    let find = |name: &str| &cases.iter().find(|(known, ..)| known == name).expect(name).2;
    for (scene, pixels) in [("lesson-50", 0), ("lesson-1000", 4), ("seahorse", 54), ("lesson-500-f32", 98)] {
        let [separate, fused] = ["separate", "fused"].map(|rounding| find(&format!("steps/{scene}/{rounding}")));
        assert_eq!(separate.compare(fused).unwrap().mismatches, pixels, "{scene}");
    }
}

/// The steps of one pixel, by a loop over numbers of one type.
macro_rules! steps_by_hand {
    ($name:ident, $number:ty, $round:expr) => {
        #[expect(clippy::disallowed_methods, reason = "on purpose not the workspace's own fused multiply-add")]
        fn $name(map: Map, fused: bool, pixel: [f64; 2], limit: u32) -> u32 {
            let product_sum = |a: $number, b: $number, c| if fused { a.mul_add(b, c) } else { a * b + c };
            let product = |a: [$number; 2], b: [$number; 2]| {
                [product_sum(a[0], b[0], -(a[1] * b[1])), product_sum(a[0], b[1], a[1] * b[0])]
            };
            let (mut z, mut c) = (pixel.map($round), pixel.map($round));
            if let Map::Julia(constant) = map {
                c = [constant.re, constant.im].map($round);
            }
            for k in 1..=limit {
                let folded = if map == Map::BurningShip { z.map(<$number>::abs) } else { z };
                let square = product(folded, folded);
                let power = if map == Map::Multibrot3 { product(square, z) } else { square };
                z = [power[0] + c[0], power[1] + c[1]];
                let bounded = product_sum(z[0], z[0], z[1] * z[1]) <= 4.0;
                if !bounded {
                    return k;
                }
            }
            0
        }
    };
}

#[expect(clippy::cast_possible_truncation, reason = "a coordinate is rounded to f32, once")]
fn single(x: f64) -> f32 {
    x as f32
}

steps_by_hand!(double_steps, f64, |x| x);
steps_by_hand!(single_steps, f32, single);

/// The steps of a view: coordinate `i * step + start`, row 0 at `y_min`.
fn steps_of_view(case: &StepsCase) -> Array2<u32> {
    let [x_min, x_max, y_min, y_max] = case.region;
    let at = |i: usize, min: f64, max: f64, n: usize| {
        let [i, n] = [i, n].map(|n| f64::from(u32::try_from(n).expect("grids are small")));
        i * ((max - min) / n) + min
    };
    let (map, fused) = (case.map.parse().expect("a map"), case.rounding == Rounding::Fused);
    let steps = if case.precision == Precision::Double { double_steps } else { single_steps };
    Array2::from_shape_fn((case.height, case.width), |(row, column)| {
        let pixel = [at(column, x_min, x_max, case.width), at(row, y_min, y_max, case.height)];
        steps(map, fused, pixel, case.limit)
    })
}

#[test]
fn every_golden_of_steps_equals_a_loop_written_by_hand() {
    let cases = cases();
    for (name, case, expected) in &cases {
        let by_hand = steps_of_view(case);
        let differing = by_hand.indexed_iter().find(|&(place, &steps)| expected.view()[place] != steps);
        assert_eq!(differing, None, "{name}: the golden differs at this row and column");
    }
    assert_eq!(cases.len(), 30, "each golden of steps is compared");
}
