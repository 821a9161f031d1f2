//! `lanelab run --json`: a report of schema lanelab.run/1, its fields and the answers that they rest on.

use crate::lanelab::{Folder, lanelab};
use lanelab::report::{Interval, Report, Scene};
use lanelab_escape::{Map, checksum};
use lanelab_grid::{Limit, Numerics, Precision, Raster, Region, Rounding, Steps, View};
use serde_json::Value;

const RUN: &str = "run --region=-2,0.5,-1.25,1.25 --size 67x45 --limit 100 --seconds 0.001";

fn answer(numerics: Numerics) -> Steps {
    let view = View::new(Region::new(-2.0, 0.5, -1.25, 1.25).unwrap(), Raster::new(67, 45).unwrap());
    Map::Mandelbrot.ladder().oracle_steps(numerics, &view, Limit::new(100).unwrap())
}

/// The only scene of a report, with every field of the schema in the text and each of its kind.
fn scene(text: &str) -> Scene {
    let mut report = Report::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(report.scenes.len(), 1, "{text}");
    let scene = report.scenes.remove(0);
    let machine = &report.machine;
    assert!(
        [&machine.cpu, &machine.isa, &machine.rustc, &machine.commit].iter().all(|text| !text.is_empty()),
        "{text}"
    );
    let peak = report.more.peak.expect("a peak");
    let rates = [peak.separate_giter_per_s, peak.fused_giter_per_s, peak.contracted_giter_per_s, machine.clock_ghz];
    assert!(rates.iter().all(|rate| *rate > 0.0), "{text}");
    let value: Value = serde_json::from_str(text).unwrap();
    let has = |object: &Value, names: &[&str]| names.iter().all(|name| object.get(name).is_some());
    assert!(has(&value["machine"], &["cores", "cpu_model", "lanes_f64", "features"]), "{text}");
    assert!(has(&value["scenes"][0], &["region", "map", "clock_ghz", "floor"]), "{text}");
    let ladder = Map::default().ladder();
    for (rung, value) in scene.rungs.iter().zip(value["scenes"][0]["rungs"].as_array().unwrap()) {
        assert!(
            has(value, &["precision", "lanes", "calls_a_sample", "min_ns", "max_ns", "mean_ns", "stddev_ns"]),
            "{value}"
        );
        assert!(has(value, &["user_ns", "system_ns", "minor_faults", "major_faults"]), "{value}");
        assert!(rung.minor_faults.is_some() || cfg!(not(target_os = "linux")), "{value}");
        let cycles = rung.more.iter_per_cycle * scene.clock_ghz * rung.threads as f64;
        assert!(rung.verified && (cycles / rung.more.giter_per_s - 1.0).abs() < 1e-9, "rates of a core: {value}");
        let ordered = |ratio: &Interval| 0.0 < ratio.low && ratio.low <= ratio.median && ratio.median <= ratio.high;
        assert!(ordered(&rung.speed_up) && rung.of_copies.as_ref().is_none_or(ordered), "{value}");
        let known = ladder.rung(&rung.name).unwrap();
        assert_eq!(
            (rung.more.occupancy.is_none(), rung.more.effective),
            (known.lanes == 1, known.effective),
            "{value}"
        );
        assert_eq!(rung.more.of_peak.is_none(), known.effective || known.inner.is_none(), "{value}");
        assert_eq!(rung.of_copies.is_none(), rung.threads == 1, "{value}");
    }
    scene
}

#[test]
fn a_dash_prints_json_and_nothing_else() {
    let ended = lanelab(RUN).words("--json -").succeeds().quietly().leaving(&[]);
    let scene = scene(ended.text());
    let steps = answer(Numerics::double(Rounding::Separate));
    assert_eq!(u128::from(scene.more.iterations), steps.iterations());
    assert_eq!((scene.more.width, scene.more.height, scene.more.limit), (67, 45, 100));
    assert_eq!((scene.more.region, scene.more.map.as_str()), ([-2.0, 0.5, -1.25, 1.25], "mandelbrot"));
    let names: Vec<_> = scene.rungs.iter().map(|rung| rung.name.as_str()).collect();
    let rungs = Map::Mandelbrot.ladder().rungs;
    let known: Vec<_> = rungs.iter().filter(|rung| rung.gives(Rounding::Separate)).map(|rung| rung.name).collect();
    assert_eq!(names, known, "all rungs in teaching order");
}

