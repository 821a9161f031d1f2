//! Every f64 rung and the f32 oracle against the steps that NumPy itself counted, with `==`.

use lanelab_grid::{
    BurningShip, Julia, Limit, Mandelbrot, Multibrot3, Recurrence, Rounding, Steps, View, oracle,
};
use lanelab_ladder::goldens::{FOLDER, Goldens, Number, StepsCase, Subject};
use lanelab_ladder::{Map, Threads, verify};

/// Every golden of steps in this type of number, with its name.
fn cases(number: Number) -> Vec<(String, StepsCase, Steps)> {
    let goldens = Goldens::open(FOLDER.as_ref()).expect("the goldens are committed");
    let steps = goldens.entries().iter().filter_map(|golden| match &golden.subject {
        Subject::Steps(case) if case.number == number => {
            let counts = goldens.read(golden).expect("the golden is whole");
            Some((
                golden.name.clone(),
                case.clone(),
                Steps::from_counts(counts, case.limit().expect("a limit")),
            ))
        }
        _ => None,
    });
    steps.collect()
}

#[test]
fn every_rung_equals_numpy() {
    let threads = Threads::new(2).unwrap();
    let cases = cases(Number::F64);
    for (name, case, expected) in &cases {
        let (ladder, view) = (case.map.ladder(), case.view().unwrap());
        for kernel in ladder.kernels.iter().filter(|kernel| kernel.gives(case.rounding)) {
            verify(&ladder, kernel, case.rounding, &view, &threads, expected)
                .unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }
    for rounding in [Rounding::Separate, Rounding::Fused] {
        assert!(
            cases.iter().filter(|(_, case, _)| case.rounding == rounding).count() > 5,
            "too few goldens: {rounding}"
        );
    }
}

fn single<R: Recurrence>(recurrence: &R, rounding: Rounding, view: &View, limit: Limit) -> Steps {
    let mut steps = Steps::zeros(view.dim(), limit);
    oracle::fill::<R, f32>(recurrence, rounding, &view.whole(), limit, steps.view_mut());
    steps
}

#[test]
fn the_oracle_in_f32_equals_numpy_complex64() {
    let cases = cases(Number::F32);
    for (name, case, expected) in &cases {
        let (view, limit) = (case.view().unwrap(), case.limit().unwrap());
        let found = match case.map {
            Map::Mandelbrot => single(&Mandelbrot, case.rounding, &view, limit),
            Map::Julia(c) => single(&Julia { c }, case.rounding, &view, limit),
            Map::BurningShip => single(&BurningShip, case.rounding, &view, limit),
            Map::Multibrot3 => single(&Multibrot3, case.rounding, &view, limit),
        };
        assert_eq!(expected.compare(&found).unwrap().first, None, "{name}");
    }
    assert!(cases.len() >= 4, "two limits under two roundings");
}

#[test]
fn the_goldens_of_the_two_roundings_do_part() {
    let cases = cases(Number::F64);
    let of = |name: &str| &cases.iter().find(|(known, ..)| known == name).expect(name).2;
    for (scene, parts) in [("lesson-50", false), ("lesson-1000", true), ("seahorse", true)] {
        let separate = of(&format!("steps/{scene}/separate"));
        let mismatches = separate.compare(of(&format!("steps/{scene}/fused"))).unwrap().mismatches;
        assert_eq!(mismatches > 0, parts, "{scene}: {mismatches} pixels part");
    }
}
