//! Every rung and every oracle against the steps that NumPy itself counted in its precision, with `==`.

use lanelab_escape::{Map, Threads, verify};
use lanelab_grid::{Job, Numerics, Precision, Rounding, Steps};
use lanelab_numpy::goldens::{FOLDER, Goldens, StepsCase, Subject};

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
    let threads = Threads::new(2).unwrap();
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
fn there_are_goldens_and_rungs_of_every_contract_that_numpy_keeps() {
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
fn the_goldens_of_the_two_roundings_do_part() {
    let cases = cases();
    let of = |name: &str| &cases.iter().find(|(known, ..)| known == name).expect(name).2;
    for (scene, parts) in [("lesson-50", false), ("lesson-1000", true), ("seahorse", true), ("lesson-500-f32", true)] {
        let separate = of(&format!("steps/{scene}/separate"));
        let mismatches = separate.compare(of(&format!("steps/{scene}/fused"))).unwrap().mismatches;
        assert_eq!(mismatches > 0, parts, "{scene}: {mismatches} pixels part");
    }
}