#[test]
fn every_rung_has_the_checksum_of_the_oracles_answer() {
    for rounding in Rounding::ALL {
        let rungs = [("textbook", Precision::Double), ("lanes-f32", Precision::Single)];
        let call = lanelab(RUN).words(&format!("--rounding {rounding} --json - --rung textbook --rung lanes-f32"));
        let scene = scene(call.succeeds().text());
        assert_eq!(scene.rungs.len(), rungs.len());
        for (rung, (name, precision)) in scene.rungs.iter().zip(rungs) {
            let answer = answer(Numerics { precision, rounding });
            assert_eq!(rung.more.checksum, Some(format!("{:08x}", checksum(&answer))), "{rung:#?}");
            let found = (rung.name.as_str(), rung.more.precision.as_str(), rung.more.rounding.as_str());
            assert_eq!(found, (name, precision.name(), rounding.name()));
            let iterations = rung.more.giter_per_s * f64::from(u32::try_from(rung.median_ns).unwrap());
            let expected = f64::from(u32::try_from(answer.iterations()).unwrap());
            assert!((iterations / expected - 1.0).abs() < 1e-3, "{iterations} iterations, not {expected}: {rung:#?}");
        }
    }
}

#[test]
fn a_file_has_the_json_and_the_table_is_printed() {
    let folder = Folder::new().with("r.json", "before");
    let call = lanelab(RUN).words("--rung textbook --rung lanes-masked --threads 2,1,2 --json r.json");
    let ended = call.within(&folder).succeeds().quietly().leaving(&["r.json"]);
    ended.printing(&["custom: mandelbrot on -2..0.5 × -1.25..1.25", "67x45 points", "rounding separate", "Giter/s"]);
    let scene = scene(&String::from_utf8(folder.read("r.json")).unwrap());
    let lines: Vec<_> = scene.rungs.iter().map(|rung| (rung.name.as_str(), rung.threads)).collect();
    assert_eq!(lines, [("textbook", 1), ("textbook", 2), ("lanes-masked", 1), ("lanes-masked", 2)]);
}

#[test]
fn more_threads_than_cpus_are_marked_and_noted() {
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    let call = lanelab("run --rung textbook --size 20x20 --seconds 0.001 --json - --threads");
    let ended = call.word(format!("{cpus},{}", cpus + 1)).succeeds();
    let ended = ended.noting(&[&format!("note: {} threads are more than the {cpus} CPU", cpus + 1)]);
    let marks: Vec<_> = scene(ended.text()).rungs.iter().map(|rung| rung.oversubscribed).collect();
    assert_eq!(marks, [false, true]);
    let table = format!("{} threads are more than", cpus + 1);
    let compare = lanelab("compare textbook best --size 20x20 --seconds 0.001 --threads").word((cpus + 1).to_string());
    compare.succeeds().noting(&[&table]).printing(&[&table, "so they take turns"]);
}

#[test]
fn the_map_is_written_and_a_repeated_rung_is_measured_once() {
    let call =
        lanelab("run --rung textbook --rung textbook --map julia:-0.8,0.156 --size 20x20 --seconds 0.001 --json -");
    let scene = scene(call.succeeds().text());
    assert_eq!((scene.more.map.as_str(), scene.name.as_str()), ("julia:-0.8,0.156", "custom"));
    assert_eq!(scene.rungs.len(), 1);
}

#[test]
fn textbook_on_one_thread_is_the_base_wherever_it_stands() {
    let run = "run --size 20x20 --seconds 0.001 --json r.json --threads 1,2 --rung";
    for (rungs, base) in [("best --rung textbook", "textbook"), ("best --rung components", "best")] {
        let ended = lanelab(run).words(rungs).succeeds();
        let text = ended.text();
        let row = text.lines().find(|line| line.starts_with(base)).expect("a row");
        assert!(text.contains(&format!("× {base} [99 %]")) && !row.contains('['), "it is compared with itself: {text}");
        let scene = scene(std::str::from_utf8(&ended.folder.read("r.json")).unwrap());
        let of_base: Vec<_> =
            scene.rungs.iter().map(|rung| [rung.speed_up.low, rung.speed_up.high] == [1.0; 2]).collect();
        let expected: Vec<_> = scene.rungs.iter().map(|rung| rung.name == base && rung.threads == 1).collect();
        assert_eq!((scene.base.as_str(), of_base), (base, expected));
    }
}
